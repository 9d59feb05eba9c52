internal import TextModels

/// What slides of pathology are labelled with: antigens, genes, mutations, clones, stains.
///
/// `CD3`, `CK 5/6`, `PD-L1 22C3`, `BRAF V600E`, `H&E`: stations, rooms and initials look the same. By one list; what the
/// header tells goes all the same.
enum MarkerRule {
    /// Marks the tokens of all of them in `kept`.
    static func scan(_ text: TextTokens, _ kept: inout [Bool]) {
        guard text.count <= longest || text.tokens.contains(where: { $0.kind == .digits }) else { return }
        var index = 0
        while index < text.count {
            guard let last = marker(text, index, lists.markers), !isLabelled(text, index) else {
                index += 1
                continue
            }
            for position in index...last { kept[position] = true }
            index = mutation(text, last, &kept) + 1
        }
        alone(text, &kept)
        clones(text, &kept)
    }

    /// Tokens up to which a text can be a label of a slide.
    private static let longest = 24
    private static let joints: Set<UInt32> = [0x2D, 0x2F, 0x2E, 0x2010, 0x2011]

    // MARK: markers

    /// The last token of the longest marker that begins with token `first`, in one piece or with a mark between its parts.
    private static func marker(_ text: TextTokens, _ first: Int, _ known: Set<UInt64>) -> Int? {
        guard text.kind(first) == .letters || text.kind(first) == .digits, !isInside(text, first) else { return nil }
        var (last, found) = (first, Int?.none)
        var key = Array(text.key(text.tokens[first]))
        while key.count <= 20 {
            let isWhole = !text.isGlued(last + 1) || text.kind(last + 1) == .mark && !isNumber(text, last + 2)
            if isWhole, key.count > 1, known.contains(LetterFolding.hash(key)) || isOfSeries(key) { found = last }
            guard let next = part(text, after: last) else { break }
            key += text.key(text.tokens[next])
            last = next
        }
        return found
    }

    /// The next part over nothing, over one mark without blanks, or behind letters over a blank.
    private static func part(_ text: TextTokens, after index: Int) -> Int? {
        func isWord(_ index: Int) -> Bool { text.kind(index) == .letters || text.kind(index) == .digits }
        let next = index + 1
        if isWord(next) {
            if text.isGlued(next) { return next }
            let isStem = text.kind(index) == .letters && text.tokens[index].count > 1
            return isStem && text.tokens[next].start - text.tokens[index].end == 1 ? next : nil
        }
        guard joints.contains(text.mark(next)), text.isGlued(next), text.isGlued(next + 1), isWord(next + 1) else { return nil }
        return next + 1
    }

    /// A word or number goes on before `index`.
    private static func isInside(_ text: TextTokens, _ index: Int) -> Bool {
        text.isGlued(index) && text.kind(index - 1) != .mark
    }

    /// Three digits and more behind a mark: `CD3-19453` is somebody's.
    private static func isNumber(_ text: TextTokens, _ index: Int) -> Bool {
        text.kind(index) == .digits && text.isGlued(index) && text.tokens[index].count > 2
    }

    /// `cd163`: a stem and a number that counts.
    private static func isOfSeries(_ key: [UInt16]) -> Bool {
        let stem = key.prefix { $0 > 0x39 }
        let digits = key[stem.count...]
        guard !digits.isEmpty, digits.count <= 3, digits.allSatisfy({ $0 <= 0x39 }), digits.first != 0x30 else { return false }
        let number = digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
        return lists.series[LetterFolding.hash(stem)]?.contains(number) ?? false
    }

    /// Behind a label the same letters and digits are a number of somebody or the name of a room.
    private static func isLabelled(_ text: TextTokens, _ index: Int) -> Bool {
        let before = text.word(before: index, marks: 2)
        return before >= 0 && !text.flags(before).isDisjoint(with: labels)
            && !lists.alone.contains(text.tokens[before].hash) && !text.flags(before).contains(.clinical)
    }

    private static let labels: WordFlags = [
        .idLabel, .idOnly, .title, .nameLabel, .stationLabel, .userLabel, .phoneLabel, .staff, .strongStaff,
    ]

