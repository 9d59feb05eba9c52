/// Names of people: after titles, labels and the words for staff, before credentials, with carets, as initials.
extension RuleScan {
    /// How sure what stands before makes that a name follows.
    private enum Cue {
        /// `Dr.`: nearly anything is a name.
        case title
        /// `Name:`, `tech`: anything that is no word of medicine.
        case strong
        /// `by`: a word with a capital that is nobody's everyday word.
        case weak
    }

    mutating func names() {
        for index in text.tokens.indices where text.isMark(index, "^") && !taken[index] { carets(at: index) }
        for index in text.tokens.indices where text.kind(index) == .letters && !taken[index] {
            let flags = text.flags(index)
            if flags.contains(.title) { afterTitle(index) }
            if flags.contains(.nameLabel) { afterLabel(index) }
            if flags.contains(.strongStaff) || flags.contains(.staff) { afterStaff(index, flags) }
            if flags.contains(.kin) { afterKin(index) }
            if flags.contains(.credential) { beforeCredential(index) }
            if text.tokens[index].count == 1 { initials(at: index) }
            if text.isMark(index + 1, "/") { dictation(at: index) }
        }
    }

    // MARK: where names begin

    private mutating func afterTitle(_ index: Int) {
        let token = text.tokens[index]
        let isPointed = text.isMark(index + 1, ".")
        var first = isPointed ? index + 2 : index + 1
        // `Dott.ssa`, `Prof. Dr. med.`, `dr n. med.`
        while first < text.count, first - index < 12,
            text.flags(first).contains(.title) || Self.between.contains(text.tokens[first].hash)
                || text.isMark(first, ".") || text.isMark(first, "_")
        {
            first += 1
        }
        guard first < text.count, text.kind(first) == .letters, !taken[first] else { return }
        // `ORBIT_MR.dcm`
        if Self.modalities.contains(token.hash), text.isMark(index - 1, "_") { return }
        // `Dr aware`: a name has a capital where others have not.
        if !text.tokens[first].isCapitalized, !text.isAllSmall, !text.flags(first).contains(.particle),
            text.tokens[first].flags.month == 0
        {
            return
        }
        if !isPointed, Self.modalities.contains(token.hash), token.isAllCapitals || token.isSmall && !text.isAllSmall {
            // `MR NECK`, `DR CHEST`, `SR`: a title only where somebody acts, or where nothing of medicine follows.
            let before = text.word(before: index, marks: 1)
            let isActing =
                before >= 0 && !text.flags(before).isDisjoint(with: [.staff, .strongStaff])
                || before >= 0 && Self.acting.contains(text.tokens[before].hash)
            guard
                isActing
                    || token.hash == Self.doctor && text.flags(first).isDisjoint(with: .plain)
                        && text.flags(first).isDisjoint(with: .eponym)
            else { return }
        } else if !isPointed, token.count <= 4, !text.flags(first).isDisjoint(with: .medical),
            !text.tokens[first].isCapitalized || text.isAllCapitals
        {
            return
        }
        name(from: first, .title, 0.93)
    }

    private mutating func afterLabel(_ index: Int) {
        var first = index + 1
        var isMarked = false
        while first < text.count {
            if text.isMark(first, ":") || text.isMark(first, "=") || text.mark(first) == 0xFF1A {
                isMarked = true
            } else if text.flags(first).contains(.nameLabel), text.kind(first) == .letters {
                isMarked = isMarked || Self.certain.contains(text.tokens[first].hash)
            } else if !text.isMark(first, ".") && !text.isMark(first, "_") {
                break
            }
            first += 1
        }
        isMarked = isMarked || Self.certain.contains(text.tokens[index].hash)
        guard first < text.count, text.kind(first) == .letters, !taken[first] else { return }
        // `patient tolerated`: without a colon only words with capitals among others without.
        guard isMarked || text.tokens[first].isCapitalized && !text.isAllCapitals && text.tokens[index].count > 2 else {
            return
        }
        name(from: first, isMarked ? .strong : .weak, isMarked ? 0.9 : 0.75)
    }

