import Dicom

/// Whether the name of a folder or file tells whom an instance is about: the self-check's search, outside a Data Set.
///
/// A name is searched as a text, and each piece of it between marks as a value of its own: nobody writes sentences in
/// names of folders, so words that may be a name there are taken for one.
public struct NameCheck {
    private var search: TextSearch

    /// - Parameters:
    ///   - view: of the original.
    ///   - plan: what is planned for it; nil where that came to nothing: then all that can identify is searched for.
    public init(_ view: DataSetView, _ plan: Plan?) {
        var remains: [Remainder?] = Array(repeating: nil, count: view.elements.count)
        for remainder in plan?.remains ?? [] { remains[remainder.index] = remainder }
        search = TextSearch(Needles(KnownIdentifiers.clues(of: view, remains: remains)))
    }

    /// - Parameter name: one component of a path.
    public mutating func finds(in name: String) -> Bool {
        if isFound(name, TextSearch.Manner()) { return true }
        let pieces = name.split { !$0.isLetter && !$0.isNumber }
        return pieces.contains { isFound(String($0), TextSearch.Manner(isPersonName: true)) }
    }

    private mutating func isFound(_ text: String, _ manner: TextSearch.Manner) -> Bool {
        var text = text
        return text.withUTF8 { search.first(in: UnsafeRawBufferPointer($0), manner) } != nil
    }
}
