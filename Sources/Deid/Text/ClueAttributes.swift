import Dicom

/// Which attributes identify, and how their values are to be looked for.
enum ClueAttributes {
    /// By the table; else by VR: names, dates and instance UIDs count wherever they stand.
    static func kind(of tag: Tag, vr: VR) -> Clue.Kind? {
        if let known = kinds[tag.rawValue] { return known }
        // (0008,0016), Coding Scheme UID and the like name a kind of thing.
        switch vr {
        case .PN: return .staffName
        case .DA, .DT: return .date
        case .UI: return UIDPurpose.namesAKind(tag) ? nil : .uid
        default: return nil
        }
    }

    /// The attribute with this keyword.
    static func named(_ keyword: String) -> (Tag, Clue.Kind)? {
        if let known = keywords[keyword] { return known }
        guard let row = profileRows[keyword], let vr = row.vr, let kind = kind(of: row.tag, vr: vr) else { return nil }
        return (row.tag, kind)
    }

    /// The clue that a value is; nil if it tells nobody.
    static func clue(_ kind: Clue.Kind, _ value: String, _ tag: Tag) -> Clue? {
        let text = Unpadded.text(value)
        switch kind {
        case .birthDate, .date:
            let digits = text.utf8.filter { $0 != UInt8(ascii: ".") }.prefix(8)
            guard digits.count == 8, let day = DicomDate.day(String(decoding: digits, as: UTF8.self)) else {
                return nil
            }
            // 1900-01-01 and the like stand for "not known".
            guard day.components.year > 1850, !(day.components.year == 1900 && day.components.month == 1) else {
                return nil
            }
            return Clue(kind, String(decoding: digits, as: UTF8.self), tag)
        case .age:
            guard text.utf8.last.map({ $0 | 0x20 }) == UInt8(ascii: "y"), let years = Int(text.dropLast()), years >= 90
            else { return nil }
            return Clue(kind, String(years), tag)
        case .uid:
            let uid = UID.trimmed(text)
            return uid.utf8.count < 8 || UID.isStandard(uid) && uid.utf8.count < 30 ? nil : Clue(kind, uid, tag)
        default:
            return text.isEmpty || Placeholder.tellsNobody(text) ? nil : Clue(kind, text, tag)
        }
    }

    private static let profileRows: [String: (tag: Tag, vr: VR?)] = {
        var rows: [String: (tag: Tag, vr: VR?)] = [:]
        for row in ProfileTable.shared.rows {
            if case .exact(let tag) = row.tag { rows[row.keyword] = (tag, row.vrs.first) }
        }
        return rows
    }()

    private static let kinds: [UInt32: Clue.Kind] = Dictionary(
        table.map { ($0.tag, $0.kind) }, uniquingKeysWith: { first, _ in first })
    private static let keywords: [String: (Tag, Clue.Kind)] = Dictionary(
        table.map { ($0.keyword, (Tag(rawValue: $0.tag), $0.kind)) }, uniquingKeysWith: { first, _ in first })

