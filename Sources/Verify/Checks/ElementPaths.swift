import Dicom

/// Places in a Data Set as text, as answer keys write them: `<(0040,0275)>[<0000>]<(0008,0050)>` with the item's
/// number, private attributes as `<(0029,"CREATOR",10)>`, hexadecimal digits in lower case.
struct ElementPaths {
    private let view: DataSetView
    /// Of sequences, by index.
    private var sequences: [Int: String] = [:]

    init(_ view: DataSetView) { self.view = view }

    mutating func path(_ index: Int) -> String {
        let element = view.elements[index]
        return prefix(parent: element.parent, item: element.item) + label(element)
    }

    /// The place of a standard attribute that need not be there.
    mutating func path(parent: Int, item: Int, _ tag: Tag) -> String {
        prefix(parent: parent, item: item) + "<\(Self.numbers(tag))>"
    }

    /// All elements by their place.
    mutating func index() -> [String: Int] {
        var found: [String: Int] = [:]
        found.reserveCapacity(view.elements.count)
        for index in view.elements.indices { found[path(index)] = index }
        return found
    }

    private mutating func prefix(parent: Int, item: Int) -> String {
        guard parent >= 0 else { return "" }
        if sequences[parent] == nil { sequences[parent] = path(parent) }
        let digits = String(item)
        return "\(sequences[parent] ?? "")[<\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)>]"
    }

    private func label(_ element: DataElement) -> String {
        guard element.creator >= 0,
            let creator = view.text(of: element.creator)?.joined(separator: "\\"), !creator.isEmpty
        else { return "<\(Self.numbers(element.tag))>" }
        let (group, low) = (Self.hex(element.tag.group, 4), Self.hex(element.tag.element & 0xFF, 2))
        return "<(\(group),\"\(creator.uppercased())\",\(low))>"
    }

    private static func numbers(_ tag: Tag) -> String { "(\(hex(tag.group, 4)),\(hex(tag.element, 4)))" }

    private static func hex(_ number: UInt16, _ width: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: width - digits.count) + digits
    }
}
