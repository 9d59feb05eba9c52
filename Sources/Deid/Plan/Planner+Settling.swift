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
            return element.parent >= 0 && view.elements[element.parent].tag != .iconImageSequence
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
            for (parent, item) in levels(of: row) {
                switch row.path.attribute {
                case .exact(let tag):
                    guard let vr = row.vrs.first ?? ProfileTable.shared.row(tag)?.vrs.first,
                        element(Spot(parent, item, tag)) == nil, decides(row, tag, vr, parent: parent, creator: nil)
                    else { continue }
                    if parent < 0, ProtectedAttributes.marks.contains(tag) { continue }
                    add(parent: parent, item: item, try newElement(row, tag, vr), rule(of: row))
                case .privateElement(let group, let creator, let low):
                    try ensurePrivate(row, group, creator, low, parent: parent, item: item)
                case .masked, .groups, .anyPrivate: continue
                }
            }
        }
    }

    /// Where a row creates its attribute: at top level, or in each item that stays of the sequence that its path names.
    private func levels(of row: StrategyRow) -> [(parent: Int, item: Int)] {
        guard !row.path.sequences.isEmpty else { return [(-1, -1)] }
        var levels: [(parent: Int, item: Int)] = []
        for sequence in view.elements.indices
        where view.elements[sequence].vr == .SQ && fates[sequence] == .stays && isAt(row.path.sequences, of: sequence) {
            let gone = content.gone[sequence] ?? []
            for item in 0..<view.elements[sequence].itemCount where !gone.contains(item) { levels.append((sequence, item)) }
        }
        return levels
    }

    private func rule(of row: StrategyRow) -> String { explain ? "\(row.action) \(row.file):\(row.line)" : "" }

    /// A private attribute in the block of its creator, which is reserved in a free one where the level has none.
    private mutating func ensurePrivate(
        _ row: StrategyRow, _ group: UInt16, _ creator: String, _ low: UInt8, parent: Int, item: Int
    ) throws(PlanHold) {
        let known = PrivateList.tcia.entry(Tag(group, UInt16(low)), creator: creator, isNested: true)
        guard let vr = row.vrs.first ?? known?.vr, vr != .UN else { return }
        var (taken, reserved): (Set<UInt16>, (index: Int, block: UInt16)?) = ([], nil)
        for index in view.elements.indices {
            let element = view.elements[index]
            guard element.parent == parent, element.item == item, element.tag.group == group else { continue }
            guard element.tag.isPrivateCreator else {
                if element.tag.element & 0xFF == UInt16(low), self.creator(of: index) == creator { return }
                taken.insert(element.tag.element >> 8)
                continue
            }
            taken.insert(element.tag.element)
            if fates[index] == .stays, reserved == nil, ElementText.trimmed(element) == creator {
                reserved = (index, element.tag.element)
            }
        }
        let spot = PrivateBlock(parent: parent, item: item, group: group, creator: creator)
        taken.formUnion(newBlocks.filter { $0.key.isBeside(spot) }.values)
        guard let block = reserved?.block ?? newBlocks[spot] ?? (0x10...0xFF).first(where: { !taken.contains($0) }),
            decides(row, Tag(group, block << 8 | UInt16(low)), vr, parent: parent, creator: creator)
        else { return }
        if let reserved {
            neededCreators.insert(reserved.index)
        } else if newBlocks.updateValue(block, forKey: spot) == nil {
            add(parent: parent, item: item, NewElement(Tag(group, block), .LO, text: creator), rule(of: row))
        }
        let tag = Tag(group, block << 8 | UInt16(low))
        add(parent: parent, item: item, try newElement(row, tag, vr), rule(of: row))
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
    private func decides(_ row: StrategyRow, _ tag: Tag, _ vr: VR, parent: Int, creator: String?) -> Bool {
        let found = ruleSet.index.find(
            tag, vr, isNested: parent >= 0, creator: { creator }, isAt: { isAt($0, of: parent) })
        guard case .row(let winner) = found else { return false }
        return winner.line == row.line && winner.file == row.file
    }
}

/// A block of private attributes that the plan reserves (PS3.5 §7.8.1).
struct PrivateBlock: Hashable {
    let parent: Int
    let item: Int
    let group: UInt16
    let creator: String

    /// True if both are in one item and group, so that their blocks must differ.
    func isBeside(_ other: PrivateBlock) -> Bool {
        parent == other.parent && item == other.item && group == other.group
    }
}
