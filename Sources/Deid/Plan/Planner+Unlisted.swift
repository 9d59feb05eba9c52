import Dicom

/// Attributes of the standard that neither a row nor Table E.1-1 names.
extension Planner {
    mutating func decideUnlisted(_ index: Int, _ element: DataElement, _ type: AttributeType) throws(PlanHold) {
        if element.tag == Tag(0x0020, 0x0011), ruleSet.source.regeneratesSeriesNumber, element.parent < 0 {
            let number = plan.seriesInstanceUID.utf8.reduce(UInt64(0)) { ($0 &* 31 &+ UInt64($1)) % 999_983 } + 1
            return set(index, Array(String(number).utf8), .pseudonym, "regenerate_series_number")
        }
        switch ruleSet.source.unlisted {
        case .remove where !ProtectedAttributes.contains(element.tag):
            try outcome(.x, index, element, type, "unlisted: remove")
        case .keep, .remove: keep(index, "unlisted")
        case .profile:
            if element.length == 0, element.vr != .SQ { return keep(index, "not in Table E.1-1") }
            if try decideUnlistedContent(index, element, type) { return }
            try cleanUnlisted(index, element, type)
        }
    }

    /// By VR: what links to a person, a day or a place goes or follows the rules for its kind; the rest stays.
    private mutating func cleanUnlisted(
        _ index: Int, _ element: DataElement, _ type: AttributeType
    ) throws(PlanHold) {
        switch element.vr {
        // A UID links an instance to its source whatever its attribute is called.
        case .UI where !UIDPurpose.namesAKind(element.tag) && !ruleSet.source.options.contains(.retainUIDs):
            try remapUIDs(index, element, "a UID that names one thing")
        // A date of a patient whose other dates were shifted tells by how much.
        case .DA, .DT: try cleanDates(index, element, type, "a date that Table E.1-1 does not name")
        case .AS: try capAges(index, element, type, "an age that Table E.1-1 does not name")
        case .PN: try outcome(.xzd, index, element, type, "a name that Table E.1-1 does not name")
        case .UR where !UnlistedText.isPublicAddress(element.tag):
            try outcome(.xzd, index, element, type, "an address that Table E.1-1 does not name")
        case _ where UnlistedText.identifies(element.tag, ruleSet.source.options):
            try outcome(.xzd, index, element, type, "an identifier that Table E.1-1 does not name")
        case .LO, .SH, .LT, .ST, .UT, .UC:
            guard !isCodedTerm(index, element) else { return keep(index, "a coded term") }
            let isFull = ruleSet.source.options.contains(.cleanDescriptors) && !UnlistedText.isTechnical(element.tag)
            try cleanText(
                index, element, type, style: ruleSet.textStyle, scrutiny: isFull ? .full : .headerOnly,
                "text that Table E.1-1 does not name")
        default: try keepUnlisted(index, element, type)
        }
    }

    /// Numbers, terms, times, kinds of things and samples stay, unless the value is nothing of the kind.
    private mutating func keepUnlisted(
        _ index: Int, _ element: DataElement, _ type: AttributeType
    ) throws(PlanHold) {
        guard ValueForm(element) == .foreign, !ProtectedAttributes.contains(element.tag) else {
            return keep(index, "not in Table E.1-1")
        }
        let rule = explain ? "no value of VR \(element.vr)" : ""
        if element.vr == .UI { return try remapUIDs(index, element, rule) }
        try discard(index, element, type, rule)
    }

    /// True for a code, its scheme, or its meaning if the scheme is a public one, whose words are nobody's.
    private func isCodedTerm(_ index: Int, _ element: DataElement) -> Bool {
        switch element.tag.rawValue {
        case 0x0008_0102, 0x0008_0103: return true
        case 0x0008_0100, 0x0008_0104, 0x0008_0119: return SearchScope.isPublicTerm(index, in: view)
        default: return false
        }
    }
}
