import Dicom
import Testing

@testable import Deid

@Suite("Values from a table beside the data")
struct InstanceMappingTests {
    typealias Element = MemoryDataSet.Element

    private static let name = Element(0x0010_0010, .PN, "QUENTZLER^JANE")

    private static func rules(_ table: String, _ option: String = "Nested", row: String? = nil) throws -> RuleSet {
        try PlanFixture.rows(
            row ?? #""(0010,0010)",PN,,,replaceWithMapping,\#(option)"#, tables: ["map.csv": table],
            mappingTable: "map.csv")
    }

    private static func mapped(
        _ rules: RuleSet, file: String? = nil, _ elements: [Element] = [name]
    ) throws -> MemoryDataSet {
        let instance = PlanFixture.instance(elements)
        return try instance.applying(PlanFixture.plan(instance, rules, fileName: file).edits)
    }

    private static func hold(_ rules: RuleSet, file: String? = nil, _ elements: [Element] = [name]) -> PlanHold? {
        do {
            _ = try PlanFixture.plan(PlanFixture.instance(elements), rules, fileName: file)
            return nil
        } catch {
            return error as? PlanHold
        }
    }

    @Test(
        "an instance is found by its file, its SOP Instance UID or its Patient ID",
        arguments: [
            ("path,tag,value,type\na.dcm,00100010,JOHN^DOE,2", "in/deep/a.dcm"),
            ("Path,Tag,Value\nC:\\data\\a.dcm,\"(0010,0010)\",JOHN^DOE", "a.dcm"),
            ("file_name;tag;replacement;value_type\na.dcm;0010-0010;JOHN^DOE;2", "/x/a.dcm"),
            ("SOP Instance UID,tag,value,type\n1.2.3.4.3,00100010,JOHN^DOE,2", nil),
            ("patient_id,tag,value,type\nPAT-4711,00100010,JOHN^DOE,2", nil),
            ("path,sop_instance_uid,patient_id,tag,value\n,,PAT-4711,00100010,X\n,1.2.3.4.3,,00100010,JOHN^DOE", nil),
            ("path,patient_id,tag,value\n,PAT-4711,00100010,X\na.dcm,,00100010,JOHN^DOE", "a.dcm"),
            ("path,tag,value\none/a.dcm,00100010,X\ntwo/a.dcm,00100010,JOHN^DOE", "/in/two/a.dcm"),
        ] as [(String, String?)])
    func keys(_ table: String, _ file: String?) throws {
        #expect(try Self.mapped(Self.rules(table), file: file)[0x0010_0010]?.text == "JOHN^DOE")
    }

    @Test(
        "without a row the instance is held, and the reason has its own name",
        arguments: [
            ("path,tag,value\nb.dcm,00100010,X", "in/a.dcm"), ("path,tag,value\na.dcm,00100010,X", nil),
            ("path,tag,value\na.dcm,00100020,X", "a.dcm"), ("path,tag,value\nother/a.dcm,00100010,X", "in/a.dcm"),
            ("sop_instance_uid,tag,value\n1.2.3.4.30,00100010,X", "a.dcm"),
            // Nobody knows which of the two is meant.
            ("path,tag,value\none/a.dcm,00100010,X\ntwo/a.dcm,00100010,Y", "a.dcm"),
        ] as [(String, String?)])
    func missing(_ table: String, _ file: String?) throws {
        let hold = Self.hold(try Self.rules(table), file: file)
        #expect(hold?.reason == .mappingRowMissing && hold?.description.contains("QUENTZLER") == false)
    }

