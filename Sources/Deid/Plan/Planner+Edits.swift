import Dicom

extension Planner {
    mutating func keep(_ index: Int, _ rule: @autoclosure () -> String) {
        if view.elements[index].tag.isPrivate, view.elements[index].creator >= 0 {
            neededCreators.insert(view.elements[index].creator)
        }
        if explain { note(index, .keep, rule(), new: view.elements[index].value.map { Array($0) }) }
    }

    mutating func delete(_ index: Int, _ rule: @autoclosure () -> String) {
        isGone[index] = true
        emit(.delete(index: index), index, .delete, rule(), new: nil)
    }

    /// A new value; an empty one for a sequence takes its items. What is equal already is left alone.
    mutating func set(_ index: Int, _ bytes: [UInt8], _ action: Plan.Action, _ rule: @autoclosure () -> String) {
        let element = view.elements[index]
        track(element, bytes)
        if element.vr == .SQ {
            isGone[index] = true
            emit(.replace(index: index, value: .items([])), index, action, rule(), new: nil)
            return
        }
        if bytes.isEmpty, element.length == 0 { return keep(index, rule()) }
        emit(.replace(index: index, value: .bytes(bytes)), index, action, rule(), new: bytes)
    }

    mutating func add(parent: Int, item: Int, _ element: NewElement, _ rule: @autoclosure () -> String) {
        plan.edits.append(.insert(parent: parent, item: item, element: element))
        plan.counts[.add, default: 0] += 1
        if parent < 0, element.tag == .patientID, case .bytes(let bytes) = element.value {
            plan.patientID = String(decoding: bytes, as: UTF8.self)
        }
        guard explain else { return }
        let above = parent < 0 ? "" : path(parent) + "[\(item)]/"
        var new: [UInt8]?
        if case .bytes(let bytes) = element.value { new = bytes }
        plan.decisions.append(
            .init(path: above + element.tag.description, vr: element.vr, action: .add, rule: rule(), old: nil, new: new))
    }

    mutating func emit(
        _ edit: Edit, _ index: Int, _ action: Plan.Action, _ rule: @autoclosure () -> String, new: [UInt8]?
    ) {
        plan.edits.append(edit)
        plan.counts[action, default: 0] += 1
        if explain { note(index, action, rule(), new: new) }
    }

    private mutating func note(_ index: Int, _ action: Plan.Action, _ rule: String, new: [UInt8]?) {
        let element = view.elements[index]
        plan.decisions.append(
            .init(
                path: path(index), vr: element.vr, action: action, rule: rule, old: element.value.map { Array($0) }, new: new))
    }

    /// New identifiers of the instance, for its meta group and its file's name.
    private mutating func track(_ element: DataElement, _ bytes: [UInt8]) {
        guard element.parent < 0 else { return }
        let text = { String(decoding: bytes, as: UTF8.self) }
        switch element.tag {
        case .sopInstanceUID: plan.sopInstanceUID = text()
        case .studyInstanceUID: plan.studyInstanceUID = text()
        case .seriesInstanceUID: plan.seriesInstanceUID = text()
        case .patientID: plan.patientID = text()
        default: break
        }
    }

    // MARK: places

    /// `(0040,0275)[0]/(0040,0007)`.
    func path(_ index: Int) -> String {
        let element = view.elements[index]
        guard element.parent >= 0 else { return element.tag.description }
        return path(element.parent) + "[\(element.item)]/" + element.tag.description
    }

    /// The Private Creator's text for a private element.
    func creator(of index: Int) -> String? {
        let creator = view.elements[index].creator
        return creator < 0 ? nil : ElementText.trimmed(view.elements[creator])
    }

    /// Whether the sequences around the element `index` are `sequences`, outermost first.
    func isAt(_ sequences: [TagPattern], _ index: Int) -> Bool {
        let parent = view.elements[index].parent
        return parent >= 0 && isAt(sequences, of: parent)
    }

    /// Whether the sequence `index` and those around it are `sequences`.
    func isAt(_ sequences: [TagPattern], of index: Int) -> Bool {
        var position = index
        for pattern in sequences.reversed() {
            guard position >= 0 else { return false }
            let tag = view.elements[position].tag
            guard pattern.covers(tag) else { return false }
            if case .privateElement(_, let wanted, _) = pattern, creator(of: position) != wanted { return false }
            position = view.elements[position].parent
        }
        return position < 0
    }

    /// The element `tag` in the same item as `element`, or at top level with it.
    func sibling(_ tag: Tag, of element: DataElement) -> Int? {
        if element.parent < 0 { return view.topLevel(tag) }
        var index = element.parent + 1
        while index < view.elements.count, view.elements[index].parent >= element.parent {
            let other = view.elements[index]
            if other.parent == element.parent, other.item == element.item, other.tag == tag { return index }
            index += 1
        }
        return nil
    }

    // MARK: marks

    /// What the output says about itself (PS3.15 §E.1.1): truthfully, and instead of what an earlier tool said, whose words
    /// nobody has checked.
    mutating func mark() {
        let source = ruleSet.source
        add(parent: -1, item: -1, NewElement(.patientIdentityRemoved, .CS, text: "YES"), "PS3.15 E.1.1")
        let method = "VEIL \(Version.text)\\\(source.profile == .basic ? "PS3.15 Basic Profile" : "strategy file")\\rules \(ruleSet.version)"
        add(parent: -1, item: -1, NewElement(.deidentificationMethod, .LO, text: method), "PS3.15 E.1.1")
        var codes: [String] = []
        if source.profile == .basic {
            codes = [MethodCode.basicProfile] + source.options.filter(\.isCarriedOut).map(\.methodCode).sorted()
            add(
                parent: -1, item: -1,
                NewElement(
                    .deidentificationMethodCodeSequence, items: codes.compactMap { MethodCode.all[$0] }.map(\.item)),
                "CID 7050")
        } else if let old = view.topLevel(.deidentificationMethodCodeSequence) {
            delete(old, "codes of an earlier tool")
        }
        let temporal =
            hasShiftedDates || source.options.contains(.retainLongitudinalModifiedDates) ? "MODIFIED"
            : source.options.contains(.retainLongitudinalFullDates) || source.profile == .none && !hasRemovedDates
                ? "UNMODIFIED" : "REMOVED"
        add(
            parent: -1, item: -1, NewElement(.longitudinalTemporalInformationModified, .CS, text: temporal), "PS3.15 E.3.6")
    }
}

extension MethodCode {
    /// As an item of a code sequence.
    var item: [NewElement] {
        [
            NewElement(Tag(0x0008, 0x0100), .SH, text: value), NewElement(Tag(0x0008, 0x0102), .SH, text: scheme),
            NewElement(Tag(0x0008, 0x0104), .LO, text: meaning),
        ]
    }
}
