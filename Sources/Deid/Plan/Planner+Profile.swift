import Dicom

extension Planner {
    /// What profile and options say about an attribute, resolved by its Type.
    mutating func apply(
        _ rule: RuleSet.ProfileRule, _ index: Int, _ element: DataElement, _ type: AttributeType
    ) throws(PlanHold) {
        // Retired attributes belong to no IOD of today, so that no Type asks for them.
        let type = rule.row.isRetired ? .notInIOD : type
        switch rule.effect {
        case .keep(let option):
            if element.vr == .AS { return try capAges(index, element, type, option.rawValue) }
            guard isKeepable(element, rule.row.vrs) else {
                let why = explain ? "\(option): no value of VR \(rule.row.vrs.first ?? element.vr)" : ""
                return try outcome(rule.row.basic, index, element, type, why)
            }
            let isOfRow = rule.row.vrs.isEmpty || rule.row.vrs.contains(element.vr)
            keep(index, option.rawValue, isOnPurpose: isOfRow)
        case .shiftDates(let option):
            let intended = rule.row.vrs.first
            switch element.vr {
            case .DA, .DT: return try shiftDates(index, element, dateOffset, type, option.rawValue)
            // Whole days: times and time zones stay, so that intervals within a day stay too. What is no time may be a
            // date.
            case .TM where intended == .TM && areTimes(element): return keep(index, option.rawValue)
            case .SH where intended == .SH && isTimeZone(element): return keep(index, option.rawValue)
            default:
                try outcome(rule.row.basic, index, element, type, explain ? rule.basis : "")
            }
        case .clean(.cleanStructuredContent) where ContentSequences.contains(element.tag) && element.vr == .SQ:
            try decideItems(of: index, type, ProfileOption.cleanStructuredContent.rawValue)
        case .clean(.cleanGraphics) where element.vr == .SQ: decideGraphics(of: index, "clean_graphics")
        // Items are gone through element by element.
        case .clean(let option) where element.vr == .SQ: keep(index, option.rawValue)
        case .clean(let option) where element.vr.isText:
            try cleanText(index, element, type, style: ruleSet.textStyle, option.rawValue)
        // Nobody can look into anything else.
        case .clean(let option):
            try outcome(rule.row.basic, index, element, type, explain ? "\(option): not text" : "")
        case .code(let code): try outcome(code, index, element, type, explain ? rule.basis : "")
        }
    }

    /// Whether a value can be what an option keeps: an attribute of `vrs`.
    private func isKeepable(_ element: DataElement, _ vrs: [VR]) -> Bool {
        if vrs.isEmpty || vrs.contains(element.vr) { return ValueForm(element) != .foreign }
        // Written as another VR: a code, a number or a text as such, but no name, no bytes and no sequence.
        switch element.vr {
        case .PN, .SQ, .OB, .OW, .OL, .OV, .UN: return false
        default: break
        }
        return vrs.contains { vr in
            switch vr {
            case .SQ, .OB, .OW, .OL, .OV, .UN: false
            case _ where !element.vr.isText: true
            case _ where vr.isText: ValueForm(element, as: vr) == .proper
            default: ValueForm(element, as: .DS) == .proper
            }
        }
    }

    func areTimes(_ element: DataElement) -> Bool {
        (ElementText.values(element) ?? []).allSatisfy { value in
            let bytes = Array(value.utf8)[...]
            return bytes.isEmpty || DicomTime.parse(bytes, separated: bytes.contains(UInt8(ascii: ":"))) != nil
        }
    }