    /// An amino acid, its place and another one behind the name of a gene: `V600E`. Returns the last token.
    private static func mutation(_ text: TextTokens, _ gene: Int, _ kept: inout [Bool]) -> Int {
        var first = gene + 1
        // `p.V600E`
        if text.kind(first) == .letters, text.tokens[first].count == 1, text.isMark(first + 1, ".") { first += 2 }
        guard text.kind(first) == .letters, text.tokens[first].count == 1, !text.isGlued(first) || text.mark(first - 1) != 0,
            text.kind(first + 1) == .digits, text.isGlued(first + 1), text.tokens[first + 1].count <= 4,
            text.kind(first + 2) == .letters, text.isGlued(first + 2), text.tokens[first + 2].count <= 3,
            !text.isGlued(first + 3) || text.kind(first + 3) == .mark
        else { return gene }
        for position in first...(first + 2) { kept[position] = true }
        return first + 2
    }

    // MARK: beside one another

    /// A text of nothing but markers, stains and words of medicine: `ER PR HER2`, `Masson Goldner`, `PAS diastase`. Beside
    /// other words they are people and initials.
    private static func alone(_ text: TextTokens, _ kept: inout [Bool]) {
        guard text.count <= longest, !text.tokens.indices.contains(where: { text.isMark($0, "^") }) else { return }
        let words = text.tokens.indices.filter { text.kind($0) == .letters && text.tokens[$0].count > 1 && !kept[$0] }
        func isOwn(_ index: Int) -> Bool {
            text.flags(index).contains(.stain) || lists.alone.contains(text.tokens[index].hash)
        }
        guard words.contains(where: isOwn) else { return }
        // Surnames stand before a comma: `Perls, Anna`.
        guard
            words.allSatisfy({
                isOwn($0)
                    ? !text.isMark($0 + 1, ",") || !text.flags($0).contains(.stain)
                    : !text.flags($0).isDisjoint(with: beside) || isPartOfClone(text, $0)
            })
        else { return }
        for index in words where isOwn(index) || !text.flags(index).isDisjoint(with: beside) {
            kept[index] = true
            _ = mutation(text, index, &kept)
        }
    }

    private static let beside: WordFlags = [.eponym, .eponymHead, .clinical, .meaning, .view, .imaging, .unit]

    private static func isPartOfClone(_ text: TextTokens, _ index: Int) -> Bool {
        text.isGlued(index) || text.isGlued(index + 1) || text.tokens[index].count == 1
    }

    /// `p53 DO-7`, `clone 30-9`.
    private static func clones(_ text: TextTokens, _ kept: inout [Bool]) {
        guard text.count <= longest else { return }
        for index in text.tokens.indices where !kept[index] {
            let before = text.word(before: index, marks: 2)
            guard before >= 0, kept[before] || text.tokens[before].hash == clone, !isLabelled(text, index),
                text.tokens[index].start - text.tokens[before].end <= 2, let last = marker(text, index, lists.clones)
            else { continue }
            for position in index...last { kept[position] = true }
        }
    }

    private static let clone = LetterFolding.hash(LetterFolding.letters("clone"))

    // MARK: lists

    private struct Lists {
        var markers: Set<UInt64> = []
        var alone: Set<UInt64> = []
        var clones: Set<UInt64> = []
        /// By the hash of the stem.
        var series: [UInt64: ClosedRange<Int>] = [:]

        init() {
            let table = text_model_words_markers()
            let text = String(decoding: UnsafeBufferPointer(start: table.bytes, count: table.count), as: UTF8.self)
            var section = Substring()
            for line in text.split(separator: "\n") where !line.hasPrefix("# ") {
                if line.hasPrefix("[") {
                    section = line
                    continue
                }
                let words = line.split(separator: " ")
                let hashes = words.map { LetterFolding.hash(LetterFolding.letters($0)) }
                switch section {
                case "[marker]": markers.formUnion(hashes)
                case "[alone]": alone.formUnion(hashes)
                case "[clone]": clones.formUnion(hashes)
                default:
                    if words.count == 3, let first = Int(words[1]), let last = Int(words[2]) { series[hashes[0]] = first...last }
                }
            }
        }
    }

    private static let lists = Lists()
}
