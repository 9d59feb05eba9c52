import Dicom

/// The rows of all strategy files, findable by element.
///
/// Order of precedence (contract §4): path, exact tag, Private Creator, pattern, GROUP; within each a later file over
/// an earlier one, and within a file a row that names the VR over one for any.
struct RowIndex: Sendable {
    /// What the rows say about one element.
    enum Finding {
        case none
        case row(StrategyRow)
        /// There are rows for the attribute, and none of them is for its VR.
        case mismatch(StrategyRow)
    }

    /// Rows in file order; a later one is looked at first.
    let rows: [StrategyRow]
    /// Whether some row shifts times, so that dates may have to follow.
    let shiftsTimes: Bool
    /// By tag; for private attributes with a creator by group and low byte.
    private var paths: [UInt32: [Int]] = [:]
    private var privatePaths: [UInt32: [Int]] = [:]
    private var exact: [UInt32: [Int]] = [:]
    private var privateElements: [UInt32: [Int]] = [:]
    private var patterns: [Int] = []
    private var groups: [Int] = []

    init(_ files: [StrategyFile]) {
        rows = files.flatMap(\.rows)
        shiftsTimes = rows.contains { $0.action == .shiftTimeByRandom }
        for (index, row) in rows.enumerated() {
            let isPath = !row.path.sequences.isEmpty
            switch row.path.attribute {
            case .exact(let tag) where isPath: paths[tag.rawValue, default: []].append(index)
            case .exact(let tag): exact[tag.rawValue, default: []].append(index)
            case .privateElement(let group, _, let element):
                let key = UInt32(group) << 16 | UInt32(element)
                if isPath {
                    privatePaths[key, default: []].append(index)
                } else {
                    privateElements[key, default: []].append(index)
                }
            case .masked, .anyPrivate: patterns.append(index)
            case .groups: groups.append(index)
            }
        }
    }

    /// - Parameters:
    ///   - isNested: whether the element is in a sequence; paths are asked only then.
    ///   - creator: the Private Creator's text, asked only where a row needs it.
    ///   - place: whether the sequences of a path are the ones around the element, outermost first.
    func find(
        _ tag: Tag, _ vr: VR, isNested: Bool, creator: () -> String?, isAt place: ([TagPattern]) -> Bool
    ) -> Finding {
        if rows.isEmpty { return .none }
        let low = tag.rawValue & 0xFFFF_00FF
        // The creator's own element has the numbers of none of its block.
        let isInBlock = tag.isPrivate && tag.element > 0xFF
        if isNested {
            let finding = decide(paths[tag.rawValue], vr) { place(rows[$0].path.sequences) }
            if case .none = finding {} else { return finding }
            if isInBlock, let candidates = privatePaths[low] {
                let finding = decide(candidates, vr) { isOf(creator, $0) && place(rows[$0].path.sequences) }
                if case .none = finding {} else { return finding }
            }
        }
        func reaches(_ index: Int) -> Bool { !isNested || rows[index].reachesItems }
        if let candidates = exact[tag.rawValue] {
            let finding = decide(candidates, vr, reaches)
            if case .none = finding {} else { return finding }
        }
        if isInBlock, let candidates = privateElements[low] {
            let finding = decide(candidates, vr) { isOf(creator, $0) && reaches($0) }
            if case .none = finding {} else { return finding }
        }
        if !patterns.isEmpty {
            let finding = decide(patterns, vr) { rows[$0].path.attribute.covers(tag) && reaches($0) }
            if case .none = finding {} else { return finding }
        }
        return groups.isEmpty ? .none : decide(groups, vr) { rows[$0].path.attribute.covers(tag) }
    }

    private func isOf(_ creator: () -> String?, _ index: Int) -> Bool {
        guard case .privateElement(_, let wanted, _) = rows[index].path.attribute else { return false }
        return creator() == wanted
    }

    /// The latest of `candidates` that `matches` and is for `vr`.
    private func decide(_ candidates: [Int]?, _ vr: VR, _ matches: (Int) -> Bool) -> Finding {
        guard let candidates else { return .none }
        var (open, refused): (Int?, Int?) = (nil, nil)
        for index in candidates.reversed() where matches(index) {
            // A row for any VR gives way to one of its own file that names it.
            if let open, rows[open].file != rows[index].file { break }
            guard rows[index].accepts(vr) else {
                refused = refused ?? index
                continue
            }
            if !rows[index].vrs.isEmpty { return .row(rows[index]) }
            open = open ?? index
        }
        if let open { return .row(rows[open]) }
        return refused.map { .mismatch(rows[$0]) } ?? .none
    }
}
