/// E-mail addresses, URLs with and without a scheme, addresses of hosts, UIDs.
extension RuleScan {
    mutating func networks() {
        var index = 0
        while index < text.count {
            let start = chunkStart(index)
            let end = chunkEnd(index)
            if start == index, end > index { chunk(start...end) }
            index = end + 1
        }
    }

    private mutating func chunk(_ whole: ClosedRange<Int>) {
        var range = whole
        while range.count > 1, isClosing(text.mark(range.upperBound)) {
            range = range.lowerBound...(range.upperBound - 1)
        }
        while range.count > 1, isOpening(text.mark(range.lowerBound)) {
            range = (range.lowerBound + 1)...range.upperBound
        }
        if let at = range.first(where: { text.isMark($0, "@") }) { return mail(at, range) }
        if let scheme = range.first(where: { isScheme($0, range) }) {
            var first = scheme
            while first > range.lowerBound, text.kind(first - 1) == .letters { first -= 1 }
            return take(first...range.upperBound, .url, 0.97)
        }
        if takeNumbers(range) { return }
        host(range)
    }

    private func isClosing(_ mark: UInt32) -> Bool {
        [0x2E, 0x2C, 0x3B, 0x3A, 0x29, 0x5D, 0x3E, 0x22, 0x27, 0x21, 0x3F].contains(mark)
    }
    private func isOpening(_ mark: UInt32) -> Bool { [0x28, 0x5B, 0x3C, 0x22, 0x27].contains(mark) }

    /// `scheme:/` followed by another slash.
    private func isScheme(_ index: Int, _ range: ClosedRange<Int>) -> Bool {
        text.kind(index) == .letters && index + 3 <= range.upperBound && text.isMark(index + 1, ":")
            && text.isMark(index + 2, "/")
            && text.isMark(index + 3, "/")
    }

    private mutating func mail(_ at: Int, _ range: ClosedRange<Int>) {
        guard at > range.lowerBound, at < range.upperBound else { return }
        let allowed: Set<UInt32> = [0x2E, 0x5F, 0x2D, 0x2B, 0x25]
        var first = at
        while first > range.lowerBound, text.kind(first - 1) != .mark || allowed.contains(text.mark(first - 1)) {
            first -= 1
        }
        var last = at
        while last < range.upperBound, text.kind(last + 1) != .mark || allowed.contains(text.mark(last + 1)) {
            last += 1
        }
        guard first < at, last > at else { return }
        take(first...last, .email, 0.98)
    }

    /// Four bytes with dots, groups of hexadecimal digits with colons, numbers with many dots.
    private mutating func takeNumbers(_ range: ClosedRange<Int>) -> Bool {
        var index = range.lowerBound
        var isFound = false
        while index <= range.upperBound {
            guard text.kind(index) == .digits, !(text.isMark(index - 1, ".") && index > range.lowerBound) else {
                index += 1
                continue
            }
            var last = index
            var groups = [index]
            while last + 2 <= range.upperBound, text.isMark(last + 1, "."), text.kind(last + 2) == .digits {
                last += 2
                groups.append(last)
            }
            let isGluedToLetters = text.isGlued(index) && text.kind(index - 1) == .letters
            if groups.count == 4, groups.allSatisfy({ text.tokens[$0].count <= 3 && (text.number($0) ?? 999) < 256 }),
                !isGluedToLetters,
                !isVersion(index, groups)
            {
                take(index...last, .ip, 0.95)
                isFound = true
            } else if groups.count >= 5, text.tokens[last].end - text.tokens[index].start >= 14, !isStandardUID(groups) {
                take(index...last, .id, 0.97)
                isFound = true
            } else if groups.count >= 4 {
                // A SOP Class, or a version: neither date nor phone.
                keep(index...last)
                isFound = true
            }
            index = last + 1
        }
        return takeHexadecimal(range) || isFound
    }

    /// PS3.6 Annex A: what the standard assigns has short components; instances built under its root do not.
    private func isStandardUID(_ groups: [Int]) -> Bool {
        let root = [1, 2, 840, 10008]
        return groups.count > root.count && zip(groups, root).allSatisfy { text.number($0) == $1 }
            && groups.dropFirst(4).allSatisfy { text.tokens[$0].count <= 5 }
    }

    private func isVersion(_ index: Int, _ groups: [Int]) -> Bool {
        let before = text.word(before: index, marks: 2)
        return before >= 0 && text.flags(before).contains(.catalog) || text.number(groups[0]) == 0
    }

    /// IPv6 and MAC addresses: at least four colons or five hyphens between groups of up to four hexadecimal digits.
    private mutating func takeHexadecimal(_ range: ClosedRange<Int>) -> Bool {
        for mark in [0x3A, 0x2D] as [UInt32] {
            guard range.filter({ text.mark($0) == mark }).count >= (mark == 0x3A ? 4 : 5) else { continue }
            let isHexadecimal = range.allSatisfy { position in
                let token = text.tokens[position]
                if token.kind == .mark { return text.mark(position) == mark || text.mark(position) == 0x25 }
                return text.key(token).allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
                    && token.count <= 4
            }
            let hasLetters = range.contains { text.kind($0) == .letters }
            guard isHexadecimal, mark == 0x3A || hasLetters else { continue }
            take(range, .ip, 0.95)
            return true
        }
        return false
    }

    /// `www.x`, `x.org/path`, `portal.x.example`.
    private mutating func host(_ range: ClosedRange<Int>) {
        var first = range.lowerBound
        while first <= range.upperBound {
            guard text.kind(first) == .letters || text.kind(first) == .digits else {
                first += 1
                continue
            }
            var last = first
            var dots = 0
            var end: Int?
            while last + 1 <= range.upperBound {
                let next = last + 1
                if text.isMark(next, "."), next < range.upperBound, text.kind(next + 1) != .mark {
                    dots += 1
                    last = next + 1
                    if text.kind(last) == .letters, isDomain(last, dots: dots),
                        next + 1 == range.upperBound || text.kind(next + 2) == .mark
                    {
                        end = last
                    }
                } else if text.kind(next) != .mark || text.isMark(next, "-") {
                    last = next
                } else {
                    break
                }
            }
            let isWorldWide = dots > 0 && text.key(text.tokens[first]).elementsEqual([0x77, 0x77, 0x77])
            if isWorldWide || end != nil, first <= last {
                let top = isWorldWide ? last : end ?? last
                let hasPath = text.isMark(top + 1, "/") && top + 1 <= range.upperBound
                let key = Array(text.key(text.tokens[top]))
                if isWorldWide || hasPath || dots > 1 || Self.generic.contains(LetterFolding.hash(key)) {
                    return take(first...(hasPath ? range.upperBound : top), .url, 0.95)
                }
            }
            first = last + 1
        }
    }

    private func isDomain(_ index: Int, dots: Int) -> Bool {
        let hash = text.tokens[index].hash
        return Self.generic.contains(hash) || Self.national.contains(hash)
    }

    /// Last labels of names of hosts that are nothing else.
    private static let generic = WordList.hashes(
        """
        com org net edu gov mil example local lan intranet internal corp localdomain health hospital clinic care med
        info biz invalid cloud online site doctor
        """)
    private static let national = WordList.hashes(
        """
        de fr es it nl be at ch pt br pl dk no se fi tr ru ua cz sk hu ro gr uk us ca au nz jp cn kr tw hk sg in ie
        lu eu mx ar cl co za il io app dev ai me tv cc int home test
        """)
}
