import Dicom

/// Attributes that say how stored values are displayed, as far as a fill colour depends on them.
struct DisplayAttributes {
    private var paddingValue: Int?
    private var paddingLimit: Int?
    private var slope = 1.0
    private var isInverse = false
    private(set) var palette = Palette()

    /// - Parameter index: of the element in the Data Set.
    mutating func note(_ element: DataElement, at index: Int) {
        switch element.tag {
        case Tag(0x0028, 0x0120): paddingValue = element.number
        case Tag(0x0028, 0x0121): paddingLimit = element.number
        case Tag(0x0028, 0x1053): slope = Double(element.word) ?? 1
        case Tag(0x2050, 0x0020): isInverse = element.word == "INVERSE"
        default: palette.note(element, at: index)
        }
    }

    /// PS3.3 §C.7.5.1.1.2: one value, or all between two.
    var padding: ClosedRange<Int>? {
        guard let paddingValue else { return nil }
        let limit = paddingLimit ?? paddingValue
        return min(paddingValue, limit)...max(paddingValue, limit)
    }

    var invertsDisplay: Bool { (slope < 0) != isInverse }
}
