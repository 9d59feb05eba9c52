/// What kind of protected information a stretch of text is.
public enum TextClass: String, CaseIterable, Hashable, Sendable {
    /// Of a person, staff included; initials too.
    case name = "NAME"
    /// Finer than a year.
    case date = "DATE"
    /// 90 years and more (HIPAA Safe Harbor).
    case ageOver89 = "AGE_OVER_89"
    /// Numbers and codes of patients, studies, orders, devices, instances.
    case id = "ID"
    case phone = "PHONE"
    case email = "EMAIL"
    case url = "URL"
    case ip = "IP"
    /// Streets, cities, postal codes.
    case address = "ADDRESS"
    /// Hospitals, practices, departments with a name.
    case institution = "INSTITUTION"
    case username = "USERNAME"
    /// Stations, AE titles, plates, employers.
    case other = "OTHER"
}

/// Who found it.
public enum TextSource: String, CaseIterable, Hashable, Sendable {
    /// The instance's own header tells it.
    case header
    /// It has a grammar: dates, phones, labels with values.
    case rules
    /// The model.
    case ner
    /// An analyzer outside of Veil.
    case analyzer
    /// Another text of the same instance tells it.
    case instance
    /// What searches the finished instance, in a value of which something may go.
    case selfCheck = "self_check"
}

/// A stretch of text that must not leave, in Unicode scalars.
public struct TextSpan: Hashable, Sendable {
    public var start: Int
    /// One past the last scalar.
    public var end: Int
    public var kind: TextClass
    public var source: TextSource
    /// 0 to 1.
    public var confidence: Double
    /// A day of birth, which is never moved: together with a moved date it would tell an age to the day.
    public var isBirth: Bool

    public init(
        start: Int, end: Int, kind: TextClass, source: TextSource, confidence: Double, isBirth: Bool = false
    ) {
        self.start = start
        self.end = end
        self.kind = kind
        self.source = source
        self.confidence = confidence
        self.isBirth = isBirth
    }

    /// Its scalars' offsets.
    public var range: Range<Int> { start..<end }
}
