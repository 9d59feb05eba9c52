import DataSets
import Deid
import Dicom
import Engine
import Instances
import Pixels

/// The attributes of an instance with what was decided about each, in the order of a Data Set.
///
/// Every element shows once: those in a sequence that goes go with it, attributes that are written anew stand beside
/// what they were, and what is added stands where it will be.
struct ExplanationRows {
    /// Where a row stands: each sequence around it with its item, then its own tag.
    private typealias Place = [UInt64]

    private let view: DataSetView
    private let planned: Planned
    private let strategy: String
    private let cleaning: PixelReport
    /// Of instances whose pixels are decided on.
    private let pixels: PixelDecision?
    private var rows: [(place: Place, attribute: Explanation.Attribute)] = []
    private var places: [Place] = []
    private var paths: [String] = []

    /// - Parameters:
    ///   - held: what the instance is held for, also by what looks at it after the plan.
    ///   - cleaning: what was done to pixels, which the plan leaves alone.
    ///   - pixels: what was decided about them; nil if the strategy leaves them alone, or they were not looked at.
    static func attributes(
        _ view: DataSetView, _ planned: Planned, strategy: String, held: HeldInstance?,
        cleaning: PixelReport = PixelReport(), pixels: PixelDecision? = nil
    ) -> [Explanation.Attribute] {
        var made = ExplanationRows(view, planned, strategy, cleaning, pixels)
        made.fill()
        let sorted = made.rows.enumerated()
            .sorted { one, other in
                one.element.place == other.element.place
                    ? one.offset < other.offset : one.element.place.lexicographicallyPrecedes(other.element.place)
            }
            .map(\.element.attribute)
        var attributes = merged(sorted)
        if let held {
            let isOfPixels = pixelReasons.contains(held.reason)
            for index in attributes.indices {
                let path = attributes[index].path
                attributes[index].holds = names(held.detail, path) || isOfPixels && pixelPaths.contains(path)
            }
        }
        return attributes
    }

    /// What goes with a sequence's old items, and what comes at the same place in its new ones, in one row.
    private static func merged(_ attributes: [Explanation.Attribute]) -> [Explanation.Attribute] {
        var merged: [Explanation.Attribute] = []
        for attribute in attributes {
            guard let last = merged.last, last.path == attribute.path, (last.old == nil) != (attribute.old == nil),
                (last.new == nil) != (attribute.new == nil)
            else {
                merged.append(attribute)
                continue
            }
            var both = last.new == nil ? attribute : last
            both.old = last.old ?? attribute.old
            if both.action == Plan.Action.add.rawValue { both.action = Plan.Action.replace.rawValue }
            merged[merged.count - 1] = both
        }
        return merged
    }

    private static let pixelReasons = Set(PixelHold.Reason.allCases.map(\.code))
    private static let pixelPaths = Set([Tag.pixelData, Tag(0x7FE0, 0x0008), Tag(0x7FE0, 0x0009)].map(\.description))

    /// Whether `detail` names the attribute at `path` itself, and not one in it.
    private static func names(_ detail: String, _ path: String) -> Bool {
        guard let range = detail.firstRange(of: path) else { return false }
        let next = detail[range.upperBound...].first
        let before = detail[..<range.lowerBound].last
        return next != "[" && next != "/" && before != "/"
    }

    private init(
        _ view: DataSetView, _ planned: Planned, _ strategy: String, _ cleaning: PixelReport, _ pixels: PixelDecision?
    ) {
        self.view = view
        self.planned = planned
        self.strategy = strategy
        self.cleaning = cleaning
        self.pixels = pixels
        places.reserveCapacity(view.elements.count)
        paths.reserveCapacity(view.elements.count)
        for element in view.elements {
            let own = UInt64(element.tag.rawValue) << 32
            guard element.parent >= 0 else {
                places.append([own])
                paths.append(element.tag.description)
                continue
            }
            places.append(Self.inside(places[element.parent], element.item) + [own])
            paths.append(ElementPath.text(element.tag, inItem: element.item, of: paths[element.parent]))
        }
    }

    /// The place of an item of the sequence at `place`.
    private static func inside(_ place: Place, _ item: Int) -> Place {
        guard let own = place.last else { return [] }
        return place.dropLast() + [own | UInt64(item + 1)]
    }

