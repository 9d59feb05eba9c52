/// Months by how their names begin, in the languages that write them in Latin, Greek and Cyrillic letters.
///
/// A beginning is enough, and may be that of several months: what is found has to be a day that is searched for.
enum MonthNames {
    /// The months, 1 to 12, that a word with these folded letters can be.
    static func months(_ codes: ArraySlice<UInt16>) -> [Int] {
        guard codes.count >= 3 else { return [] }
        return table[Array(codes.prefix(3))] ?? []
    }

    private static let table: [[UInt16]: [Int]] = {
        var table: [[UInt16]: [Int]] = [:]
        for (month, beginnings) in zip(1..., beginnings) {
            for beginning in beginnings.split(separator: " ") {
                table[LetterFolding.key(beginning), default: []].append(month)
            }
        }
        return table
    }()

    /// Three letters each, as they are folded.
    private static let beginnings = [
        "jan ene gen sty led oca tam ian sij янв січ ιαν", "feb fev fva uno lut sub hel vel фев лют φεβ",
        "mar mrt brz bre maa oza мар бер μαρ", "apr avr abr kwi dub nis huh tra апр кві απρ",
        "mai may maj mag mei kve tou svi мая май тра μαι μαϊ", "jun jui giu cze cer haz kes lip июн чер ιου",
        "jul jui lug lip cer tem hei srp июл лип ιου", "aug aou ago sie srp agu elo kol авг сер αυγ",
        "sep set wrz zar eyl syy ruj сен вер σεπ", "oct okt ott out paz rij eki lok lis rij окт жов οκτ",
        "nov lis kas stu ноя лис νοε", "dec dez des dic gru pro ara jou дек гру δεκ",
    ]
}
