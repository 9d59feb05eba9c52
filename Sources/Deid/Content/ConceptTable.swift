import Dicom
internal import StandardTables

/// A concept name: what a content item is about.
struct Concept: Hashable, Sendable {
    var scheme: String
    var code: String

    /// - Parameter scheme: as found; versions written behind it (`NCDR [2.0b]`) and the older names of SNOMED's RT codes
    ///   make no difference.
    init(scheme: String, code: String) {
        let name = scheme.split(separator: " ").first.map { $0.uppercased() } ?? ""
        self.scheme = Self.olderNames.contains(name) ? "SRT" : name
        self.code = code
    }

    private static let olderNames: Set<String> = ["SNM3", "99SDM", "SRT"]
}

/// PS3.15 Table E.3.4-1: what becomes of content items, by concept name and value type.
struct ConceptTable: Sendable {
    /// One row.
    struct Row: Hashable, Sendable {
        let concept: Concept
        let valueType: ContentValueType
        let basic: ProfileCode
        let meaning: String
        let letters: [UInt8]

        /// What the column of `option` says; nil if the option changes nothing.
        func letter(_ option: ProfileOption) -> ProfileTable.OptionLetter? {
            guard let column = ConceptTable.columns.firstIndex(of: option), column < letters.count else { return nil }
            return ProfileTable.OptionLetter(rawValue: letters[column])
        }

        /// What profile and options together say: K of any chosen option beats C, C beats the Basic column; dates that
        /// one option shifts are shifted whatever another one keeps.
        func effect(_ options: Set<ProfileOption>) -> RuleSet.ProfileRule.Effect {
            let chosen = ConceptTable.columns.filter(options.contains)
            let dates = ProfileOption.retainLongitudinalModifiedDates
            if options.contains(dates), letter(dates) == .clean { return .shiftDates(dates) }
            if let option = chosen.first(where: { letter($0) == .keep }) { return .keep(option) }
            if let option = chosen.first(where: { letter($0) == .clean }) { return .clean(option) }
            return .code(basic)
        }
    }

    /// The option columns of the table.
    static let columns: [ProfileOption] = [
        .retainUIDs, .retainDeviceIdentity, .retainInstitutionIdentity, .retainPatientCharacteristics,
        .retainLongitudinalFullDates, .retainLongitudinalModifiedDates, .cleanDescriptors,
    ]

    /// Table and edition.
    let edition: String
    let rows: [Row]
    private let index: [Concept: [Int]]

    /// The table, read when it is first needed.
    static let shared = ConceptTable()

    private init() {
        let text = TableText(standard_table_concepts())
        var rows: [Row] = []
        var index: [Concept: [Int]] = [:]
        text.forEachRow(7) { fields in
            guard let type = ContentValueType(rawValue: fields[2]), let basic = ProfileCode(rawValue: fields[3]) else {
                preconditionFailure("embedded Table E.3.4-1 is malformed")
            }
            let concept = Concept(scheme: fields[0], code: fields[1])
            index[concept, default: []].append(rows.count)
            if !fields[5].isEmpty { index[Concept(scheme: "SRT", code: fields[5]), default: []].append(rows.count) }
            rows.append(
                Row(concept: concept, valueType: type, basic: basic, meaning: fields[6], letters: Array(fields[4].utf8)))
        }
        edition = text.edition
        self.rows = rows
        self.index = index
    }

    /// The row of a concept for a value type; for a like one (a date written as date and time) if there is none.
    func row(_ concept: Concept, _ type: ContentValueType) -> Row? {
        guard let found = index[concept] else { return nil }
        return (found.first { rows[$0].valueType == type } ?? found.first { rows[$0].valueType.isLike(type) })
            .map { rows[$0] }
    }

    /// The row of a concept that is listed with values of other types only, where nothing of it may stay: what
    /// identifies does so in any form.
    ///
    /// Codes and numbers for what is a description otherwise (a finding, a drug) tell nobody's name. References have
    /// rules of their own.
    func rowThatErases(_ concept: Concept, _ type: ContentValueType, _ options: Set<ProfileOption>) -> Row? {
        guard type.isPlain else { return nil }
        return (index[concept] ?? []).lazy.map { rows[$0] }.first { row in
            guard row.valueType.isPlain, case .code = row.effect(options) else { return false }
            return !(type == .code || type == .num) || row.letter(.cleanDescriptors) == nil
        }
    }
}
