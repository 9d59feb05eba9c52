import Dicom

/// What of a Data Set is searched, and how.
enum SearchScope {
    /// False for samples and binary numbers, in which identifiers are chance.
    static func covers(_ element: DataElement) -> Bool {
        switch element.vr {
        case .AE, .AS, .CS, .DA, .DS, .DT, .IS, .LO, .LT, .PN, .SH, .ST, .TM, .UC, .UI, .UR, .UT, .UN: true
        case .OB: !isSamples(element.tag)
        // Palettes, waveforms and planes are words of samples wherever the standard has them.
        case .OW: !element.isStandard
        default: false
        }
    }

    /// What is looked for in a value: in numbers and times nothing, in dates and UIDs those, in everything else, and in
    /// what only stands in their place, all of it.
    static func kind(of value: UnsafeRawBufferPointer, _ vr: VR) -> TextSearch.Manner.Kind? {
        guard vr != .CS, ValueForm.isAsked(of: vr), ValueForm(value, vr) == .proper else { return .text }
        switch vr {
        case .DA, .DT: return .dates
        case .UI: return .uids
        default: return nil
        }
    }

    /// Whether short and everyday words count where they are the whole value: not where the values are terms of the
    /// standard, and not in what the standard says about equipment.
    static func countsAlone(_ element: DataElement) -> Bool {
        switch element.vr {
        case .CS: false
        default:
            element.tag.isPrivate
                || element.tag.group != 0x0018 && element.tag.group != 0x0028 && !EquipmentText.isName(element.tag)
        }
    }

    /// What a coded term's values are searched for; nil for everything, as in terms that a site has defined itself.
    static func coded(_ index: Int, in view: DataSetView) -> TextSearch.Coded? {
        let element = view.elements[index]
        let manner: TextSearch.Coded
        switch element.tag.rawValue {
        case 0x0008_0102: return isPublic(index, in: view) ? .nothing : nil
        // Versions look like days whoever has defined the scheme.
        case 0x0008_0103: return .code
        case 0x0008_0100, 0x0008_0119, 0x0008_0120: manner = .code
        case 0x0008_0104: manner = .meaning
        default: return nil
        }
        return hasPublicScheme(index, in: view) ? manner : nil
    }

    /// Whether the element belongs to a term of a public scheme, which is the same everywhere: nothing of it may go.
    static func isPublicTerm(_ index: Int, in view: DataSetView) -> Bool {
        switch view.elements[index].tag.rawValue {
        case 0x0008_0102: isPublic(index, in: view)
        case 0x0008_0100, 0x0008_0103, 0x0008_0104, 0x0008_0119, 0x0008_0120: hasPublicScheme(index, in: view)
        default: false
        }
    }

    /// By the Coding Scheme Designator in the same item, a few elements before or after.
    private static func hasPublicScheme(_ index: Int, in view: DataSetView) -> Bool {
        let element = view.elements[index]
        for step in [-1, 1] {
            var other = index + step
            while view.elements.indices.contains(other), view.elements[other].parent == element.parent,
                view.elements[other].item == element.item
            {
                if view.elements[other].tag.rawValue == 0x0008_0102 { return isPublic(other, in: view) }
                other += step
            }
        }
        return false
    }

    private static func isPublic(_ index: Int, in view: DataSetView) -> Bool {
        view.text(of: index)?.first.map(CodingScheme.isPublic) ?? false
    }

    private static func isSamples(_ tag: Tag) -> Bool {
        switch tag.rawValue {
        case 0x7FE0_0008, 0x7FE0_0009, 0x7FE0_0010: true
        default: tag.group & 0xFF01 == 0x6000 || tag.group & 0xFF01 == 0x5000
        }
    }
}
