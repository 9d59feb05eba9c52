import Dicom
import Testing

@testable import Deid

/// Lines as they are read off pictures; what the header tells is never safe there.
@Suite("The header's own values in pictures")
struct HeaderValueTests {
    private func proof(_ line: String, _ header: [String: String]) -> LineProof {
        TextCleaner(clues: HeaderClues(keywords: header)).proof(ofLine: line)
    }

    private static let values: [(String, String, String)] = [
        ("PatientID", "CARDIAC", "Cardiac"), ("PatientID", "CHEST", "CHEST"), ("PatientID", "4711", "4711"),
        ("PatientID", "733", "733"), ("StudyID", "4711", "Study 4711"), ("StudyID", "0047110", "47110"),
        ("AccessionNumber", "8245", "CT 8245"), ("AccessionNumber", "812", "812"), ("PatientName", "Head^Anna", "HEAD"),
        ("PatientName", "White^Peter", "White"), ("PatientName", "Long^Axis", "Long"), ("PatientName", "Long^Axis", "L0NG"),
        ("PatientID", "AX-77 B", "AX77B"), ("PatientID", "AX-77 B", "ax 77 B"), ("PatientID", "S08B1", "SO8BI"),
        ("PatientName", "Foot^Mary", "Left FOOT"), ("AdmissionID", "PORTAL", "portal"),
    ]

    @Test("words and numbers that equal one are identifying", arguments: values.indices)
    func goes(index: Int) throws {
        let (keyword, value, line) = Self.values[index]
        guard case .identifying = proof(line, [keyword: value]) else {
            Issue.record("\(keyword) \(value) in \(line): \(proof(line, [keyword: value]))")
            return
        }
    }

    @Test(
        "the same lines are safe where the header tells something else", arguments: ["HEAD", "Left FOOT", "Chest", "Long axis"])
    func isSafe(line: String) {
        #expect(proof(line, ["PatientID": "MRN-5582913", "PatientName": "Vexworth^Ottoline", "StudyID": "ST4411"]) == .safe)
    }

    private static let technical: [(String, String, String)] = [
        ("StudyID", "1", "Slice 1"), ("StudyID", "12", "Slice 12 mm"), ("StudyID", "120", "120 kV"),
        ("StudyID", "512", "512x512"),
        ("PatientID", "120", "120 kV"), ("StudyID", "1024", "1024x1024"), ("StudyID", "1000", "b1000"),
        ("StudyID", "2000", "TR 2000 ms"), ("StudyID", "CT", "CT Head"), ("StudyID", "CHEST", "CHEST PA"),
        ("PatientSex", "M", "M"), ("BodyPartExamined", "HEAD", "HEAD"), ("Modality", "CT", "CT Head"),
        ("RequestedProcedureID", "ABDOMEN", "Abdomen"), ("PatientID", "5", "Slice 5"), ("StudyID", "L5", "L5"),
    ]

    @Test("what stands in every picture stays, though it equals a short or technical value", arguments: technical.indices)
    func stays(index: Int) {
        let (keyword, value, line) = Self.technical[index]
        #expect(proof(line, [keyword: value]) == proof(line, [:]))
    }
}
