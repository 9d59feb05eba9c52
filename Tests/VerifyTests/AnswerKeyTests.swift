import Deid
import Dicom
import Foundation
import GRDB
import Testing

@testable import Verify

@Suite("Clean files held against an answer key")
struct AnswerKeyTests {
    /// One line of a key: action, place, text, value.
    struct Line {
        var action: String
        var path: String
        var text = ""
        var value = ""
    }

    private func key(_ study: Study, _ lines: [Line], uid: String = Instance.root + ".1.1.1") throws -> AnswerKey {
        let path = study.path + "/answers.db"
        let fields = lines.enumerated().map { number, line in
            (
                "\(number)",
                [
                    "tag_ds": line.path, "action": "<\(line.action)>", "action_text": "<\(line.text)>",
                    "value": "<\(line.value)>", "scope": "<Instance>",
                ]
            )
        }
        let json = try JSONEncoder().encode(Dictionary(uniqueKeysWithValues: fields))
        let database = try DatabaseQueue(path: path)
        try database.write { db in
            try db.execute(sql: "CREATE TABLE answer_data (SOPInstanceUID TEXT, AnswerData TEXT)")
            try db.execute(
                sql: "INSERT INTO answer_data VALUES (?, ?)",
                arguments: ["<\(uid)>", String(decoding: json, as: UTF8.self)])
        }
        try database.close()
        return try AnswerKey(path: path)
    }

    private func run(_ study: Study, _ lines: [Line], _ pseudonyms: Pseudonyms? = nil) throws -> PairResult {
        let kept = KeptResults()
        let pseudonyms = pseudonyms ?? .key(study.deidentifier.pseudonymizer)
        _ = try Verifier(.key(key(study, lines), pseudonyms), study.pairing()).run([kept]) {}
        return try #require(kept.results.first)
    }

    @Test("each action passes and fails as the benchmark has it")
    func actions() throws {
        let study = try Study([Instance()])
        let root = Instance.root
        let lines: [(line: Line, passes: Bool)] = [
            (Line(action: "tag_retained", path: "<(0010,0030)>"), true),
            (Line(action: "tag_retained", path: "<(0008,1030)>"), false),
            (Line(action: "text_notnull", path: "<(0008,0060)>"), true),
            (Line(action: "text_notnull", path: "<(0010,0030)>"), false),
            (Line(action: "text_retained", path: "<(0008,0008)>", text: "['ORIGINAL', 'PRIMARY', 'AXIAL']"), true),
            (Line(action: "text_retained", path: "<(0018,0050)>", text: "5"), true),
            (Line(action: "text_retained", path: "<(0008,0060)>", text: "MR"), false),
            (Line(action: "text_removed", path: "<(0010,0010)>", text: "Family^Jane"), true),
            (Line(action: "text_removed", path: "<(0008,0060)>", text: "the ct"), false),
            (Line(action: "text_removed", path: "<(7fe0,0010)>", text: "removed"), true),
            (Line(action: "date_shifted", path: "<(0008,0020)>", value: "20210704"), true),
            (Line(action: "date_shifted", path: "<(0008,0060)>", value: "CT"), false),
            (Line(action: "uid_changed", path: "<(0020,000d)>", value: root + ".1"), true),
            (Line(action: "uid_consistent", path: "<(0020,000d)>", value: root + ".1"), true),
            (Line(action: "uid_consistent", path: "<(0020,000d)>", value: root + ".2"), false),
            (Line(action: "uid_consistent", path: "<(0020,9999)>", value: root + ".2"), true),
            (Line(action: "uid_consistent", path: "<(0008,1140)>[<0000>]<(0008,1155)>", value: root + ".1.1.99"), true),
            (Line(action: "patid_consistent", path: "<(0010,0020)>", value: "PAT1"), true),
            (Line(action: "patid_consistent", path: "<(0010,0020)>", value: "PAT2"), false),
            // MD5 of 01 02 … 10.
            (Line(action: "pixels_retained", path: "<(7fe0,0010)>", text: "190c4c105786a2121d85018939108a6c"), true),
            (Line(action: "pixels_retained", path: "<(7fe0,0010)>", text: "00"), false),
            (Line(action: "pixels_hidden", path: "<(7fe0,0010)>"), false),
        ]
        let result = try run(study, lines.map(\.line) + [Line(action: "something_new", path: "<(0008,0060)>")])
        try #require(result.checks.count == lines.count)
        for (check, line) in zip(result.checks, lines) {
            #expect(check.passed == line.passes, "\(line.line)")
            #expect(check.check.rawValue == line.line.action && check.path == line.line.path)
        }
    }

