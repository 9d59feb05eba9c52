/// How a word is written.
struct LetterCase {
    /// 0 small, 1 capitals, 2 first capital, 3 mixed, 4 a script without capitals.
    let code: UInt32
    /// Where a second word begins in SmithJohn.
    let hump: Int?

    init(_ scalars: [Unicode.Scalar], _ range: Range<Int>) {
        var (capitals, small) = (0, 0)
        var hump: Int?
        for index in range {
            switch ScalarKind.of(scalars[index]) {
            case .upper:
                capitals += 1
                if small > 0, hump == nil { hump = index }
            case .lower: small += 1
            default: break
            }
        }
        let first = ScalarKind.of(scalars[range.lowerBound]) == .upper
        switch (capitals, small) {
        case (0, 0): code = 4
        case (0, _): code = 0
        case (_, 0): code = 1
        case (1, _) where first: code = 2
        default: code = 3
        }
        self.hump = code == 3 ? hump : nil
    }
}
