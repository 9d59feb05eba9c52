import Dicom
import Testing

@testable import Deid

/// Every action and Option of John Snow Labs' strategy files, with what their documentation of August 2026
/// (visual-nlp-workshop: strategy_actions.md, strategy-files.md) says that it does, and what comes of it here. Where the two
/// differ, the line says why.
@Suite("Actions of John Snow Labs' files, theirs and ours")
struct JohnSnowLabsActionTests {
    typealias Element = MemoryDataSet.Element

    /// What is checked of an outcome.
    enum Ours: Sendable {
        case text(String), bytes([UInt8]), gone
        /// Another value than the original, of this many characters if that is known.
        case another(length: Int?)
        /// The same text as another line's.
        case date(days: Int)
    }

    struct Line: Sendable, CustomTestStringConvertible {
        var row: String
        var vr: VR
        var value: String
        var theirs: String
        var ours: Ours
        var testDescription: String { row }

        init(_ row: String, _ vr: VR, _ value: String, theirs: String, _ ours: Ours) {
            (self.row, self.vr, self.value, self.theirs, self.ours) = (row, vr, value, theirs, ours)
        }
    }

    private static let sentence = "CT chest of QUENTZLER, axial"

    static let lines: [Line] = [
        Line("replaceWithRandomName,", .PN, "Doe^Jane", theirs: "a random First Last name", .another(length: nil)),
        Line("replaceWithRandomName,coherent", .LO, "Jane Doe", theirs: "the same name for the same", .another(length: nil)),
        // Never another name each time: what belongs together would fall apart.
        Line("replaceWithRandomName,random", .PN, "Doe^Jane", theirs: "another name each time", .another(length: nil)),
        Line("replaceWithLiteral,<REMOVED>", .LO, "Doe", theirs: "<REMOVED>", .text("<REMOVED>")),
        Line("replaceWithLiteral,513", .US, "12", theirs: "513", .bytes([1, 2])),
        Line("cleanTag,", .LO, sentence, theirs: "CT chest of <NAME>, axial", .text("CT chest of <NAME>, axial")),
        Line("cleanTag,deid", .LO, sentence, theirs: "CT chest of <NAME>, axial", .text("CT chest of <NAME>, axial")),
        Line("cleanTag,mask", .LO, sentence, theirs: "CT chest of ****, axial", .text("CT chest of ****, axial")),
        Line("cleanTag,remove", .LO, sentence, theirs: "CT chest of , axial", .text("CT chest of, axial")),
        Line("cleanTag,deid", .SH, "QUENTZLER", theirs: "<NAME>", .text("<NAME>")),
        Line("cleanTag,mask", .AE, "QUENTZLER", theirs: "****", .text("****")),
        // Brackets and asterisks are not legal in a CS, a number or a date.
        Line("cleanTag,deid", .CS, "HEAD QUENTZLER", theirs: "HEAD <NAME>", .text("HEAD")),
        Line("cleanTag,deid", .DT, "20120813", theirs: "<DATE>", .gone),
        Line("cleanTag,deid", .OB, sentence, theirs: "CT chest of <NAME>, axial", .text("CT chest of <NAME>, axial")),
        Line("cleanTag,mask", .OW, sentence, theirs: "CT chest of ****, axial", .text("CT chest of ****, axial")),
        Line("cleanTag,deid", .IS, "512", theirs: "512", .text("512")),
        Line("cleanTag,deid", .DS, "1.5", theirs: "1.5", .text("1.5")),
        Line("cleanTag,deid", .US, "12", theirs: "12", .text("12")),
        Line("cleanTag,deid", .TM, "101112", theirs: "101112", .text("101112")),
        // HIPAA's Safe Harbor: ages over 89 are one group.
        Line("cleanTag,deid", .AS, "095Y", theirs: "095Y or <AGE>", .text("090Y")),
        // All of a name identifies, and a UID is replaced by the one that stands for it everywhere.
        Line("cleanTag,deid", .PN, "QUENTZLER^JANE", theirs: "<NAME>", .gone),
        Line("cleanTag,deid", .UI, "1.2.3", theirs: "1.2.3 or <ID>", .another(length: nil)),
        Line("delete,", .LO, "Doe", theirs: "the element goes", .gone),
        Line("remove,", .LO, "Doe", theirs: "an empty value", .text("")),
        // 0 and a blank are values; empty is what the attribute is for every other VR.
        Line("remove,", .US, "12", theirs: "0", .bytes([])),
        Line("remove,", .OB, "bytes!", theirs: "one blank", .bytes([])),
        Line("ensureTagExists,", .LO, "there", theirs: "left alone", .text("there")),
        Line("ensureTagExists,", .LO, "", theirs: "a default of the VR", .text("REMOVED")),
        Line("patientHashId,", .LO, "PAT-4711", theirs: "another ID of the same length", .another(length: 8)),
        Line("hashId,", .SH, "A-123456", theirs: "2.25.<integer>, too long for SH", .another(length: 8)),
        Line("hashId,", .UI, "1.2.3", theirs: "2.25.<integer>", .another(length: nil)),
        Line("shiftDateByFixedNbOfDays,-30", .DA, "20120131", theirs: "20120101", .date(days: -30)),
        Line("shiftDateByFixedNbOfDays,5", .DT, "20120131", theirs: "20120205", .date(days: 5)),
        // By the patient's days, so that intervals stay; theirs moves each attribute by others.
        Line("shiftDateByRandomNbOfDays,60", .DA, "20120131", theirs: "up to 60 days before", .another(length: 8)),
        Line("shiftTimeByRandom,", .TM, "101112", theirs: "a random time", .another(length: 6)),
        Line("shiftAgeByRandom,", .AS, "051Y", theirs: "a random age", .another(length: 4)),
        Line("capAgeAt99IfOver90,", .AS, "095Y", theirs: "099Y", .text("099Y")),
        Line("capAgeAt99IfOver90,", .AS, "090Y", theirs: "090Y", .text("090Y")),
        // Nobody is made an age up for.
        Line("capAgeAt99IfOver90,", .AS, "old", theirs: "a random age", .gone),
        Line("shiftUnixTimeStampRandom,", .SL, "\u{0}\u{0}\u{0}\u{30}", theirs: "1 to 60 days before", .another(length: nil)),
        Line("replaceWithMapping,", .LO, "Doe", theirs: "the table's value at top level", .text("MAPPED")),
        Line("replaceWithMapping,Nested", .LO, "Doe", theirs: "the table's value at every level", .text("MAPPED")),
    ]

