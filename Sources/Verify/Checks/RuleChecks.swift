import BridgeErrors
import Deid
import Dicom

/// The checks that the rules ask for, on one instance: each decision about an element of the original is looked for in
/// the clean file, and nothing else may be there.
struct RuleChecks {
    let original: Reader
    let clean: Reader
    /// What the pixel step makes of the original; nil if the strategy leaves pixels alone.
    let made: Reader?

    private let places: ElementPlaces
    private var paths: ElementPaths
    private var cleanPaths: ElementPaths
    private var results: [CheckResult] = []
    /// Elements of the clean file that somebody expects.
    private var expected: Set<Int> = []

    /// - Throws: `DimseError` if a value cannot be read.
    static func results(
        _ plan: Plan, original: Reader, clean: Reader, made: Reader?
    ) throws(DimseError) -> [CheckResult] {
        var checks = RuleChecks(plan, original, clean, made)
        try checks.run(plan)
        return checks.results
    }

    private init(_ plan: Plan, _ original: Reader, _ clean: Reader, _ made: Reader?) {
        self.original = original
        self.clean = clean
        self.made = made
        places = ElementPlaces(original: original.view, clean: clean.view, plan.edits)
        paths = ElementPaths(original.view)
        cleanPaths = ElementPaths(clean.view)
    }

    private mutating func run(_ plan: Plan) throws(DimseError) {
        // A later decision about an element replaces an earlier one; what is written anew is decided by its insertion.
        var decisions: [Int: Plan.Decision] = [:]
        for decision in plan.decisions { if let index = decision.index { decisions[index] = decision } }
        let inserted = Set(
            plan.edits.compactMap { edit -> Int? in
                guard case .insert(let parent, let item, let element) = edit else { return nil }
                return places.original(parent: parent, item: item, element.tag)
            })
        for index in original.view.elements.indices {
            let place = places.place(of: index)
            if place == .gone || inserted.contains(index) { continue }
            if let decision = decisions[index] {
                try check(decision, index, place)
            } else if case .at(let found) = place {
                // The rules leave it to others: a Private Creator of something that stays.
                expected.insert(found)
            }
        }
        for case .insert(let parent, let item, let element) in plan.edits {
            guard let parent = places.clean(parent: parent, item: item) else { continue }
            require(element, parent: parent.index, item: parent.item, "added")
        }
        for case .deleteItem(let index, _) in plan.edits { checkItems(index) }
        refuseTheRest()
    }

    // MARK: one decision

    private mutating func check(
        _ decision: Plan.Decision, _ index: Int, _ place: ElementPlaces.Place
    ) throws(DimseError) {
        var found: Int?
        if case .at(let position) = place { found = position }
        if let found { expected.insert(found) }
        switch decision.action {
        case .keep: try kept(index, found, decision.rule)
        case .delete:
            let isGone = found.map { isEmpty($0) } ?? true
            add(.textRemoved, index, found, passed: isGone, decision.rule, words: "absent or empty", original: true)
        case .empty:
            let isGone = found.map { isEmpty($0) } ?? true
            add(.tagRetained, index, found, passed: found != nil, decision.rule, words: "present")
            add(.textRemoved, index, found, passed: isGone, decision.rule, words: "empty", original: true)
        case .replaceUID:
            let new = decision.new ?? []
            add(
                .uidChanged, index, found, passed: !holdsOld(decision, found), decision.rule, expected: new,
                original: true)
            add(.uidConsistent, index, found, passed: has(found, new, decision.vr), decision.rule, expected: new)
        case .pseudonym where original.view.elements[index].tag == .patientID:
            add(
                .patidConsistent, index, found, passed: has(found, decision.new ?? [], decision.vr), decision.rule,
                expected: decision.new ?? [])
        case .shiftDate, .shiftTime:
            add(
                .dateShifted, index, found, passed: has(found, decision.new ?? [], decision.vr), decision.rule,
                expected: decision.new ?? [])
        default: replaced(decision, index, found)
        }
    }

