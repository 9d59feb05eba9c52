/// Hospitals with their names, streets with their numbers.
extension RuleScan {
    // MARK: streets

    mutating func streets() {
        for index in text.tokens.indices where text.kind(index) == .letters && !taken[index] {
            let flags = text.flags(index)
            if flags.contains(.street) { numbered(streetAt: index) }
            if !taken[index], flags.contains(.streetFirst) { street(from: index) }
            if !taken[index] { named(streetAt: index) }
            if !taken[index], text.tokens[index].count <= 4 { box(at: index) }
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
            last += 2
        }
        guard text.isMark(last + 1, ",") || text.kind(last + 1) == .digits && text.tokens[last + 1].count >= 4 else {
            return last
        }
        var position = text.isMark(last + 1, ",") ? last + 2 : last + 1
        var words = 0
        while position < text.count, !taken[position], position - last < 9 {
            let token = text.tokens[position]
            if token.kind == .digits, token.count >= 3, token.count <= 6 {
                last = position
                position += 1
                if words > 0 { break }
            } else if token.kind == .letters, words < 4, token.count > 1,
                text.flags(position).isDisjoint(with: [.eponymHead, .eponym]),
                isNameCase(position) || text.flags(position).contains(.particle),
                text.flags(position).isDisjoint(with: [.clinical, .meaning, .idLabel, .phoneLabel, .function])
                    || token.count == 2 && words > 0
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
        while position < text.count, position - end < 5, !taken[position] {
            let token = text.tokens[position]
            if token.kind == .digits, token.count <= 5 {
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
        guard ending != nil || isTwo, token.flags.isDisjoint(with: [.clinical, .meaning]) else { return }
        var number = index + 1
        while text.isMark(number, ".") || text.isMark(number, ",") || text.flags(number).contains(.numberWord) {
            number += 1
        }
        guard text.kind(number) == .digits, !taken[number], text.tokens[number].count <= 4,
            text.flags(number + 1).isDisjoint(with: [.unit, .timeUnit])
        else { return }
        var last = number
        if text.isGlued(number + 1), text.kind(number + 1) == .letters, text.tokens[number + 1].count == 1 { last += 1 }
        take((isTwo && ending == nil ? index - 1 : index)...town(after: last), .address, 0.85)
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

    private static let boxes = Set(["box", "bus"].map { LetterFolding.hash(LetterFolding.letters($0)) })

    // MARK: hospitals

    /// A word for hospitals with the names around it.
    mutating func hospitals() {
        for index in text.tokens.indices where !taken[index] && text.kind(index) == .letters {
            let flags = text.flags(index)
            let isCompound = isCompoundHospital(index)
            let isTail = flags.contains(.hospitalTail) && index > 0 && text.flags(index - 1).contains(.hospitalBefore)
            guard flags.contains(.hospital) || isTail || isCompound else { continue }
            var first = index
            var names = isCompound ? 1 : 0
            while first > 0, index - first < 7, let previous = left(of: first) {
                if isNamePart(previous) { names += 1 }
                first = previous
            }
            // What comes before must begin with a name, a number of which nothing is known, or `St.`
            var last = index
            while last + 1 < text.count, last - index < 8, let next = right(of: last) {
                if isNamePart(next) { names += 1 }
                last = next
            }
            // `SPINE WORCESTER GENERAL HOSPITAL`
            while first < index, !isNamePart(first), !text.flags(first).isDisjoint(with: [.clinical, .meaning]),
                (first + 1..<index).contains(where: isNamePart)
            {
                first += 1
            }
            while last > index, text.flags(last).contains(.particle) || text.flags(last).contains(.function) {
                last -= 1
            }
            while first < index, !isNamePart(first),
                text.flags(first).isDisjoint(with: [.hospitalPart, .hospital, .hospitalBefore])
            { first += 1 }
            guard names > 0, !isTaken(first...last) else { continue }
            take(first...last, .institution, 0.8)
        }
    }

    private func isCompoundHospital(_ index: Int) -> Bool {
        let token = text.tokens[index]
        return Self.compounds.contains { end in
            token.keyEnd - token.keyStart > end.count + 2
                && text.keys[(token.keyEnd - end.count)..<token.keyEnd].elementsEqual(end)
        } && token.flags.isDisjoint(with: [.clinical, .meaning, .hospital])
    }

    private static let compounds: [[UInt16]] = [
        "krankenhaus", "klinikum", "klinik", "spital", "sjukhus", "sykehus", "sygehus", "ziekenhuis", "hospital",
    ]
    .map { LetterFolding.letters($0) }

    /// A word that can only be the name's own.
    private func isNamePart(_ index: Int) -> Bool {
        let token = text.tokens[index]
        guard token.kind == .letters, token.count > 1 else { return false }
        return token.flags.isDisjoint(with: [
            .hospital, .hospitalPart, .hospitalBefore, .hospitalTail, .particle, .function, .clinical, .meaning, .place,
            .dated, .staff, .eponymHead, .unit,
            .title, .idLabel, .nameLabel,
        ]) || token.flags.contains(.hospitalPart) && Self.saints.contains(token.hash)
    }

    private static let saints = Set(
        ["mercy", "saint", "st", "sankt", "san", "santa", "santo", "sainte", "sint", "são", "szt"].map {
            LetterFolding.hash(LetterFolding.letters($0))
        })

    private func left(of index: Int) -> Int? {
        var previous = index - 1
        if text.isMark(previous, "-") || text.isMark(previous, "'") || text.isMark(previous, ".")
            || text.isMark(previous, "&")
        {
            previous -= 1
        }
        if text.isMark(previous, "'") || text.isMark(previous, "’") { previous -= 1 }
        guard previous >= 0, text.kind(previous) == .letters, !taken[previous] else { return nil }
        let flags = text.flags(previous)
        if !flags.isDisjoint(with: [.hospitalPart, .hospitalBefore, .hospital]) { return previous }
        // `University of Boise Hospital`.
        if flags.contains(.function) || flags.contains(.particle) {
            guard previous > 0, text.flags(previous - 1).contains(.hospitalPart), text.tokens[previous].count <= 3,
                Self.joints.contains(text.tokens[previous].hash)
            else { return nil }
            return previous
        }
        guard isNamePart(previous), text.tokens[previous].isCapitalized || text.isAllSmall else { return nil }
        if text.isAllCapitals || text.isAllSmall, index - previous > 0, wordsFrom(previous, index) > 2 { return nil }
        return previous
    }

    private func wordsFrom(_ first: Int, _ last: Int) -> Int { (first...last).count }

    private static let joints = Set(
        ["of", "de", "do", "da", "del", "di", "the", "für"].map { LetterFolding.hash(LetterFolding.letters($0)) })

    private func right(of index: Int) -> Int? {
        var next = index + 1
        if text.isMark(next, "-") || text.isMark(next, ".") || text.isMark(next, "'") || text.isMark(next, "’") {
            next += 1
        }
        guard next < text.count, text.kind(next) == .letters, !taken[next] else { return nil }
        let flags = text.flags(next)
        if !flags.isDisjoint(with: [.hospitalPart, .hospital]) { return next }
        if flags.contains(.particle) || Self.joints.contains(text.tokens[next].hash) {
            guard next + 1 < text.count, text.kind(next + 1) == .letters,
                isNamePart(next + 1) || text.flags(next + 1).contains(.particle)
                    || text.flags(next + 1).contains(.hospitalPart),
                isNameCase(next + 1) || text.flags(next + 1).contains(.particle)
            else { return nil }
            return next
        }
        // After the English word the name is over; elsewhere it begins there.
        guard isNamePart(next), text.tokens[next].isCapitalized,
            Self.isFirst(text.flags(index)) || text.tokens[index].hash != Self.english
        else { return nil }
        if text.isAllCapitals, text.flags(index).isDisjoint(with: [.hospital, .hospitalPart, .particle, .function]) {
            return nil
        }
        return text.tokens[index].hash == Self.english || text.flags(index).contains(.hospitalTail) ? nil : next
    }

    private static func isFirst(_ flags: WordFlags) -> Bool {
        flags.contains(.hospitalPart) || flags.contains(.particle)
    }
    private static let english = LetterFolding.hash(LetterFolding.letters("hospital"))
}
