/// What the Basic Profile column of PS3.15 Table E.1-1 says about an attribute.
public enum ProfileCode: String, CaseIterable, Hashable, Sendable {
    /// Remove.
    case x = "X"
    /// A non-empty dummy value.
    case d = "D"
    /// An empty value, or a dummy.
    case z = "Z"
    /// A UID that stands for the original everywhere.
    case u = "U"
    case xz = "X/Z"
    case xd = "X/D"
    case xzd = "X/Z/D"
    case zd = "Z/D"
    /// A sequence with references: removed, emptied, or kept with its UIDs replaced.
    case xzu = "X/Z/U*"

    /// What is done to an attribute of this code and Type.
    public enum Outcome: Hashable, Sendable {
        case remove, empty, dummy, replaceUID
        /// The sequence stays; its items are treated element by element, UIDs replaced.
        case keepItems
    }

    /// The choice that leaves the IOD valid.
    ///
    /// The first letter whose result the Type allows (PS3.15 §E.1.1, note to Table E.1-1a): a Type 1 attribute must
    /// have a value, a Type 2 attribute must be there. A present 1C or 2C counts as 1 or 2. The same for the plain
    /// codes: X on Type 1 acts as D, on Type 2 as Z; Z on Type 1 acts as D. Where the Type cannot be known, the
    /// stricter for the IOD, D: it is legal for every Type. Only a plain X in a place of a known IOD that its modules
    /// do not describe stays a removal.
    ///
    /// X/Z/U* always keeps the sequence: the UIDs in it are replaced anyway, so nothing of the original is left, and
    /// references between the instances of a study go on to resolve.
    public func outcome(for type: AttributeType) -> Outcome {
        switch self {
        case .u: .replaceUID
        case .xzu: .keepItems
        case .d: .dummy
        case .x:
            switch type.need {
            case .value: .dummy
            case .presence: .empty
            case .nothing: .remove
            case .unknown: type == .unknownIOD ? .dummy : .remove
            }
        case .z:
            switch type.need {
            case .value, .unknown: .dummy
            case .presence, .nothing: .empty
            }
        case .xz, .xzd:
            switch type.need {
            case .value, .unknown: .dummy
            case .presence: .empty
            case .nothing: .remove
            }
        case .xd:
            switch type.need {
            case .value, .presence, .unknown: .dummy
            case .nothing: .remove
            }
        case .zd:
            switch type.need {
            case .value, .unknown: .dummy
            case .presence, .nothing: .empty
            }
        }
    }
}

/// The Type of an attribute in one place of an IOD (PS3.5 §7.4), as far as it can be known.
public enum AttributeType: UInt8, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    case type1, type1C, type2, type2C, type3
    /// The place is described and does not name the attribute: a Standard Extended SOP Class may add it, as Type 3
    /// (PS3.4 §B.4.1).
    case notInIOD
    /// The IOD is known, this place in it is not (an added sequence, a module without a list of attributes).
    case unknownPlace
    /// The SOP Class is private or retired; nobody knows its IOD.
    case unknownIOD

    /// What the Type asks of an attribute that is there.
    enum Need { case value, presence, nothing, unknown }

    var need: Need {
        switch self {
        case .type1, .type1C: .value
        case .type2, .type2C: .presence
        case .type3, .notInIOD: .nothing
        case .unknownPlace, .unknownIOD: .unknown
        }
    }

    public var description: String {
        switch self {
        case .type1: "Type 1"
        case .type1C: "Type 1C"
        case .type2: "Type 2"
        case .type2C: "Type 2C"
        case .type3: "Type 3"
        case .notInIOD: "not in the IOD"
        case .unknownPlace: "Type unknown"
        case .unknownIOD: "IOD unknown"
        }
    }
}
