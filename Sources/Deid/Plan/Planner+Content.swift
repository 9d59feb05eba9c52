import Dicom

/// Content items of structured reports, key object selections, waveform annotations and acquisition contexts, one by
/// one (PS3.15 §E.3.4).
extension Planner {
    /// Decides about the items of a sequence that stays, and about their values before they come.
    ///
    /// Items of reports never go: by-reference relationships and other readers count them, coordinates are selected
    /// from them, templates ask for them. What the table removes loses its value there, and goes in other sequences.
    mutating func decideItems(of sequence: Int, _ type: AttributeType, _ rule: String) throws(PlanHold) {
        let isErased = content.erased.contains(sequence)
        var doomed: [(item: ContentItem, rule: String)] = []
        for item in ContentItem.all(of: sequence, in: view) {
            if let row = row(of: item), isRemoved(row), view.elements[sequence].tag != ContentSequences.contentSequence,
                item.values.allSatisfy({ self.row(for: $0.index) == nil })
            {
                doomed.append((item, why(row, "X")))
            } else {
                decide(item, isErased: isErased)
            }
        }
        if !doomed.isEmpty, doomed.count == view.elements[sequence].itemCount {
            switch type.need {
            case .nothing: return delete(sequence, rule)
            case .presence: return set(sequence, [], .empty, rule)
            case .value, .unknown:
                for (item, _) in doomed { decide(item, isErased: true) }
                doomed = []
            }
        }
        keep(sequence, rule)
        for (item, rule) in doomed { delete(item, of: sequence, rule) }
    }

    private func row(of item: ContentItem) -> ConceptTable.Row? {
        guard let concept = item.concept, let type = item.leadingType else { return nil }
        return row(concept, type)
    }

    private func row(_ concept: Concept, _ type: ContentValueType) -> ConceptTable.Row? {
        let table = ConceptTable.shared
        return table.row(concept, type) ?? table.rowThatErases(concept, type, ruleSet.source.options)
    }

    private func isRemoved(_ row: ConceptTable.Row) -> Bool {
        if case .code(.x) = row.effect(ruleSet.source.options) { true } else { false }
    }

    /// - Parameter isErased: it stands in a container that stays for the tree's sake only.
    private mutating func decide(_ item: ContentItem, isErased: Bool) {
        for (index, type) in item.values {
            let row = item.concept.flatMap { self.row($0, type) }
            if isErased {
                content.roles[index] = (.erase, "in a content item that has to go")
            } else if let row {
                content.roles[index] = role(type, row)
            } else if let role = role(type) {
                content.roles[index] = role
            }
            if type == .num, content.roles[index]?.treatment != .erase { capAge(index, item) }
        }
        // A container's value is what it contains.
        if let children = item.children, isErased || item.valueType == .container && row(of: item).map(isRemoved) == true {
            content.erased.insert(children)
        }
    }

    /// What the table says about the value.
    private func role(_ type: ContentValueType, _ row: ConceptTable.Row) -> (ContentRecord.Treatment, String) {
        switch row.effect(ruleSet.source.options) {
        case .keep(let option): (.keep, why(row, option.rawValue))
        case .shiftDates(let option): (.shiftDate, why(row, option.rawValue))
        case .clean(let option): (.clean, why(row, option.rawValue))
        // A UID that stands for the original is a dummy that still leads somewhere.
        case .code where type == .uidRef: (.replaceUID, why(row, row.basic.rawValue))
        case .code: (.erase, why(row, row.basic.rawValue))
        }
    }

    /// What becomes of the value of a concept that the table does not name; nil: what Table E.1-1 says about the
    /// attribute.
    private func role(_ type: ContentValueType) -> (ContentRecord.Treatment, String)? {
        switch type {
        case .text: return (.clean, "text of a content item")
        case .pname: return (.erase, "name in a content item")
        case .uidRef where ruleSet.source.options.contains(.retainUIDs):
            return (.keep, ProfileOption.retainUIDs.rawValue)
        case .uidRef: return (.replaceUID, "UID in a content item")
        default: return nil
        }
    }

    private func why(_ row: ConceptTable.Row, _ what: String) -> String {
        explain ? "\(ConceptTable.shared.edition): \(row.meaning), \(row.valueType.rawValue): \(what)" : ""
    }

    /// Ages from 90 on count as 90 (HIPAA Safe Harbor), in years or months.
    private mutating func capAge(_ index: Int, _ item: ContentItem) {
        // In the item of Measured Value Sequence, or beside the value itself.
        let isMeasured = view.elements[index].vr == .SQ
        let beside =
            isMeasured
            ? view.elements.indices[(index + 1)...].prefix { view.elements[$0].parent >= index }
                .filter { view.elements[$0].parent == index } : item.elements
        func find(_ tag: Tag) -> Int? { beside.first { view.elements[$0].tag == tag } }
        guard let value = find(Tag(0x0040, 0xA30A)), let units = find(Tag(0x0040, 0x08EA)),
            let text = ElementText.trimmed(view.elements[value]), let number = Double(text),
            let unit = CodeItem(of: units, in: view).concept, unit.scheme == "UCUM"
        else { return }
        let limits = ["a": 90, "mo": 1080]
        guard let limit = limits[unit.code], number >= Double(limit) else { return }
        content.roles[value] = (.replace(Array(String(limit).utf8)), "an age of 90 and more")
        // The same number, more exactly: Floating Point Value, Rational Numerator and Denominator.
        for tag in [Tag(0x0040, 0xA161), Tag(0x0040, 0xA162), Tag(0x0040, 0xA163)] {
            if let other = find(tag) { content.roles[other] = (.delete, "an age of 90 and more") }
        }
    }

