import Dicom

/// Private attributes.
extension Planner {
    /// Kept only where the list of safe ones names creator, group and element; and then cleaned like any other.
    mutating func decidePrivate(_ index: Int, _ element: DataElement) throws(PlanHold) {
        let source = ruleSet.source
        if let list = ruleSet.safePrivate {
            if let creator = creator(of: index),
                let entry = list.entry(element.tag, creator: creator, isNested: element.parent >= 0)
            {
                return try cleanPrivate(index, element, entry)
            }
            guard element.vr == .SQ, element.creator >= 0, holdsListed(index, list) else {
                return delete(index, "private attribute that is not on the list of safe ones")
            }
            unlistedSequences.insert(index)
            return keep(index, "holds private attributes of the list of safe ones")
        }
        if source.profile == .basic || source.removesPrivate || source.unlisted != .keep {
            delete(index, "private attribute")
        } else {
            keep(index, "unlisted: keep")
        }
    }

    /// Whether an attribute of the list stands in a sequence, at any depth.
    private func holdsListed(_ sequence: Int, _ list: PrivateList) -> Bool {
        var index = sequence + 1
        while index < view.elements.count, view.elements[index].parent >= sequence {
            let element = view.elements[index]
            if element.tag.isPrivate, let creator = creator(of: index),
                list.entry(element.tag, creator: creator, isNested: true) != nil, isPrivate(from: index, to: sequence)
            {
                return true
            }
            index += 1
        }
        return false
    }

    /// Whether all sequences from an element up to `sequence` are private: others in it go.
    private func isPrivate(from index: Int, to sequence: Int) -> Bool {
        var position = view.elements[index].parent
        while position > sequence {
            guard view.elements[position].tag.isPrivate else { return false }
            position = view.elements[position].parent
        }
        return true
    }

    /// Whether an element stands beside listed ones in a sequence that is not on the list, and is none of them itself.
    func isBesideListed(_ element: DataElement) -> Bool {
        element.parent >= 0 && !element.tag.isPrivate && unlistedSequences.contains(element.parent)
    }

    private mutating func cleanPrivate(
        _ index: Int, _ original: DataElement, _ entry: PrivateList.Entry
    ) throws(PlanHold) {
        let rule = ProfileOption.retainSafePrivate.rawValue
        var element = original
        // What nobody knew on the way here; the list does.
        if element.vr == .UN { element.vr = entry.vr }
        if element.length == 0 && element.vr != .SQ { return keep(index, rule) }
        switch (entry.action, element.vr) {
        // A sequence that could not be read stays UN in the Data Set.
        case (_, .SQ) where original.vr != .SQ: delete(index, "a private sequence that cannot be read")
        case (.keep, .SQ): keep(index, rule)
        case (.hashUID, _):
            guard element.vr.isText, areUIDs(element) else { return delete(index, "no UID where the list has one") }
            if ruleSet.source.options.contains(.retainUIDs) { return keep(index, rule) }
            try remapUIDs(index, element, rule)
        case (_, .UI):
            guard areUIDs(element) else { return delete(index, "no UID where the list has one") }
            if ruleSet.source.options.contains(.retainUIDs) { return keep(index, rule) }
            try remapUIDs(index, element, rule)
        case (.shiftDate, .LO), (.shiftDate, .SH), (.shiftDate, .ST), (.shiftDate, .LT), (.shiftDate, .UN):
            element.vr = (ElementText.values(element) ?? []).allSatisfy { $0.utf8.count <= 10 } ? .DA : .DT
            try cleanDates(index, element, .type3, rule)
        case (_, .DA), (_, .DT): try cleanDates(index, element, .type3, rule)
        case (.shiftDate, _), (_, .PN): delete(index, "private attribute that cannot be cleaned")
        case (_, .TM):
            let options: Set<ProfileOption> = [.retainLongitudinalModifiedDates, .retainLongitudinalFullDates]
            let isKept = areTimes(element) && !ruleSet.source.options.isDisjoint(with: options)
            if isKept { keep(index, rule) } else { delete(index, "private time") }
        case (_, .AS): try capAges(index, element, .type3, rule)
        case (_, let vr) where vr.isText:
            // Numbers and codes look like dates and IDs; only what the header tells counts in them.
            let isProse = vr.usesSpecificCharacterSet || vr == .UR
            try cleanText(
                index, element, .type3, style: ruleSet.textStyle, scrutiny: isProse ? .full : .headerOnly, rule)
        case (_, .OB), (_, .OW), (_, .UN), (_, .OL), (_, .OV):
            if hidesText(element) { delete(index, "private bytes with an identifier in them") } else { keep(index, rule) }
        default: keep(index, rule)
        }
    }

    private func areUIDs(_ element: DataElement) -> Bool {
        guard let values = ElementText.values(element), values.contains(where: { !$0.isEmpty }) else { return false }
        return values.allSatisfy { value in value.utf8.allSatisfy { $0 == UInt8(ascii: ".") || $0.isDigit } }
    }

    /// Whether an identifier that the header tells stands among the bytes of a value, or nobody can tell.
    mutating func hidesText(_ element: DataElement) -> Bool {
        guard let value = element.value else { return true }
        let cleaner = textCleaner()
        var run: [UInt8] = []
        func isTelling(_ run: [UInt8]) -> Bool {
            guard run.count >= 4 else { return false }
            let text = String(decoding: run, as: UTF8.self)
            return !cleaner.spans(in: text, context: .deviceText, isHeaderOnly: true).isEmpty
        }
        for byte in value {
            if byte >= 0x20 && byte != 0x7F {
                run.append(byte)
            } else {
                if isTelling(run) { return true }
                run.removeAll(keepingCapacity: true)
            }
        }
        return isTelling(run)
    }
}