    private mutating func fill() {
        var decided: [Int: Plan.Decision] = [:]
        var added: [String: Plan.Decision] = [:]
        for decision in planned.plan.decisions {
            if let index = decision.index { decided[index] = decision } else { added[decision.path] = decision }
        }
        let goneItems = goneItems
        // Of a sequence that goes or gets other items, all that was in it goes; so it does with an item.
        var goesWith: [Int: String] = [:]
        for index in view.elements.indices {
            let element = view.elements[index]
            let above = element.parent
            if let decision = decided[index] {
                appendDecided(index, decision)
                if decision.action != .keep, element.vr == .SQ { goesWith[index] = paths[index] }
            } else if above >= 0, let whole = goesWith[above] ?? goneItems[ItemSpot(sequence: above, item: element.item)] {
                goesWith[index] = whole
                append(index, Plan.Action.delete.rawValue, new: nil, rule: "goes with \(whole)")
            } else if let decision = added.removeValue(forKey: paths[index]) {
                append(index, Plan.Action.replace.rawValue, new: newText(decision), rule: decision.rule)
                appendItems(decision.items, below: places[index], paths[index], Plan.Action.add.rawValue, decision.rule)
                goesWith[index] = paths[index]
            } else if planned.hold != nil {
                append(index, "undecided", new: nil, rule: "")
            } else if isPixels(index) {
                appendPixels(index, rule: "")
            } else {
                let rule = element.tag.isPrivateCreator ? "its block is used" : ""
                append(index, Plan.Action.keep.rawValue, new: ExplanationText.old(index, view), rule: rule)
            }
        }
        for decision in added.values { appendAdded(decision) }
    }

    private struct ItemSpot: Hashable {
        var sequence: Int
        var item: Int
    }

    /// Items that go as a whole.
    private var goneItems: [ItemSpot: String] {
        var gone: [ItemSpot: String] = [:]
        for case .deleteItem(let sequence, let item) in planned.plan.edits {
            gone[ItemSpot(sequence: sequence, item: item)] = ElementPath.item(item, of: paths[sequence])
        }
        return gone
    }

    private mutating func appendDecided(_ index: Int, _ decision: Plan.Decision) {
        let new: String?
        switch decision.action {
        case .keep where isPixels(index): return appendPixels(index, rule: decision.rule)
        case .delete: new = nil
        case .keep: new = ExplanationText.old(index, view)
        default: new = newText(decision)
        }
        append(index, decision.action.rawValue, new: new, rule: decision.rule, found: found(decision, index))
        appendItems(decision.items, below: places[index], paths[index], decision.action.rawValue, decision.rule)
    }

    /// Whether another step than the plan has a say about the element.
    private func isPixels(_ index: Int) -> Bool {
        cleaning.changed.contains(index)
            || view.elements[index].parent < 0 && Self.pixelPaths.contains(paths[index]) && pixels?.isSearched == true
    }

    /// A row whose rule is that of the pixel step, not the one that let the plan pass it on.
    private mutating func appendPixels(_ index: Int, rule: String) {
        let isChanged = cleaning.changed.contains(index)
        let new = isChanged ? ExplanationText.pixels(cleaning) : ExplanationText.old(index, view)
        let action = isChanged ? Plan.Action.replace : .keep
        if pixels?.isSearched == true || cleaning.coveredBoxes > 0 {
            let finding = cleaning.coveredBoxes > 0 ? "" : ", nothing to cover"
            append(index, action.rawValue, new: new, rule: "\(ProfileOption.cleanPixelData)\(finding)")
        } else {
            append(index, action.rawValue, new: new, rule: isChanged ? "what stands beside the pixels is removed" : rule)
        }
    }

    private func newText(_ decision: Plan.Decision) -> String {
        if decision.vr == .SQ { return ExplanationText.items(decision.items?.count ?? 0) }
        return ExplanationText.new(decision.new ?? [], decision.vr, at: decision.index, view)
    }

    /// Offsets within all values together, as `old` shows them.
    private func found(_ decision: Plan.Decision, _ index: Int) -> [Explanation.Found] {
        guard decision.spans.contains(where: { !$0.isEmpty }), let values = view.text(of: index),
            values.count == decision.spans.count
        else { return [] }
        var start = 0
        var found: [Explanation.Found] = []
        for (value, spans) in zip(values, decision.spans) {
            found += spans.map {
                .init(
                    start: start + $0.start, end: start + $0.end, kind: $0.kind.rawValue, source: $0.source.rawValue)
            }
            start += value.unicodeScalars.count + 1
        }
        return found.filter { $0.end <= ExplanationText.limit }
    }

    private mutating func append(
        _ index: Int, _ action: String, new: String?, rule: String, found: [Explanation.Found] = []
    ) {
        let element = view.elements[index]
        let (rule, source) = origin(rule)
        rows.append(
            (
                places[index],
                .init(
                    path: paths[index], tag: element.tag.description, name: name(of: index), vr: element.vr.description,
                    level: places[index].count - 1, item: element.item < 0 ? nil : element.item, action: action,
                    old: ExplanationText.old(index, view), new: new, rule: rule, source: source, found: found,
                    holds: false)
            ))
    }

