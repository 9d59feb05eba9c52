import Dicom
import Testing

@testable import Deid

@Suite("Basic Profile: Table E.1-1")
struct ProfileResolutionTests {
    @Test("the table has the rows of the standard, code by code")
    func counts() {
        let rows = ProfileTable.shared.rows
        #expect(rows.count == 657)
        let counts = Dictionary(grouping: rows, by: \.basic).mapValues(\.count)
        #expect(
            counts == [
                .x: 417, .d: 93, .u: 55, .z: 42, .xd: 23, .xz: 11, .xzd: 8, .zd: 6, .xzu: 2,
            ])
    }

    @Test(
        "points that people remember differently",
        arguments: [
            (0x0010_0020, "Z/D"), (0x0040_A730, "D"), (0x0010_0010, "Z"), (0x0010_0030, "Z"), (0x0008_0020, "Z"),
            (0x0008_0030, "Z"), (0x0008_0050, "Z"), (0x0008_0090, "Z"), (0x0020_0010, "Z"), (0x0008_0021, "X/D"),
            (0x0008_0022, "X/Z"), (0x0008_0023, "Z/D"), (0x0008_002A, "X/Z/D"), (0x0008_0012, "X/D"),
            (0x0008_1010, "X/Z/D"), (0x0018_1000, "X/Z/D"), (0x0008_0080, "X/Z/D"), (0x0008_1070, "X/Z/D"),
            (0x0018_1030, "X/D"), (0x0018_0010, "Z/D"), (0x0018_1002, "U"), (0x0002_0003, "U"), (0x0004_1511, "U"),
            (0x0000_1000, "X"), (0x0000_1001, "U"), (0x0042_0011, "D"), (0x0070_0006, "D"),
        ] as [(UInt32, String)])
    func remembered(_ tag: UInt32, _ code: String) {
        #expect(ProfileTable.shared.row(Tag(rawValue: tag))?.basic.rawValue == code)
    }

    /// What the standard says, read anew: the first letter whose result the Type allows; a Type 1 attribute needs a
    /// value, a Type 2 one has to be there; where no letter does, the least change that does. Where nobody knows, a dummy.
    private func expected(_ code: String, _ type: AttributeType) -> ProfileCode.Outcome {
        if code == "U" { return .replaceUID }
        if code == "X/Z/U*" { return .keepItems }
        let letters = code.split(separator: "/")
        let allowed: Set<Substring>
        switch type {
        case .type1, .type1C: allowed = ["D"]
        case .type2, .type2C: allowed = ["Z", "D"]
        case .type3, .notInIOD: allowed = ["X", "Z", "D"]
        case .unknownPlace: allowed = code == "X" ? ["X"] : ["D"]
        case .unknownIOD: allowed = ["D"]
        }
        let outcomes: [Substring: ProfileCode.Outcome] = ["X": .remove, "Z": .empty, "D": .dummy]
        if let first = letters.first(where: allowed.contains) { return outcomes[first] ?? .remove }
        return allowed.contains("Z") ? .empty : .dummy
    }

    @Test("every code is resolved by the Type so that the IOD stays valid", arguments: ProfileCode.allCases)
    func resolution(_ code: ProfileCode) {
        for type in AttributeType.allCases {
            #expect(code.outcome(for: type) == expected(code.rawValue, type), "\(code) for \(type)")
        }
    }

    /// An element of the row with a value of its VR in which a marker stands.
    private func element(_ row: ProfileTable.Row, _ tag: Tag) -> MemoryDataSet.Element {
        let vr = row.vrs.first ?? .LO
        switch vr {
        case .SQ:
            return .init(tag.rawValue, items: [[.init(0x0008_0104, .LO, "MARKER")]])
        case .DA: return .init(tag.rawValue, .DA, "19770813")
        case .TM: return .init(tag.rawValue, .TM, "131415.161718")
        case .DT: return .init(tag.rawValue, .DT, "19770813131415")
        case .UI: return .init(tag.rawValue, .UI, "1.2.77.19770813")
        default: return .init(tag, vr, bytes: Array("MARKER7719770813".utf8))
        }
    }

    private func isLeaked(_ dataSet: MemoryDataSet) -> Bool {
        ["MARKER", "19770813", "131415"].contains { dataSet.contains($0) }
    }

    private static let exactRows: [(Int, Tag)] = ProfileTable.shared.rows.enumerated().compactMap {
        guard case .exact(let tag) = $0.element.tag, tag != Tag(0x0042, 0x0011) else { return nil }
        return ($0.offset, tag)
    }

    @Test(
        "nothing of any row's value stays: at top level, in items, in known and unknown IODs",
        arguments: [PlanFixture.ct, PlanFixture.unknownClass, "1.2.840.10008.5.1.4.1.1.88.33"])
    func noRowLeaks(_ sopClass: String) throws {
        let rules = try PlanFixture.ruleSet()
        for (number, tag) in Self.exactRows where ProfileTable.shared.rows[number].basic != .xzu {
            let marked = element(ProfileTable.shared.rows[number], tag)
            let top = try PlanFixture.clean(PlanFixture.instance(marked, sopClass: sopClass), rules)
            #expect(!isLeaked(top), "\(tag) at top level of \(sopClass)")
            // A sequence that no row names, and one inside of it.
            let nested = PlanFixture.instance(
                .init(0x0008_1140, items: [[.init(0x0040_A170, items: [[marked]])]]), sopClass: sopClass)
            #expect(!isLeaked(try PlanFixture.clean(nested, rules)), "\(tag) in items of \(sopClass)")
        }
    }

    @Test("what is left of every row is what its Type needs")
    func resultFollowsType() throws {
        let rules = try PlanFixture.ruleSet()
        let model = IODModel.of(PlanFixture.ct)
        for (number, tag) in Self.exactRows where tag.group >= 8 && tag != .patientID && tag != .patientName {
            let row = ProfileTable.shared.rows[number]
            // Overlay planes and the marks have tests of their own.
            guard tag.group & 0xFF01 != 0x6000, row.vrs != [.UN], !ProtectedAttributes.marks.contains(tag) else {
                continue
            }
            let type = row.isRetired ? .notInIOD : model.look(tag, in: model.root).type
            let result = try PlanFixture.clean(PlanFixture.instance(element(row, tag)), rules)[tag.rawValue]
            switch expected(row.basic.rawValue, type) {
            case .remove: #expect(result == nil, "\(tag)")
            case .empty: #expect(result?.bytes.isEmpty == true && result?.items.isEmpty == true, "\(tag)")
            case .dummy, .replaceUID, .keepItems:
                #expect(result.map { !$0.bytes.isEmpty || !$0.items.isEmpty } == true, "\(tag)")
            }
        }
    }

    @Test("rows apply whatever VR the data set says")
    func otherVRs() throws {
        let rules = try PlanFixture.ruleSet(options: [.retainLongitudinalModifiedDates])
        for (number, tag) in Self.exactRows where ProfileTable.shared.rows[number].basic != .xzu {
            for vr: VR in [.LO, .UT, .OB, .UN, .TM, .SH] {
                let wrong = MemoryDataSet.Element(tag.rawValue, vr, "MARKER7719770813")
                do {
                    let clean = try PlanFixture.clean(PlanFixture.instance(wrong), rules)
                    #expect(!isLeaked(clean), "\(tag) as \(vr)")
                } catch let hold as PlanHold {
                    #expect(hold.reason != .ruleVRMismatch, "\(tag) as \(vr)")
                }
            }
        }
    }
}
