/// Streets with their numbers, and towns where people live.
extension RuleScan {
    mutating func streets() {
        for index in text.tokens.indices where text.kind(index) == .letters && !taken[index] {
            let flags = text.flags(index)
            if flags.contains(.street) { numbered(streetAt: index) }
            if !taken[index], flags.contains(.streetFirst) { street(from: index) }
            if !taken[index] { named(streetAt: index) }
            if !taken[index], text.tokens[index].count <= 4 { box(at: index) }
            if !taken[index], text.tokens[index].count == 1, text.isMark(index + 1, "/") { calle(at: index) }
        }
    }

    /// `3190 John Streets, Tulsa OH 12645`: number, up to four words, a word for streets.
    private mutating func numbered(streetAt index: Int) {
        var first = index - 1
        var words = 0
        while first >= 0, words < 4,
            text.kind(first) == .letters || text.isMark(first, ".") || text.isMark(first, "-")
                || text.isMark(first, "'"), !taken[first]
        {
            if text.kind(first) == .letters {
                guard
                    text.flags(first).isDisjoint(with: [.unit, .timeUnit, .meaning, .clinical])
                        || text.tokens[first].isCapitalized && !text.isAllCapitals
                else { return }
                words += 1
            }
            first -= 1
        }
        guard first >= 0, words > 0, text.kind(first) == .digits, !taken[first], text.tokens[first].count <= 5,
            text.mark(first - 1) != 0x2E,
            !text.flags(text.word(before: first)).contains(.catalog)
        else { return }
        let isBare =
            text.flags(index).contains(.streetBare) || text.tokens[index].isCapitalized && text.tokens[index].count > 1
        // `rd`, `st`, `dr` after a number and one word: the number must not be an ordinal's.
        guard isBare || text.isMark(index + 1, ",") || text.isMark(index + 1, "."),
            text.flags(first + 1).isDisjoint(with: .function)
        else { return }
        if text.isGlued(first + 1), text.tokens[first + 1].count <= 2 { return }
        take(first...town(after: index), .address, 0.85)
    }

    /// The end of `, Town ST 12345` after a street.
    private func town(after street: Int) -> Int {
        var last = street
        while text.isMark(last + 1, ".") && text.isGlued(last + 1) { last += 1 }
        if text.flags(last + 1).contains(.streetFirst) || text.flags(last + 1).contains(.street),
            text.kind(last + 2) == .digits
        {
            last = withLetter(last + 2)
        } else if text.kind(last + 1) == .digits, text.tokens[last + 1].count <= 3, withLetter(last + 1) > last + 1 {
            // `12 Foo Street 12b`
            last = withLetter(last + 1)
        }
        guard text.isMark(last + 1, ",") || text.kind(last + 1) == .digits && text.tokens[last + 1].count >= 4 else {
            return last
        }
        var position = text.isMark(last + 1, ",") ? last + 2 : last + 1
        var words = 0
        while position < text.count, !taken[position], position - last < 9 {
            let token = text.tokens[position]
            if token.kind == .digits, token.count >= 3, token.count <= 6 {
                // `555-1234` is no postal code, `90210-1234` is one.
                let isChained = text.isMark(position + 1, "-") && text.isGlued(position + 1) && text.isGlued(position + 2)
                if isChained, text.kind(position + 2) == .digits, token.count != 5 { break }
                last = position
                position += 1
                if words > 0 { break }
            } else if token.kind == .letters, words < 4, token.count > 1,
                text.flags(position).isDisjoint(with: [.eponymHead, .eponym]),
                isNameCase(position) || text.flags(position).contains(.particle),
                text.flags(position).isDisjoint(with: [.clinical, .meaning, .idLabel, .phoneLabel, .function])
                    || token.count == 2 && words > 0 || words == 0 && text.flags(position + 1).contains(.street)
            {
                words += 1
                last = position
                position += 1
            } else if token.kind == .mark,
                text.isMark(position, ",") || text.isMark(position, "-") || text.isMark(position, "."),
                text.kind(position + 1) != .mark
            {
                position += 1
            } else {
                break
            }
        }
        return last
    }

