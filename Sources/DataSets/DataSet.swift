import BridgeErrors
import BridgeSupport
import DcmtkBridge
import Dicom
import Synchronization

/// A parsed Data Set of a file: to look at, to edit, to encode again (PS3.5 §7).
///
/// Long values stay in the file, which must not change until this is gone. One thread at a time. The parser recurses
/// with the sequences: a thread that opens, encodes or frees one needs 512 KB of stack at the standard depth limit.
public struct DataSet: ~Copyable {
    /// How much a Data Set may ask for before it is refused.
    public struct Limits: Hashable, Sendable {
        /// Sequence levels.
        public var maximumDepth: Int
        /// Bytes that elements and items of all levels may take with the values that are loaded: 512 for each, and the value.
        public var maximumMemory: UInt64
        /// Bytes that a deflated Data Set may unfold to.
        public var maximumInflated: UInt64
        /// Values longer than this are not loaded, unless their VR is text.
        public var inlineLimit: Int

        public init(
            maximumDepth: Int = 128, maximumMemory: UInt64 = 4_000_000_000, maximumInflated: UInt64 = 1 << 30,
            inlineLimit: Int = 4096
        ) {
            self.maximumDepth = maximumDepth
            self.maximumMemory = maximumMemory
            self.maximumInflated = maximumInflated
            self.inlineLimit = inlineLimit
        }

        /// Room for the largest multi-frame objects and the deepest structured reports seen, or what ``use(_:)`` said last.
        public static var standard: Limits { current.withLock { $0 } }

        /// Limits of the whole process, from here on: a configuration's.
        public static func use(_ limits: Limits) { current.withLock { $0 = limits } }

        private static let current = Mutex(Limits())

        var bridged: bridge_data_set_limits {
            bridge_data_set_limits(
                maximum_depth: UInt32(clamping: maximumDepth), maximum_memory: maximumMemory,
                maximum_inflated: maximumInflated, inline_limit: UInt32(clamping: inlineLimit))
        }
    }

    /// As given on opening.
    public let transferSyntax: TransferSyntax
    /// Where the Data Set begins in its file.
    public let offset: UInt64
    let limits: Limits
    /// What was changed so far, in this order; and the elements whose pixels were composed.
    public private(set) var edits: [Edit] = []
    public package(set) var composed: Set<Int> = []
    private let handle: Handle
    package var raw: OpaquePointer { handle.raw }

    /// Frees the parsed Data Set when neither its owner nor a view of it is left.
    private final class Handle {
        let raw: OpaquePointer

        init(_ raw: OpaquePointer) { self.raw = raw }

        deinit { bridge_data_set_destroy(raw) }
    }

    /// Opens the Data Set of the file at `path` that begins at `offset` and ends with the file.
    ///
    /// Throws `.truncated`, `.unreadable`, `.tooDeep`, `.tooLarge`, `.transferSyntax`, `.io`.
    public init(
        path: String, offset: UInt64, transferSyntax: TransferSyntax, limits: Limits = .standard
    ) throws(DimseError) {
        bridge_initialize()
        var bridged = limits.bridged
        handle = Handle(
            try DimseError.checked { slot in
                bridge_data_set_open(path, offset, transferSyntax.uid, &bridged, &slot)
            })
        self.transferSyntax = transferSyntax
        self.offset = offset
        self.limits = limits
    }

    /// Bytes behind the last element that belong to none; the encoded Data Set does not have them.
    public var trailingBytes: UInt64 { bridge_data_set_trailing_bytes(raw) }

    /// All elements of all levels in order.
    ///
    /// The values in it are valid as long as the view is there, and until the next edit.
    public func view() throws(DimseError) -> DataSetView {
        var count = 0
        let first = try DimseError.checked { slot in
            let elements = bridge_data_set_elements(raw, &count, &slot)
            return slot.code == BRIDGE_OK ? .some(elements) : nil
        }
        let elements = UnsafeBufferPointer(start: first, count: count).map { DataElement($0) }
        return DataSetView(
            elements: elements, transferSyntax: transferSyntax, owner: handle, decoder: CharacterSets.shared)
    }

    /// What the edits so far leave, all elements of all levels in order, and where each comes from.
    ///
    /// Top-level encapsulated Pixel Data is not among them. Values are valid as those of `view` are.
    public func edited() throws(DimseError) -> (view: DataSetView, origins: [ElementOrigin]) {
        var count = 0
        var origins: UnsafePointer<bridge_origin>?
        let first = try DimseError.checked { slot in
            let elements = bridge_data_set_edited(raw, &origins, &count, &slot)
            return slot.code == BRIDGE_OK ? .some(elements) : nil
        }
        let elements = UnsafeBufferPointer(start: first, count: count).map { DataElement($0) }
        return (
            DataSetView(
                elements: elements, transferSyntax: transferSyntax, owner: handle, decoder: CharacterSets.shared),
            UnsafeBufferPointer(start: origins, count: count).map { ElementOrigin($0) }
        )
    }

