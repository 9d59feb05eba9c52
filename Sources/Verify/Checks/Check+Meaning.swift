/// What a report says in plain words, for readers who do not know the names.
extension Check {
    /// What the check asks.
    public var meaning: String {
        switch self {
        case .tagRetained: "An attribute that has to stay is there, if only empty."
        case .textNotNull:
            "An attribute that gets a new value (a pseudonym, a cleaned text, a note of what was done) has that value."
        case .textRetained: "A value that says nothing about a person is what it was."
        case .textRemoved: "A value that identifies somebody is gone, and nothing is there that no rule put there."
        case .dateShifted:
            "A date is moved by the patient's own number of days, so that it is not the old one and intervals stay."
        case .uidChanged: "A number that names a study, series or image worldwide (UID) is not the old one."
        case .pixelsRetained: "A picture in which nothing was covered is the same, byte for byte."
        case .uidConsistent: "The same old UID has the same new one everywhere, so that images still belong together."
        case .patidConsistent: "The same patient has the same pseudonym everywhere."
        case .pixelsHidden: "In a picture with text that identifies, that text is covered, and nothing else was changed."
        }
    }
}

extension PairOutcome {
    /// What it means for the instance.
    public var meaning: String {
        switch self {
        case .compared: "there is a clean file, and it was compared"
        case .held: "not delivered: the rules hold it back, as they should"
        case .missing: "not delivered, and no rule holds it back"
        case .notHeld: "delivered, although the rules hold it back"
        case .unknown: "the answer key does not know it"
        case .originalUnreadable: "the original cannot be read, so that nothing can be said of it"
        case .cleanUnreadable: "the clean file cannot be read"
        case .withoutOriginal: "a clean file that belongs to no original"
        }
    }

    /// True if nobody received the instance.
    public var isNotDelivered: Bool { self == .held || self == .missing }
}

/// One line of what a report says about its own making: who, when, with what.
public struct ReportFact: Hashable, Sendable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
