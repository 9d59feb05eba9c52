import Dicom

/// What is written in place of a span.
struct TextReplacement {
    let style: CleanStyle
    let vr: VR
    let clues: HeaderClues
    let project: Pseudonymizer?
    let patient: PatientIdentity?
    let dateOffset: Int?

    /// ASCII, legal in the VR; empty where the span is to be dropped.
    func text(of span: TextSpan, original: String) -> String {
        let text: String
        switch style {
        case .remove, .empty: text = ""
        case .mask: text = String(repeating: "*", count: span.kind.rawValue.utf8.count)
        case .deid: text = shifted(span, original) ?? label(span)
        case .replace: text = shifted(span, original) ?? pseudonym(span, original) ?? label(span)
        }
        return isLegal(text) ? text : ""
    }

    private func label(_ span: TextSpan) -> String { "<\(span.kind.rawValue)>" }

    /// PS3.5 §6.2: characters of the VR, its longest value.
    private func isLegal(_ text: String) -> Bool {
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != 0x5C }) else { return false }
        if let maximum = vr.maximumCharacters, text.utf8.count > maximum { return false }
        switch vr {
        case .LO, .LT, .PN, .SH, .ST, .UC, .UT, .AE: return true
        case .CS:
            return text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || $0 == 0x20 || $0 == 0x5F
            }
        default: return text.isEmpty
        }
    }

    private func shifted(_ span: TextSpan, _ original: String) -> String? {
        guard span.kind == .date, !span.isBirth, let dateOffset else { return nil }
        return TextDate.shift(original, byDays: dateOffset, known: clues)
    }

    private func pseudonym(_ span: TextSpan, _ original: String) -> String? {
        guard let project else { return nil }
        switch span.kind {
        case .name: return project.name(person(original) ?? original, form: .text)
        case .id:
            let value = Unpadded.text(original)
            if UID.isValid(value), value.contains(".") { return project.uid(value) }
            if let patient, isPatientID(value) {
                // A project whose table lacks the patient is held elsewhere; here a label does.
                return try? project.patientID(for: patient)
            }
            // A placeholder is nobody's, and stands for itself.
            guard !Placeholder.isMissing(value) else { return nil }
            // Characters that the method does not know: a label does.
            return try? project.formatPreserving(value, domain: .identifier)
        default: return nil
        }
    }

    /// The header's name that `original` is, so that one person has one pseudonym however the name is written.
    private func person(_ original: String) -> String? {
        let words = Set(TextTokens(original).tokens.filter { $0.kind == .letters && $0.count > 1 }.map(\.hash))
        var best: (clue: String, count: Int)?
        for clue in clues.clues where clue.kind.isName {
            let shared = words.intersection(TextTokens(clue.value).tokens.map(\.hash)).count
            if shared > best?.count ?? 0 { best = (clue.value, shared) }
        }
        return best?.clue
    }

    private func isPatientID(_ value: String) -> Bool {
        guard let patient, patient.source == .patientID else { return false }
        let digits: (String) -> [UInt16] = { text in
            Array(TextTokens(text).keys.drop { $0 == 0x30 })
        }
        return digits(value) == digits(patient.identifier)
    }
}

/// Dates in running text, moved by days.
enum TextDate {
    /// The day that `text` names, `days` later: in its own form where it is written in digits, else as `2015-03-12`. A
    /// weekday beside it is left out.
    ///
    /// nil where day and month could be one another, or the year is missing: a guess would be a wrong date. So it is for
    /// a day of birth.
    static func shift(_ text: String, byDays days: Int, known clues: HeaderClues) -> String? {
        let (tokens, known) = (TextTokens(text), KnownDays(clues.clues))
        let found = DateRule(text: tokens, known: known).all
        guard found.count == 1, !found[0].isBirth, tokens.tokens[found[0].whole.lowerBound].start == 0,
            tokens.tokens[found[0].whole.upperBound].end == tokens.scalars.count,
            let reading = only(found[0].readings, known),
            let year = reading.year, let day = reading.day,
            let moved = CalendarDate(year: year, month: reading.month, day: day)?.shifted(byDays: days)?.components
        else { return nil }
        let core = tokens.tokens[found[0].core.lowerBound].start..<tokens.tokens[found[0].core.upperBound].end
        return inForm(of: TextTokens(Array(tokens.scalars[core])), year: year, month: reading.month, moved) ?? iso(moved)
    }

    /// The one reading, or the one that the header has.
    private static func only(_ readings: [DateRule.Reading], _ known: KnownDays) -> DateRule.Reading? {
        if readings.count == 1 { return readings[0] }
        let matches = readings.filter { $0.year != nil && $0.day != nil && known.contains($0) }
        return matches.count == 1 ? matches[0] : nil
    }

    private static func iso(_ date: (year: Int, month: Int, day: Int)) -> String {
        String(
            decoding: Digits.text(date.year, 4) + [0x2D] + Digits.text(date.month, 2) + [0x2D]
                + Digits.text(date.day, 2), as: UTF8.self)
    }

    /// Three groups of digits with the same marks, or eight digits.
    private static func inForm(
        of tokens: TextTokens, year: Int, month: Int, _ moved: (year: Int, month: Int, day: Int)
    ) -> String? {
        let digits = tokens.tokens.filter { $0.kind == .digits }
        if tokens.count == 1, digits.count == 1, digits[0].count == 8,
            tokens.number(0).map({ $0 / 10_000 == year }) ?? false
        {
            return String(
                decoding: Digits.text(moved.year, 4) + Digits.text(moved.month, 2) + Digits.text(moved.day, 2),
                as: UTF8.self)
        }
        guard digits.count == 3, tokens.count == 5, tokens.isASCII else { return nil }
        let numbers = digits.map { (tokens.number(tokens: $0), $0.count) }
        guard let at = numbers.firstIndex(where: { $0.1 == 4 }), at != 1 else { return nil }
        let isMonthFirst = at == 0 ? false : numbers[0].0 == month && numbers[1].0 != month
        let order =
            at == 0
            ? [moved.year, moved.month, moved.day]
            : isMonthFirst ? [moved.month, moved.day, moved.year] : [moved.day, moved.month, moved.year]
        if at != 0, numbers[0].0 == numbers[1].0 { return nil }
        var result: [UInt8] = []
        for (index, number) in order.enumerated() {
            if index > 0 { result += Array(String(tokens.scalars[digits[index - 1].end]).utf8) }
            let width = max(numbers[index].1, number > 999 ? 4 : number > 9 ? 2 : 1)
            result += Digits.text(number, width)
        }
        return String(decoding: result, as: UTF8.self)
    }
}
