internal import TextModels

/// What is known of a word, whatever stands around it.
struct WordFlags: OptionSet, Hashable, Sendable {
    var rawValue: UInt64

    /// The month it names, 1 to 12; 0 if it names none.
    var month: Int { Int(rawValue & 0xF) }

    private init(bit: UInt64) { rawValue = 1 << bit }
    init(rawValue: UInt64) { self.rawValue = rawValue }

    /// A month's name that is an everyday word or a name as well.
    static let monthWord = WordFlags(bit: 4)
    static let title = WordFlags(bit: 5), credential = WordFlags(bit: 6), staff = WordFlags(bit: 7)
    /// What is followed by a name and hardly by anything else.
    static let strongStaff = WordFlags(bit: 8)
    static let nameLabel = WordFlags(bit: 9), kin = WordFlags(bit: 10)
    static let born = WordFlags(bit: 11), dated = WordFlags(bit: 12)
    static let idLabel = WordFlags(bit: 13), idOnly = WordFlags(bit: 14), numberWord = WordFlags(bit: 15)
    static let phoneLabel = WordFlags(bit: 16), extensionLabel = WordFlags(bit: 17)
    static let userLabel = WordFlags(bit: 18), stationLabel = WordFlags(bit: 19), employer = WordFlags(bit: 20)
    /// Labels of numbers that name a kind of thing: catalogue numbers, versions, billing codes.
    static let catalog = WordFlags(bit: 21)
    static let street = WordFlags(bit: 22), streetBare = WordFlags(bit: 23), streetFirst = WordFlags(bit: 24)
    static let streetEnd = WordFlags(bit: 25), lives = WordFlags(bit: 26), place = WordFlags(bit: 27)
    static let hospital = WordFlags(bit: 28), hospitalPart = WordFlags(bit: 29), hospitalTail = WordFlags(bit: 30)
    static let hospitalBefore = WordFlags(bit: 31), particle = WordFlags(bit: 32)
    static let ageCue = WordFlags(bit: 33), ageUnit = WordFlags(bit: 34), ninety = WordFlags(bit: 35)
    static let timeUnit = WordFlags(bit: 36), unit = WordFlags(bit: 37), function = WordFlags(bit: 38)
    static let clinical = WordFlags(bit: 39), view = WordFlags(bit: 40), device = WordFlags(bit: 41)
    static let drug = WordFlags(bit: 42), eponym = WordFlags(bit: 43), eponymHead = WordFlags(bit: 44)
    /// Houses of medicine that are known by their first word; words for practices that a name follows.
    static let brand = WordFlags(bit: 46), center = WordFlags(bit: 47)
    /// In a code meaning of PS3.16.
    static let meaning = WordFlags(bit: 45)

    // Lists that the recogniser has not learned: it does not see them, so that they may grow.
    static let sex = WordFlags(bit: 56)
    /// Further words behind and before an age.
    static let ageForm = WordFlags(bit: 57), ageBefore = WordFlags(bit: 58)
    /// What stands beside a day of birth, and hardly beside another one.
    static let birth = WordFlags(bit: 59), weekday = WordFlags(bit: 60)
    /// Words of imaging that stand against the recogniser only; stains, which are people beside other words.
    static let imaging = WordFlags(bit: 62), stain = WordFlags(bit: 61)
    /// What the recogniser has learned.
    static let learned = WordFlags(rawValue: (1 << 56) - 1)

    /// A word of medicine that is kept unless something says that it is a name here.
    static let medical: WordFlags = [.clinical, .device, .drug, .eponymHead, .meaning, .view]
    /// Words that are no names by themselves.
    static let plain: WordFlags = [
        .clinical, .device, .drug, .eponymHead, .meaning, .function, .unit, .timeUnit, .idLabel, .phoneLabel, .staff,
        .dated,
        .nameLabel, .kin, .born, .ageCue, .catalog, .hospital,
    ]