    /// The item goes, with all it holds.
    private mutating func delete(_ item: ContentItem, of sequence: Int, _ rule: String) {
        for index in item.elements {
            fates[index] = .gone
            dates.noteLoss(of: view.elements[index])
        }
        content.gone[sequence, default: []].insert(item.number)
        plan.edits.append(.deleteItem(index: sequence, item: item.number))
        plan.counts[.delete, default: 0] += 1
        guard explain else { return }
        let value = item.values.first.map { view.elements[$0.index] }
        plan.decisions.append(
            .init(
                path: ElementPath.item(item.number, of: path(sequence)), index: item.values.first?.index ?? sequence,
                vr: value?.vr ?? .SQ, action: .delete, rule: rule, old: value?.value.map { Array($0) }))
    }

    /// What was decided about a value.
    mutating func apply(
        _ role: (treatment: ContentRecord.Treatment, rule: String), _ index: Int, _ element: DataElement
    ) throws(PlanHold) {
        // A content item without its value is none (Type 1C in all its macros).
        switch role.treatment {
        case .keep where ValueForm(element) == .foreign: try erase(index, element, role.rule)
        case .keep: keep(index, role.rule, isOnPurpose: true)
        case .clean: try cleanText(index, element, .type1, style: ruleSet.textStyle, role.rule)
        case .shiftDate where element.vr == .TM:
            if areTimes(element) { keep(index, role.rule) } else { try dummy(index, element, role.rule) }
        case .shiftDate: try shiftDates(index, element, dateOffset, .type1, role.rule)
        case .replaceUID: try remapUIDs(index, element, role.rule)
        case .erase: try erase(index, element, role.rule)
        case .empty: set(index, [], .empty, role.rule)
        case .replace(let bytes): set(index, bytes, .replace, role.rule)
        case .delete: delete(index, role.rule)
        }
    }

    /// Nothing of the value; the patient's own name and ID become the pseudonym, so that the report still says whom it
    /// is about.
    private mutating func erase(_ index: Int, _ element: DataElement, _ rule: String) throws(PlanHold) {
        switch element.tag.rawValue {
        // Measured Value Sequence may be empty (Type 2).
        case 0x0040_A300: set(index, [], .empty, rule)
        case 0x0040_A168: set(index, items: [DummyValue.code], .dummy, rule)
        default:
            if ElementText.isEmpty(element) { return keep(index, rule) }
            if isPatient(element) { return set(index, Array(try patientPseudonym().utf8), .pseudonym, rule) }
            try dummy(index, element, rule)
        }
    }

    private mutating func isPatient(_ element: DataElement) -> Bool {
        guard [.PN, .UT, .LO, .SH, .ST, .LT, .UC].contains(element.vr), let text = ElementText.trimmed(element) else {
            return false
        }
        for tag in [Tag.patientName, .patientID] {
            guard let index = self.element(Spot(-1, -1, tag)), let own = ElementText.trimmed(view.elements[index]) else {
                continue
            }
            if !own.isEmpty, own.lowercased() == text.lowercased() { return true }
        }
        return false
    }
}

/// Graphics and other sequences that Table E.1-1 leaves to the options for content (PS3.15 §E.3.3).
extension Planner {
    /// Graphic Annotation Sequence: drawings stay, texts are cleaned.
    mutating func decideGraphics(of sequence: Int, _ rule: String) {
        keep(sequence, rule)
        for index in view.elements.indices[(sequence + 1)...] {
            let element = view.elements[index]
            if element.parent < sequence { break }
            // Unformatted Text Value, labels of ticks and the like; names of fonts (CSS) are none.
            guard element.tag.group == 0x0070, element.vr.usesSpecificCharacterSet, element.tag.element != 0x0227,
                element.tag.element != 0x0229
            else { continue }
            content.roles[index] = (.clean, rule)
        }
    }

    /// Attributes that Table E.1-1 does not name and that belong to content; false: they are none of those.
    mutating func decideUnlistedContent(
        _ index: Int, _ element: DataElement, _ type: AttributeType
    ) throws(PlanHold) -> Bool {
        if element.vr == .SQ, ContentSequences.contains(element.tag) {
            try decideItems(of: index, type, "content items")
            return true
        }
        switch element.tag.rawValue {
        // Graphic Layer Description.
        case 0x0070_0068 where ruleSet.source.options.contains(.cleanGraphics):
            let rule = ProfileOption.cleanGraphics.rawValue
            try cleanText(index, element, type, style: ruleSet.textStyle, rule)
        // HL7 Instance Identifier: what leads to it goes on leading to it.
        case 0x0040_E001 where element.vr.isText:
            guard let text = ElementText.trimmed(element) else { throw PlanHold(.valueUnreadable, path(index)) }
            set(index, Array(pseudonymizer.uid(text).utf8), .replaceUID, "an identifier of a document")
        // Waveform Sequence of Basic Voice and General Audio: a voice is its speaker's, and nobody reads what it says.
        case 0x5400_0100 where StorageSOPClass.sounds.contains(plan.sopClassUID):
            throw PlanHold(.documentNotCleaned, path(index))
        // Encrypted Attributes Sequence: what an earlier tool hid, for whoever has its key.
        case 0x0400_0500: delete(index, "encrypted attributes")
        default: return false
        }
        return true
    }
}
