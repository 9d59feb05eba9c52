import Dicom

/// What is searched for: identifiers in every form that counts, found by hash.
struct Needles {
    /// Where a form counts.
    enum Use: UInt8, Comparable {
        /// Between any marks.
        case anywhere
        /// The same, but not beside what says that it is an eponym: `Wilson disease`.
        case eponym
        /// The same, but not beside the name of another product.
        case product
        /// The same, but not in terms of the standard nor in what it says about equipment.
        case prose
        /// The same, but not as the digits of a decimal fraction.
        case number
        /// Only in one piece: a name and an initial.
        case glued
        /// Only if it is a whole value, or a whole component of a name.
        case alone
        /// Only if it is a whole component of a name: words of medicine.
        case component

        static func < (a: Use, b: Use) -> Bool { a.rawValue < b.rawValue }
    }

    struct Needle {
        var kind: Clue.Kind
        var use: Use
    }

    /// By the hash of folded letters without the marks between them.
    private(set) var forms: [UInt64: Needle] = [:]
    /// `YYYYMMDD` as a number.
    private(set) var dates: [Int: Clue.Kind] = [:]
    /// By the hash of their characters.
    private(set) var uids: Set<UInt64> = []
    /// The longest form in folded letters and in tokens.
    private(set) var longest = (codes: 0, tokens: 0)
    /// For reading values.
    private var text = SearchedText()

    var isEmpty: Bool { forms.isEmpty && dates.isEmpty && uids.isEmpty }

    private static let cache = ClueCache<Needles>()

    init(_ clues: [Clue]) {
        self = Self.cache.value(for: clues) { Needles(made: $0) }
        for clue in clues where clue.kind == .uid { add(clue) }
    }

    private init(made clues: [Clue]) {
        for clue in clues { add(clue) }
    }

    private mutating func add(_ clue: Clue) {
        switch clue.kind {
        case .patientName, .relativeName, .staffName:
            if !NobodysName.isOne(clue.value) { add(name: clue.value, clue.kind) }
        case .birthDate, .date:
            // A day of birth is told as one.
            if let day = Int(clue.value), dates[day] != .birthDate { dates[day] = clue.kind }
        case .uid: uids.insert(Self.hash(clue.value.utf8))
        case .phone: add(phone: clue.value)
        case .address: add(address: clue.value)
        case .identifier, .serial, .station, .institution, .department, .email, .other:
            add(identifier: clue.value, clue.kind)
        // Two or three digits are found everywhere.
        case .age: break
        }
    }

    // MARK: names

    /// All groups of a PN, or a name in whatever form it was written.
    private mutating func add(name: String, _ kind: Clue.Kind) {
        for group in name.split(separator: "=") {
            let components = group.split(separator: "^", omittingEmptySubsequences: false).map(String.init)
            // Prefix and suffix are titles.
            let parts = components.prefix(3).map { $0.trimming() }
            for part in parts where !part.isEmpty { add(part: part, kind) }
            guard parts.count > 1, !parts[0].isEmpty, !parts[1].isEmpty else { continue }
            let (family, given, middle) = (parts[0], parts[1], parts.count > 2 ? parts[2] : "")
            text.read("\(family) \(given)")
            // `Lung^Cancer`: a test, or somebody with whose name terms of the standard are full.
            let isTerm = text.tokens.indices.allSatisfy { OrdinaryWords.isTermOfMedicine(text.codes(of: $0)) }
            for whole in ["\(family) \(given)", "\(given) \(family)", "\(given) \(middle) \(family)"] {
                // Two short words are a phrase of many languages.
                add(form: whole, kind, weight(whole) < 5 ? .alone : isTerm ? .prose : .anywhere)
            }
            addUserNames(family, given, kind)
        }
    }

    /// A component: itself, and each of its words.
    private mutating func add(part: String, _ kind: Clue.Kind) {
        add(word: part, kind)
        let words = part.split { !$0.isLetter && !$0.isNumber }
        if words.count > 1 { for word in words { add(word: String(word), kind) } }
    }

    private mutating func add(word: String, _ kind: Clue.Kind) {
        text.read(word)
        guard !text.codes.isEmpty else { return }
        addLatin(kind)
        let weight = weight(word)
        let isOne = text.tokens.count == 1
        // The cleaner's own list: what it takes for a word and leaves is no finding.
        let flags = isOne ? WordList.shared[word] : []
        switch true {
        case weight < 2: break
        case isOne && OrdinaryWords.isTechnical(text.codes): add(form: word, kind, .component)
        case weight < 4, isOne && OrdinaryWords.contains(text.codes): add(form: word, kind, .alone)
        // Makers are called as people are: `Smith`.
        case !flags.isDisjoint(with: NameClues.common.subtracting(.device)) || flags.month > 0:
            add(form: word, kind, .alone)
        case flags.contains(.device): add(form: word, kind, .product)
        case !flags.isDisjoint(with: NameClues.eponyms): add(form: word, kind, .eponym)
        case flags.contains(.meaning) || isOne && OrdinaryWords.isTerm(text.codes): add(form: word, kind, .prose)
        default: add(form: word, kind, .anywhere)
        }
    }