    /// PS3.6; what VR alone would not tell.
    private static let table: [(tag: UInt32, keyword: String, kind: Clue.Kind)] = [
        (0x0010_0010, "PatientName", .patientName),
        (0x0010_1001, "OtherPatientNames", .patientName),
        (0x0010_1005, "PatientBirthName", .patientName),
        (0x0010_1060, "PatientMotherBirthName", .relativeName),
        (0x0010_2297, "ResponsiblePerson", .relativeName),
        (0x0040_A123, "PersonName", .staffName),
        (0x0010_0020, "PatientID", .identifier),
        (0x0010_1000, "OtherPatientIDs", .identifier),
        (0x0010_1050, "InsurancePlanIdentification", .identifier),
        (0x0010_1090, "MedicalRecordLocator", .identifier),
        (0x0008_0050, "AccessionNumber", .identifier),
        (0x0020_0010, "StudyID", .identifier),
        (0x0038_0010, "AdmissionID", .identifier),
        (0x0038_0060, "ServiceEpisodeID", .identifier),
        (0x0040_1001, "RequestedProcedureID", .identifier),
        (0x0040_0009, "ScheduledProcedureStepID", .identifier),
        (0x0040_0253, "PerformedProcedureStepID", .identifier),
        (0x0040_2016, "PlacerOrderNumberImagingServiceRequest", .identifier),
        (0x0040_2017, "FillerOrderNumberImagingServiceRequest", .identifier),
        (0x0040_0512, "ContainerIdentifier", .identifier),
        (0x0040_0551, "SpecimenIdentifier", .identifier),
        (0x0012_0040, "ClinicalTrialSubjectID", .identifier),
        (0x0012_0042, "ClinicalTrialSubjectReadingID", .identifier),
        (0x0010_0030, "PatientBirthDate", .birthDate),
        (0x0010_1010, "PatientAge", .age),
        (0x0008_0080, "InstitutionName", .institution),
        (0x0040_4033, "OutputDestination", .other),
        (0x0008_1040, "InstitutionalDepartmentName", .department),
        (0x0032_1033, "RequestingService", .department),
        (0x0038_0300, "CurrentPatientLocation", .department),
        (0x0032_1020, "ScheduledStudyLocation", .department),
        (0x0032_1021, "ScheduledStudyLocationAETitle", .station),
        (0x0040_0011, "ScheduledProcedureStepLocation", .department),
        (0x0040_0243, "PerformedLocation", .department),
        (0x0038_0400, "PatientInstitutionResidence", .address),
        (0x0010_2180, "Occupation", .other),
        (0x0008_1010, "StationName", .station),
        (0x0008_0055, "RetrieveAETitle", .station),
        (0x0040_0001, "ScheduledStationAETitle", .station),
        (0x0040_0010, "ScheduledStationName", .station),
        (0x0040_0241, "PerformedStationAETitle", .station),
        (0x0040_0242, "PerformedStationName", .station),
        (0x0008_0081, "InstitutionAddress", .address),
        (0x0008_0092, "ReferringPhysicianAddress", .address),
        (0x0010_1040, "PatientAddress", .address),
        (0x0010_2152, "RegionOfResidence", .address),
        (0x0040_1102, "PersonAddress", .address),
        (0x0008_0094, "ReferringPhysicianTelephoneNumbers", .phone),
        (0x0010_2154, "PatientTelephoneNumbers", .phone),
        (0x0010_2155, "PatientTelecomInformation", .phone),
        (0x0040_1103, "PersonTelephoneNumbers", .phone),
        (0x0040_2010, "OrderCallbackPhoneNumber", .phone),
        (0x0018_1000, "DeviceSerialNumber", .serial),
        (0x0018_1002, "DeviceUID", .uid),
        (0x0018_1004, "PlateID", .serial),
        (0x0018_1007, "CassetteID", .serial),
        (0x0018_1008, "GantryID", .serial),
        (0x0018_700A, "DetectorID", .serial),
        (0x0018_9A01, "UniqueDeviceIdentifier", .serial),
        (0x0010_1080, "MilitaryRank", .other),
        (0x0008_0090, "ReferringPhysicianName", .staffName),
        (0x0008_009C, "ConsultingPhysicianName", .staffName),
        (0x0008_1048, "PhysiciansOfRecord", .staffName),
        (0x0008_1050, "PerformingPhysicianName", .staffName),
        (0x0008_1060, "NameOfPhysiciansReadingStudy", .staffName),
        (0x0008_1070, "OperatorsName", .staffName),
        (0x0032_1032, "RequestingPhysician", .staffName),
        (0x0040_0006, "ScheduledPerformingPhysicianName", .staffName),
        (0x0040_2008, "OrderEnteredBy", .staffName),
        (0x0040_A075, "VerifyingObserverName", .staffName),
        (0x4008_0102, "InterpretationRecorder", .staffName),
        (0x4008_010A, "InterpretationTranscriber", .staffName),
        (0x4008_010C, "InterpretationAuthor", .staffName),
        (0x4008_0114, "PhysicianApprovingInterpretation", .staffName),
        (0x4008_0119, "DistributionName", .staffName),
    ]
}
