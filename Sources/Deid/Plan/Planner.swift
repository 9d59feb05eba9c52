import Dicom

/// One pass over the elements of one instance.
///
/// Elements come in order, each item's after its sequence, so what was decided about a sequence is known when its contents
/// come: contents of what goes are skipped.
struct Planner {
    let view: DataSetView
    let ruleSet: RuleSet
    let pseudonymizer: Pseudonymizer
    let explain: Bool
    let model: IODModel
    let patient: PatientIdentity
    let dateOffset: Int

    var plan = Plan()
    /// What lies in this sequence, or this element itself, is gone or replaced as a whole.
    var isGone: [Bool]
    /// Where the items of each sequence stand in the IOD.
    var places: [IODModel.Place]
    /// Private Creators that a kept element needs.
    var neededCreators: Set<Int> = []
    /// UIDs replaced so far in this instance.
    var uids: [String: String] = [:]
    var hasShiftedDates = false
    var hasRemovedDates = false

    init(_ view: DataSetView, ruleSet: RuleSet, pseudonymizer: Pseudonymizer, explain: Bool) throws(PlanHold) {
        self.view = view
        self.ruleSet = ruleSet
        self.pseudonymizer = pseudonymizer
        self.explain = explain
        isGone = Array(repeating: false, count: view.elements.count)
        places = Array(repeating: .unknown, count: view.elements.count)
        let text = { (tag: Tag) in view.topLevel(tag).flatMap { ElementText.trimmed(view.elements[$0]) } ?? "" }
        plan.sopClassUID = UID.trimmed(text(.sopClassUID))
        plan.originalSOPInstanceUID = UID.trimmed(text(.sopInstanceUID))
        plan.sopInstanceUID = plan.originalSOPInstanceUID
        plan.studyInstanceUID = UID.trimmed(text(.studyInstanceUID))
        plan.seriesInstanceUID = UID.trimmed(text(.seriesInstanceUID))
        plan.patientID = text(.patientID)
        model = IODModel.of(plan.sopClassUID)
        guard !plan.sopClassUID.isEmpty, !plan.originalSOPInstanceUID.isEmpty else { throw PlanHold(.identifiersMissing) }
        do throws(PseudonymError) {
            patient = try pseudonymizer.patient(
                id: plan.patientID, issuer: text(.issuerOfPatientID), studyInstanceUID: plan.studyInstanceUID)
        } catch {
            // Palettes, protocols and the like are about nobody; one identity for each of them.
            guard !model.hasPatient, error.code == .studyUIDMissing,
                let own = try? pseudonymizer.patient(id: "", issuer: "", studyInstanceUID: plan.originalSOPInstanceUID)
            else { throw PlanHold(error) }
            patient = own
        }
        dateOffset = pseudonymizer.dateOffset(for: patient)
    }

    mutating func run() throws(PlanHold) -> Plan {
        try refuseWhatCannotBeCleaned()
        for index in view.elements.indices {
            let element = view.elements[index]
            if element.parent >= 0 && isGone[element.parent] {
                isGone[index] = true
                continue
            }
            let found = model.look(element.tag, in: element.parent < 0 ? model.root : places[element.parent])
            places[index] = found.items
            try decide(index, element, found.type)
        }
        settleCreators()
        try ensure()
        try addPatientID()
        mark()
        return plan
    }

    /// Instances of which something would leave that no rule looks into.
    private func refuseWhatCannotBeCleaned() throws(PlanHold) {
        if plan.sopClassUID == StorageSOPClass.directoryUID { throw PlanHold(.directory) }
        let cleaned: Set<ProfileOption> = [.cleanPixelData, .cleanRecognizableVisualFeatures]
        if !ruleSet.source.options.isDisjoint(with: cleaned),
            view.elements.contains(where: { $0.parent < 0 && Self.pixelTags.contains($0.tag.rawValue) })
        {
            throw PlanHold(.pixelsNotCleaned)
        }
        if let document = view.topLevel(Tag(0x0042, 0x0011)), view.elements[document].length > 0,
            ruleSet.source.profile == .basic, !hasRow(document)
        {
            throw PlanHold(.documentNotCleaned, Tag(0x0042, 0x0011).description)
        }
    }

    private static let pixelTags: Set<UInt32> = [0x7FE0_0008, 0x7FE0_0009, 0x7FE0_0010]

