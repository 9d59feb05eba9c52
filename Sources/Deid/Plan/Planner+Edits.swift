import Dicom

extension Planner {
    /// The element stays as it is.
    ///
    /// - Parameter isOnPurpose: an option or a row says so, knowing what it is; the self-check does not ask again, unless
    ///   the value is not what its VR asks for, so that nobody can have known.
    mutating func keep(_ index: Int, _ rule: String, isOnPurpose: Bool = false) {
        let element = view.elements[index]
        let isKnown = isOnPurpose && ValueForm(element) == .proper
        noteStay(index)
        if !isKnown, mayBeEdited(index, element) {
            drafts.append(TextDraft(index: index, vr: element.vr, style: ruleSet.textStyle, rule: rule))
        } else {
            noteKept(Remainder(index: index, rule: rule, isWhole: true, isOnPurpose: isKnown))
        }
    }

    /// Something of the element stays, whatever that is.
    mutating func noteStay(_ index: Int) {
        let element = view.elements[index]
        if element.tag.isPrivate, element.creator >= 0 { neededCreators.insert(element.creator) }
        if DependentAttributes.contains(element.tag) { dependents.append(index) }
        dates.noteKept(element)
    }

    /// The value stays as it is.
    mutating func noteKept(_ remainder: Remainder) {
        plan.remains.append(remainder)
        let value = view.elements[remainder.index].value
        if explain { note(remainder.index, .keep, remainder.rule, new: value.map { Array($0) }) }
    }

    /// The element goes, with all it holds.
    mutating func delete(_ index: Int, _ rule: String) {
        fates[index] = .gone
        let element = view.elements[index]
        if element.tag.isPrivate, element.creator >= 0 { lostCreators.insert(element.creator) }
        dates.noteLoss(of: element)
        if element.parent < 0 { track(element.tag, []) }
        emit(.delete(index: index), index, .delete, rule, new: nil)
    }

    /// A new value; an empty one for a sequence takes its items. What is empty already is left alone.
    ///
    /// - Parameter vr: what the value is written as, where the Data Set says UN.
    mutating func set(_ index: Int, _ value: [UInt8], _ action: Plan.Action, _ rule: String, as vr: VR = .UN) {
        let element = view.elements[index]
        if element.tag.isPrivate, element.creator >= 0 { neededCreators.insert(element.creator) }
        if element.parent < 0 { track(element.tag, value) }
        if element.vr == .SQ {
            if element.itemCount == 0 { return keep(index, rule) }
            fates[index] = .emptied
            return emit(.replace(index: index, value: .items([])), index, action, rule, new: nil)
        }
        if value.isEmpty, element.length == 0 { return keep(index, rule) }
        fates[index] = value.isEmpty ? .emptied : .changed
        if action == .cleanText {
            plan.remains.append(Remainder(index: index, rule: rule, isWhole: false, isOnPurpose: false))
        }
        // The writer pads UN with NUL, which text must not have.
        let isOddText = element.vr == .UN && vr.isText && value.count % 2 == 1
        let bytes = isOddText ? value + [vr.padding] : value
        emit(.replace(index: index, value: .bytes(bytes)), index, action, rule, new: bytes)
    }

    /// New items for a sequence.
    mutating func set(_ index: Int, items: [[NewElement]], _ action: Plan.Action, _ rule: String) {
        let element = view.elements[index]
        if element.tag.isPrivate, element.creator >= 0 { neededCreators.insert(element.creator) }
        fates[index] = .changed
        emit(.replace(index: index, value: .items(items)), index, action, rule, new: nil, items: items)
    }

    /// An element that is not there, or one that is written anew.
    mutating func add(parent: Int, item: Int, _ element: NewElement, _ rule: String) {
        plan.edits.append(.insert(parent: parent, item: item, element: element))
        plan.counts[.add, default: 0] += 1
        var new: [UInt8]?
        var items: [[NewElement]]?
        switch element.value {
        case .bytes(let bytes):
            new = bytes
            if parent < 0 { track(element.tag, bytes) }
        case .items(let made): items = made
        }
        guard explain else { return }
        let path = view.elements.path(of: element.tag, parent: parent, item: item)
        plan.decisions.append(.init(path: path, vr: element.vr, action: .add, rule: rule, new: new, items: items))
    }

    private mutating func emit(
        _ edit: Edit, _ index: Int, _ action: Plan.Action, _ rule: String, new: [UInt8]?, items: [[NewElement]]? = nil
    ) {
        plan.edits.append(edit)
        plan.counts[action, default: 0] += 1
        if explain { note(index, action, rule, new: new, items: items) }
    }

    private mutating func note(
        _ index: Int, _ action: Plan.Action, _ rule: String, new: [UInt8]?, items: [[NewElement]]? = nil
    ) {
        let element = view.elements[index]
        plan.decisions.append(
            .init(
                path: path(index), index: index, vr: element.vr, action: action, rule: rule,
                old: element.value.map { Array($0) }, new: new, items: items))
    }

    /// New identifiers of the instance, for its meta group and its file's name; empty for those that it has no more.
    private mutating func track(_ tag: Tag, _ bytes: [UInt8]) {
        switch tag {
        case .sopInstanceUID: plan.sopInstanceUID = String(decoding: bytes, as: UTF8.self)
        case .studyInstanceUID: plan.studyInstanceUID = String(decoding: bytes, as: UTF8.self)
        case .seriesInstanceUID: plan.seriesInstanceUID = String(decoding: bytes, as: UTF8.self)
        case .patientID: plan.patientID = String(decoding: bytes, as: UTF8.self)
        default: break
        }
    }
}
