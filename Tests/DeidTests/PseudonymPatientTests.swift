import Testing

@testable import Deid

@Suite("Patients")
struct PseudonymPatientTests {
    static let study = "1.2.840.113619.2.55.3.4.5"

    private func patient(
        _ pseudonymizer: Pseudonymizer, id: String = "MRN-001", issuer: String = "", study: String = study
    ) throws -> PatientIdentity {
        try pseudonymizer.patient(id: id, issuer: issuer, studyInstanceUID: study)
    }

    @Test("an independent implementation gives the same")
    func knownAnswers() throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        let patient = try patient(pseudonymizer)
        #expect(try pseudonymizer.patientID(for: patient) == "TA-9RSZG3ZFJJG5")
        #expect(pseudonymizer.dateOffset(for: patient) == -356)
        #expect(pseudonymizer.timeOffset(for: patient) == 73_879)
        #expect(pseudonymizer.ageOffset(for: patient) == 2)
        let unknown = try self.patient(pseudonymizer, id: "")
        #expect(try pseudonymizer.patientID(for: unknown) == "TA-VJ0GA2R9SNN3")
        let distinguishing = try PseudonymFixture.pseudonymizer(issuer: .distinguish)
        let issued = try self.patient(distinguishing, issuer: "HOSP ")
        #expect(try distinguishing.patientID(for: issued) == "TA-71MW3BA63QZ5")
    }

    @Test("as many characters as told", arguments: [(8, "9RSZG3ZF"), (26, "9RSZG3ZFJJG5QK5DFHQFTCK9FW")])
    func characters(count: Int, expected: String) throws {
        let policy = try PatientIDPolicy(characters: count)
        let pseudonymizer = try Pseudonymizer(key: PseudonymFixture.key(), patientIDPolicy: policy)
        #expect(try pseudonymizer.patientID(for: patient(pseudonymizer)) == expected)
    }

    @Test("padding of Patient ID does not count, its case and inner blanks do")
    func identity() throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        let patient = try patient(pseudonymizer)
        #expect(try self.patient(pseudonymizer, id: " MRN-001 ", study: "9.9") == patient)
        #expect(try self.patient(pseudonymizer, id: "MRN-001\0", issuer: "HOSP") == patient)
        #expect(try self.patient(pseudonymizer, id: "mrn-001") != patient)
        #expect(try self.patient(pseudonymizer, id: "MRN -001") != patient)
    }

    @Test("issuers count only if told to distinguish")
    func issuers() throws {
        let ignoring = try PseudonymFixture.pseudonymizer()
        #expect(try patient(ignoring, issuer: "A") == patient(ignoring, issuer: "B"))
        let distinguishing = try PseudonymFixture.pseudonymizer(issuer: .distinguish)
        let (one, other) = (try patient(distinguishing, issuer: "A"), try patient(distinguishing, issuer: "B"))
        #expect(one != other)
        #expect(try distinguishing.patientID(for: one) != distinguishing.patientID(for: other))
        #expect(try distinguishing.patientHashID(for: one) != distinguishing.patientHashID(for: other))
    }

    @Test(
        "without Patient ID each study is a patient, never the one whose ID reads like the study",
        arguments: ["", "  ", "\0"])
    func byStudy(id: String) throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        let one = try patient(pseudonymizer, id: id)
        let other = try patient(pseudonymizer, id: id, study: "1.2.3")
        #expect(one.source == .study && one.kind == .patientByStudy)
        #expect(try pseudonymizer.patientID(for: one) != pseudonymizer.patientID(for: other))
        #expect(try pseudonymizer.patientHashID(for: one) == pseudonymizer.patientID(for: one))
        let impostor = try patient(pseudonymizer, id: Self.study)
        #expect(try pseudonymizer.patientID(for: impostor) != pseudonymizer.patientID(for: one))
    }

    @Test("without Patient ID the instance is held if told so, and always if there is no study either")
    func missing() throws {
        let holding = try PseudonymFixture.pseudonymizer(missing: .hold)
        #expect(throws: PseudonymError(.patientIDMissing)) { try patient(holding, id: " ") }
        let byStudy = try PseudonymFixture.pseudonymizer()
        #expect(throws: PseudonymError(.studyUIDMissing)) { try patient(byStudy, id: " ", study: "\0") }
    }

    @Test("patientHashId keeps the format of the Patient ID")
    func hashID() throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        #expect(try pseudonymizer.patientHashID(for: patient(pseudonymizer)) == "KCG-269")
    }

    @Test(
        "offsets fill their range and are never zero",
        arguments: [(-365, -1), (-3, 3), (0, 1), (-1, 0), (5, 5), (-36_525, 36_525)])
    func dateOffsets(minimum: Int, maximum: Int) throws {
        let pseudonymizer = try Pseudonymizer(
            key: PseudonymFixture.key(), patientIDPolicy: PatientIDPolicy(),
            dateShift: DateShiftRange(minimumDays: minimum, maximumDays: maximum))
        let offsets = try (0..<600).map { pseudonymizer.dateOffset(for: try patient(pseudonymizer, id: "\($0)")) }
        #expect(offsets.allSatisfy { (minimum...maximum).contains($0) && $0 != 0 })
        if maximum - minimum < 10 {
            #expect(Set(offsets) == Set((minimum...maximum).filter { $0 != 0 }))
        } else {
            #expect(Set(offsets).count > 200)
        }
    }

    @Test("ranges without a shift are refused", arguments: [(0, 0), (1, -1), (-40_000, 0), (0, Int.max), (Int.min, 0)])
    func badRange(minimum: Int, maximum: Int) {
        #expect(throws: PseudonymError(.dateShiftInvalid)) {
            try DateShiftRange(minimumDays: minimum, maximumDays: maximum)
        }
    }

    @Test("time and age offsets stay in their ranges and are never zero")
    func otherOffsets() throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        let patients = try (0..<300).map { try patient(pseudonymizer, id: "\($0)") }
        #expect(patients.allSatisfy { (1..<86_400).contains(pseudonymizer.timeOffset(for: $0)) })
        #expect(Set(patients.map { pseudonymizer.ageOffset(for: $0) }) == [-3, -2, -1, 1, 2, 3])
    }

    @Test("a table replaces whom it names and holds everyone else")
    func table() throws {
        let rows = [
            PatientTable.Row(patientID: " MRN-001", issuer: "A", replacement: "SUBJ-1", line: 2),
            PatientTable.Row(patientID: "MRN-001", issuer: "B ", replacement: "SUBJ-2 ", line: 3),
            PatientTable.Row(patientID: "MRN-002", replacement: "SUBJ-3", line: 4),
        ]
        let policy = try PatientIDPolicy(rows: rows, issuer: .distinguish)
        let pseudonymizer = try Pseudonymizer(key: PseudonymFixture.key(), patientIDPolicy: policy)
        func replacement(_ id: String, _ issuer: String) throws -> String {
            try pseudonymizer.patientID(for: patient(pseudonymizer, id: id, issuer: issuer))
        }
        #expect(try replacement("MRN-001", "A") == "SUBJ-1")
        #expect(try replacement("MRN-001 ", " B") == "SUBJ-2")
        #expect(try replacement("MRN-002", "") == "SUBJ-3")
        for (id, issuer) in [("MRN-001", ""), ("MRN-002", "A"), ("MRN-003", ""), ("", "")] {
            #expect(throws: PseudonymError(.patientNotInTable)) { try replacement(id, issuer) }
        }
    }

    @Test("a table that would make one patient of two, or two of one, is refused with its line")
    func badTable() {
        let first = PatientTable.Row(patientID: "1", issuer: "A", replacement: "S1", line: 2)
        let cases: [(PatientTable.Row, PatientIDPolicy.Issuer, PseudonymError.Code)] = [
            (.init(patientID: "1 ", issuer: "A", replacement: "S2", line: 3), .distinguish, .patientTableDuplicateID),
            (.init(patientID: "1", issuer: "B", replacement: "S2", line: 3), .ignore, .patientTableDuplicateID),
            (.init(patientID: "2", replacement: " S1", line: 3), .ignore, .patientTableDuplicateReplacement),
            (.init(patientID: " ", replacement: "S2", line: 3), .ignore, .patientTableInvalidRow),
            (.init(patientID: "2", replacement: "", line: 3), .ignore, .patientTableInvalidRow),
            (.init(patientID: "2", replacement: "S\\2", line: 3), .ignore, .patientTableInvalidRow),
            (.init(patientID: "2", replacement: "SÜ", line: 3), .ignore, .patientTableInvalidRow),
            (
                .init(patientID: "2", replacement: String(repeating: "S", count: 65), line: 3), .ignore,
                .patientTableInvalidRow
            ),
        ]
        for (row, issuer, code) in cases {
            let error = #expect(throws: PseudonymError.self) { try PatientIDPolicy(rows: [first, row], issuer: issuer) }
            #expect(error?.code == code)
            #expect(error?.line == 3)
        }
    }

    @Test(
        "prefixes and lengths that make no legal LO value are refused",
        arguments: [
            ("TA\\", 12, PseudonymError.Code.patientIDPrefixInvalid), (" TA", 12, .patientIDPrefixInvalid),
            ("TÄ", 12, .patientIDPrefixInvalid), ("TA\n", 12, .patientIDPrefixInvalid),
            (String(repeating: "T", count: 53), 12, .patientIDPrefixInvalid), ("TA", 7, .patientIDCharactersInvalid),
            ("TA", 27, .patientIDCharactersInvalid),
        ])
    func badPolicy(prefix: String, characters: Int, code: PseudonymError.Code) {
        #expect(throws: PseudonymError(code)) { try PatientIDPolicy(prefix: prefix, characters: characters) }
    }

    @Test("patients, tables and keys never print what they hold")
    func nothingPrinted() throws {
        let pseudonymizer = try PseudonymFixture.pseudonymizer()
        let row = PatientTable.Row(patientID: "MRN-001", replacement: "SUBJ-1", line: 2)
        let policy = try PatientIDPolicy(rows: [row])
        var text = ""
        let sealer = OriginalSealer(key: try PseudonymFixture.key())
        dump((try patient(pseudonymizer), row, policy, pseudonymizer, sealer), to: &text)
        text += "\(try patient(pseudonymizer)) \(row) \(policy) \(pseudonymizer)"
        #expect(!text.contains("MRN-001") && !text.contains("SUBJ-1"))
    }
}
