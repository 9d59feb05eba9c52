/// Where an element stands, as text for people: `(0040,0275)[0]/(0040,0007)`, items from 0.
///
/// The one printer of such paths; answer keys write them in another way, see `Verify`.
public enum ElementPath {
    /// The path of `tag` in the item `item` of the sequence that stands at `sequence`.
    public static func text(_ tag: Tag, inItem item: Int, of sequence: String) -> String {
        "\(self.item(item, of: sequence))/\(tag)"
    }

    /// The path of an item.
    public static func item(_ item: Int, of sequence: String) -> String { "\(sequence)[\(item)]" }

    /// The path of the element at `index`.
    ///
    /// - Parameter place: the tag at an index, the index of the sequence around it (-1: none) and the number of its item.
    static func text(_ index: Int, _ place: (Int) -> (tag: Tag, parent: Int, item: Int)) -> String {
        var parts: [String] = []
        var (position, item) = (index, -1)
        while position >= 0 {
            let here = place(position)
            parts.append(item < 0 ? here.tag.description : self.item(item, of: here.tag.description))
            (position, item) = (here.parent, here.item)
        }
        return parts.reversed().joined(separator: "/")
    }
}

extension [DataElement] {
    /// `(0040,0275)[0]/(0040,0007)`.
    public func path(of index: Int) -> String {
        ElementPath.text(index) { (self[$0].tag, self[$0].parent, self[$0].item) }
    }

    /// The path of `tag` in an item, or at top level (`parent` -1), whether it is there or not.
    public func path(of tag: Tag, parent: Int, item: Int) -> String {
        parent < 0 ? tag.description : ElementPath.text(tag, inItem: item, of: path(of: parent))
    }
}

extension [EncodedElement] {
    /// `(0040,0275)[0]/(0040,0007)`.
    public func path(of index: Int) -> String {
        ElementPath.text(index) { (self[$0].tag, Int(self[$0].parent), Int(self[$0].item)) }
    }

    /// The path of `tag` in an item, or at top level (`parent` -1), whether it is there or not.
    public func path(of tag: Tag, parent: Int32, item: Int32) -> String {
        parent < 0 ? tag.description : ElementPath.text(tag, inItem: Int(item), of: path(of: Int(parent)))
    }
}