    /// `rue Hubert 61`, `61 chemin Hubert`, `via Roma, 12`, `ul. Kasztanowa 16/17`.
    private mutating func street(from index: Int) {
        // `syngo.via VB30`
        if text.isMark(index - 1, "."), text.isGlued(index) { return }
        var position = index + 1
        while text.isMark(position, ".") { position += 1 }
        var words = 0
        var last = index
        while position < text.count, words < 5, !taken[position] {
            if text.kind(position) == .letters, text.flags(position).isDisjoint(with: [.unit, .timeUnit]),
                isNameCase(position) || text.flags(position).contains(.particle)
                    || text.tokens[position].kind == .letters && isCyrillic(position)
            {
                last = position
                words += 1
                position += 1
            } else if text.isMark(position, "-") || text.isMark(position, "'") || text.isMark(position, "’")
                || text.isMark(position, "."), text.isGlued(position)
            {
                position += 1
            } else {
                break
            }
        }
        guard words > 0 else { return }
        var first = index
        if index > 0, text.kind(index - 1) == .digits, !taken[index - 1], text.tokens[index - 1].count <= 4 {
            first = index - 1
        } else if index > 1, text.isMark(index - 1, ","), text.kind(index - 2) == .digits, !taken[index - 2],
            text.tokens[index - 2].count <= 4
        {
            first = index - 2
        }
        // A number after it: `12`, `, 12`, `n. 12`, `, д. 78, кв. 51`.
        var end = last
        position = last + 1
        while first == index, position < text.count, position - end < 5, !taken[position] {
            let token = text.tokens[position]
            if token.kind == .digits, token.count <= 4 {
                if text.isGlued(position), text.kind(position - 1) == .letters { return }
                end = position
            } else if token.kind == .letters {
                guard token.count <= 3, end == last || text.isGlued(position) || isCyrillic(position),
                    token.flags.isDisjoint(with: [.unit, .timeUnit, .clinical])
                else { break }
            }
            position += 1
        }
        guard first < index || end > last else { return }
        take(first...town(after: end > last ? end : last), .address, 0.85)
    }

    private func isCyrillic(_ index: Int) -> Bool {
        guard let first = text.key(text.tokens[index]).first else { return false }
        return (0x430...0x45F).contains(first)
    }

    /// `Drubinstraße 84, 70266 Gerolzhofen`: one word that ends with a word for streets, and a number.
    private mutating func named(streetAt index: Int) {
        let token = text.tokens[index]
        let ending = Self.endings.first { end in
            token.keyEnd - token.keyStart > end.count + 2
                && text.keys[(token.keyEnd - end.count)..<token.keyEnd].elementsEqual(end)
        }
        let isTwo =
            token.flags.contains(.streetEnd) && index > 0 && text.kind(index - 1) == .letters && !taken[index - 1]
            && text.flags(index - 1).isDisjoint(with: [.clinical, .function, .meaning])
        // `Lindenblüten-Allee 23b`
        let isHyphenated =
            index > 1 && text.isMark(index - 1, "-") && text.isGlued(index) && text.isGlued(index - 1)
            && text.kind(index - 2) == .letters && !taken[index - 2] && text.tokens[index - 2].count > 2
            && Self.endings.contains { $0.elementsEqual(text.key(token)) }
        guard ending != nil || isTwo || isHyphenated, token.flags.isDisjoint(with: [.clinical, .meaning]) else { return }
        var number = index + 1
        while text.isMark(number, ".") || text.isMark(number, ",") || text.isMark(number, ":")
            || text.flags(number).contains(.numberWord)
        {
            number += 1
        }
        guard text.kind(number) == .digits, !taken[number], text.tokens[number].count <= 4,
            text.flags(number + 1).isDisjoint(with: [.unit, .timeUnit])
        else { return }
        let first = ending != nil ? index : isHyphenated ? chunkStart(index) : index - 1
        take(first...town(after: withLetter(number)), .address, 0.85)
    }

