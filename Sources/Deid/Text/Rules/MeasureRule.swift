/// Numbers that measure, grade or classify, and the short forms between slashes: none of them tells who somebody is.
///
/// `TR 450`, `256 x 192`, `120/80`, `99mTc`, `C34.90`, `WBC 12000`, `s/p`, `Bosniak II`, SOP Class UIDs.
enum MeasureRule {
    /// Marks the tokens of all of them in `kept`.
    static func scan(_ text: TextTokens, _ kept: inout [Bool]) {
        for index in text.tokens.indices {
            switch text.tokens[index].kind {
            case .letters: letters(text, index, &kept)
            case .digits: digits(text, index, &kept)
            default: break
            }
        }
    }

    private static let parameters = WordList.hashes(
        """
        tr te ti fa nex nsa etl tf bw fov wl ww kvp kv ma mas hu suv suvmax dlp ctdi ctdivol adc mip fps dfov sfov snr ef
        wbc rbc plt hgb hb hct crp esr psa hcg bhcg tsh ldh bun gfr egfr inr bnp cea afp ast alt alp hba1c a1c spo2 gcs
        bp hr rr bmi bsa lvef edv esv pap rv tlc mmhg leukozyten thrombozyten kreatinin creatinine krea leuko
        """)
    private static let slashed: Set<[UInt16]> = Set(
        [
            "co", "sp", "wo", "ho", "ro", "fu", "nv", "dc", "wc", "bl", "wu", "ap", "io", "lr", "rl", "bo", "uo", "vd",
            "za", "su", "zn", "dd", "va", "st",
        ].map { LetterFolding.letters($0) })
    private static let isotopes = WordList.hashes("mtc tc f ga i in tl y lu c n o rb xe cr sm ra fdg")
    private static let scanners = WordList.hashes("ct mr mri us xr xray dx cr rf mg nm pet xa rtg tac irm mrt")
    private static let numerals = WordList.hashes("i ii iii iv v vi vii viii ix x iia iib iic iiia iiib iiic iva ivb iif")
    private static let graded = WordList.hashes(
        """
        grade stage type class category bosniak kellgren gleason fontaine nyha birads rads tirads lirads pirads grad stadium
        typ klasse stade classe grado estadio tipo stadio graad stopien stopnia dm
        """)

    private static func letters(_ text: TextTokens, _ index: Int, _ kept: inout [Bool]) {
        let token = text.tokens[index]
        if token.count == 1, text.isMark(index + 1, "/"), text.isGlued(index + 1), text.isGlued(index + 2),
            text.kind(index + 2) == .letters, text.tokens[index + 2].count == 1, !text.isGlued(index + 3),
            !text.isGlued(index), slashed.contains(Array(text.key(token)) + Array(text.key(text.tokens[index + 2])))
        {
            for position in index...(index + 2) { kept[position] = true }
        }
        if parameters.contains(token.hash) {
            var next = index + 1
            if text.isMark(next, "=") || text.isMark(next, ":") || text.isMark(next, "-") { next += 1 }
            if text.kind(next) == .digits, text.tokens[next].count <= 5,
                text.tokens[next].start - text.tokens[next - 1].end <= 1
            {
                kept[index] = true
                kept[next] = true
            }
        }
        // `CT1`, `MR2`: every second hospital calls a scanner so.
        if scanners.contains(token.hash), text.kind(index + 1) == .digits, text.isGlued(index + 1),
            text.tokens[index + 1].count <= 2, !text.isGlued(index + 2), !text.isGlued(index)
        {
            kept[index] = true
            kept[index + 1] = true
        }
        if graded.contains(token.hash) {
            let next = text.isMark(index + 1, "_") || text.isMark(index + 1, "-") ? index + 2 : index + 1
            if text.kind(next) == .letters,
                numerals.contains(text.tokens[next].hash)
                    || text.kind(next) == .digits && text.tokens[next].count == 1
            {
                kept[index] = true
                kept[next] = true
            }
        }
    }

    private static func digits(_ text: TextTokens, _ index: Int, _ kept: inout [Bool]) {
        let token = text.tokens[index]
        let next = index + 1
        // 256 x 192
        if isTimes(text, next), text.kind(next + 1) == .digits, token.count <= 4, text.tokens[next + 1].count <= 4 {
            for position in index...(next + 1) { kept[position] = true }
        }
        // 120/80
        if text.isMark(next, "/"), text.isGlued(next), text.isGlued(next + 1), let upper = text.number(index),
            let lower = text.number(next + 1), (60...260).contains(upper), (30...140).contains(lower), lower < upper,
            token.count == 3 || lower > 31, text.mark(next + 2) != 0x2F
        {
            for position in index...(next + 1) { kept[position] = true }
        }
        // 99mTc, 18F-FDG
        if text.kind(next) == .letters, text.isGlued(next), isotopes.contains(text.tokens[next].hash),
            text.number(index).map({ isotopeNumbers.contains($0) }) ?? false
        {
            kept[index] = true
            kept[next] = true
        }
        // C34.90
        if token.count == 2, text.isGlued(index), text.kind(index - 1) == .letters, text.tokens[index - 1].count == 1,
            text.tokens[index - 1].isAllCapitals, !text.isGlued(index - 1), text.isMark(next, "."), text.isGlued(next),
            text.kind(next + 1) == .digits, text.isGlued(next + 1), text.tokens[next + 1].count <= 2,
            !text.isGlued(next + 2)
        {
            for position in (index - 1)...(next + 1) { kept[position] = true }
        }
        standardUID(text, index, &kept)
    }

    private static let isotopeNumbers: Set<Int> = [
        11, 13, 15, 18, 64, 67, 68, 82, 89, 90, 99, 111, 123, 131, 133, 153, 177, 201, 223,
    ]

    private static func isTimes(_ text: TextTokens, _ index: Int) -> Bool {
        if text.isMark(index, "×") || text.isMark(index, "*") { return true }
        return text.kind(index) == .letters && text.tokens[index].count == 1
            && text.key(text.tokens[index]).first == 0x78
    }

    /// What PS3.6 Annex A assigns has short components; instances built under its root do not.
    private static func standardUID(_ text: TextTokens, _ index: Int, _ kept: inout [Bool]) {
        guard text.number(index) == 1, text.isMark(index + 1, "."), text.number(index + 2) == 2,
            text.number(index + 4) == 840, text.number(index + 6) == 10008, !text.isGlued(index)
        else { return }
        var last = index + 6
        while text.isMark(last + 1, "."), text.isGlued(last + 1), text.kind(last + 2) == .digits, text.isGlued(last + 2) {
            guard text.tokens[last + 2].count <= 5 else { return }
            last += 2
        }
        guard text.tokens[last].end - text.tokens[index].start <= 32 else { return }
        for position in index...last { kept[position] = true }
    }
}