    private mutating func appendAdded(_ decision: Plan.Decision) {
        guard let place = Self.place(ofPath: decision.path), let tag = Self.lastTag(ofPath: decision.path) else { return }
        let item = place.dropLast().last.map { Int($0 & 0xFFFF_FFFF) - 1 }
        appendNew(place, decision.path, tag, decision.vr, item, decision.action.rawValue, newText(decision), decision.rule)
        appendItems(decision.items, below: place, decision.path, decision.action.rawValue, decision.rule)
    }

    private mutating func appendItems(
        _ items: [[NewElement]]?, below place: Place, _ path: String, _ action: String, _ rule: String
    ) {
        for (number, item) in (items ?? []).enumerated() {
            for element in item {
                let here = Self.inside(place, number) + [UInt64(element.tag.rawValue) << 32]
                let herePath = ElementPath.text(element.tag, inItem: number, of: path)
                switch element.value {
                case .bytes(let bytes):
                    let text = ExplanationText.new(bytes, element.vr, at: nil, view)
                    appendNew(here, herePath, element.tag, element.vr, number, action, text, rule)
                case .items(let inner):
                    let text = ExplanationText.items(inner.count)
                    appendNew(here, herePath, element.tag, element.vr, number, action, text, rule)
                    appendItems(inner, below: here, herePath, action, rule)
                }
            }
        }
    }

    private mutating func appendNew(
        _ place: Place, _ path: String, _ tag: Tag, _ vr: VR, _ item: Int?, _ action: String, _ text: String, _ rule: String
    ) {
        let (rule, source) = origin(rule)
        rows.append(
            (
                place,
                .init(
                    path: path, tag: tag.description, name: DataDictionary.keyword(of: tag) ?? "", vr: vr.description,
                    level: place.count - 1, item: item, action: action, old: nil, new: text, rule: rule, source: source,
                    found: [], holds: false)
            ))
    }

    private func name(of index: Int) -> String {
        let element = view.elements[index]
        guard element.tag.isPrivate else { return DataDictionary.keyword(of: element.tag) ?? "" }
        if element.tag.isPrivateCreator { return "Private Creator" }
        return element.creator < 0 ? "private, no creator" : ExplanationText.old(element.creator, view)
    }

    // MARK: rules

    /// Parts what decided from where it stands.
    private func origin(_ rule: String) -> (rule: String, source: String) {
        let words = rule.split(separator: " ", maxSplits: 1)
        guard let first = words.first else { return ("", "") }
        if words.count == 2, StrategyAction(rawValue: String(first)) != nil {
            // The Type, where it mattered, stands behind the line.
            let parts = words[1].split(separator: ", ", maxSplits: 1)
            let type = parts.count == 2 ? ", \(parts[1])" : ""
            return (String(first) + type, String(parts[0]))
        }
        let option = first.split(separator: ",")[0].split(separator: ":")[0]
        if rule.hasPrefix(ProfileOption.cleanPixelData.rawValue) { return (rule, "strategy \(strategy), pixels") }
        if rule.hasPrefix("Basic Profile") || ProfileOption(rawValue: String(option)) != nil {
            return (rule, "PS3.15 Table E.1-1")
        }
        if rule.hasPrefix("PS3.") || rule.hasPrefix("CID ") { return ("what was done", rule) }
        if rule.hasPrefix("unlisted") || rule.hasPrefix("regenerate_series_number") || rule.hasPrefix("documents") {
            return (rule, "strategy \(strategy)")
        }
        if rule == "not in Table E.1-1" { return (rule, "unlisted: profile") }
        return (rule, rule.hasPrefix("goes with") ? "" : "Veil")
    }

    // MARK: paths

    /// `(0040,0275)[0]/(0040,0007)` as a place.
    private static func place(ofPath path: String) -> Place? {
        var place: Place = []
        for part in path.split(separator: "/") {
            guard let tag = tag(of: part) else { return nil }
            let item = part.split(separator: "[").dropFirst().first.flatMap { UInt64($0.dropLast()) }
            place.append(UInt64(tag.rawValue) << 32 | (item.map { $0 + 1 } ?? 0))
        }
        return place.isEmpty ? nil : place
    }

    private static func lastTag(ofPath path: String) -> Tag? { path.split(separator: "/").last.flatMap(tag) }

    private static func tag(of part: Substring) -> Tag? {
        let digits = part.prefix(11).filter(\.isHexDigit)
        return digits.count == 8 ? UInt32(digits, radix: 16).map { Tag(rawValue: $0) } : nil
    }
}