    private func hasRow(_ index: Int) -> Bool {
        let element = view.elements[index]
        if case .row = ruleSet.index.find(
            element.tag, element.vr, creator: { creator(of: index) }, isAt: { isAt($0, index) })
        {
            return true
        }
        return false
    }

    private mutating func decide(_ index: Int, _ element: DataElement, _ type: AttributeType) throws(PlanHold) {
        let tag = element.tag
        // Never part of a Data Set that leaves: group lengths, command, meta and directory groups, trailing padding.
        if tag.isGroupLength || tag.group < 0x0008 || tag == Tag(0xFFFC, 0xFFFC) {
            return delete(index, "group \(HexDigits.text(tag.group, width: 4)) and padding do not leave")
        }
        // Written anew at the end.
        if element.parent < 0, ProtectedAttributes.marks.contains(tag) { return }
        switch ruleSet.index.find(tag, element.vr, creator: { creator(of: index) }, isAt: { isAt($0, index) }) {
        case .mismatch(let row):
            throw PlanHold(.ruleVRMismatch, "\(path(index)) has VR \(element.vr), \(row.file):\(row.line)")
        case .row(let row): return try apply(row, index, element, type)
        case .none: break
        }
        if tag.isPrivate { return decidePrivate(index, tag) }
        if !element.isStandard || element.vr == .UN {
            if ruleSet.source.unlisted != .keep { delete(index, "unknown attribute") } else { keep(index, "unlisted: keep") }
            return
        }
        if let rule = ruleSet.profileRule(tag) { return try apply(rule, index, element, type) }
        try decideUnlisted(index, element, type)
    }

    private mutating func decidePrivate(_ index: Int, _ tag: Tag) {
        if tag.isPrivateCreator { return }
        let source = ruleSet.source
        if source.profile == .basic || source.removesPrivate || source.unlisted != .keep {
            delete(index, "private attribute")
        } else {
            keep(index, "unlisted: keep")
        }
    }

    /// An attribute of the standard that neither a row nor the profile names.
    private mutating func decideUnlisted(_ index: Int, _ element: DataElement, _ type: AttributeType) throws(PlanHold) {
        if element.tag == Tag(0x0020, 0x0011), ruleSet.source.regeneratesSeriesNumber, element.parent < 0 {
            let number = plan.seriesInstanceUID.utf8.reduce(UInt64(0)) { ($0 &* 31 &+ UInt64($1)) % 999_983 } + 1
            return set(index, Array(String(number).utf8), .pseudonym, "regenerate_series_number")
        }
        switch ruleSet.source.unlisted {
        case .remove where !ProtectedAttributes.contains(element.tag): try outcome(.x, index, element, type, "unlisted: remove")
        case .keep, .remove: keep(index, "unlisted")
        case .profile:
            // A UID links an instance to its source whatever its attribute is called; a date of a shifted patient does too.
            if element.vr == .UI, !UIDPurpose.namesAKind(element.tag),
                !ruleSet.source.options.contains(.retainUIDs)
            {
                return try remapUIDs(index, element, "a UID that names one thing")
            }
            if element.vr == .DA || element.vr == .DT,
                ruleSet.source.options.contains(.retainLongitudinalModifiedDates)
            {
                return try shiftDates(index, element, dateOffset, type, "retain_longitudinal_modified_dates")
            }
            keep(index, "not in Table E.1-1")
        }
    }

    /// Creators stay with what they govern, and go where nothing of their block is left.
    private mutating func settleCreators() {
        let keepsAll = ruleSet.source.profile == .none && !ruleSet.source.removesPrivate && ruleSet.source.unlisted == .keep
        for index in view.elements.indices where !isGone[index] && view.elements[index].tag.isPrivateCreator {
            if keepsAll || neededCreators.contains(index) || hasRow(index) { continue }
            delete(index, "Private Creator of nothing that stays")
        }
    }

    /// A Patient ID for instances that have none, where their IOD is about a patient.
    private mutating func addPatientID() throws(PlanHold) {
        guard ruleSet.source.profile == .basic, model.hasPatient, view.topLevel(.patientID) == nil else { return }
        let new = try patientPseudonym()
        add(parent: -1, item: -1, NewElement(.patientID, .LO, text: new), "the patient's pseudonym")
    }
}