    @Test("pixels that are not those of the original are hidden")
    func hidden() throws {
        let study = try Study([Instance()])
        try study.change { $0[.pixelData] = NewElement(.pixelData, .OB, bytes: Array(repeating: 0, count: 16)) }
        #expect(try run(study, [Line(action: "pixels_hidden", path: "<(7fe0,0010)>")]).checks.map(\.passed) == [true])
    }

    @Test("without a clean file, or with one that cannot be read, what has to be gone is gone")
    func missing() throws {
        for isDamaged in [false, true] {
            let study = try Study([Instance()])
            if isDamaged {
                try study.folder?.write(Instance().file.dropLast(5), "clean/a/0.dcm")
            } else {
                try study.remove("clean/a/0.dcm")
            }
            let lines = Check.allCases.map { Line(action: $0.rawValue, path: "<(0010,0010)>", text: "x") }
            let result = try run(study, lines)
            #expect(result.outcome == (isDamaged ? .cleanUnreadable : .missing))
            let passed = Set(result.checks.filter(\.passed).map(\.check))
            #expect(passed == [.textRemoved, .dateShifted, .uidChanged, .pixelsHidden])
        }
    }

    @Test("with a table only what is in it is consistent")
    func table() throws {
        let study = try Study([Instance()])
        let patientID = try Instance(path: study.path + "/clean/a/0.dcm")[.patientID]
        guard case .bytes(let bytes) = patientID?.value else {
            Issue.record("no Patient ID")
            return
        }
        let new = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespaces)
        let lines = [
            Line(action: "patid_consistent", path: "<(0010,0020)>", value: "PAT1"),
            Line(action: "uid_consistent", path: "<(0020,000d)>", value: Instance.root + ".1"),
        ]
        let pseudonyms = Pseudonyms(pairs: [("patient_id", "PAT1", new)])
        #expect(try run(study, lines, pseudonyms).checks.map(\.passed) == [true, false])
    }

    @Test("a value that came without a VR is looked at in both readings")
    func readings() throws {
        var instance = Instance()
        instance[Tag(0x0019, 0x0010)] = NewElement(Tag(0x0019, 0x0010), .LO, text: "SIEMENS MR HEADER")
        instance[Tag(0x0019, 0x100C)] = NewElement(Tag(0x0019, 0x100C), .UN, bytes: Array("1000".utf8))
        let study = try Study([Instance()])
        try study.folder?.write(instance.file, "clean/a/0.dcm")
        let path = "<(0019,\"SIEMENS MR HEADER\",0c)>"
        let lines = [
            Line(action: "text_retained", path: path, text: "1000"),
            Line(action: "text_retained", path: path, text: "b'1000'"),
            Line(action: "text_removed", path: path, text: "b'1000'"),
            Line(action: "text_removed", path: path, text: "2000"),
        ]
        #expect(try run(study, lines).checks.map(\.passed) == [true, true, false, true])
    }

    @Test("an instance that the key does not know has no checks; what is no key is said so")
    func unknown() throws {
        let study = try Study([Instance(number: 5)])
        let result = try run(study, [Line(action: "tag_retained", path: "<(0010,0010)>")])
        #expect(result.outcome == .unknown && result.checks == [])
        let path = try #require(try study.folder?.write(Data("no database".utf8), "text.db"))
        #expect(throws: VerifyError.self) { try AnswerKey(path: path) }
        #expect(throws: VerifyError.self) { try AnswerKey(path: study.path + "/nowhere.db") }
    }
}
