import Dicom

/// The last look at an instance before it leaves: whether an identifier that the rules took away stands anywhere in it.
///
/// It knows nothing of how the rules work, only what they say they left: the edited Data Set itself is searched, whatever
/// the plan says about it.
public struct SelfCheck {
    /// An identifier that is still there.
    public struct Finding: Hashable, Sendable, CustomStringConvertible {
        /// `(0040,0275)[0]/(0040,0007)`, in the instance as it would leave.
        public var path: String
        /// What kind of identifier it is, as ``Clue/Kind`` names it.
        public var kind: String
        /// Why the attribute is there.
        public var rule: String

        /// The attribute, the kind and the rule: never the value.
        public var description: String { "\(path): \(kind), kept by: \(rule)" }
    }

    private var search: ElementSearch
    private var remains: [Remainder?]

    /// Remembers what must not be found; to be made before the plan is carried out, as values go with it.
    ///
    /// - Parameter view: what `plan` was made from.
    public init(_ view: DataSetView, _ plan: Plan) {
        remains = Array(repeating: nil, count: view.elements.count)
        for remainder in plan.remains { remains[remainder.index] = remainder }
        let needles = Needles(KnownIdentifiers.clues(of: view, remains: remains))
        let raw = KnownIdentifiers.rawClues(of: view, remains: remains)
        search = ElementSearch(needles, raw: raw, written: plan.written)
    }

    /// The first identifier that is found in the edited Data Set; nil if there is none.
    ///
    /// - Parameters:
    ///   - origins: where each element of `view` comes from.
    ///   - load: the value of an element that was left in the file, by its index in the original view.
    public mutating func firstFinding(
        in view: DataSetView, _ origins: [ElementOrigin], load: (Int) throws -> [UInt8]
    ) rethrows -> Finding? {
        guard !search.isEmpty else { return nil }
        for index in view.elements.indices {
            let element = view.elements[index]
            guard element.length > 0, SearchScope.covers(element) else { continue }
            let remainder: Remainder?
            let original: Int
            switch origins[index] {
            // Pseudonyms, shifted dates, dummies and marks are made by Veil; terms and UIDs in items may be the original's.
            case .new:
                guard element.parent >= 0, element.vr == .CS || element.vr == .UI, element.value != nil else { continue }
                (remainder, original) = (nil, index)
            case .changed(let index):
                guard let cleaned = remains[index], !cleaned.isWhole else { continue }
                (remainder, original) = (cleaned, index)
            case .kept(let index):
                (remainder, original) = (remains[index], index)
                if remainder?.isOnPurpose == true { continue }
            }
            let match: TextSearch.Match?
            if let value = element.value {
                match = search.first(in: value, of: index, view)
            } else {
                match = try load(original).withUnsafeBytes { search.first(in: $0, of: index, view) }
            }
            if let match {
                return Finding(
                    path: view.elements.path(of: index), kind: match.kind.rawValue, rule: remainder?.rule ?? "no rule of its own")
            }
        }
        return nil
    }

    /// The first identifier among the bytes of a stream that nobody can read; nil if there is none.
    ///
    /// - Parameter tag: of the element that holds it.
    public mutating func firstFinding(inStream bytes: [UInt8], of tag: Tag) -> Finding? {
        let match = bytes.withUnsafeBytes { search.first(inStream: $0) }
        return match.map { Finding(path: tag.description, kind: $0.kind.rawValue, rule: "stream of an unknown kind") }
    }
}
