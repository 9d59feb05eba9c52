import Dicom

@testable import Deid

/// Structured reports in memory, and what became of their items.
enum ContentFixture {
    typealias Element = MemoryDataSet.Element

    static let comprehensiveSR = "1.2.840.10008.5.1.4.1.1.88.33"
    static let text = "no acute finding"
    static let uid = "1.2.276.0.99.4711"
    static let instanceUID = "1.2.276.0.99.815"

    /// A code sequence with one item.
    static func code(_ tag: UInt32, _ value: String, _ scheme: String, _ meaning: String = "meaning") -> Element {
        Element(
            tag,
            items: [
                [
                    Element(0x0008_0100, .SH, value), Element(0x0008_0102, .SH, scheme),
                    Element(0x0008_0104, .LO, meaning),
                ]
            ])
    }

    /// A content item; the value is of the kind that its Value Type asks for.
    static func item(
        _ type: String, _ concept: (scheme: String, code: String)? = nil, _ value: [Element]? = nil,
        relationship: String = "CONTAINS", children: [[Element]] = [], older: Bool = false
    ) -> [Element] {
        var item = [Element(0x0040_A010, .CS, relationship), Element(0x0040_A040, .CS, type)]
        if let concept { item.append(code(0x0040_A043, concept.code, concept.scheme)) }
        item += value ?? self.value(type)
        if !children.isEmpty { item.append(Element(0x0040_A730, items: children)) }
        return item.sorted { $0.tag < $1.tag }
    }

    /// A value of each kind that names somebody, or leads to something.
    static func value(_ type: String) -> [Element] {
        switch type {
        case "TEXT": [Element(0x0040_A160, .UT, text)]
        case "PNAME": [Element(0x0040_A123, .PN, "Roe^Richard")]
        case "DATE": [Element(0x0040_A121, .DA, "20190412")]
        case "TIME": [Element(0x0040_A122, .TM, "101112")]
        case "DATETIME": [Element(0x0040_A120, .DT, "20190412101112")]
        case "UIDREF": [Element(0x0040_A124, .UI, uid)]
        case "CODE": [code(0x0040_A168, "121104", "DCM", "Ambiguous sex")]
        case "NUM": [number("42", "a")]
        case "IMAGE", "COMPOSITE", "WAVEFORM": [reference(instanceUID)]
        case "CONTAINER": [Element(0x0040_A050, .CS, "SEPARATE")]
        case "SCOORD":
            [
                Element(Tag(0x0070, 0x0022), .FL, bytes: [UInt8](repeating: 0, count: 8)),
                Element(0x0070_0023, .CS, "POINT"),
            ]
        default: []
        }
    }

    static func number(_ value: String, _ unit: String) -> Element {
        Element(0x0040_A300, items: [[code(0x0040_08EA, unit, "UCUM"), Element(0x0040_A30A, .DS, value)]])
    }

    static func reference(_ uid: String) -> Element {
        Element(
            0x0008_1199,
            items: [[Element(0x0008_1150, .UI, "1.2.840.10008.5.1.4.1.1.2"), Element(0x0008_1155, .UI, uid)]])
    }

    /// A report with these items under its root.
    static func report(_ items: [[Element]], _ others: Element...) -> MemoryDataSet {
        PlanFixture.instance(
            [
                Element(0x0040_A040, .CS, "CONTAINER"), code(0x0040_A043, "18782-3", "LN"),
                Element(0x0040_A050, .CS, "SEPARATE"), Element(0x0040_A730, items: items),
            ] + others, sopClass: comprehensiveSR)
    }

    /// Rules with Clean Structured Content and `options`.
    static func rules(_ options: Set<ProfileOption> = [], rows: [String] = []) throws -> RuleSet {
        try PlanFixture.ruleSet(rows.isEmpty ? [] : [rows], options: options.union([.cleanStructuredContent]))
    }

    /// A kept item, so that a report is never empty.
    static let heading = item("CODE", ("DCM", "121005"), [code(0x0040_A168, "121006", "DCM", "Person")])

    /// What became of an item that stood after ``heading``.
    enum Outcome: Equatable {
        case kept, erased, shifted, replacedUID
    }

    /// An item that went.
    struct Missing: Error {}

    static func outcome(_ result: MemoryDataSet, of original: [Element]) throws -> Outcome {
        let items = result[0x0040_A730]?.items ?? []
        guard items.count == 2, let item = items.last else { throw Missing() }
        let shiftedDay = try PlanFixture.shifted("20190412")
        for (old, new) in zip(original, item) {
            guard old.tag == new.tag else { return .erased }
            if old == new { continue }
            switch old.tag.rawValue {
            case 0x0040_A121 where new.text == shiftedDay, 0x0040_A120 where new.text == shiftedDay + "101112":
                return .shifted
            case 0x0040_A124 where new.text.hasPrefix("2.25."): return .replacedUID
            case 0x0008_1199 where new.items[0][1].text.hasPrefix("2.25."): return .replacedUID
            default: return .erased
            }
        }
        return .kept
    }
}

extension PlanFixture {
    /// A date of the fixture's patient as the option for modified dates leaves it.
    static func shifted(_ date: String) throws -> String {
        let project = try PseudonymFixture.pseudonymizer()
        let patient = try project.patient(id: "PAT-4711", issuer: "", studyInstanceUID: "1.2.3.4.1")
        return DicomDate.shift(date: date, byDays: project.dateOffset(for: patient)) ?? ""
    }
}
