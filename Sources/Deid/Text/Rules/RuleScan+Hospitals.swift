/// Hospitals, practices and institutes with their names.
///
/// A word for hospitals is none of anybody's secrets: it takes the names around it, and goes with them. English has
/// them
/// before the word (`Mercy General Hospital`), most others after it (`Hospital de la Cruz`, `Klinikum Melle`).
extension RuleScan {
    mutating func hospitals() {
        for index in text.tokens.indices where text.kind(index) == .letters && !taken[index] {
            let flags = text.flags(index)
            if flags.contains(.hospital) || isTail(index) || isCompound(index) || isHouse(index) {
                hospital(at: index)
            } else if flags.contains(.brand) {
                brand(at: index)
            } else if flags.contains(.center) {
                center(at: index)
            }
        }
    }

    /// `Radiology Associates`, `Cancer Institute`.
    private func isTail(_ index: Int) -> Bool {
        text.flags(index).contains(.hospitalTail) && index > 0 && text.flags(index - 1).contains(.hospitalBefore)
    }

    /// `Kreiskrankenhaus`, `Universitätsklinikum`: one word for the hospital and whose it is.
    private func isCompound(_ index: Int) -> Bool {
        let token = text.tokens[index]
        guard token.flags.isDisjoint(with: [.clinical, .meaning]) else { return false }
        return Self.compounds.contains { end in
            token.keyEnd - token.keyStart > end.count + 2
                && text.keys[(token.keyEnd - end.count)..<token.keyEnd].elementsEqual(end)
        }
    }

    /// `Casa di cura`, `Santa Casa`.
    private func isHouse(_ index: Int) -> Bool {
        guard text.tokens[index].hash == Self.house else { return false }
        return text.flags(index - 1).contains(.hospitalPart)
            || Self.joints.contains(hash(index + 1)) && Self.cure.contains(hash(index + 2))
    }

    private mutating func hospital(at index: Int) {
        var (first, last) = (index, index)
        var names = isCompound(index) ? 1 : 0
        // `Casa di cura X`: the name comes after all of it.
        if Self.cure.contains(hash(index + 2)), text.flags(index).isDisjoint(with: .hospital) { last = index + 2 }
        names += extendLeft(&first)
        if names == 0 || !isEnglish(index) { names += extendRight(&last, from: last) }
        // A number is a name as well: `ГКБ № 71`.
        if names == 0, last == index, let number = number(after: index) {
            last = number
            names = 1
        }
        guard names > 0, !isTaken(first...last) else { return }
        take(first...last, .institution, 0.8)
    }

    private func hash(_ index: Int) -> UInt64 { text.tokens.indices.contains(index) ? text.tokens[index].hash : 0 }

    private func isEnglish(_ index: Int) -> Bool {
        Self.english.contains(hash(index)) || text.flags(index).contains(.hospitalTail)
    }

    /// The words before: names next to the word or before its other words, `University of X`, `van Y`.
    private func extendLeft(_ first: inout Int) -> Int {
        var names = 0
        var (position, steps) = (first, 0)
        while steps < 7 {
            steps += 1
            guard let previous = neighbour(position, -1) else { break }
            let flags = text.flags(previous)
            if isProper(previous) {
                guard names < 2 || isCased else { break }
                names += 1
            } else if !flags.isDisjoint(with: [.hospitalPart, .hospitalBefore, .hospital]) {
                // `SPINE Worcester General Hospital`: words of medicine come behind the name, not before it.
                if names > 0, !flags.isDisjoint(with: [.clinical, .meaning]) { break }
            } else if flags.contains(.particle) && names > 0 && position == first {
                // `van Berkel Kliniek`
            } else if !(Self.joints.contains(hash(previous)) && text.flags(previous - 1).contains(.hospitalPart)) {
                break
            }
            position = previous
            if isProper(previous) || !flags.isDisjoint(with: [.hospitalPart, .hospitalBefore, .hospital])
                || flags.contains(.particle)
            {
                first = previous
            }
        }
        // `University of Fall River Hospital`: whatever stands between.
        var back = first
        for _ in 0..<4 {
            guard let previous = neighbour(back, -1) else { break }
            if Self.joints.contains(hash(previous)), let head = neighbour(previous, -1),
                text.flags(head).contains(.hospitalPart)
            {
                if text.tokens[back].isCapitalized || !isCased { names += 1 }
                first = head
                break
            }
            back = previous
        }
        return names
    }