    @Test("an attribute that is empty needs no row; with one it is filled; one that is not there is not made")
    func empty() throws {
        let rules = try Self.rules("path,tag,value\na.dcm,00100010,JOHN^DOE")
        let empty = Element(0x0010_0010, .PN, "")
        #expect(try Self.mapped(rules, file: "b.dcm", [empty])[0x0010_0010] == empty)
        #expect(try Self.mapped(rules, file: "a.dcm", [empty])[0x0010_0010]?.text == "JOHN^DOE")
        let other = try Self.rules(
            "path,tag,value\na.dcm,00102160,X", row: #""(0010,2160)",SH,,,replaceWithMapping,"#)
        #expect(try Self.mapped(other, file: "a.dcm")[0x0010_2160] == nil)
    }

    @Test("Nested reaches the items of sequences; without it they are as if there were no row")
    func nested() throws {
        let table = "path,tag,value\na.dcm,00100010,JOHN^DOE"
        let sequence = Element(0x0008_1140, items: [[Self.name]])
        let nested = try Self.mapped(Self.rules(table), file: "a.dcm", [Self.name, sequence])
        #expect(nested[0x0010_0010]?.text == "JOHN^DOE" && nested[0x0008_1140, 0x0010_0010]?.text == "JOHN^DOE")
        let top = try Self.mapped(Self.rules(table, ""), file: "a.dcm", [Self.name, sequence])
        #expect(top[0x0010_0010]?.text == "JOHN^DOE" && top[0x0008_1140, 0x0010_0010]?.bytes ?? [] == [])
        // A less exact row is asked then.
        let both = try PlanFixture.rows(
            #""(0010,0010)",PN,,,replaceWithMapping,"#, #""(0010,001x)",PN,,,remove,"#, tables: ["map.csv": table],
            mappingTable: "map.csv")
        #expect(try Self.mapped(both, file: "a.dcm", [Self.name, sequence])[0x0008_1140, 0x0010_0010]?.bytes == [])
    }

    @Test(
        "integers, floating point numbers and texts are written as the VR wants them",
        arguments: [
            (Element(0x0018_FF00, .US, "12"), "513", "0", [1, 2]), (.init(0x0018_FF00, .IS, "1"), "42", "0", Array("42".utf8)),
            (.init(0x0018_FF00, .FL, "1234"), "1.5", "1", [0, 0, 0xC0, 0x3F]),
            (.init(0x0018_FF00, .DS, "1"), "2.50", "1", Array("2.50".utf8)),
            (.init(0x0018_FF00, .LO, "1"), "a\\b", "2", Array("a\\b ".utf8)),
            (.init(0x0018_FF00, .UI, "1.2.3"), "1.1.111", "2", Array("1.1.111\0".utf8)),
        ] as [(Element, String, String, [UInt8])])
    func types(_ element: Element, _ value: String, _ type: String, _ bytes: [UInt8]) throws {
        let row = #""(0018,FF00)",\#(element.vr),,,replaceWithMapping,"#
        let rules = try Self.rules("patient_id,tag,value,type\nPAT-4711,0018FF00,\(value),\(type)", row: row)
        #expect(try Self.mapped(rules, [element])[0x0018_FF00]?.bytes == bytes)
    }

    @Test(
        "what is wrong with a table is an error with its line, and never shows a value",
        arguments: [
            ("path,tag,value,type\na.dcm,00100010,SECRET,3", "map.csv:2: error: the type is 0 (integer)"),
            ("path,tag,value,type\na.dcm,00100010,SECRET,0", "map.csv:2: error: the value is no integer"),
            ("path,tag,value,type\na.dcm,00100010,SECRET,1", "map.csv:2: error: the value is no number"),
            ("path,tag,value\na.dcm,PatientName,SECRET", "map.csv:2: error: the tag is not eight"),
            ("path,tag,value\na.dcm,00100010,SÉCRET", "map.csv:2: error: the value must be printable ASCII"),
            ("path,tag,value\n,00100010,SECRET", "map.csv:2: error: the row needs one of"),
            ("path,patient_id,tag,value\na.dcm,P1,00100010,SECRET", "map.csv:2: error: the row needs one of"),
            ("path,tag,value\na.dcm,00100010,X\na.dcm,00100010,SECRET", "map.csv:3: error: line 2 has another value"),
            ("original,replacement\nDoe,SECRET", "map.csv:1: error: the mapping table needs a header"),
            ("path,tag,value\na.dcm,00100010,SECRET=B=C=D", "map.csv:2: error: the value does not fit"),
        ])
    func errors(_ table: String, _ message: String) {
        do {
            _ = try Self.rules(table)
            Issue.record("the table was taken")
        } catch {
            let text = "\(error)"
            #expect(text.contains(message), "\(text)")
            #expect(!text.contains("SECRET"))
        }
    }

    @Test("a table that no row reads and a row without a table are errors")
    func unused() throws {
        func problem(_ row: String, table: String?) -> String {
            do {
                _ = try PlanFixture.rows(
                    row, tables: ["map.csv": "path,tag,value\na.dcm,00100010,X"], mappingTable: table)
                return ""
            } catch { return "\(error)" }
        }
        #expect(problem(#""(0010,0010)",PN,,,replaceWithMapping,Nested"#, table: nil).contains("rows0.csv:2: error: Option:"))
        #expect(problem(#""(0010,0010)",PN,,,replaceWithMapping,"#, table: nil).contains("mapping_table:"))
        #expect(problem(#""(0010,0010)",PN,,,remove,"#, table: "map.csv").contains("mapping_table has no effect"))
        #expect(problem(#""(0010,0010)",PN,,,replaceWithMapping,"#, table: "none.csv").contains("cannot be read"))
    }

    @Test("what stands in the table is part of the version of the rules")
    func version() throws {
        let versions = try ["JOHN", "JACK"].map { try Self.rules("path,tag,value\na.dcm,00100010,\($0)").version }
        #expect(versions[0] != versions[1])
    }
}