    private mutating func afterStaff(_ index: Int, _ flags: WordFlags) {
        var first = index + 1
        var isMarked = false
        while first < text.count {
            if text.isMark(first, ":") || text.isMark(first, "=") || text.mark(first) == 0xFF1A
                || text.mark(first) == 0x3B && flags.contains(.strongStaff)
            {
                isMarked = true
            } else if !(text.isMark(first, ".") || text.isMark(first, "_") || text.isMark(first, "/")) {
                // `Referring physician Dr.`, `informado por`
                let isJoint = first == index + 1 && Self.by.contains(text.tokens[first].hash)
                guard isJoint || text.tokens[first].count > 1 && !text.flags(first).isDisjoint(with: [.staff, .title])
                else { break }
            }
            first += 1
        }
        guard first < text.count, text.kind(first) == .letters, !taken[first] else { return }
        let isStrong = flags.contains(.strongStaff) || isMarked && !Self.done.contains(text.tokens[index].hash)
        if abbreviation(at: first, isStrong: isStrong) { return }
        // `ordered by tkelley2`
        if text.kind(first + 1) == .digits, text.isGlued(first + 1), text.tokens[first].count >= 4,
            text.tokens[first].flags.isEmpty,
            text.tokens[first + 1].count <= 3, !taken[first + 1]
        {
            return take(first...(first + 1), .username, 0.8)
        }
        if text.isAllCapitals || text.isAllSmall {
            guard isStrong else { return }
            name(from: first, .strong, 0.75)
        } else {
            guard text.tokens[first].isCapitalized || isMarked else { return }
            name(from: first, isStrong ? .strong : .weak, isStrong ? 0.85 : 0.75)
        }
    }

    private mutating func afterKin(_ index: Int) {
        var first = index + 1
        while text.isMark(first, ":") || text.isMark(first, ",") || text.isMark(first, "(") { first += 1 }
        guard first < text.count, text.kind(first) == .letters, !taken[first], text.tokens[first].isCapitalized,
            !text.isAllCapitals
        else { return }
        name(from: first, .weak, 0.75)
    }

    /// `Smith, MD`: one to three words before.
    private mutating func beforeCredential(_ index: Int) {
        let token = text.tokens[index]
        guard Self.degrees.contains(token.hash), token.isAllCapitals || text.isAllSmall || !token.isSmall else {
            return
        }
        let isListed = text.isMark(index - 1, ",")
        var first = isListed ? index - 1 : index
        var words = 0
        while first > 0, words < 3 {
            var previous = first - 1
            if text.isMark(previous, "-") || text.isMark(previous, "'") || text.isMark(previous, ".")
                || text.isMark(previous, "’")
            {
                previous -= 1
            }
            guard previous >= 0, text.kind(previous) == .letters, !taken[previous],
                isName(previous, .weak) || text.tokens[previous].count == 1 && words > 0
            else { break }
            first = previous
            words += 1
        }
        guard words > 0, isListed || words > 1 else { return }
        let last = isListed ? index - 2 : index - 1
        guard first <= last else { return }
        take(first...last, .name, 0.85)
    }

    /// `MILLER^JOHN^^DR`.
    private mutating func carets(at index: Int) {
        var (first, last) = (index, index)
        while first > 0, text.isGlued(first), !taken[first - 1], isCaretPart(first - 1) { first -= 1 }
        while last + 1 < text.count, text.isGlued(last + 1), !taken[last + 1], isCaretPart(last + 1) { last += 1 }
        while last > index, text.kind(last) == .mark { last -= 1 }
        while first < index, text.kind(first) == .mark { first += 1 }
        guard first < index, last > index else { return }
        // `KNEE LT^NECK`: a study, not a person.
        let words = (first...last).filter { text.kind($0) == .letters && text.tokens[$0].count > 1 }
        if !words.isEmpty, words.allSatisfy({ !text.flags($0).isDisjoint(with: .plain) }) { return }
        take(first...last, .name, 0.95)
    }

    private func isCaretPart(_ index: Int) -> Bool {
        text.kind(index) != .mark && text.kind(index) != .digits || [0x5E, 0x2D, 0x27, 0x3D].contains(text.mark(index))
    }

    // MARK: initials

