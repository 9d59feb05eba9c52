import Dicom

/// What stays of the original in a planned instance, and by which rule.
struct Remainder: Sendable {
    /// In the view that the plan was made from.
    var index: Int
    /// Why it stays.
    var rule: String
    /// The value stays as it is; else it was cleaned of what identifies.
    var isWhole: Bool
    /// An option or a row says that it stays, knowing what it is.
    var isOnPurpose: Bool
}

/// The identifiers of an instance that must not be found in it any more: what the rules took away.
///
/// What they leave in its place is no secret: an attribute kept on purpose tells its value anyway, and a date that the
/// strategy does not touch is searched for nowhere.
enum KnownIdentifiers {
    /// - Parameter remains: by index; elements that are not there do not stay.
    static func clues(of view: DataSetView, remains: [Remainder?]) -> [Clue] {
        var taken = HeaderClues()
        var left: Set<String> = []
        let equipment = EquipmentText.Own(view)
        for index in view.elements.indices {
            let element = view.elements[index]
            guard element.length > 0, element.vr != .SQ else { continue }
            guard let kind = ClueAttributes.kind(of: element.tag, vr: element.vr) ?? addressKind(element),
                kind != .age, view.isReadable(index)
            else { continue }
            if let remainder = remains[index], remainder.isWhole {
                if remainder.isOnPurpose { left.formUnion(view.text(of: index) ?? []) }
                continue
            }
            for value in view.text(of: index) ?? [] where !value.isEmpty && !equipment.tell(kind, value, of: element.tag) {
                taken.add(kind, kind == .other ? host(of: value) : value, element.tag)
            }
        }
        if left.isEmpty { return taken.clues }
        var open = HeaderClues()
        for value in left { for kind in Clue.Kind.allCases { open.add(kind, value, Tag(0, 0)) } }
        let told = Set(open.clues.map { Told(kind: $0.kind, value: $0.value) })
        return taken.clues.filter { !told.contains(Told(kind: $0.kind, value: $0.value)) }
    }

    /// Those that nobody can read, by their bytes.
    static func rawClues(of view: DataSetView, remains: [Remainder?]) -> RawClues {
        RawClues(view) { remains[$0]?.isWhole != true }
    }

    private struct Told: Hashable {
        var kind: Clue.Kind
        var value: String
    }

    /// Resources lie on a host of the institution.
    private static func addressKind(_ element: DataElement) -> Clue.Kind? { element.vr == .UR ? .other : nil }

    /// `archive.hospital.example` of `https://archive.hospital.example/wado?…`; other values as they are.
    private static func host(of value: String) -> String {
        guard let scheme = value.firstRange(of: "://") else { return value }
        return String(value[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" })
    }
}
