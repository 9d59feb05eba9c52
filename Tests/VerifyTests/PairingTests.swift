import Deid
import Dicom
import Foundation
import Testing

@testable import Verify

@Suite("Which clean file belongs to which original")
struct PairingTests {
    @Test("the same relative path, also with an extension added")
    func path() throws {
        let study = try Study([Instance(), Instance(number: 2)]) { $0 == 0 ? "a/0.dcm" : "a/1.dcm.dcm" }
        let pairing = try study.pairing()
        #expect(pairing.pairs.map(\.clean) == ["a/0.dcm", "a/1.dcm.dcm"])
        #expect(pairing.pairs.allSatisfy { $0.match == .path })
        #expect(pairing.withoutOriginal == [])
    }

    @Test("other paths: by the UID that the key makes, without any table")
    func key() throws {
        let study = try Study([Instance(), Instance(number: 2), Instance(number: 3)]) { "x/\(9 - $0)" }
        let pairing = try study.pairing()
        #expect(pairing.pairs.map(\.clean) == ["x/9", "x/8", "x/7"])
        #expect(pairing.pairs.allSatisfy { $0.match == .mapping })
        #expect(try study.verify().summary.isClean)
    }

    @Test("other paths: by a table, first of equal originals first")
    func table() throws {
        let study = try Study([Instance(), Instance(number: 2)]) { "x/\(9 - $0)" }
        let uids = (1...2).map { number -> (kind: String, original: String, replacement: String) in
            let uid = "\(Instance.root).1.1.\(number)"
            return ("UID", uid, study.deidentifier.pseudonymizer.uid(uid))
        }
        let pairing = try study.pairing(Pseudonyms(pairs: uids + [("uid", uids[0].original, "1.2.3")]))
        #expect(pairing.pairs.map(\.clean) == ["x/9", "x/8"])
    }

    @Test("UIDs that were kept are their own mapping")
    func keptUIDs() throws {
        let study = try Study([Instance()], options: [.retainUIDs]) { "x/\($0)" }
        #expect(try study.pairing().pairs.map(\.match) == [.mapping])
    }

    @Test("neither path nor UID: by what de-identification leaves alone, only where that is clear")
    func position() throws {
        let study = try Study([Instance(), Instance(number: 2), Instance(number: 3)]) { "x/\(9 - $0)" }
        for name in ["x/9", "x/8", "x/7"] {
            let uid = "1.2.3.\(name.last ?? "0")"
            try study.change(name) { $0[.sopInstanceUID] = NewElement(.sopInstanceUID, .UI, text: uid) }
        }
        let pairing = try study.pairing()
        #expect(pairing.pairs.map(\.clean) == ["x/9", "x/8", "x/7"])
        #expect(pairing.pairs.allSatisfy { $0.match == .position })

        // Two that look the same on one side only: nobody can know.
        try study.change("x/8") { $0[Tag(0x0020, 0x0013)] = NewElement(Tag(0x0020, 0x0013), .IS, text: "3") }
        let unclear = try study.pairing()
        #expect(unclear.pairs.map(\.clean) == ["x/9", nil, nil])
        #expect(unclear.withoutOriginal == ["x/7", "x/8"])
    }

    @Test("instances that look the same go in the order of patient, study and series")
    func order() throws {
        let study = try Study([Instance(patient: 1), Instance(patient: 2)]) { "x/\($0)" }
        for (name, patient) in [("x/0", "B"), ("x/1", "A")] {
            try study.change(name) {
                $0[.sopInstanceUID] = NewElement(.sopInstanceUID, .UI, text: "1.2.3.\(name.last ?? "9")")
                $0[.patientID] = NewElement(.patientID, .LO, text: patient)
            }
        }
        #expect(try study.pairing().pairs.map(\.clean) == ["x/1", "x/0"])
    }

    @Test("a clean file of nobody is told, files of the reports are none")
    func extra() throws {
        let study = try Study([Instance()])
        try study.folder?.write(Instance(number: 77).file, "clean/extra.dcm")
        try study.folder?.write(Data("x".utf8), "clean/report.csv")
        let pairing = try Pairing(
            original: study.path + "/original", clean: study.path + "/clean",
            pseudonyms: .key(study.deidentifier.pseudonymizer), reports: [study.path + "/clean/report.csv"])
        #expect(pairing.withoutOriginal == ["extra.dcm"])
        let (summary, pairs, _) = try study.verify()
        #expect(summary.pairs[.withoutOriginal] == 2)
        #expect(pairs.last?.original == "" && pairs.last?.clean == "report.csv")
    }

    @Test("a folder that is not there is said so")
    func noFolder() throws {
        let study = try Study([Instance()])
        #expect(throws: VerifyError.self) {
            try Pairing(
                original: study.path + "/nowhere", clean: study.path + "/clean",
                pseudonyms: .key(study.deidentifier.pseudonymizer))
        }
    }
}