    /// `by GS`, `tech TWN`.
    private mutating func abbreviation(at index: Int, isStrong: Bool) -> Bool {
        let token = text.tokens[index]
        guard token.isAllCapitals, (2...4).contains(token.count),
            token.flags.isDisjoint(with: [.clinical, .meaning, .unit, .function, .device, .catalog]),
            !text.isAllCapitals || isStrong
        else { return false }
        let isFollowed =
            index + 1 < text.count && text.kind(index + 1) == .letters && text.tokens[index + 1].isCapitalized
            && !text.isAllCapitals
        guard !isFollowed else { return false }
        take(index...index, .name, 0.8)
        return true
    }

    /// `T: 04Jun13 EDG/kmd`: who spoke and who wrote, after a date.
    private mutating func dictation(at index: Int) {
        let token = text.tokens[index]
        guard index > 0, taken[index - 1], text.kind(index - 1) != .mark, (2...4).contains(token.count),
            token.isAllCapitals,
            text.isGlued(index + 1), text.isGlued(index + 2), text.kind(index + 2) == .letters,
            (2...4).contains(text.tokens[index + 2].count),
            index + 3 >= text.count || text.kind(index + 3) == .mark, token.flags.isDisjoint(with: [.unit, .timeUnit])
        else { return }
        take(index...(index + 2), .name, 0.8)
    }

    /// `J.O.B./CH`, `L.C.`, `Нисов М.П.`: capitals with points.
    private mutating func initials(at index: Int) {
        guard text.tokens[index].isCapitalized, text.isMark(index + 1, "."), text.isGlued(index + 1) else { return }
        if index > 0, text.isGlued(index), text.kind(index - 1) != .mark || text.isMark(index - 1, ".") { return }
        var last = index + 1
        var letters = [UInt16](text.key(text.tokens[index]))
        while text.kind(last + 1) == .letters, text.tokens[last + 1].count == 1, text.tokens[last + 1].isCapitalized,
            text.isMark(last + 2, "."),
            text.tokens[last + 1].start - text.tokens[last].end <= 1, text.isGlued(last + 2)
        {
            letters += text.key(text.tokens[last + 1])
            last += 2
        }
        guard !isTaken(index...last) else { return }
        let isAbbreviated = !WordList.shared[LetterFolding.hash(letters)].isDisjoint(with: [
            .clinical, .meaning, .function, .unit, .timeUnit,
        ])
        // With a family name on one side, one initial is enough.
        let before = index - 1
        let isBefore =
            before >= 0 && text.kind(before) == .letters && text.tokens[before].count > 2 && isName(before, .weak)
            && !text.isAllSmall
        if isBefore, letters.count >= 2 || isNotLatin(before) { return take(before...last, .name, 0.85) }
        if text.kind(last + 1) == .letters, text.tokens[last + 1].count > 2, isName(last + 1, .weak), !text.isAllSmall,
            letters.count >= 1, !isAbbreviated,
            letters.count > 1
                || text.tokens[last + 1].isCapitalized && text.flags(last + 1).isEmpty && !text.isAllCapitals
        {
            return name(from: index, .weak, 0.8)
        }
        guard letters.count >= 2, !isAbbreviated, text.tokens[last].start > text.tokens[index].start + 2 else { return }
        if text.isMark(last + 1, "/"), text.kind(last + 2) == .letters, text.tokens[last + 2].isAllCapitals,
            text.tokens[last + 2].count <= 4
        {
            last += 2
        }
        take(index...last, .name, 0.8)
    }

    private func isNotLatin(_ index: Int) -> Bool { (text.key(text.tokens[index]).first ?? 0) > 0x24F }

    // MARK: how far names go

