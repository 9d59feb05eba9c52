import Dicom

extension Planner {
    /// What profile and options say about an attribute, resolved by its Type.
    mutating func apply(
        _ rule: RuleSet.ProfileRule, _ index: Int, _ element: DataElement, _ type: AttributeType
    ) throws(PlanHold) {
        switch rule.effect {
        case .keep(let option): keep(index, option.rawValue)
        case .shiftDates(let option):
            switch element.vr {
            case .DA, .DT: try shiftDates(index, element, dateOffset, type, option.rawValue)
            // Whole days: times and time zones stay, so that intervals within a day stay too.
            case .TM, .SH: keep(index, option.rawValue)
            default: try outcome(rule.row.basic, index, element, rule.row.isRetired ? .notInIOD : type, "Basic Profile")
            }
        case .clean(let option): try clean(index, element, type, option.rawValue)
        case .code(let code):
            try outcome(code, index, element, rule.row.isRetired ? .notInIOD : type, "Basic Profile \(code.rawValue)")
        }
    }

    /// Carries out a code for the Type of this place.
    mutating func outcome(
        _ code: ProfileCode, _ index: Int, _ element: DataElement, _ type: AttributeType, _ rule: String
    ) throws(PlanHold) {
        let why = explain ? "\(rule), \(type)" : rule
        if element.tag == .patientID, code != .x { return try patientID(index, element, why) }
        noteDate(element)
        switch code.outcome(for: type) {
        case .remove: delete(index, why)
        case .empty:
            if element.tag == .patientName, element.parent < 0, !ElementText.isEmpty(element) {
                // An empty name is legal, but people tell patients apart by it: the pseudonym, as name.
                return set(index, Array(try patientPseudonym().utf8), .pseudonym, why)
            }
            set(index, [], .empty, why)
        case .dummy: try dummy(index, element, why)
        case .replaceUID: try remapUIDs(index, element, why)
        case .keepItems: keep(index, why)
        }
    }

    /// A legal value that says nothing about the original.
    mutating func dummy(_ index: Int, _ element: DataElement, _ why: String) throws(PlanHold) {
        switch element.vr {
        case .UI: try remapUIDs(index, element, why)
        case .SQ:
            let items = element.tag == Tag(0x0040, 0xA730) ? DummyValue.contentItems : try dummyItems(index)
            isGone[index] = true
            emit(.replace(index: index, value: .items(items)), index, .dummy, why, new: nil)
        default: set(index, DummyValue.bytes(element.vr), .dummy, why)
        }
    }

    /// The first item of a sequence, as far as its IOD needs it: dummies for Type 1, nothing for Type 2, UIDs replaced.
    private mutating func dummyItems(_ sequence: Int) throws(PlanHold) -> [[NewElement]] {
        guard view.elements[sequence].itemCount > 0 else { return [] }
        var item: [NewElement] = []
        var index = sequence + 1
        while index < view.elements.count, view.elements[index].parent >= sequence {
            let element = view.elements[index]
            defer { index += 1 }
            guard element.parent == sequence, element.item == 0, element.isStandard, !element.tag.isPrivate,
                !element.tag.isGroupLength
            else { continue }
            let found = model.look(element.tag, in: places[sequence])
            places[index] = found.items
            switch (found.type.need, element.vr) {
            case (.nothing, _): continue
            case (.presence, .SQ): item.append(NewElement(element.tag, items: []))
            case (.presence, _): item.append(NewElement(element.tag, element.vr, bytes: []))
            case (_, .SQ): item.append(NewElement(element.tag, items: try dummyItems(index)))
            case (_, .UI):
                let values = ElementText.values(element) ?? []
                let kept = UIDPurpose.namesAKind(element.tag) ? values : values.map { uid($0) }
                item.append(NewElement(element.tag, .UI, text: kept.joined(separator: "\\")))
            case (_, .UN): continue
            default:
                // A coding scheme of our own, so that no code of a dummy means anything.
                let bytes = element.tag == Tag(0x0008, 0x0102) ? Array("99VEIL".utf8) : DummyValue.bytes(element.vr)
                item.append(NewElement(element.tag, element.vr, bytes: bytes))
            }
        }
        return [item]
    }