    @Test("the outcome is as the table says", arguments: lines)
    func outcome(_ line: Line) throws {
        let element = Element(0x0018_FF00, line.vr, line.value)
        let rules = try PlanFixture.rows(
            #""(0018,FF00)",\#(line.vr),,,\#(line.row)"#, tables: ["t.csv": "path,tag,value,type\na.dcm,0018FF00,MAPPED,2"],
            mappingTable: line.row.hasPrefix("replaceWithMapping") ? "t.csv" : nil)
        let instance = PlanFixture.instance(.init(0x0010_0010, .PN, "QUENTZLER^JANE"), element)
        let plan = try PlanFixture.plan(instance, rules, fileName: "a.dcm")
        let clean = try instance.applying(plan.edits)[0x0018_FF00]
        switch line.ours {
        case .gone: #expect(clean == nil || clean?.bytes == [])
        case .text(let text): #expect(clean?.text == text)
        case .bytes(let bytes): #expect(clean?.bytes == bytes)
        case .date(let days): #expect(clean?.text == DicomDate.shift(date: line.value, byDays: days))
        case .another(let length):
            #expect(clean?.bytes.isEmpty == false && clean?.bytes != element.bytes)
            if let length { #expect(clean?.text.count == length) }
        }
    }

    @Test("every action is in the table")
    func complete() {
        let written = Set(lines.map { String($0.row.prefix { $0 != "," }) })
        let theirs = Set(StrategyAction.allCases.map(\.rawValue)).subtracting(["keep"])
        #expect(written == theirs)
    }

    @Test("cleanTag is taken on every VR that theirs is, and on three more")
    func cleanTagVRs() {
        let theirs: Set<VR> = [
            .PN, .UI, .SH, .CS, .LO, .LT, .ST, .IS, .TM, .AE, .US, .AS, .DS, .OB, .DT, .OW, .UT,
        ]
        #expect(StrategyAction.cleanTag.allowedVRs == theirs.union([.DA, .UC, .UR]))
    }

    private var lines: [Line] { Self.lines }
}
