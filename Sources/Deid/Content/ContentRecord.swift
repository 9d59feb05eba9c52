import Dicom

/// What was decided about content items, and about what belongs to a document, before their attributes come.
struct ContentRecord {
    /// What is to be done to a value.
    enum Treatment: Hashable {
        case keep, clean, shiftDate, replaceUID
        /// Nothing of the value stays, the item does.
        case erase
        case empty
        case replace([UInt8])
        case delete
    }

    /// Treatments with the rule behind them, by element.
    var roles: [Int: (treatment: Treatment, rule: String)] = [:]
    /// Content Sequences of which no value may stay.
    var erased: Set<Int> = []
    /// Items that go, by sequence.
    var gone: [Int: Set<Int>] = [:]
}

extension DummyValue {
    /// A code that means nothing, in a coding scheme of our own.
    static let code = [
        NewElement(Tag(0x0008, 0x0100), .SH, text: "REMOVED"), NewElement(Tag(0x0008, 0x0102), .SH, text: "99VEIL"),
        NewElement(Tag(0x0008, 0x0104), .LO, text: "Removed"),
    ]
}
