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

    /// Why an instance with a finding is held.
    public static let reason = "identifier_found"

    private var search: TextSearch
    /// Identifiers that cannot be read as the Data Set declares.
    private let raw: RawClues
    private var remains: [Remainder?]
    /// Texts that Veil put into cleaned ones.
    private let written: [[UInt8]]

    /// Remembers what must not be found; to be made before the plan is carried out, as values go with it.
    ///
    /// - Parameter view: what `plan` was made from.
    public init(_ view: DataSetView, _ plan: Plan) {
        remains = Array(repeating: nil, count: view.elements.count)
        for remainder in plan.remains { remains[remainder.index] = remainder }
        search = TextSearch(Needles(KnownIdentifiers.clues(of: view, remains: remains)))
        raw = KnownIdentifiers.rawClues(of: view, remains: remains)
        written = plan.written.map { Array($0.utf8) }
    }

    /// The first identifier that is found in the edited Data Set; nil if there is none.
    ///
    /// - Parameters:
    ///   - origins: where each element of `view` comes from.
    ///   - load: the value of an element that was left in the file, by its index in the original view.
    public mutating func firstFinding(
        in view: DataSetView, _ origins: [ElementOrigin], load: (Int) throws -> [UInt8]
    ) rethrows -> Finding? {
        guard !search.needles.isEmpty || !raw.isEmpty else { return nil }
        for index in view.elements.indices {
            let element = view.elements[index]
            guard element.vr != .SQ, element.length > 0, SearchScope.covers(element) else { continue }
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
                match = self.match(value, index, view)
            } else {
                match = try load(original).withUnsafeBytes { self.match($0, index, view) }
            }
            if let match {
                return Finding(
                    path: path(index, view), kind: match.kind.rawValue, rule: remainder?.rule ?? "no rule of its own")
            }
        }
        return nil
    }

    /// The first identifier among the bytes of a stream that nobody can read; nil if there is none.
    ///
    /// - Parameter tag: of the element that holds it.
    public mutating func firstFinding(inStream bytes: [UInt8], of tag: Tag) -> Finding? {
        let match = bytes.withUnsafeBytes { bytes in
            TextInBytes.first(in: bytes) { run in
                search.first(in: run, .init(countsAlone: false, shortest: run.count < 12 ? 6 : 0))
            }
        }
        return match.map { Finding(path: tag.description, kind: $0.kind.rawValue, rule: "stream of an unknown kind") }
    }

    private mutating func match(_ value: UnsafeRawBufferPointer, _ index: Int, _ view: DataSetView) -> TextSearch.Match? {
        let element = view.elements[index]
        if let kind = raw.kind(in: value) { return TextSearch.Match(kind: kind, range: 0..<value.count) }
        if !element.vr.isText {
            // A value of an attribute that nobody knows can be a text, in the character set of its item.
            if TextInBytes.isAllText(value) { return match(text: value, index, view) }
            return TextInBytes.first(in: value) { run in
                search.first(in: run, .init(countsAlone: false, shortest: run.count < 12 ? 6 : 0))
            }
        }
        return match(text: value, index, view)
    }

    private mutating func match(
        text value: UnsafeRawBufferPointer, _ index: Int, _ view: DataSetView
    ) -> TextSearch.Match? {
        let element = view.elements[index]
        let coded = SearchScope.coded(index, in: view)
        if coded == .nothing { return nil }
        guard let kind = SearchScope.kind(of: value, element.vr) else { return nil }
        let manner = TextSearch.Manner(
            kind: kind, isPersonName: element.vr == .PN, countsAlone: SearchScope.countsAlone(element),
            isTerm: element.vr == .CS, isEquipment: EquipmentText.isName(element.tag), coded: coded)
        if value.allSatisfy({ $0 < 0x80 && $0 != 0x1B }) { return first(in: value, manner) }
        // By its character set; and as UTF-8, which is what values are when the character set is wrong.
        var text = view.unicode(value, of: index)
        if let found = text.withUTF8({ first(in: UnsafeRawBufferPointer($0), manner) }) { return found }
        return String(validating: value, as: UTF8.self) == nil ? nil : first(in: value, manner)
    }

    private mutating func first(in bytes: UnsafeRawBufferPointer, _ manner: TextSearch.Manner) -> TextSearch.Match? {
        let written = written
        return search.first(in: bytes, manner) { range in
            !written.isEmpty && written.contains { Self.covers($0, range, in: bytes) }
        }
    }

    /// Whether `range` lies in a place where `bytes` have `text`.
    private static func covers(_ text: [UInt8], _ range: Range<Int>, in bytes: UnsafeRawBufferPointer) -> Bool {
        let first = max(0, range.upperBound - text.count)
        let last = min(range.lowerBound, bytes.count - text.count)
        guard first <= last else { return false }
        return (first...last).contains { bytes[$0..<($0 + text.count)].elementsEqual(text) }
    }

    private func path(_ index: Int, _ view: DataSetView) -> String {
        var parts: [String] = []
        var (position, item) = (index, -1)
        while position >= 0 {
            let element = view.elements[position]
            parts.append(element.tag.description + (item < 0 ? "" : "[\(item)]"))
            (position, item) = (element.parent, element.item)
        }
        return parts.reversed().joined(separator: "/")
    }
}