    /// As it was: byte for byte, padding aside.
    private mutating func kept(_ index: Int, _ found: Int?, _ rule: String) throws(DimseError) {
        let element = original.view.elements[index]
        if element.parent < 0, Self.pixels.contains(element.tag) { return try pixels(index, found, rule) }
        if let made, let top = following(index) {
            if top == index { followed(index, found, made, rule) }
            return
        }
        if element.vr == .SQ || element.length == 0 {
            return add(.tagRetained, index, found, passed: found != nil, rule, words: "present")
        }
        var isSame: Bool
        if let value = element.value {
            isSame = has(found, Array(value), element.vr)
            if !isSame, element.parent < 0, Self.following.contains(element.tag),
                let value = try original.pixels(isCleaned: true).values[index]
            {
                isSame = has(found, value, element.vr)
            }
        } else if let found {
            isSame = try original.digest(of: index) == clean.digest(of: found)
        } else {
            isSame = false
        }
        add(.textRetained, index, found, passed: isSame, rule, expected: original.bytes(of: index) ?? [])
    }

    /// Attributes that the pixel step writes anew or takes away with what it covers, and what lies in them.
    private func following(_ index: Int) -> Int? {
        var top = index
        while original.view.elements[top].parent >= 0 { top = original.view.elements[top].parent }
        return Self.following.contains(original.view.elements[top].tag) ? top : nil
    }

    /// As the pixel step leaves it.
    private mutating func followed(_ index: Int, _ found: Int?, _ made: Reader, _ rule: String) {
        let expected = made.view.topLevel(original.view.elements[index].tag)
        let isSame: Bool
        if let expected, let found {
            isSame = made.tree(of: expected) == clean.tree(of: found)
        } else {
            isSame = expected == nil && found == nil
        }
        add(.textRetained, index, found, passed: isSame, rule, expected: expected.flatMap { made.bytes(of: $0) } ?? [])
    }

    static let following: Set<Tag> = offsets.union([
        // Photometric Interpretation, Smallest and Largest Image Pixel Value, Icon Image Sequence.
        Tag(0x0028, 0x0004), Tag(0x0028, 0x0106), Tag(0x0028, 0x0107), .iconImageSequence,
    ])

    /// Extended Offset Table and its Lengths.
    static let offsets: Set<Tag> = [Tag(0x7FE0, 0x0001), Tag(0x7FE0, 0x0002)]

    /// The elements that are pixels.
    static let pixels: Set<Tag> = [Tag(0x7FE0, 0x0008), Tag(0x7FE0, 0x0009), .pixelData]

    private mutating func pixels(_ index: Int, _ found: Int?, _ rule: String) throws(DimseError) {
        let path = paths.path(index)
        let before = try original.digest(of: index)
        let after: String? = if let found { try clean.digest(of: found) } else { nil }
        if let made, let index = made.view.topLevel(original.view.elements[index].tag) {
            let expected = try made.digest(of: index)
            results.append(
                CheckResult(
                    expected == before ? .pixelsRetained : .pixelsHidden, at: path, expected: expected, found: after,
                    passed: after == expected, rule: rule))
            return
        }
        // What stands there beside the picture goes by no rule, but always.
        var isSame = after == before
        if after != nil, !isSame, let cleaned = try original.pixels(isCleaned: true).digest {
            isSame = cleaned == (try clean.pixels(isCleaned: false).digest)
        }
        results.append(
            CheckResult(.pixelsRetained, at: path, expected: before, found: after, passed: isSame, rule: rule))
    }

    /// A new value, or new items, instead of what was there.
    private mutating func replaced(_ decision: Plan.Decision, _ index: Int, _ found: Int?) {
        add(
            .textRemoved, index, found, passed: !holdsOld(decision, found), decision.rule, expected: decision.new ?? [],
            words: decision.items == nil ? "" : "new items", original: true)
        if let items = decision.items {
            add(.tagRetained, index, found, passed: found != nil, decision.rule, words: "present")
            guard let found else { return }
            for (number, item) in items.enumerated() {
                for element in item { require(element, parent: found, item: number, decision.rule) }
            }
        } else if let new = decision.new, !new.isEmpty {
            add(.textNotNull, index, found, passed: has(found, new, decision.vr), decision.rule, expected: new)
        } else {
            add(.tagRetained, index, found, passed: found != nil, decision.rule, words: "present")
        }
    }

