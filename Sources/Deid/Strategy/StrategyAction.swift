import Dicom

/// What a row of a strategy file does, by its name in the Action column.
public enum StrategyAction: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    case replaceWithRandomName
    case replaceWithLiteral
    case replaceWithMapping
    case cleanTag
    case delete
    case remove
    case ensureTagExists
    case patientHashId
    case hashId
    case shiftUnixTimeStampRandom
    case shiftDateByRandomNbOfDays
    case shiftDateByFixedNbOfDays
    case shiftTimeByRandom
    case shiftAgeByRandom
    case capAgeAt99IfOver90
    case keep

    public var description: String { rawValue }

    /// The VRs it is allowed on; nil: all.
    public var allowedVRs: Set<VR>? {
        switch self {
        case .replaceWithRandomName: [.PN, .LO]
        case .patientHashId: [.LO]
        case .hashId: [.UI, .LO, .SH]
        case .shiftUnixTimeStampRandom: [.SL, .FD]
        case .shiftDateByRandomNbOfDays, .shiftDateByFixedNbOfDays: [.DA, .DT]
        case .shiftTimeByRandom: [.TM]
        case .shiftAgeByRandom, .capAgeAt99IfOver90: [.AS]
        case .cleanTag: Self.cleanable
        case .replaceWithLiteral, .replaceWithMapping, .delete, .remove, .ensureTagExists, .keep: nil
        }
    }

    /// Text, and numbers and bytes in which an identifier can stand.
    private static let cleanable = VR.all.filter(\.isText).union([.US, .OB, .OW])

    /// True if the action is allowed on `vr`.
    public func isAllowed(on vr: VR) -> Bool { allowedVRs?.contains(vr) ?? true }

    /// Names of older texts that are no longer taken, by their lower-case form, with what to write instead.
    static let legacy: [String: String] = [
        "shifttimebyrandomnbofsecs":
            "write shiftDateByRandomNbOfDays for DT, or shiftTimeByRandom for TM",
        "replacewithdummygraphicalannotation": "write delete, or remove to keep an empty sequence",
        "replacewithdummyverifyingobserveridentificationsequence": "write delete, or remove to keep an empty sequence",
        "replacewithdummypersonidentificationcode": "write delete, or remove to keep an empty sequence",
    ]
}

/// How `cleanTag` treats what it finds.
public enum CleanStyle: String, CaseIterable, Hashable, Sendable {
    /// Labels in place of what goes.
    case deid
    /// Asterisks, one a letter of the label.
    case mask
    /// Nothing: what goes goes, and the gap closes.
    case remove
    /// The whole value goes.
    case empty
    /// Something of the same kind.
    case replace
}

/// The Option of a row, read and checked.
public enum ActionOption: Hashable, Sendable {
    /// Nothing, or nothing that has an effect.
    case none
    /// The text of `replaceWithLiteral` and `ensureTagExists`.
    case literal(String)
    /// The table of `replaceWithMapping`, by original value.
    case mapping(MappingTable)
    /// `replaceWithMapping` by the strategy's `mapping_table`; nested: inside of sequences too.
    case instanceMapping(nested: Bool)
    /// The style of `cleanTag`.
    case clean(CleanStyle)
    /// The signed days of `shiftDateByFixedNbOfDays`.
    case days(Int)
}

/// One row of a strategy file, checked.
public struct StrategyRow: Sendable {
    /// The attribute or attributes.
    public let path: TagPath
    /// The VRs it is for; empty: any.
    public let vrs: [VR]
    /// The Name column, free text.
    public let name: String
    /// What it does.
    public let action: StrategyAction
    /// With what.
    public let option: ActionOption
    /// The file's name, as configured.
    public let file: String
    /// The line in it.
    public let line: Int
    /// What it does and where it stands, as decisions name it.
    let rule: String

    /// Its VR column: `LO`, `US/SS`, `GROUP`, `*` for any.
    var vrText: String {
        if case .groups = path.attribute { return "GROUP" }
        return vrs.isEmpty ? "*" : vrs.map(\.description).joined(separator: "/")
    }

    /// True if the row is for elements of `vr`; UN is taken for the VR that the row says, since a data set that writes UN
    /// says nothing.
    func accepts(_ vr: VR) -> Bool { vrs.isEmpty || vr == .UN || vrs.contains(vr) }

    /// False for the one kind of row that is about top level alone.
    var reachesItems: Bool { option != .instanceMapping(nested: false) }
}

/// What stands where something was found in a text, for a whole strategy: `text.style` of `routes.yml`. A row may say more,
/// see ``CleanStyle``.
public enum TextStyle: String, CaseIterable, Hashable, Sendable {
    /// Labels in place of what is removed.
    case deid
    /// Asterisks, one a letter of the label.
    case mask
    /// Nothing: the gap closes.
    case remove
    /// Something of the same kind.
    case replace
}

extension CleanStyle {
    init(_ style: TextStyle) {
        switch style {
        case .deid: self = .deid
        case .mask: self = .mask
        case .remove: self = .remove
        case .replace: self = .replace
        }
    }
}