    /// `+0100` (PS3.3 §C.12.1.1.8), or nothing.
    private func isTimeZone(_ element: DataElement) -> Bool {
        guard let text = ElementText.trimmed(element) else { return false }
        guard let sign = text.utf8.first else { return true }
        return text.utf8.count == 5 && (sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"))
            && text.utf8.dropFirst().allSatisfy { $0.isDigit }
    }

    /// Carries out a code for the Type of this place.
    mutating func outcome(
        _ code: ProfileCode, _ index: Int, _ element: DataElement, _ type: AttributeType, _ rule: String
    ) throws(PlanHold) {
        let why = explain ? "\(rule), \(type)" : ""
        if element.tag == .patientID, code != .x { return try patientID(index, element, why) }
        // Only a sequence has items to go through.
        let code = code == .xzu && element.vr != .SQ ? .xz : code
        let outcome = code.outcome(for: type)
        if element.parent < 0 {
            // An instance without its UID is none.
            if element.tag == .sopInstanceUID { return try remapUIDs(index, element, why) }
            if element.tag == .patientName, outcome == .empty || outcome == .dummy {
                // An empty name is legal, but people tell patients apart by it: the pseudonym, as name.
                if ElementText.isEmpty(element), outcome == .empty { return keep(index, why) }
                return set(index, Array(try patientPseudonym().utf8), .pseudonym, why)
            }
        }
        switch outcome {
        case .remove: delete(index, why)
        case .empty:
            dates.noteLoss(of: element)
            set(index, [], .empty, why)
        case .dummy: try dummy(index, element, why)
        case .replaceUID: try remapUIDs(index, element, why)
        case .keepItems: keep(index, why)
        }
    }

    /// A legal value that says nothing about the original.
    mutating func dummy(_ index: Int, _ element: DataElement, _ why: String) throws(PlanHold) {
        dates.noteLoss(of: element)
        switch element.vr {
        case .UI: try dummyUID(index, element, why)
        case .SQ:
            let items = element.tag == Tag(0x0040, 0xA730) ? DummyValue.contentItems : try dummyItems(index)
            set(index, items: items, .dummy, why)
        default: set(index, DummyValue.bytes(element.vr), .dummy, why, as: element.vr)
        }
    }

    private mutating func dummyUID(_ index: Int, _ element: DataElement, _ why: String) throws(PlanHold) {
        if ElementText.isEmpty(element) { return set(index, DummyValue.bytes(.UI), .dummy, why) }
        try remapUIDs(index, element, why)
    }

    /// The first item of a sequence, as far as its IOD needs it: dummies for Type 1, nothing for Type 2, UIDs replaced.
    private mutating func dummyItems(_ sequence: Int) throws(PlanHold) -> [[NewElement]] {
        guard view.elements[sequence].itemCount > 0 else { return [] }
        var item: [NewElement] = []
        for index in view.elements.indices[(sequence + 1)...] {
            let element = view.elements[index]
            // The first item ends where the second begins, or something outside of the sequence.
            if element.parent < sequence || element.parent == sequence && element.item > 0 { break }
            guard element.parent == sequence, element.isStandard, !element.tag.isPrivate, !element.tag.isGroupLength
            else {
                continue
            }
            let found = model.look(element.tag, in: places[sequence])
            places[index] = found.items
            switch (found.type.need, element.vr) {
            case (.nothing, _), (_, .UN): continue
            case (.presence, .SQ): item.append(NewElement(element.tag, items: []))
            case (.presence, _): item.append(NewElement(element.tag, element.vr, bytes: []))
            case (_, .SQ): item.append(NewElement(element.tag, items: try dummyItems(index)))
            case (_, .UI): item.append(NewElement(element.tag, .UI, text: try dummyUIDs(index, element)))
            case (_, .DA), (_, .DT), (_, .TM):
                item.append(NewElement(element.tag, element.vr, bytes: dummyTime(element)))
            default:
                // A coding scheme of our own, so that no code of a dummy means anything.
                let bytes =
                    element.tag == Tag(0x0008, 0x0102)
                    ? Array("99VEIL".utf8)
                    : DummyValue.bytes(for: element, isNamed: ruleSet.profileRule(element.tag) != nil)
                item.append(NewElement(element.tag, element.vr, bytes: bytes))
            }
        }
        return [item]
    }

    /// Dates and times follow the patient's even where the rest of their item is a dummy, so that intervals stay.
    private mutating func dummyTime(_ element: DataElement) -> [UInt8] {
        let options = ruleSet.source.options
        let (areShifted, areKept) = (
            options.contains(.retainLongitudinalModifiedDates), options.contains(.retainLongitudinalFullDates)
        )
        guard areShifted || areKept, !ElementText.isEmpty(element), let values = ElementText.values(element) else {
            return DummyValue.bytes(element.vr)
        }
        if element.vr == .TM, !areTimes(element) { return DummyValue.bytes(.TM) }
        var new = values
        if areShifted, element.vr != .TM {
            guard !tellBirth(values), let shifted = shifted(values, element, dateOffset) else {
                return DummyValue.bytes(element.vr)
            }
            new = shifted
            dates.hasShifted = true
        } else if element.vr != .TM {
            dates.hasKept = true
        }
        return Array(new.joined(separator: "\\").utf8)
    }

    private mutating func dummyUIDs(_ index: Int, _ element: DataElement) throws(PlanHold) -> String {
        guard let values = ElementText.values(element) else { throw PlanHold(.valueUnreadable, path(index)) }
        let isKept = UIDPurpose.namesAKind(element.tag) && ValueForm(element) == .proper
        let kept = isKept ? values : values.map { uid($0) }
        return kept.joined(separator: "\\")
    }

    /// Dates by whole days; what cannot be shifted is resolved by its Type (contract §3). So is a day of birth, unless a row
    /// says that it is to be shifted.
    mutating func shiftDates(
        _ index: Int, _ element: DataElement, _ days: Int, _ type: AttributeType, _ rule: String, isByRow: Bool = false
    ) throws(PlanHold) {
        guard !ElementText.isEmpty(element) else { return keep(index, rule) }
        guard let values = ElementText.values(element) else { throw PlanHold(.valueUnreadable, path(index)) }
        if !isByRow, tellBirth(values) { return try discard(index, element, type, rule) }
        guard let shifted = shifted(values, element, days) else { return try discard(index, element, type, rule) }
        dates.hasShifted = true
        set(index, Array(shifted.joined(separator: "\\").utf8), .shiftDate, rule, as: element.vr)
    }

    /// `values` of DA or DT by whole days; nil if one cannot be shifted.
    private mutating func shifted(_ values: [String], _ element: DataElement, _ days: Int) -> [String]? {
        var shifted: [String] = []
        for (position, value) in values.enumerated() {
            let days = days + carriedDays(element, position)
            let new =
                element.vr == .DT
                ? DicomDate.shift(dateTime: value, byDays: days) : DicomDate.shift(date: value, byDays: days)
            guard let new else { return nil }
            shifted.append(new)
        }
        return shifted
    }

    /// UIDs that name one thing, each replaced; those that the standard assigns stay.
    mutating func remapUIDs(_ index: Int, _ element: DataElement, _ rule: String) throws(PlanHold) {
        guard element.vr != .SQ else { return set(index, [], .empty, rule) }
        guard let values = ElementText.values(element) else { throw PlanHold(.valueUnreadable, path(index)) }
        let new = values.map { uid($0) }
        if new == values { return keep(index, rule) }
        set(index, Array(new.joined(separator: "\\").utf8), .replaceUID, rule, as: .UI)
    }

    /// The UID that stands for `original`; remembered for the ledger.
    mutating func uid(_ original: String) -> String {
        if let known = uids[original] { return known }
        let new = pseudonymizer.uid(original)
        uids[original] = new
        if new != original { plan.mappings.append(.init(kind: .uid, original: original, replacement: new)) }
        return new
    }
}
