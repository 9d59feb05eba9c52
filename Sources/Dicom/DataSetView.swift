/// One Data Element of a parsed Data Set, as the rules see it.
///
/// Elements of all nesting levels stand in one array in Data Set order (an item's elements follow their sequence), so
/// that a plan is one pass over an array.
public struct DataElement {
    public var tag: Tag
    /// As encoded; for Implicit VR and for UN of a known attribute, what the dictionary says. `UN` if nobody knows.
    public var vr: VR
    /// Index of the sequence that holds this element's item; -1 at top level.
    public var parent: Int
    /// Number of the item within `parent`, from 0; -1 at top level.
    public var item: Int
    /// Index of the Private Creator element that governs a private element; -1 if there is none (PS3.5 §7.8.1).
    public var creator: Int
    /// The attribute is in the standard's data dictionary (repeating groups included).
    public var isStandard: Bool
    /// Number of items, for sequences.
    public var itemCount: Int
    /// Length of the value in bytes, in Little Endian form and as found, padding included.
    public var length: Int
    /// The value in Little Endian form; nil for sequences and for long values that stay in the file.
    /// Valid as long as the view that it stands in, and until the Data Set is edited.
    public var value: UnsafeRawBufferPointer?

    public init(
        tag: Tag, vr: VR, parent: Int = -1, item: Int = -1, creator: Int = -1, isStandard: Bool = true, itemCount: Int = 0,
        length: Int, value: UnsafeRawBufferPointer?
    ) {
        self.tag = tag
        self.vr = vr
        self.parent = parent
        self.item = item
        self.creator = creator
        self.isStandard = isStandard
        self.itemCount = itemCount
        self.length = length
        self.value = value
    }
}

/// A parsed Data Set to read: elements of every level in order, and the Transfer Syntax that it came in.
public struct DataSetView {
    public let elements: [DataElement]
    public let transferSyntax: TransferSyntax
    /// Specific Character Set, at any level: the first one of each item that has a value.
    let characterSets: [ItemPlace: Int]
    /// For what is not ASCII or UTF-8.
    let decoder: (any CharacterDecoder)?
    /// Keeps the values' memory as long as the view is there.
    private let owner: AnyObject?

    /// - Parameter decoder: without one, text is read as ASCII, UTF-8 or ISO 8859-1.
    public init(
        elements: [DataElement], transferSyntax: TransferSyntax, owner: AnyObject? = nil,
        decoder: (any CharacterDecoder)? = nil
    ) {
        self.elements = elements
        self.transferSyntax = transferSyntax
        self.owner = owner
        self.decoder = decoder
        var characterSets: [ItemPlace: Int] = [:]
        for index in elements.indices where elements[index].tag == .specificCharacterSet {
            let (element, place) = (elements[index], ItemPlace(elements[index]))
            if let value = element.value, !value.isEmpty, characterSets[place] == nil { characterSets[place] = index }
        }
        self.characterSets = characterSets
    }

    /// An item of a sequence, or the top level.
    struct ItemPlace: Hashable {
        var parent: Int
        var item: Int

        init(_ element: DataElement) { (parent, item) = (element.parent, element.item) }
    }

    /// Index of the top-level element `tag`, or nil.
    public func topLevel(_ tag: Tag) -> Int? {
        elements.firstIndex { $0.parent < 0 && $0.tag == tag }
    }
}

/// A Data Element to be written: bytes in Little Endian, or items for a sequence.
public struct NewElement: Hashable, Sendable {
    /// Bytes, or what a sequence holds.
    public enum Value: Hashable, Sendable {
        case bytes([UInt8])
        case items([[NewElement]])
    }

    public var tag: Tag
    public var vr: VR
    public var value: Value

    public init(_ tag: Tag, _ vr: VR, bytes: [UInt8]) {
        self.tag = tag
        self.vr = vr
        value = .bytes(bytes)
    }

    public init(_ tag: Tag, _ vr: VR, text: String) { self.init(tag, vr, bytes: Array(text.utf8)) }

    public init(_ tag: Tag, items: [[NewElement]]) {
        self.tag = tag
        vr = .SQ
        value = .items(items)
    }
}

/// One change to a Data Set. Indices are those of the view that the plan was made from.
public enum Edit: Hashable, Sendable {
    /// The element goes, with all it holds.
    case delete(index: Int)
    /// An item of the sequence `index` goes, with all it holds; the others keep their numbers for further edits.
    case deleteItem(index: Int, item: Int)
    /// The element keeps its tag and VR and gets this value; for a sequence, these items. Padding is added on writing.
    case replace(index: Int, value: NewElement.Value)
    /// A new element at top level (`parent` -1) or in an item; one with the same tag there is replaced.
    case insert(parent: Int, item: Int, element: NewElement)
}

/// Where an element of an edited Data Set comes from. Indices are those of the view that the edits were made from.
public enum ElementOrigin: Hashable, Sendable {
    /// It is as it was received.
    case kept(Int)
    /// It was there and has another value, or other items.
    case changed(Int)
    /// It was not there; whatever is in new items was not either.
    case new
}
