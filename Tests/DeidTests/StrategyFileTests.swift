import Dicom
import Foundation
import Testing

@testable import Deid

@Suite("Strategy files")
struct StrategyFileTests {
    private func read(_ text: String) -> StrategyFile { StrategyFile(Array(text.utf8), name: "s.csv") }

    private static let header = "Tags,VR,Name,Status,Action,Option\n"

    /// The one row of a file with the standard header; nil if it cannot be used.
    private func row(_ line: String) -> StrategyRow? {
        let file = read(Self.header + line)
        return file.isUsable && file.rows.count == 1 ? file.rows[0] : nil
    }

    @Test(
        "John Snow Labs' rows are read as they are",
        arguments: [
            (
                #""(0010, 0010)",PN,Patient Name,,replaceWithLiteral,<REMOVED>"#, "(0010,0010)", .replaceWithLiteral,
                .literal("<REMOVED>")
            ),
            (#""(0010, 0020)",LO,Patient ID,,patientHashId,"#, "(0010,0020)", .patientHashId, .none),
            (
                #""(0010,0030)",DA,PatientBirthDate,,shiftDateByRandomNbOfDays,"#, "(0010,0030)",
                .shiftDateByRandomNbOfDays, .none
            ),
            (#""(0010, 1010)",AS,Patient Age,,capAgeAt99IfOver90,"#, "(0010,1010)", .capAgeAt99IfOver90, .none),
            (
                #""(0008, 0020)",DA,Study Date,,shiftDateByFixedNbOfDays,-30,"#, "(0008,0020)",
                .shiftDateByFixedNbOfDays, .days(-30)
            ),
            (#""(0008,0030)",TM,StudyTime,,shiftTimeByRandom,"#, "(0008,0030)", .shiftTimeByRandom, .none),
            (#""(0008,0050)",SH,AccessionNumber,,hashId,"#, "(0008,0050)", .hashId, .none),
            (#""(0008, 0080)",LO,Institution Name,,delete,"#, "(0008,0080)", .delete, .none),
            (
                #""(0008,0090)",PN,ReferringPhysicianName,,replaceWithRandomName,"#, "(0008,0090)",
                .replaceWithRandomName, .none
            ),
            (#""(0008, 1030)",LO,Study Description,,cleanTag,remove,"#, "(0008,1030)", .cleanTag, .clean(.remove)),
            (#""(0018, 1030)",LO,Protocol Name,,cleanTag,deid"#, "(0018,1030)", .cleanTag, .clean(.deid)),
            (#""(0008, 009C)",PN,Consulting Physician's Name,,remove,"#, "(0008,009C)", .remove, .none),
            (
                #""(0011, 1010)",SL,Private Unix Timestamp,,shiftUnixTimeStampRandom,"#, "(0011,1010)",
                .shiftUnixTimeStampRandom, .none
            ),
            (#""(7777,1003)",PN,PrivatePersonName,,remove,"#, "(7777,1003)", .remove, .none),
            (#""(0002,0100)",UI,Private Information Creator UID,,hashId"#, "(0002,0100)", .hashId, .none),
            (#""(50,)",GROUP,None,,delete,"#, "(50,)", .delete, .none),
            (#""(0020,)",GROUP,None,,remove"#, "(0020,)", .remove, .none),
            (#"    "(0018, 1030)",LO,Protocol Name,Retired,cleanTag,,"#, "(0018,1030)", .cleanTag, .clean(.deid)),
            (#""(0008,0090)",PN,,,replaceWithRandomName,coherent"#, "(0008,0090)", .replaceWithRandomName, .none),
            (#""(0008,0090)",PN,,,replaceWithRandomName,random"#, "(0008,0090)", .replaceWithRandomName, .none),
            (#""(0010,0030)",DA,,,shiftDateByRandomNbOfDays,60"#, "(0010,0030)", .shiftDateByRandomNbOfDays, .none),
            (
                #""(0010,0030)",DA,,,shiftDateByRandomNbOfDays,"[-30, 30]""#, "(0010,0030)", .shiftDateByRandomNbOfDays,
                .none
            ),
            (#""(0008,0030)",TM,,,shiftTimeByRandom,fractional"#, "(0008,0030)", .shiftTimeByRandom, .none),
            (#""(0011, 1010)",FD,,,shiftUnixTimeStampRandom,60"#, "(0011,1010)", .shiftUnixTimeStampRandom, .none),
            (#"(0010,0010),PN,no quotes,,keep,"#, "(0010,0010)", .keep, .none),
            (#"00100010,PN,digits,,keep,"#, "(0010,0010)", .keep, .none),
            (#""(0010,0010)",pn,lower case VR,,keep,"#, "(0010,0010)", .keep, .none),
            (#""(50xx,0010)",US,,,keep,"#, "(50xx,0010)", .keep, .none),
            (#""(0029,xx10)",,,,keep,"#, "(0029,xx10)", .keep, .none),
            (#""(0029,"SIEMENS CSA HEADER",10)",OB,,,delete,"#, #"(0029,"SIEMENS CSA HEADER",10)"#, .delete, .none),
            (#""(0029,""SIEMENS CSA HEADER"",1010)",OB,,,delete,"#, #"(0029,"SIEMENS CSA HEADER",10)"#, .delete, .none),
            (#""(0040,0275)/(0040,0007)",LO,,,delete,"#, "(0040,0275)/(0040,0007)", .delete, .none),
            (#""(0008,1030)",LO,"a name, with comma",,delete,"#, "(0008,1030)", .delete, .none),
            (#""(0008,1030)",LO,,,cleanTag,empty"#, "(0008,1030)", .cleanTag, .clean(.empty)),
            (#""(0018,FF00)",US,,,cleanTag,mask"#, "(0018,FF00)", .cleanTag, .clean(.mask)),
            (#""(0018,FF00)",OW,,,cleanTag,"#, "(0018,FF00)", .cleanTag, .clean(.deid)),
            (
                #""(0008, 0018)",UI,,,replaceWithMapping,Nested"#, "(0008,0018)", .replaceWithMapping,
                .instanceMapping(nested: true)
            ),
            (#""(0010,0010)",PN,,,replaceWithMapping,,"#, "(0010,0010)", .replaceWithMapping, .instanceMapping(nested: false)),
            (#""(0013,xx10)",,,,ensureTagExists,LIDC"#, #"(0013,"CTP",10)"#, .ensureTagExists, .literal("LIDC")),
            (#""(0099,"NOBODY",10)",SH,,,ensureTagExists,X"#, #"(0099,"NOBODY",10)"#, .ensureTagExists, .literal("X")),
        ] as [(String, String, StrategyAction, ActionOption)])
    func quirks(_ line: String, _ path: String, _ action: StrategyAction, _ option: ActionOption) {
        let row = row(line)
        #expect(row?.path.description == path)
        #expect(row?.action == action && row?.option == option)
        #expect(row?.line == 2 && row?.file == "s.csv")
    }

    @Test(
        "spreadsheets' ways of writing a file do not matter",
        arguments: [
            "\u{FEFF}Tags,VR,Name,Status,Action,Option\n\"(0010,0010)\",PN,,,keep,\n",
            "Tags,VR,Name,Status,Action,Options\r\n\"(0010,0010)\",PN,,,keep,\r\n",
            "Tags,VR,Name,Status,Action,Option\r\"(0010,0010)\",PN,,,keep,",
            "Tags;VR;Name;Status;Action;Option\n(0010,0010);PN;;;keep;\n",
            "Tags\tVR\tAction\n(0010,0010)\tPN\tkeep\n",
            "\n# a comment\n  Tags , VR , Action \n\n# another\n  \"(0010,0010)\" , PN , keep \n\n",
            "Comment,Action,VR,Tags\nmine,keep,PN,\"(0010,0010)\"\n",
            "tag,vr,action\n\"(0010,0010)\",PN,keep",
        ])
    func encodings(_ text: String) {
        let file = read(text)
        #expect(file.diagnostics.filter { $0.severity == .error } == [])
        #expect(file.rows.map(\.path.description) == ["(0010,0010)"])
        #expect(file.rows.map(\.vrs) == [[.PN]])
    }

    @Test(
        "what cannot be meant is an error with file and line",
        arguments: [
            (#""(0010,0010)",PN,,,replaceWithRandomNam,"#, "replaceWithRandomName?"),
            (#""(0010,0010)",PN,,,Keep,"#, "is it keep?"), (#""(0010,0010)",PN,,,,"#, "missing"),
            (#""(0010,0010)",PN,,,xyzzy,"#, "not known"),
            (#""(0010,0010)",PM,,,keep,"#, "no such VR"), (#""(0010,0010)",CS,,,hashId,"#, "not allowed on CS"),
            (#""(0010,0010)",,,,hashId,"#, "not allowed on PN"),
            (#""(0008,0020)",LO,,,shiftDateByRandomNbOfDays,"#, "not allowed on LO"),
            (#""(0010,1010)",DS,,,shiftAgeByRandom,"#, "only on AS"),
            (#""(7FE0,0020)",SQ,,,cleanTag,"#, "not allowed on SQ"), (#""(0018,FF00)",FL,,,cleanTag,"#, "not allowed on FL"),
            (#""(0042,0011)",OB,,,cleanTag,"#, "encapsulated document"),
            (#""(0008,0020)",DA,,,shiftDateByFixedNbOfDays,"#, "number of days"),
            (#""(0008,0020)",DA,,,shiftDateByFixedNbOfDays,soon"#, "number of days"),
            (#""(0008,0020)",DA,,,shiftDateByFixedNbOfDays,99999"#, "century"),
            (#""(0008,0020)",DA,,,shiftDateByRandomNbOfDays,a lot"#, "a number, a range, or nothing"),
            (#""(0008,1030)",LO,,,cleanTag,mack"#, "is it mask?"),
            (#""(0008,0090)",PN,,,replaceWithRandomName,rnd"#, "coherent, random"),
            (#""(0008,1030)",LO,,,replaceWithLiteral,"#, "missing"),
            (#""(0008,1030)",LO,,,replaceWithLiteral,Ärzte"#, "printable ASCII"),
            (#""(0008,0060)",CS,,,replaceWithLiteral,lower case"#, "CS values"),
            (#""(0008,0020)",DA,,,replaceWithLiteral,20121301"#, "DA values"),
            (#""(0028,0301)",US,,,replaceWithLiteral,70000"#, "numbers in its range"),
            (#""(0008,0050)",SH,,,replaceWithLiteral,12345678901234567"#, "at most 16"),
            (#""(0008,1140)",SQ,,,replaceWithLiteral,X"#, "sequence"),
            (#""(0010,1010)",AS,,,ensureTagExists,51"#, "AS values"),
            (#""(0008,1140)",SQ,,,replaceWithMapping,Nested"#, "sequence"),
            (#""(0008,1030)",LO,,,replaceWithMapping,Nestd"#, "takes Nested, nothing, or a CSV file; John Snow Labs' reader"),
            (#""(0008,0020)",DA,,,shiftDateByFixedNbOfDays,soon"#, "John Snow Labs' reader shifts by a random number"),
            (#""(0028,0301)",US,,,replaceWithLiteral,70000"#, "John Snow Labs' reader writes an empty or default value"),
            (#""(0008,1030)",LO,,,replaceWithMapping,none.csv"#, "cannot be read"),
            (#""(0010,10)",PN,,,keep,"#, "is it (0010,0010)?"), (#"100010,PN,,,keep,"#, "is it (0010,0010)?"),
            (#""(10,10)",PN,,,keep,"#, "is it (0010,0010)?"), (#""(0010,0010",PN,,,keep,"#, "bracket"),
            (#""",PN,,,keep,"#, "missing"),
            (#"PatientName,PN,,,keep,"#, "no tag"), (#""(0010,00G0)",PN,,,keep,"#, "no tag"),
            (#""(0028,"X",10)",LO,,,keep,"#, "odd groups"), (#""(0029,SIEMENS,10)",LO,,,keep,"#, "quotes around"),
            (#""(0040,0275)/(0040,00xx)",LO,,,keep,"#, "whole tags"), (#""(50,)",GROUP,,,keep,"#, "delete, remove"),
            (#""(50,)",LO,,,delete,"#, "VR GROUP"), (#""(0010,0010)",GROUP,,,delete,"#, "four digits of a group"),
            (#""(00100,)",GROUP,,,delete,"#, "one to four"),
            (#""(0008,0016)",UI,,,hashId,"#, "SOP Class UID must stay"),
            (#""(0008,0005)",CS,,,remove,"#, "Specific Character Set"),
            (#""(7FE0,0010)",OW,,,remove,"#, "image pixel module"),
            (#""(0028,0010)",US,,,delete,"#, "image pixel module"),
            (#""(0028,)",GROUP,,,delete,"#, "image pixel module"),
            (#""(0008,00xx)",,,,delete,"#, "must stay"), (#""(0008,0018)",UI,,,delete,"#, "SOP Instance UID"),
            (#""(0029,0010)",LO,,,hashId,"#, "Private Creator"),
            (#""(0018,xxxx)",LO,,,ensureTagExists,"#, "one whole tag"),
            (#""(0029,1010)",LO,,,ensureTagExists,X"#, #"(0029,"PRIVATE CREATOR",10)"#),
            (#""(0013,1010)",LO,,,ensureTagExists,X"#, #"(0013,"CTP",10)"#),
            (#""(0029,xx10)",LO,,,ensureTagExists,X"#, "with its Private Creator"),
            (#""(0099,"NOBODY",10)",,,,ensureTagExists,X"#, "needs the VR"),
            (#""(0018,FF00)",,,,ensureTagExists,X"#, "needs the VR"),
            (#""(0018,1072)",TM,,,shiftTimeByRandom,"#, "SUV"), (#""(0010,0010)",PN,,,keep,,,x"#, "more fields"),
            (#""(0008,0030)",DT,,,ShiftTimeByRandomNbOfSecs,"#, "shiftDateByRandomNbOfDays"),
            (#""(0070,0001)",SQ,,,replaceWithDummyGraphicalAnnotation,"#, "write delete"),
            (#""(0040,A073)",SQ,,,replacewithDummyVerifyingObserverIdentificationSequence,"#, "write delete"),
            (#""(0040,1101)",SQ,,,replaceWithDummyPersonIdentificationCode,"#, "write delete"),
        ])
    func errors(_ line: String, _ message: String) {
        let file = read(Self.header + #""(0018,0050)",DS,,,keep,"# + "\n" + line)
        let errors = file.diagnostics.filter { $0.severity == .error }
        #expect(!file.isUsable)
        #expect(
            errors.contains { $0.description.hasPrefix("s.csv:3: error: ") && $0.message.contains(message) },
            "\(errors)")
        #expect(file.rows.count == 1)
    }

    @Test("a duplicate is an error that names the first line, per tag and VR")
    func duplicates() {
        let rows = [
            #""(0008,1030)",LO,,,keep,"#, #""(0008, 1030)",LO,,,delete,"#, #""(0008,1030)",SH,,,delete,"#,
            "00081030,,,,keep,",
        ]
        let file = read(Self.header + rows.joined(separator: "\n"))
        #expect(
            file.diagnostics.filter { $0.severity == .error }.map(\.description) == [
                "s.csv:3: error: the same tag and VR stand in line 2; remove one of the two"
            ])
        #expect(file.rows.count == 3)
    }

    @Test(
        "a file that is none says so",
        arguments: [("", "is empty"), ("a,b,c\n1,2,3", "header"), ("Tags,VR,Action\n\"(0010", "quote")])
    func noFile(_ text: String, _ message: String) {
        #expect(read(text).diagnostics.contains { $0.severity == .error && $0.message.contains(message) })
        let utf16 = StrategyFile([0xFF, 0xFE, 0x54, 0], name: "s.csv")
        #expect(utf16.diagnostics.map(\.description) == ["s.csv: error: the file is UTF-16; save it as CSV UTF-8"])
        #expect(StrategyFile(path: "/nowhere/s.csv").diagnostics.map(\.message) == ["the file cannot be read"])
        #expect(!StrategyFile(path: "/tmp").isUsable)
    }

    @Test(
        "warnings where a row may not do what its author thinks",
        arguments: [
            (#""(0020,000D)",UI,,,delete,"#, "Type 1"), (#""(0008,0020)",DA,,,delete,"#, "Type 2"),
            (#""(0002,0100)",UI,,,hashId,"#, "no effect"),
            (#""(0012,0063)",LO,,,keep,"#, "writes this attribute itself"),
            (#""(0008,0030)",TM,,,shiftTimeByRandom,"#, "(0008,0020)"),
            (#""(0008,1030)",DA,,,keep,"#, "rule_vr_mismatch"),
            (#""(0008,0020)",DA,,,shiftDateByFixedNbOfDays,0"#, "0 days"),
            (#""(0008,0020)",DA,,,delete,x"#, "takes none"),
            (#""(0008,0090)",PN,,,replaceWithRandomName,random"#, "no effect"),
            (#""(0010,0030)",DA,,,shiftDateByRandomNbOfDays,60"#, "not used"),
        ])
    func warnings(_ line: String, _ message: String) {
        let file = read(Self.header + line)
        #expect(file.isUsable)
        #expect(file.diagnostics.contains { $0.severity == .warning && $0.line == 2 && $0.message.contains(message) })
    }

    @Test("mapping tables: what is wrong is named by line, never by what stands there")
    func mappingTables() throws {
        func problems(_ text: String) -> [String] {
            do throws(MappingTable.Problem) { _ = try MappingTable(name: "m.csv", content: Array(text.utf8)) } catch {
                return error.messages
            }
            return []
        }
        #expect(problems("original,replacement\nSecret,X\n") == [])
        #expect(problems("Replacement;Original\nX;Secret\n") == [])
        for text in [
            "", "a,b\n", "original,replacement\nSecret\n", "original,replacement\n,X\n",
            "original,replacement\nSecret,Ä\n", "original,replacement\nSecret,X\nSecret,Y\n",
            "original,replacement\n\"Secret,X",
        ] {
            let found = problems(text)
            #expect(found.count == 1 && !found[0].contains("Secret"), "\(text)")
        }
    }

    @Test(
        "the files that come with Veil have neither errors nor warnings",
        arguments: ["research", "ps315-basic", "john-snow-labs"])
    func shipped(_ name: String) throws {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = StrategyFile(path: root.appendingPathComponent("strategies/\(name).csv").path)
        #expect(file.diagnostics == [])
        #expect(!file.rows.isEmpty)
    }
}