    private mutating func name(from first: Int, _ cue: Cue, _ confidence: Double) {
        var last = first - 1
        var position = first
        var words = 0
        while position < text.count, words < 4, !taken[position], text.kind(position) == .letters {
            let token = text.tokens[position]
            if position > first, token.start - text.tokens[position - 1].end > 1 { break }
            if token.count == 1 {
                // An initial, not the word `a`.
                guard token.isCapitalized || words > 0 && text.isMark(position + 1, ".") else { break }
                last = text.isMark(position + 1, ".") && text.isGlued(position + 1) ? position + 1 : position
            } else if token.flags.contains(.particle), words < 3,
                text.kind(position + 1) == .letters || text.isMark(position + 1, "'") || text.isMark(position + 1, "’"),
                isName(position + 1, cue) || text.flags(position + 1).contains(.particle)
                    || text.mark(position + 1) != 0
            {
                last = position
            } else if isName(position, words == 0 ? cue : .weak) {
                words += 1
                last = position
            } else {
                break
            }
            position = last + 1
            // `O'Connell`, `Lopez-Dunleavy`, `Miller, John`, `mitchell_t`.
            let mark = text.mark(position)
            if mark == 0x2D || mark == 0x27 || mark == 0x2019 || mark == 0x5F {
                guard text.isGlued(position), text.isGlued(position + 1), text.kind(position + 1) == .letters,
                    text.tokens[position + 1].count > 1
                else { break }
                if mark == 0x5F, !isName(position + 1, .weak) { break }
                last = position + 1
                position += 2
            } else if mark == 0x2C, words == 1, text.kind(position + 1) == .letters,
                text.tokens[position + 1].isCapitalized,
                !text.isAllCapitals, isName(position + 1, .weak)
            {
                position += 1
            }
        }
        while last >= first, text.flags(last).contains(.particle), text.kind(last) == .letters, words > 0, last > first {
            last -= 1
        }
        guard words > 0 || last > first, last >= first else { return }
        take(first...last, .name, confidence)
    }

    /// A word that can be a name after such a cue.
    private func isName(_ index: Int, _ cue: Cue) -> Bool {
        guard index >= 0, index < text.count, text.kind(index) == .letters, !taken[index] else { return false }
        let token = text.tokens[index]
        guard token.count > 1, token.flags.month == 0 || cue != .weak, cue == .title || !isEponym(index) else {
            return false
        }
        let isCapital = token.isCapitalized || text.isAllSmall
        switch cue {
        case .title:
            return token.flags.isDisjoint(with: [.function])
                || token.isCapitalized && !text.isAllCapitals && token.count > 2
        case .strong:
            return isCapital && token.flags.isDisjoint(with: .plain.union([.place, .street]).subtracting([.hospital]))
        case .weak:
            return isCapital
                && token.flags.isDisjoint(
                    with: .plain.union([.place, .eponym, .credential, .hospitalPart, .userLabel, .stationLabel]))
        }
    }

    /// `Meckel's diverticulum`, `Hill-Sachs lesion`.
    private func isEponym(_ index: Int) -> Bool {
        guard !text.flags(index).isDisjoint(with: [.eponym, .view]) else { return false }
        var next = index + 1
        while next - index < 4,
            text.kind(next) == .mark || text.kind(next) == .letters && text.tokens[next].count == 1
                || text.flags(next).contains(.eponym)
        {
            next += 1
        }
        return text.flags(next).contains(.eponymHead)
    }

    private static let doctor = LetterFolding.hash(LetterFolding.letters("dr"))
    /// Titles that are abbreviations of imaging as well.
    private static let modalities = WordList.hashes(
        """
        mr dr ms sr hr fr pan don op sig dip ds bay sn ing st dot prof m hrn col
        """)
    private static let acting = WordList.hashes("for of to from with see call von an bei del de di da pour chez")
    private static let between = WordList.hashes("med ssa n hab univ dent rer nat phil habil ra mult")
    /// What is done to findings as well as by people.
    private static let done = WordList.hashes(
        """
        reviewed performed read interpreted informed approved verified requested ordered ordering requesting op
        by per cc
        """
    )
    private static let by = WordList.hashes("por par von vom da dal dalla door przez av af by a de do")
    /// Labels that nothing but a name follows.
    private static let certain = WordList.hashes(
        "name nom nombre nome naam navn namn nazwisko имя фамилия фио apellidos cognome имя")
    private static let degrees = WordList.hashes(
        "md rn np phd mph frcr facr frcp dds mbbs crna aprn dnp rdms rvt bsn msn pac lpn cnmt rrt arrt")
}