    /// An element that the rules write has to be there, with all it holds.
    private mutating func require(_ element: NewElement, parent: Int, item: Int, _ rule: String) {
        let found = places.clean(parent: parent, item: item, element.tag)
        if let found { expected.insert(found) }
        let path = cleanPaths.path(parent: parent, item: item, element.tag)
        switch element.value {
        case .bytes(let bytes):
            let check: Check = bytes.isEmpty ? .tagRetained : .textNotNull
            results.append(
                CheckResult(
                    check, at: path, expected: PrintedBytes.text(bytes, element.vr), found: found.map(text),
                    passed: has(found, bytes, element.vr), rule: rule))
        case .items(let items):
            let isWhole = found.map { clean.view.elements[$0].itemCount == items.count } ?? false
            results.append(
                CheckResult(
                    .tagRetained, at: path, expected: "\(items.count) items", found: isWhole ? nil : found.map(text),
                    passed: isWhole,
                    rule: rule))
            guard let found, isWhole else { return }
            for (number, item) in items.enumerated() {
                for inner in item { require(inner, parent: found, item: number, rule) }
            }
        }
    }

    /// A sequence of which items went has as many as are left.
    private mutating func checkItems(_ index: Int) {
        guard case .at(let found) = places.place(of: index) else { return }
        let left = places.itemsLeft(in: index)
        let count = clean.view.elements[found].itemCount
        let path = paths.path(index)
        guard results.last?.path != path else { return }
        results.append(
            CheckResult(
                .textRemoved, at: path, expected: "\(left) items", found: "\(count) items", passed: left == count,
                rule: "items removed"))
    }

    /// Nothing may be in the clean file that no rule speaks of.
    private mutating func refuseTheRest() {
        for index in clean.view.elements.indices where !expected.contains(index) {
            let element = clean.view.elements[index]
            // What a thing that should not be there holds is not told again.
            if element.parent >= 0, !expected.contains(element.parent) { continue }
            results.append(
                CheckResult(
                    .textRemoved, at: cleanPaths.path(index), expected: "absent", found: text(index), passed: false,
                    rule: "not in the original, and no rule adds it"))
        }
    }

    // MARK: values

    private mutating func add(
        _ check: Check, _ index: Int, _ found: Int?, passed: Bool, _ rule: String, expected: [UInt8] = [],
        words: String = "", original isOriginal: Bool = false
    ) {
        // What went as it should is in no report, so that nobody has to print it.
        let old = isOriginal && !passed ? PrintedValue(dataSet: original).text(of: index) : ""
        let value = PrintedBytes.text(expected, original.view.elements[index].vr)
        results.append(
            CheckResult(
                check, at: paths.path(index), expected: words.isEmpty ? value : words, old: old,
                found: passed ? nil : found.map(self.text), passed: passed, rule: rule))
    }

    private func text(_ found: Int) -> String { PrintedValue(dataSet: clean).text(of: found) }

    private func isEmpty(_ found: Int) -> Bool {
        let element = clean.view.elements[found]
        return element.vr == .SQ ? element.itemCount == 0 : element.length == 0
    }

    /// The element has this value, padding aside.
    private func has(_ found: Int?, _ value: [UInt8], _ vr: VR) -> Bool {
        guard let found, let bytes = clean.bytes(of: found) else { return false }
        return PrintedBytes.withoutPadding(bytes).elementsEqual(PrintedBytes.withoutPadding(value))
    }

    /// The old value is still in the new one, and the rules do not say so themselves.
    private func holdsOld(_ decision: Plan.Decision, _ found: Int?) -> Bool {
        guard let found, let old = decision.old, !PrintedBytes.withoutPadding(old).isEmpty else { return false }
        if let new = decision.new, has(found, new, decision.vr) { return false }
        let value = PrintedBytes.text(clean.bytes(of: found) ?? [], decision.vr)
        return TextComparison.contains(value, PrintedBytes.text(old, decision.vr))
    }
}