    /// The value of an element that was left in the file, in Little Endian form; of encapsulated Pixel Data, all
    /// fragments one after the other.
    public func load(_ index: Int) throws(DimseError) -> [UInt8] {
        var count = 0
        let bytes = try DimseError.checked { slot in
            index < 0 ? nil : bridge_data_set_load(raw, index, &count, &slot)
        }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }

    /// Makes the changes in the order given. Indices are those of `view`, before and after.
    ///
    /// Throws `.argument` for an element that is gone, a value that does not fit its VR, items that cannot be parsed;
    /// the Data Set is then half edited and good for nothing.
    public mutating func apply(_ edits: [Edit]) throws(DimseError) {
        for edit in edits { try apply(edit) }
        self.edits += edits
    }

    private func apply(_ edit: Edit) throws(DimseError) {
        switch edit {
        case .delete(let index):
            guard index >= 0 else { throw DimseError(.argument) }
            try done { slot in bridge_data_set_delete(raw, index, &slot) }
        case .deleteItem(let index, let item):
            guard index >= 0, let item = UInt32(exactly: item) else { throw DimseError(.argument) }
            try done { slot in bridge_data_set_delete_item(raw, index, item, &slot) }
        case .replace(let index, let value):
            guard index >= 0 else { throw DimseError(.argument) }
            let bytes = try ItemEncoder.bytes(of: value)
            try done { slot in bridge_data_set_replace(raw, index, bytes, bytes.count, &slot) }
        case .insert(let parent, let item, let element):
            let bytes = try ItemEncoder.bytes(of: element.value)
            guard let parent = Int32(exactly: parent), let item = Int32(exactly: item) else {
                throw DimseError(.argument)
            }
            try done { slot in
                bridge_data_set_insert(
                    raw, parent, item, element.tag.rawValue, element.vr.rawValue, bytes, bytes.count, &slot)
            }
        }
    }

    private func done(_ call: (inout bridge_error) -> Bool) throws(DimseError) {
        try DimseError.checked { slot in call(&slot) ? () : nil }
    }

    /// The Data Set in its own Transfer Syntax, without group lengths: the same bytes for the same input and edits.
    ///
    /// Segments of the file count from its first byte. Untouched values are as they were, those of odd length padded.
    public func encoded() throws(DimseError) -> EncodedDataSet {
        var bytes: UnsafePointer<UInt8>?
        var segments: UnsafePointer<bridge_segment>?
        var byteCount = 0
        var segmentCount = 0
        try done { slot in bridge_data_set_encode(raw, &bytes, &byteCount, &segments, &segmentCount, &slot) }
        return EncodedDataSet(
            bytes: Array(UnsafeBufferPointer(start: bytes, count: byteCount)),
            segments: UnsafeBufferPointer(start: segments, count: segmentCount).map { EncodedDataSet.Segment($0) })
    }

    /// SOP Class UID and SOP Instance UID out of the first bytes of a Data Set; nil if they are not there, longer
    /// than 64 characters, or the Transfer Syntax is not known. 64 KB are more than enough of a prefix.
    public static func peekIdentity(
        prefix: UnsafeRawBufferPointer, transferSyntax: TransferSyntax
    ) -> (sopClassUID: String, sopInstanceUID: String)? {
        bridge_initialize()
        guard let base = prefix.baseAddress else { return nil }
        var sopClassUID = [CChar](repeating: 0, count: 65)
        var sopInstanceUID = [CChar](repeating: 0, count: 65)
        let bytes = base.assumingMemoryBound(to: UInt8.self)
        guard
            bridge_data_set_peek(bytes, prefix.count, transferSyntax.uid, &sopClassUID, &sopInstanceUID)
        else { return nil }
        return (text(sopClassUID), text(sopInstanceUID))
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension DataElement {
    init(_ element: bridge_element) {
        let length = Int(clamping: element.length)
        self.init(
            tag: Tag(rawValue: element.tag), vr: VR(rawValue: element.vr), parent: Int(element.parent),
            item: Int(element.item), creator: Int(element.creator), isStandard: element.standard,
            itemCount: Int(element.item_count), length: length,
            value: element.vr == VR.SQ.rawValue || !element.loaded
                ? nil : UnsafeRawBufferPointer(start: element.value, count: element.value == nil ? 0 : length))
    }
}

extension ElementOrigin {
    init(_ origin: bridge_origin) {
        self = origin.index < 0 ? .new : origin.changed ? .changed(Int(origin.index)) : .kept(Int(origin.index))
    }
}

extension EncodedDataSet.Segment {
    init(_ segment: bridge_segment) {
        self =
            segment.elsewhere
            ? .changed(offset: segment.offset, length: segment.count)
            : segment.original
                ? .original(offset: segment.offset, length: segment.count)
                : .own(Int(segment.offset)..<Int(segment.offset + segment.count))
    }
}
