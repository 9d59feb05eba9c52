import Dicom

/// Looks for needles in the values of elements, each as its VR, its character set and its place ask for.
struct ElementSearch {
    private var search: TextSearch
    /// Identifiers that cannot be read as the Data Set declares.
    private let raw: RawClues
    /// Texts that Veil put into cleaned ones.
    private let written: [[UInt8]]

    init(_ needles: Needles, raw: RawClues, written: [String] = []) {
        search = TextSearch(needles)
        self.raw = raw
        self.written = written.map { Array($0.utf8) }
    }

    var isEmpty: Bool { search.needles.isEmpty && raw.isEmpty }

    /// The first match in `value` as the value of the element at `index`; nil if there is none.
    mutating func first(in value: UnsafeRawBufferPointer, of index: Int, _ view: DataSetView) -> TextSearch.Match? {
        if let kind = raw.kind(in: value) { return TextSearch.Match(kind: kind, range: 0..<value.count) }
        // A value of an attribute that nobody knows can be a text, in the character set of its item.
        guard view.elements[index].vr.isText || TextInBytes.isAllText(value) else { return first(inStream: value) }
        guard let manner = manner(of: value, index, view) else { return nil }
        if value.allSatisfy({ $0 < 0x80 && $0 != 0x1B }) { return first(in: value, manner) }
        // By its character set; and as UTF-8, which is what values are when the character set is wrong.
        var text = view.unicode(value, of: index)
        if let found = text.withUTF8({ first(in: UnsafeRawBufferPointer($0), manner) }) { return found }
        return String(validating: value, as: UTF8.self) == nil ? nil : first(in: value, manner)
    }

    /// The first match in `text`, in bytes of it, where the value of the element at `index` says that.
    mutating func first(inText text: [UInt8], of index: Int, _ view: DataSetView) -> TextSearch.Match? {
        text.withUnsafeBytes { bytes in
            guard let manner = manner(of: bytes, index, view) else { return nil }
            return first(in: bytes, manner)
        }
    }

    /// The first match among bytes that are no text.
    mutating func first(inStream bytes: UnsafeRawBufferPointer) -> TextSearch.Match? {
        TextInBytes.first(in: bytes) { run in
            search.first(in: run, .init(countsAlone: false, shortest: run.count < 12 ? 6 : 0))
        }
    }

    /// How the value is to be read; nil if nothing is looked for in it.
    private func manner(of value: UnsafeRawBufferPointer, _ index: Int, _ view: DataSetView) -> TextSearch.Manner? {
        let element = view.elements[index]
        let coded = SearchScope.coded(index, in: view)
        guard coded != .nothing, let kind = SearchScope.kind(of: value, element.vr) else { return nil }
        return TextSearch.Manner(
            kind: kind, isPersonName: element.vr == .PN, countsAlone: SearchScope.countsAlone(element),
            isTerm: element.vr == .CS, isEquipment: EquipmentText.isName(element.tag), coded: coded)
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
}
