import Dicom

/// One content item as it stands in a Data Set.
struct ContentItem {
    /// Number of its item in the sequence.
    let number: Int
    /// Indices of its attributes, in order, without those of sequences in it.
    private(set) var elements: [Int] = []
    /// Value Type (0040,A040); nil if there is none or nobody knows it.
    private(set) var valueType: ContentValueType?
    private(set) var concept: Concept?
    /// Content Sequence (0040,A730), if items are nested in this one.
    private(set) var children: Int?

    /// The attributes that carry a value, and of what kind it is, whatever the Value Type says.
    private(set) var values: [(index: Int, type: ContentValueType)] = []

    /// All items of `sequence`, in one pass over what is in it. Items without attributes are left out.
    static func all(of sequence: Int, in view: DataSetView) -> [ContentItem] {
        var items: [ContentItem] = []
        for index in view.elements.indices[(sequence + 1)...] {
            let element = view.elements[index]
            if element.parent < sequence { break }
            guard element.parent == sequence else { continue }
            if items.last?.number != element.item { items.append(ContentItem(number: element.item)) }
            items[items.count - 1].add(index, element, view)
        }
        return items
    }

    private init(number: Int) { self.number = number }

    private mutating func add(_ index: Int, _ element: DataElement, _ view: DataSetView) {
        elements.append(index)
        if let type = ContentValueType(carriedBy: element.tag) { values.append((index, type)) }
        switch element.tag.rawValue {
        case 0x0040_A040: valueType = ElementText.trimmed(element).flatMap { ContentValueType(rawValue: $0) }
        case 0x0040_A043: concept = CodeItem(of: index, in: view).concept
        case 0x0040_A730: children = index
        default: break
        }
    }

    /// What it is about decides; items of older macros have no Value Type, but a value.
    var leadingType: ContentValueType? { valueType ?? values.first?.type }
}

/// The first item of a code sequence (PS3.3 §8.8).
struct CodeItem {
    private var value: String?
    private var scheme: String?

    init(of sequence: Int, in view: DataSetView) {
        for index in view.elements.indices[(sequence + 1)...] {
            let element = view.elements[index]
            if element.parent < sequence || element.parent == sequence && element.item > 0 { break }
            guard element.parent == sequence else { continue }
            switch element.tag.rawValue {
            // Code Value, Long Code Value, URN Code Value: one of them.
            case 0x0008_0100, 0x0008_0119, 0x0008_0120: value = value ?? ElementText.trimmed(element)
            case 0x0008_0102: scheme = ElementText.trimmed(element)
            default: break
            }
        }
    }

    /// nil without a code.
    var concept: Concept? { value.map { Concept(scheme: scheme ?? "", code: $0) } }
}
