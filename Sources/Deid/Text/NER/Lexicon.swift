internal import TextModels

/// What is known of words at large: first names, family names, places, words of twelve languages.
///
/// Words are known by the hash of their folded letters only. Made by training/train-ner from the lists that
/// docs/model-card-ner.md names.
struct Lexicon: Sendable {
    /// What the lists say of a word; levels grow with how common it is.
    struct Entry: Hashable, Sendable {
        var bits: UInt16 = 0

        /// 0 to 3.
        var given: UInt16 { bits & 3 }
        /// 0 to 3.
        var family: UInt16 { bits >> 2 & 3 }
        /// 0 to 3.
        var place: UInt16 { bits >> 4 & 3 }
        /// English, 0 to 7.
        var word: UInt16 { bits >> 6 & 7 }
        /// Of another language, 0 to 3.
        var foreign: UInt16 { bits >> 9 & 3 }

        /// The higher level of each.
        func union(_ other: Entry) -> Entry {
            Entry(
                bits: max(given, other.given) | max(family, other.family) << 2 | max(place, other.place) << 4
                    | max(word, other.word) << 6 | max(foreign, other.foreign) << 9)
        }

        /// Only what it says of places: a pair of words can be a town, and nothing else.
        var placeOnly: Entry { Entry(bits: bits & 0x30) }
    }

    static let shared = Lexicon()

    /// Where the entries of each upper half of a hash begin, and their end.
    private let starts: [UInt32]
    /// The lower halves, sorted within their bucket.
    private let keys: [UInt16]
    private let entries: [UInt16]

    private init() {
        var reader = ModelReader(text_model_recognizer_lexicon(), magic: "VLX1")
        let count = reader.count()
        starts = reader.values(0x1_0001)
        keys = reader.values(count)
        entries = reader.values(count)
        reader.finish()
    }

    /// The hash of folded letters, mixed into what entries are found by.
    static func mixed(_ hash: UInt64) -> UInt32 {
        var mixed = hash
        mixed = (mixed ^ mixed >> 33) &* 0xFF51_AFD7_ED55_8CCD
        mixed = (mixed ^ mixed >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return UInt32(truncatingIfNeeded: mixed ^ mixed >> 33)
    }

    /// Of two words in a row.
    static func pair(_ first: UInt32, _ second: UInt32) -> UInt32 { mixed(UInt64(first) << 32 | UInt64(second)) }

    /// Nothing for a word that no list has.
    subscript(hash: UInt32) -> Entry {
        let bucket = Int(hash >> 16)
        let low = UInt16(truncatingIfNeeded: hash)
        for index in Int(starts[bucket])..<Int(starts[bucket + 1]) where keys[index] == low {
            return Entry(bits: entries[index])
        }
        return Entry()
    }
}
