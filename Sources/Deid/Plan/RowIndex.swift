import Dicom

/// The rows of all strategy files, findable by element.
///
/// Order of precedence (contract §4): path, exact tag, Private Creator, pattern, GROUP; within each a later file over an
/// earlier one.
struct RowIndex: Sendable {
    /// What the rows say about one element.
    enum Finding {
        case none
        case row(StrategyRow)
        /// There are rows for the attribute, and none of them is for its VR.
        case mismatch(StrategyRow)
    }

    /// Rows in file order; a later one is looked at first.
    private(set) var rows: [StrategyRow] = []
    private var exact: [UInt32: [Int]] = [:]
    private var privateElements: [UInt32: [Int]] = [:]
    private var patterns: [Int] = []
    private var groups: [Int] = []
    private var paths: [Int] = []

    var isEmpty: Bool { rows.isEmpty }

    init(_ files: [StrategyFile]) {
        for row in files.flatMap(\.rows) {
            let index = rows.count
            rows.append(row)
            guard row.path.sequences.isEmpty else {
                paths.append(index)
                continue
            }
            switch row.path.attribute {
            case .exact(let tag): exact[tag.rawValue, default: []].append(index)
            case .privateElement(let group, _, let element):
                privateElements[UInt32(group) << 16 | UInt32(element), default: []].append(index)
            case .masked, .anyPrivate: patterns.append(index)
            case .groups: groups.append(index)
            }
        }
    }

    /// - Parameters:
    ///   - creator: the Private Creator's text, asked only where a row needs it.
    ///   - place: whether the sequences of a path are the ones around the element, outermost first.
    func find(_ tag: Tag, _ vr: VR, creator: () -> String?, isAt place: ([TagPattern]) -> Bool) -> Finding {
        if rows.isEmpty { return .none }
        if !paths.isEmpty {
            let found = decide(paths.filter { matches($0, tag, creator) && place(rows[$0].path.sequences) }, vr)
            if case .none = found {} else { return found }
        }
        if let candidates = exact[tag.rawValue] { return decide(candidates, vr) }
        if tag.isPrivate, let candidates = privateElements[tag.rawValue & 0xFFFF_00FF] {
            let found = decide(candidates.filter { matches($0, tag, creator) }, vr)
            if case .none = found {} else { return found }
        }
        for class_ in [patterns, groups] where !class_.isEmpty {
            let found = decide(class_.filter { rows[$0].path.attribute.covers(tag) }, vr)
            if case .none = found {} else { return found }
        }
        return .none
    }

    private func matches(_ index: Int, _ tag: Tag, _ creator: () -> String?) -> Bool {
        let attribute = rows[index].path.attribute
        guard attribute.covers(tag) else { return false }
        guard case .privateElement(_, let wanted, _) = attribute else { return true }
        return tag.element > 0xFF && creator() == wanted
    }

    private func decide(_ candidates: [Int], _ vr: VR) -> Finding {
        guard let last = candidates.last else { return .none }
        for index in candidates.reversed() where rows[index].accepts(vr) { return .row(rows[index]) }
        return .mismatch(rows[last])
    }
}
