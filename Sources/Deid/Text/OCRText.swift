/// A line as it may have stood in the picture: letters that OCR read for digits and digits that it read for letters.
enum OCRText {
    /// With O, I, l, S, B as the digits that they stand for, in words that are digits otherwise; nil if there are none.
    static func digits(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar]? {
        var result = scalars
        var isChanged = false
        var start = 0
        while start < scalars.count {
            guard isPart(scalars[start]) else {
                start += 1
                continue
            }
            var end = start
            var (digits, others) = (0, 0)
            while end < scalars.count, isPart(scalars[end]) {
                if isDigit(scalars[end]) { digits += 1 } else { others += 1 }
                end += 1
            }
            let isBounded =
                (start == 0 || !isWord(scalars[start - 1])) && (end == scalars.count || !isWord(scalars[end]))
            if isBounded, others > 0, digits > 0, digits >= others || touchesNumber(scalars, start, end) {
                for index in start..<end { result[index] = digit(scalars[index]) }
                isChanged = true
            }
            start = end
        }
        return isChanged ? result : nil
    }

    /// With 0, 1, 5, 8 as letters, in words that are letters otherwise; nil if there are none.
    static func letters(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar]? {
        var result = scalars
        var isChanged = false
        var start = 0
        while start < scalars.count {
            guard isWord(scalars[start]) else {
                start += 1
                continue
            }
            var end = start
            var (letters, digits) = (0, 0)
            while end < scalars.count, isWord(scalars[end]) {
                if isDigit(scalars[end]) { digits += 1 } else { letters += 1 }
                end += 1
            }
            if digits > 0, letters >= 3, digits * 3 <= letters {
                let isCapital = scalars[start..<end].contains { ("A"..."Z").contains($0) && $0 != scalars[start] }
                for index in start..<end where isDigit(scalars[index]) {
                    result[index] = letter(scalars[index], isCapital)
                }
                isChanged = true
            }
            start = end
        }
        return isChanged ? result : nil
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        let kind = ScalarKind.of(scalar)
        return kind == .digit || kind == .upper || kind == .lower
    }

    private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "O", "o", "I", "l", "S", "B": true
        default: false
        }
    }

    /// A hyphen, point or slash with digits on its other side.
    private static func touchesNumber(_ scalars: [Unicode.Scalar], _ start: Int, _ end: Int) -> Bool {
        func isJoint(_ index: Int) -> Bool {
            scalars.indices.contains(index) && ["-", "/", "."].contains(scalars[index])
        }
        func hasDigit(_ index: Int) -> Bool { scalars.indices.contains(index) && isDigit(scalars[index]) }
        return isJoint(start - 1) && hasDigit(start - 2) || isJoint(end) && hasDigit(end + 1)
    }

    private static func digit(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "O", "o": "0"
        case "I", "l": "1"
        case "S": "5"
        case "B": "8"
        default: scalar
        }
    }

    private static func letter(_ scalar: Unicode.Scalar, _ isCapital: Bool) -> Unicode.Scalar {
        switch scalar {
        case "0": isCapital ? "O" : "o"
        case "1": isCapital ? "I" : "l"
        case "5": isCapital ? "S" : "s"
        case "8": isCapital ? "B" : "b"
        default: scalar
        }
    }
}