    /// The `b` of `23b`.
    private func withLetter(_ number: Int) -> Int {
        let next = number + 1
        let isOne = text.kind(next) == .letters && text.isGlued(next) && text.tokens[next].count == 1
        return isOne && !text.isGlued(next + 1) || isOne && text.kind(next + 1) == .mark ? next : number
    }

    private static let endings: [[UInt16]] = [
        "strasse", "straße", "straat", "weg", "gasse", "platz", "allee", "gatan", "vagen", "vägen", "veien", "gade",
        "laan", "plein",
        "gracht", "vej", "steig", "ufer", "damm", "kade", "singel", "baan", "dreef", "katu", "tie", "sokak", "caddesi",
    ].map { LetterFolding.letters($0) }

    /// `PO Box 69, Fall River`.
    private mutating func box(at index: Int) {
        let words = Array(text.key(text.tokens[index]))
        var next = index + 1
        if words == [0x70], text.isMark(next, "."), text.kind(next + 1) == .letters {
            next += 2 + (text.isMark(next + 2, ".") ? 1 : 0)
        }
        guard words == [0x70, 0x6F] || words == [0x70] && next > index + 1, text.kind(next) == .letters,
            text.kind(next + 1) == .digits,
            Self.boxes.contains(text.tokens[next].hash)
        else { return }
        take(index...town(after: next + 1), .address, 0.9)
    }

    private static let boxes = WordList.hashes("box bus")

    /// `C/ Pavón 42`.
    private mutating func calle(at index: Int) {
        guard text.key(text.tokens[index]).first == 0x63, text.isGlued(index + 1), text.kind(index + 2) == .letters,
            isNameCase(index + 2), text.tokens[index + 2].count > 1
        else { return }
        var last = index + 2
        while last - index < 7, text.kind(last + 1) == .letters,
            isNameCase(last + 1) || text.flags(last + 1).contains(.particle)
        {
            last += 1
        }
        while text.isMark(last + 1, ",") || text.flags(last + 1).contains(.numberWord) { last += 1 }
        guard text.kind(last + 1) == .digits, !taken[last + 1], text.tokens[last + 1].count <= 4 else { return }
        take(index...town(after: last + 1), .address, 0.85)
    }

    /// `lives in Fall River`, `wohnhaft in Melle`.
    mutating func homes() {
        for index in text.tokens.indices where text.flags(index).contains(.lives) && !taken[index] {
            var first = index + 1
            var isAnnounced = false
            while first < text.count, first - index <= 3 {
                if text.isMark(first, ":") || text.flags(first).contains(.place) {
                    isAnnounced = true
                } else if !text.flags(first).contains(.function) && !text.isMark(first, ".") {
                    break
                }
                first += 1
            }
            guard isAnnounced, first < text.count, !taken[first], text.kind(first) == .letters,
                isNameCase(first),
                text.flags(first).isDisjoint(with: [.function, .kin, .staff, .hospital, .hospitalPart, .unit])
            else { continue }
            let isCased = !text.isAllSmall && !text.isAllCapitals
            guard isCased || text.flags(first).isDisjoint(with: .plain) || text.flags(first + 1).contains(.street)
            else { continue }
            var last = first
            while last + 1 < text.count, last - first < 3, text.kind(last + 1) == .letters, !taken[last + 1],
                text.flags(last + 1).contains(.street)
                    || isCased && text.tokens[last + 1].isCapitalized
                        && text.flags(last + 1).isDisjoint(with: .plain)
            {
                last += 1
            }
            take(first...last, .address, 0.75)
        }
    }
}
