import Dicom

/// `cleanTag` on numbers and bytes: what is a text is cleaned as one; anything else stays byte for byte or goes as a whole,
/// since a number or a structure with something cut out would be another one.
extension Planner {
    /// Numbers, of which one can be an identifier that the header tells.
    mutating func cleanNumbers(
        _ index: Int, _ element: DataElement, _ type: AttributeType, _ rule: String
    ) throws(PlanHold) {
        guard let numbers = ElementText.numbers(element) else { return try discard(index, element, type, rule) }
        let cleaner = textCleaner()
        let context = TextContext(element.tag, element.vr)
        let tells = numbers.contains { !cleaner.spans(in: $0, context: context, isHeaderOnly: true).isEmpty }
        if tells { try discard(index, element, type, rule) } else { keep(index, rule) }
    }

    /// Bytes: a text if all of them are characters of ASCII or UTF-8.
    mutating func cleanBytes(
        _ index: Int, _ element: DataElement, _ type: AttributeType, style: CleanStyle, _ rule: String
    ) throws(PlanHold) {
        guard let value = element.value, TextInBytes.isAllText(value), String(validating: value, as: UTF8.self) != nil,
            let text = EncodedText.values(index, of: view, as: .UT)?.first
        else {
            // What was left in the file nobody has looked into.
            if hidesText(element) { try discard(index, element, type, rule) } else { keep(index, rule) }
            return
        }
        let external = try analyzed(text.text, rule)
        let cleaner = textCleaner()
        let found = cleaner.spans(in: text.text, context: TextContext(element.tag, .UT), external: external)
        guard !found.isEmpty else { return keep(index, rule) }
        let pieces = cleaner.pieces(of: text.text, without: found, style: style, vr: .UT, limit: nil)
        for case .replaced(let own, _) in pieces where own.contains(where: { $0 != " " }) { plan.written.append(own) }
        var bytes = text.bytes(of: pieces)
        guard bytes.contains(where: { $0 > 0x20 }) else { return try discard(index, element, type, rule) }
        if bytes.count % 2 == 1 { bytes.append(0) }
        set(index, bytes, .cleanText, rule)
        if explain, !plan.decisions.isEmpty { plan.decisions[plan.decisions.count - 1].spans = [found] }
    }
}
