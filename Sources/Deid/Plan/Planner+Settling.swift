import Dicom

/// What depends on more than one element.
extension Planner {
    /// Overlay planes and curves of the profile: an overlay without its data is invalid and its texts carry names,
    /// while the modules are optional (PS3.3 §C.9.2), so the whole group goes with its data. Rows keep what they name, and a
    /// whole plane if they keep its data.
    ///
    /// So do pixels that nobody looks at: Variable Pixel Data and Variable Coefficients (retired), and Pixel Data in
    /// items that are no icons.
    mutating func isPlaneThatGoes(_ element: DataElement) -> Bool {
        guard ruleSet.source.profile == .basic else { return false }
        if element.tag.group & 0xFF00 == 0x7F00, !element.tag.isPrivate {
            guard element.tag.group == 0x7FE0, Self.pixelElements.contains(element.tag.element) else { return true }
            return element.parent >= 0 && view.elements[element.parent].tag != Self.iconImageSequence
        }
        switch element.tag.group & 0xFF01 {
        case 0x5000: return true
        case 0x6000: break
        default: return false
        }
        let spot = Spot(element.parent, element.item, Tag(element.tag.group, 0x3000))
        if let last = lastPlane, last.spot == spot { return !last.stays }
        var stays = false
        if let data = self.element(spot), let row = row(for: data) { stays = row.action != .delete }
        lastPlane = (spot, stays)
        return !stays
    }

    /// Pixel Data, of floating point numbers too, and its Extended Offset Table; others of the group are retired.
    private static let pixelElements: Set<UInt16> = [0x0001, 0x0002, 0x0003, 0x0008, 0x0009, 0x0010]
    private static let iconImageSequence = Tag(0x0088, 0x0200)

    /// Conditional attributes go where all that they describe lost its value.
    mutating func settleDependents() {
        for index in dependents where fates[index] == .stays {
            let element = view.elements[index]
            var (had, has) = (false, false)
            for tag in DependentAttributes.described(by: element.tag) {
                guard let other = self.element(Spot(element.parent, element.item, tag)),
                    !ElementText.isEmpty(view.elements[other])
                else { continue }
                had = true
                if fates[other] == .stays || fates[other] == .changed { has = true }
            }
            guard had, !has else { continue }
            if explain {
                let place = path(index)
                plan.decisions.removeAll { $0.path == place }
            }
            delete(index, "what it describes has no value any more")
        }
    }

    /// Creators stay with what they govern, and go where nothing of their block is left.
    mutating func settleCreators() {
        let source = ruleSet.source
        let keepsUnused = source.profile == .none && !source.removesPrivate && source.unlisted == .keep
        for index in view.elements.indices where fates[index] == .stays && view.elements[index].tag.isPrivateCreator {
            if neededCreators.contains(index) || keepsUnused && !lostCreators.contains(index) { continue }
            delete(index, "Private Creator of nothing that stays")
        }
    }

    /// A Patient ID for instances that have none, where their IOD is about a patient.
    mutating func addPatientID() throws(PlanHold) {
        guard ruleSet.source.profile == .basic, model.hasPatient,
            element(Spot(-1, -1, .patientID)) == nil, plan.patientID.isEmpty
        else { return }
        add(parent: -1, item: -1, NewElement(.patientID, .LO, text: try patientPseudonym()), "the patient's pseudonym")
    }

    /// Rows with `ensureTagExists` for attributes that are not there.
    mutating func ensure() throws(PlanHold) {
        for row in ruleSet.index.rows where row.action == .ensureTagExists {
            guard case .exact(let tag) = row.path.attribute,
                let vr = row.vrs.first ?? ProfileTable.shared.row(tag)?.vrs.first
            else { continue }
            let new = try newElement(row, tag, vr)
            let rule = explain ? "\(row.action) \(row.file):\(row.line)" : ""
            guard !row.path.sequences.isEmpty else {
                guard element(Spot(-1, -1, tag)) == nil, !ProtectedAttributes.marks.contains(tag),
                    decides(row, tag, vr, parent: -1)
                else { continue }
                add(parent: -1, item: -1, new, rule)
                continue
            }
            for sequence in view.elements.indices
            where view.elements[sequence].vr == .SQ && fates[sequence] == .stays
                && isAt(row.path.sequences, of: sequence)
            {
                guard decides(row, tag, vr, parent: sequence) else { continue }
                let gone = content.gone[sequence] ?? []
                for item in 0..<view.elements[sequence].itemCount
                where !gone.contains(item) && element(Spot(sequence, item, tag)) == nil {
                    add(parent: sequence, item: item, new, rule)
                }
            }
        }
    }

    private func newElement(_ row: StrategyRow, _ tag: Tag, _ vr: VR) throws(PlanHold) -> NewElement {
        if vr == .SQ { return NewElement(tag, items: []) }
        guard case .literal(let text) = row.option else { return NewElement(tag, vr, bytes: DummyValue.bytes(vr)) }
        do throws(LiteralValue.Problem) {
            return NewElement(tag, vr, bytes: try LiteralValue.bytes(text, vr: vr))
        } catch {
            throw PlanHold(.ruleVRMismatch, "\(row.file):\(row.line)")
        }
    }

    /// Whether `row` would decide about `tag` if it were there.
    private func decides(_ row: StrategyRow, _ tag: Tag, _ vr: VR, parent: Int) -> Bool {
        let found = ruleSet.index.find(tag, vr, isNested: parent >= 0, creator: { nil }, isAt: { isAt($0, of: parent) })
        guard case .row(let winner) = found else { return false }
        return winner.line == row.line && winner.file == row.file
    }
}