    /// The words after: `of Boise`, `San Pietro`, `im. Kopernika`, `Melle`.
    private func extendRight(_ last: inout Int, from index: Int) -> Int {
        var names = 0
        var position = index
        var isJoined = false
        for _ in 0..<8 {
            guard let next = neighbour(position, 1) else { break }
            let flags = text.flags(next)
            let isJoint =
                Self.joints.contains(hash(next)) || flags.contains(.particle) && !flags.contains(.hospitalPart)
            if flags.contains(.hospitalPart) {
                if Self.saints.contains(hash(next)) { isJoined = true }
                last = next
            } else if isJoint {
                isJoined = true
            } else {
                // Without a joint: after other words than the English ones, or where the language says so.
                let isOpen = isJoined || !isEnglish(index) || isRomance(index)
                guard isOpen, isProper(next), names < 3,
                    names == 0 || isCased && text.tokens[next].isCapitalized || isJoined
                else { break }
                names += 1
                last = next
                if !isCased, names > 1 { isJoined = false }
            }
            position = next
        }
        if last > index, names == 0, text.flags(last).contains(.hospitalPart), Self.saints.contains(hash(last)) {
            last = index
        }
        return names
    }

    /// `no Hospital Guerra`, `en el Hospital Quirón`.
    private func isRomance(_ index: Int) -> Bool { index > 0 && Self.romance.contains(hash(index - 1)) }

    private func number(after index: Int) -> Int? {
        var next = index + 1
        while next < text.count, next - index <= 2, text.flags(next).contains(.numberWord) || text.mark(next) == 0x2116 {
            next += 1
        }
        guard next > index + 1, text.kind(next) == .digits, !taken[next], text.tokens[next].count <= 4 else {
            return nil
        }
        return next
    }

    /// `Mercy Springfield`: houses that are known by the first word.
    private mutating func brand(at index: Int) {
        var last = index
        while last - index < 2, let next = neighbour(last, 1), next == last + 1, text.kind(next) == .letters,
            isProper(next) || text.flags(next).contains(.street) && last > index
                || text.flags(next + 1).contains(.street) && text.tokens[next].isCapitalized && last == index
        {
            last = next
        }
        guard last > index, text.tokens[index].isCapitalized || text.isAllSmall else { return }
        take(index...last, .institution, 0.7)
    }

    /// `Centre Lopez`, `Praxis Dr. Schäfer`.
    private mutating func center(at index: Int) {
        var first = index + 1
        while text.flags(first).contains(.title) || text.isMark(first, ".") && text.isGlued(first) { first += 1 }
        guard first < text.count, text.kind(first) == .letters, !taken[first], isProper(first), isCased
        else { return }
        var last = first
        while let next = neighbour(last, 1), isProper(next), last - first < 2 { last = next }
        take(index...last, .institution, 0.75)
    }

    /// Case tells names from other words.
    private var isCased: Bool { !text.isAllCapitals && !text.isAllSmall }

    /// The next letters on one side, over a hyphen, a point, an apostrophe.
    private func neighbour(_ index: Int, _ step: Int) -> Int? {
        var next = index + step
        var marks = 0
        while marks < 2, [0x2D, 0x27, 0x2E, 0x26, 0x2019].contains(text.mark(next)) {
            if text.mark(next) == 0x2E, step < 0, text.tokens.indices.contains(next - 1),
                text.tokens[next - 1].count > 4
            {
                return nil
            }
            if text.mark(next) == 0x2E, step > 0, text.tokens[index].count > 4 { return nil }
            next += step
            marks += 1
        }
        guard text.tokens.indices.contains(next), text.kind(next) == .letters, !taken[next] else { return nil }
        let gap =
            step > 0
            ? text.tokens[next].start - text.tokens[next - 1].end : text.tokens[next + 1].start - text.tokens[next].end
        return gap <= 1 ? next : nil
    }

    /// A word that can be a name's own.
    private func isProper(_ index: Int) -> Bool {
        let token = text.tokens[index]
        guard token.kind == .letters, token.count > 1 else { return false }
        if Self.saints.contains(token.hash) { return true }
        let never: WordFlags = [
            .hospital, .hospitalPart, .hospitalBefore, .particle, .function, .clinical, .staff, .eponymHead, .unit,
            .title,
            .idLabel, .nameLabel, .place, .kin, .timeUnit,
        ]
        guard token.flags.isDisjoint(with: never), token.flags.month == 0 else { return false }
        if isCased { return token.isCapitalized }
        return token.flags.isDisjoint(with: [.meaning, .dated, .device, .drug])
    }

    private static let compounds: [[UInt16]] = [
        "krankenhaus", "klinikum", "klinik", "kliniken", "spital", "sjukhus", "sjukhuset", "sykehus", "sykehuset",
        "sygehus", "ziekenhuis",
        "hospital",
    ].map { LetterFolding.letters($0) }
    private static let english = WordList.hashes("hospital hospitals clinic clinics infirmary hospice ch chr")
    private static let joints = WordList.hashes(
        "of de do da del della di du des dos das the für im sv w we ve i г им св för för af am an der")
    private static let saints = WordList.hashes("mercy saint st sankt san santa santo sainte sint são szt")
    private static let romance = WordList.hashes("no na do da en el del al ao au em nel al la le presso")
    private static let house = LetterFolding.hash(LetterFolding.letters("casa"))
    private static let cure = WordList.hashes("cura salud saúde repouso")
}
