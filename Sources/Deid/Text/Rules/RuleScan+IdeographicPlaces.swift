/// Hospitals and addresses in Chinese, Japanese and Korean.
extension RuleScan {
    mutating func ideographicPlaces() {
        var index = 0
        while index < text.count {
            guard text.kind(index) == .wide else {
                index += 1
                continue
            }
            var end = index
            while end + 1 < text.count, text.kind(end + 1) == .wide, text.isGlued(end + 1) { end += 1 }
            hospital(index...end)
            address(index...end)
            index = end + 1
        }
    }

    private static func codes(_ words: String) -> [[UInt32]] {
        words.split { $0 == " " || $0 == "\n" }.map { $0.unicodeScalars.map(\.value) }
    }

    private static let hospitals = codes(
        "病院 医院 醫院 クリニック 診療所 医療センター 卫生院 保健院 诊所 診所 卫生服务中心 병원 의원 의료원 보건소 클리닉 한의원")
    private static let addressLabels = codes("住所 住址 地址 家庭住址 现住址 自宅 주소 거주지")
    /// What ends a name of a place on its left: particles, verbs of moving, times.
    private static let ends = Set("のはがをにでとへも于在到至从自由被经往日月年時时후에서로은는이가을를，".unicodeScalars.map(\.value))
    private static let places = Set("市区町村県府都道丁路号號弄省镇鎮乡村街巷동구시도읍면리로길".unicodeScalars.map(\.value))

    private func code(_ index: Int) -> UInt32 { text.scalars[text.tokens[index].start].value }

    private mutating func hospital(_ run: ClosedRange<Int>) {
        let all = run.map { code($0) }
        for offset in all.indices.dropFirst(2) {
            guard let name = Self.hospitals.first(where: { all[offset...].starts(with: $0) }) else { continue }
            var first = offset
            while first > 0, offset - first < 12, !Self.ends.contains(all[first - 1]),
                !taken[run.lowerBound + first - 1]
            { first -= 1 }
            let last = run.lowerBound + offset + name.count - 1
            // In Korean the town stands before it as a word of its own.
            var start = run.lowerBound + first
            while start > 0, first == 0, text.kind(start - 1) == .wide,
                text.tokens[start].start - text.tokens[start - 1].end == 1,
                Self.places.contains(code(start - 1)), !taken[start - 1]
            {
                start -= 1
                while start > 0, text.kind(start - 1) == .wide, text.isGlued(start) { start -= 1 }
            }
            guard last - start >= name.count, !isTaken(start...last) else { continue }
            take(start...last, .institution, 0.85)
        }
    }

    /// After a label up to the end of the line; else a place with a number behind it.
    private mutating func address(_ run: ClosedRange<Int>) {
        let all = run.map { code($0) }
        for label in Self.addressLabels {
            guard let offset = all.indices.first(where: { all[$0...].starts(with: label) }) else { continue }
            var first = run.lowerBound + offset + label.count
            while first < text.count, [0x3A, 0xFF1A, 0x20].contains(text.mark(first)) { first += 1 }
            var last = first - 1
            while last + 1 < text.count, last - first < 30, text.kind(last + 1) != .letters, !taken[last + 1],
                ![0x2C, 0x3B, 0x3002, 0xFF0C, 0xFF1B].contains(text.mark(last + 1))
            {
                last += 1
            }
            if last > first { take(first...last, .address, 0.85) }
            return
        }
        guard text.kind(run.upperBound + 1) == .digits, text.isGlued(run.upperBound + 1), !taken[run.upperBound + 1],
            !isTaken(run), all.count >= 4, all.filter({ Self.places.contains($0) }).count >= 2
        else { return }
        var last = run.upperBound + 1
        while last + 1 < text.count, text.isGlued(last + 1), !taken[last + 1],
            text.kind(last + 1) == .digits || text.isMark(last + 1, "-")
                || text.kind(last + 1) == .wide && Self.places.contains(code(last + 1))
        {
            last += 1
        }
        take(run.lowerBound...last, .address, 0.8)
    }
}
