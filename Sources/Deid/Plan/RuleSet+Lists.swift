import Dicom

/// What the strategy says about other things than attributes of the standard, for `veil strategy show`.
extension RuleSet {
    /// Private attributes that stay, cleaned; empty without the option `retain_safe_private`.
    public var privateRows: [DisplayRow] {
        guard source.profile == .basic, source.options.contains(.retainSafePrivate) else { return [] }
        return source.safePrivate.list.displayRows
    }

    /// Content items of structured reports by concept name; empty without the option `clean_structured_content`.
    public var conceptRows: [DisplayRow] {
        guard source.profile == .basic, source.options.contains(.cleanStructuredContent) else { return [] }
        let table = ConceptTable.shared
        return table.rows.map { row in
            let (action, origin) =
                switch row.effect(source.options) {
                case .code(let code): (code.rawValue, "Basic Profile")
                case .keep(let option): ("K", option.rawValue)
                case .shiftDates(let option), .clean(let option): ("C", option.rawValue)
                }
            return DisplayRow(
                tag: "(\(row.concept.code), \(row.concept.scheme))", vr: row.valueType.rawValue, name: row.meaning,
                action: action, source: "\(table.edition): \(origin)")
        }
    }
}

extension PrivateList {
    /// A line for each attribute, by group, element and Private Creator.
    var displayRows: [RuleSet.DisplayRow] {
        sorted.map { tag, entry in
            let path = TagPattern.privateElement(group: tag.group, creator: entry.creator, element: UInt8(tag.element))
            return RuleSet.DisplayRow(
                tag: path.description, vr: entry.vrs.map(\.description).joined(separator: "/"),
                name: entry.isOnlyNested ? "in sequences only" : "", action: entry.action.rawValue, source: edition)
        }
    }
}
