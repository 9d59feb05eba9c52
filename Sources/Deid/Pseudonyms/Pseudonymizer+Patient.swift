import Dicom

extension Pseudonymizer {
    /// Who the data set with these values is about, under the project's policy.
    ///
    /// Padding does not count. Without a Patient ID, or with a placeholder for one that the project's table does not name,
    /// the study stands in for the patient, or `patient_id_missing` is thrown, as the policy says; `study_uid_missing` if
    /// there is no study either.
    public func patient(
        id: some StringProtocol, issuer: some StringProtocol, studyInstanceUID: some StringProtocol
    ) throws(PseudonymError) -> PatientIdentity {
        let patientID = Unpadded.text(id)
        if !patientID.isEmpty {
            let issuer = patientIDPolicy.issuer == .distinguish ? Unpadded.text(issuer) : ""
            let identity = PatientIdentity(source: .patientID, identifier: patientID, issuer: issuer)
            if !Placeholder.isMissing(patientID) || isInTable(identity) { return identity }
        }
        guard patientIDPolicy.missing == .byStudy else { throw PseudonymError(.patientIDMissing) }
        let study = UID.trimmed(studyInstanceUID)
        guard !study.isEmpty else { throw PseudonymError(.studyUIDMissing) }
        return PatientIdentity(source: .study, identifier: study, issuer: "")
    }

    /// The Patient ID that stands for `patient`: prefix and characters, or out of the table.
    ///
    /// Throws `patient_not_in_table`.
    public func patientID(for patient: PatientIdentity) throws(PseudonymError) -> String {
        switch patientIDPolicy.replacement {
        case .table(let table):
            guard let replacement = table.replacement(for: patient) else { throw PseudonymError(.patientNotInTable) }
            return replacement
        case .characters(let prefix, let count):
            return prefix + characters(for: patient, count: count)
        }
    }

    private func isInTable(_ patient: PatientIdentity) -> Bool {
        guard case .table(let table) = patientIDPolicy.replacement else { return false }
        return table.replacement(for: patient) != nil
    }

    /// The days by which every date of `patient` moves, in all studies; never 0.
    public func dateOffset(for patient: PatientIdentity) -> Int {
        dateShift.days(at: mac(.dateOffset, patient).number(below: dateShift.count))
    }

    /// The seconds by which a time of day of `patient` moves where times are shifted: 1 to 86,399.
    public func timeOffset(for patient: PatientIdentity) -> Int {
        1 + mac(.timeOffset, patient).number(below: 86_399)
    }

    /// The units of age (days, weeks, months or years) by which an age of `patient` moves: 1 to 3 up or down.
    public func ageOffset(for patient: PatientIdentity) -> Int {
        let index = mac(.ageOffset, patient).number(below: 6)
        return index < 3 ? index - 3 : index - 2
    }

    func characters(for patient: PatientIdentity, count: Int) -> String {
        Base32.text(mac(.patientID, patient).bytes, characters: count)
    }

    private func mac(_ kind: KeyedHash.Kind, _ patient: PatientIdentity) -> KeyedHash.Code {
        hash(kind, patient.source.rawValue, patient.identifier, patient.issuer)
    }
}