    /// What was read, if it is a word of another script, in its usual Latin spelling.
    private mutating func addLatin(_ kind: Clue.Kind) {
        guard text.tokens.count == 1, let latin = Transliteration.usual(text.codes[...]), latin.count >= 5 else { return }
        add(word: String(decoding: latin.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self), kind)
    }

    /// `jmiller`, `millerj`.
    private mutating func addUserNames(_ family: String, _ given: String, _ kind: Clue.Kind) {
        guard let initial = given.unicodeScalars.first, initial.isASCII, family.utf8.count >= 5 else { return }
        for form in ["\(initial)\(family.lowercased())", "\(family.lowercased())\(initial.properties.lowercaseMapping)"] {
            text.read(form)
            if !OrdinaryWords.contains(text.codes) { add(form: form, kind, .glued) }
        }
    }

    // MARK: numbers and words

    /// An identifier as written, and its longer runs of digits.
    private mutating func add(identifier: String, _ kind: Clue.Kind) {
        text.read(identifier)
        guard !text.codes.isEmpty else { return }
        let (count, tokens) = (text.codes.count, text.tokens)
        let isNumber = tokens.allSatisfy { $0.kind == .digits }
        // `Radiology`, `CT Abdomen`, `Emergency 2`: what departments and studies are called.
        if !isNumber, isWords(kind) { return }
        let digits = tokens.indices.filter { tokens[$0].kind == .digits }
            .map { String(decoding: text.codes(of: $0).map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self) }
        let weight = weight(identifier)
        if weight >= 6 {
            add(form: identifier, kind, isNumber ? .number : .anywhere)
        } else if weight >= 3 {
            add(form: identifier, kind, .alone)
        }
        guard kind == .identifier || kind == .serial || kind == .station else { return }
        for run in digits { add(digits: run, kind, isAll: count == run.utf8.count) }
    }

    /// Whether what was read is nothing but words that tell of nobody. Of institutions less is believed: `Heart Center`.
    private func isWords(_ kind: Clue.Kind) -> Bool {
        text.tokens.indices.allSatisfy { token in
            let codes = text.codes(of: token)
            switch (text.tokens[token].kind, kind) {
            case (.wide, _): return false
            case (.digits, .department), (.digits, .station): return codes.count <= 2
            case (.digits, _): return false
            case (_, .department), (_, .identifier), (_, .station), (_, .other): return OrdinaryWords.isOfTheTrade(codes)
            default: return OrdinaryWords.isTechnicalOrFunctional(codes)
            }
        } || kind == .department && OrdinaryWords.isOfTheTrade(text.codes[...])
    }

    /// Digits with and without leading zeros.
    private mutating func add(digits: String, _ kind: Clue.Kind, isAll: Bool) {
        if digits.utf8.count >= 6 { add(form: digits, kind, .number) }
        let significant = digits.drop { $0 == "0" }
        guard significant.utf8.count < digits.utf8.count else { return }
        if significant.utf8.count >= 6 {
            add(form: String(significant), kind, .number)
        } else if isAll, significant.utf8.count >= 3 {
            add(form: String(significant), kind, .alone)
        }
    }

    /// Digits in their groups: with country and area code, and from the area's own number on.
    private mutating func add(phone: String) {
        text.read(phone)
        let groups = text.tokens.indices.filter { text.tokens[$0].kind == .digits }
            .map { String(decoding: text.codes(of: $0).map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self) }
        for start in groups.indices {
            let digits = groups[start...].joined()
            guard digits.utf8.count >= 6 else { break }
            add(form: digits, .phone, .number)
            let national = digits.drop { $0 == "0" }
            if national.utf8.count >= 6, national.utf8.count < digits.utf8.count {
                add(form: String(national), .phone, .number)
            }
        }
        if text.tokens.contains(where: { $0.kind != .digits }) { add(identifier: phone, .phone) }
    }

    /// As written, and each of its lines.
    private mutating func add(address: String) {
        add(identifier: address, .address)
        let lines = address.split { ",;^=\n\r\\".contains($0) }
        if lines.count > 1 { for line in lines { add(identifier: String(line), .address) } }
    }

    private mutating func add(form: String, _ kind: Clue.Kind, _ use: Use) {
        text.read(form)
        guard !text.codes.isEmpty else { return }
        let hash = LetterFolding.hash(text.codes)
        longest = (max(longest.codes, text.codes.count), max(longest.tokens, text.tokens.count))
        if let known = forms[hash], known.use <= use { return }
        forms[hash] = Needle(kind: kind, use: use)
    }

    /// Letters and digits; an ideograph or syllable counts as two.
    private mutating func weight(_ form: String) -> Int {
        text.read(form)
        return text.codes.count + text.codes.count { $0 >= 0x3040 }
    }

    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash
    }
}

extension String {
    fileprivate func trimming() -> String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
