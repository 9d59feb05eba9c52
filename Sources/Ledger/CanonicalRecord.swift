import Dicom

/// What the values of an original are, apart from how they were encoded: for telling the same instance in another
/// Transfer Syntax from another version of it, also when the earlier original is gone. Nothing in it can be read without the
/// project's key, and nothing can be turned back with it.
public struct CanonicalRecord: Hashable, Sendable {
    /// Keyed hash over all values, 32 bytes.
    public var digest: [UInt8]
    /// Per top-level attribute in order of tags, its tag and 24 bits of a keyed hash of its value.
    public var attributes: [Attribute]

    /// An attribute's tag with a part of its digest.
    public struct Attribute: Hashable, Sendable {
        public var tag: Tag
        /// The lower 24 bits count.
        public var hash: UInt32

        public init(tag: Tag, hash: UInt32) {
            self.tag = tag
            self.hash = hash & 0xFF_FFFF
        }
    }

    public init(digest: [UInt8], attributes: [Attribute]) {
        self.digest = digest
        self.attributes = attributes.sorted { $0.tag.rawValue < $1.tag.rawValue }
    }

    /// Tags of the attributes in which two versions differ, in order: other values, or only one has them.
    public func differences(from other: CanonicalRecord) -> [Tag] {
        let mine = Dictionary(attributes.map { ($0.tag, $0.hash) }) { first, _ in first }
        let theirs = Dictionary(other.attributes.map { ($0.tag, $0.hash) }) { first, _ in first }
        return Set(mine.keys).union(theirs.keys).filter { mine[$0] != theirs[$0] }.sorted { $0.rawValue < $1.rawValue }
    }

    /// As the ledger keeps the attributes: 7 bytes each, tag and hash, big endian.
    var packed: [UInt8] {
        attributes.flatMap { attribute -> [UInt8] in
            let tag = attribute.tag.rawValue
            return [tag >> 24, tag >> 16, tag >> 8, tag, attribute.hash >> 16, attribute.hash >> 8, attribute.hash].map {
                UInt8(truncatingIfNeeded: $0)
            }
        }
    }

    /// What `packed` gave; nil unless the length is that of whole attributes.
    init?(digest: [UInt8], packed: [UInt8]) {
        guard packed.count % 7 == 0 else { return nil }
        let attributes = stride(from: 0, to: packed.count, by: 7).map { start in
            let tag = packed[start..<(start + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let hash = packed[(start + 4)..<(start + 7)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            return Attribute(tag: Tag(rawValue: tag), hash: hash)
        }
        self.init(digest: digest, attributes: attributes)
    }
}