    static let byName: [String: WordFlags] = [
        "monthword": .monthWord, "title": .title, "credential": .credential, "staff": .staff,
        "strongstaff": .strongStaff,
        "name": .nameLabel, "kin": .kin, "born": .born, "dated": .dated, "id": .idLabel, "idonly": .idOnly,
        "number": .numberWord, "phone": .phoneLabel, "ext": .extensionLabel, "user": .userLabel,
        "station": .stationLabel,
        "employer": .employer, "catalog": .catalog, "street": .street, "streetbare": .streetBare,
        "streetfirst": .streetFirst, "streetend": .streetEnd, "lives": .lives, "place": .place, "hospital": .hospital,
        "hospitalpart": .hospitalPart, "hospitaltail": .hospitalTail, "hospitalbefore": .hospitalBefore,
        "particle": .particle, "agecue": .ageCue, "ageunit": .ageUnit, "ninety": .ninety, "timeunit": .timeUnit,
        "unit": .unit, "function": .function, "clinical": .clinical, "view": .view, "device": .device, "drug": .drug,
        "eponym": .eponym, "eponymhead": .eponymHead, "brand": .brand, "center": .center, "meaning": .meaning,
        "imaging": .imaging, "stain": .stain, "sex": .sex, "ageform": .ageForm, "agebefore": .ageBefore,
        "birth": .birth, "weekday": .weekday,
    ]
}

/// The embedded words: what each of them is, found by its folded letters.
///
/// An open-addressed table of hashes; a word is never stored as text.
struct WordList: Sendable {
    static let shared = WordList()

    private let hashes: [UInt64]
    private let flags: [WordFlags]
    private let mask: Int

    /// Nothing for a word that no list has.
    subscript(hash: UInt64) -> WordFlags {
        var slot = Int(truncatingIfNeeded: hash) & mask
        while hashes[slot] != 0 {
            if hashes[slot] == hash { return flags[slot] }
            slot = (slot + 1) & mask
        }
        return []
    }

    /// The folded letters of words between blanks, to compare tokens with.
    static func hashes(_ words: String) -> Set<UInt64> {
        Set(words.split { $0 == " " || $0 == "\n" }.map { LetterFolding.hash(LetterFolding.letters($0)) })
    }

    subscript(word: String) -> WordFlags { self[LetterFolding.hash(LetterFolding.letters(word))] }

    private init() {
        var hashes = [UInt64](repeating: 0, count: 1 << 16)
        var flags = [WordFlags](repeating: [], count: 1 << 16)
        let mask = hashes.count - 1
        var count = 0
        for table in [
            text_model_words_cues(), text_model_words_clinical(), text_model_words_imaging(),
            text_model_words_meanings(),
        ] {
            Self.forEach(in: table) { word, flag in
                let hash = LetterFolding.hash(LetterFolding.letters(word))
                var slot = Int(truncatingIfNeeded: hash) & mask
                while hashes[slot] != 0, hashes[slot] != hash { slot = (slot + 1) & mask }
                if hashes[slot] == 0 { count += 1 }
                hashes[slot] = hash
                // A word of two months (`mar`) keeps the first.
                let month = flags[slot].month == 0 ? flag.rawValue & 0xF : 0
                flags[slot].formUnion(WordFlags(rawValue: flag.rawValue & ~0xF | month))
            }
        }
        precondition(count * 2 < hashes.count, "the embedded word lists have outgrown their table")
        self.hashes = hashes
        self.flags = flags
        self.mask = mask
    }

    private static func forEach(in table: text_model, _ body: (Substring, WordFlags) -> Void) {
        let text = String(decoding: UnsafeBufferPointer(start: table.bytes, count: table.count), as: UTF8.self)
        var flag: WordFlags?
        for line in text.split(separator: "\n") where !line.hasPrefix("# ") {
            if line.hasPrefix("["), line.hasSuffix("]") {
                let words = line.dropFirst().dropLast().split(separator: " ").map(String.init)
                flag = words[0] == "month" ? WordFlags(rawValue: UInt64(words[1]) ?? 0) : WordFlags.byName[words[0]]
                precondition(flag != nil, "the embedded word lists name an unknown list")
                continue
            }
            guard let flag else { continue }
            for word in line.split(separator: " ") { body(word, flag) }
        }
    }
}