    /// What a cleaner would look into, as long as there is none: nothing of the text stays.
    mutating func clean(_ index: Int, _ element: DataElement, _ type: AttributeType, _ rule: String) throws(PlanHold) {
        let why = explain ? "\(rule): no cleaner yet, \(type)" : rule
        if element.vr == .SQ {
            // Items are treated element by element; what is text in them is cleaned there.
            return keep(index, why)
        }
        if element.vr == .UI { return try remapUIDs(index, element, why) }
        noteDate(element)
        switch type.need {
        case .nothing: delete(index, why)
        case .presence: set(index, [], .empty, why)
        case .value, .unknown: try dummy(index, element, why)
        }
    }

    /// Dates by whole days; what cannot be shifted is resolved by its Type (contract §3).
    mutating func shiftDates(
        _ index: Int, _ element: DataElement, _ days: Int, _ type: AttributeType, _ rule: String
    ) throws(PlanHold) {
        guard !ElementText.isEmpty(element) else { return keep(index, rule) }
        guard let values = ElementText.values(element) else { throw PlanHold(.valueUnreadable, path(index)) }
        var shifted: [String] = []
        for (position, value) in values.enumerated() {
            if value.isEmpty {
                shifted.append("")
                continue
            }
            let days = days + carriedDays(index, position)
            let new = element.vr == .DT ? DicomDate.shift(dateTime: value, byDays: days) : DicomDate.shift(date: value, byDays: days)
            guard let new else { return try clean(index, element, type, rule) }
            shifted.append(new)
        }
        hasShiftedDates = true
        set(index, Array(shifted.joined(separator: "\\").utf8), .shiftDate, rule)
    }

    /// UIDs that name one thing, each replaced; those that the standard assigns stay.
    mutating func remapUIDs(_ index: Int, _ element: DataElement, _ rule: String) throws(PlanHold) {
        guard let values = ElementText.values(element) else { throw PlanHold(.valueUnreadable, path(index)) }
        let new = values.map { uid($0) }
        if new == values { return keep(index, rule) }
        set(index, Array(new.joined(separator: "\\").utf8), .replaceUID, rule)
    }

    /// The UID that stands for `original`; remembered for the ledger.
    mutating func uid(_ original: String) -> String {
        if let known = uids[original] { return known }
        let new = pseudonymizer.uid(original)
        uids[original] = new
        if new != original { plan.mappings.append(.init(kind: .uid, original: original, replacement: new)) }
        return new
    }

    /// The instance's patient, under the project's policy; remembered for the ledger once.
    mutating func patientPseudonym() throws(PlanHold) -> String {
        do throws(PseudonymError) {
            let new = try pseudonymizer.patientID(for: patient)
            remember(patient, new)
            return new
        } catch {
            throw PlanHold(error, Tag.patientID.description)
        }
    }

    /// A Patient ID: the instance's own at top level, somebody's in an item.
    private mutating func patientID(_ index: Int, _ element: DataElement, _ rule: String) throws(PlanHold) {
        if element.parent < 0 { return set(index, Array(try patientPseudonym().utf8), .pseudonym, rule) }
        if ElementText.isEmpty(element) { return keep(index, rule) }
        let identity = try self.identity(of: index, element)
        do throws(PseudonymError) {
            let new = try pseudonymizer.patientID(for: identity)
            remember(identity, new)
            set(index, Array(new.utf8), .pseudonym, rule)
        } catch {
            throw PlanHold(error, path(index))
        }
    }

    /// Whose ID this element holds: with the issuer that stands beside it.
    func identity(of index: Int, _ element: DataElement) throws(PlanHold) -> PatientIdentity {
        if element.parent < 0, element.tag == .patientID { return patient }
        guard let id = ElementText.trimmed(element) else { throw PlanHold(.valueUnreadable, path(index)) }
        let issuer = sibling(.issuerOfPatientID, of: element).flatMap { ElementText.trimmed(view.elements[$0]) } ?? ""
        do throws(PseudonymError) {
            return try pseudonymizer.patient(id: id, issuer: issuer, studyInstanceUID: plan.studyInstanceUID)
        } catch {
            throw PlanHold(error, path(index))
        }
    }

    mutating func remember(_ identity: PatientIdentity, _ replacement: String) {
        let mapping = Plan.Mapping(
            kind: identity.kind, original: identity.identifier, issuer: identity.issuer, replacement: replacement)
        if !plan.mappings.contains(mapping) { plan.mappings.append(mapping) }
    }

    /// Whether a date of the original is lost, for Longitudinal Temporal Information Modified.
    mutating func noteDate(_ element: DataElement) {
        if [.DA, .DT, .TM].contains(element.vr), !ElementText.isEmpty(element) { hasRemovedDates = true }
    }
}
