import Pages

/// The attributes of the page: a toolbar that filters, and a row for each.
extension ExplanationPage {
    var attributes: String {
        guard !explanation.attributes.isEmpty else { return "" }
        var text = "<section class=\"attributes\"><div class=\"bar\"><h2>Attributes</h2>\n"
        text += "<input id=\"search\" type=\"search\" placeholder=\"Search tag, name, value, rule\" aria-label=\"Search\">"
        text += "<div id=\"actions\">"
        for (action, count) in explanation.counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            text += "<button type=\"button\" class=\"\(Self.color(action))\" data-action=\"\(HTML.escaped(action))\""
            text += " aria-pressed=\"false\">"
            text += "\(Self.word(action)) <b>\(count)</b></button>"
        }
        text += "</div><output id=\"count\"></output></div>\n"
        text += "<div class=\"table\" role=\"table\"><div class=\"row heading\" role=\"row\">"
        for name in ["Attribute", "VR", "Old and new", "What", "Why"] { text += "<div role=\"columnheader\">\(name)</div>" }
        text += "</div>\n"
        var before: Explanation.Attribute?
        var isHeldSeen = false
        for (index, attribute) in explanation.attributes.enumerated() {
            if let item = attribute.item, isFirst(attribute, before) {
                text += "<div class=\"item\" data-level=\"\(attribute.level)\" style=\"--level:\(min(attribute.level, 12))\">"
                text += "Item \(item + 1)</div>\n"
            }
            let next = index + 1 < explanation.attributes.count ? explanation.attributes[index + 1].level : 0
            text += row(
                attribute, id: attribute.holds && !isHeldSeen ? " id=\"held\"" : "", folds: next > attribute.level)
            isHeldSeen = isHeldSeen || attribute.holds
            before = attribute
        }
        return text + "</div><p id=\"nothing\" hidden>Nothing matches.</p></section>\n"
    }

    /// Whether an item begins with `attribute`.
    private func isFirst(_ attribute: Explanation.Attribute, _ before: Explanation.Attribute?) -> Bool {
        guard let before else { return true }
        let item = Self.itemPath(attribute.path)
        return !(before.path == item || before.path.hasPrefix(item + "/"))
    }

    /// `(0040,0275)[0]` of `(0040,0275)[0]/(0040,0007)`.
    private static func itemPath(_ path: String) -> Substring { path[..<(path.lastIndex(of: "/") ?? path.startIndex)] }

    private func row(_ attribute: Explanation.Attribute, id: String, folds: Bool) -> String {
        var text = "<div class=\"row \(Self.color(attribute.action))\(attribute.holds ? " holds" : "")\" role=\"row\"\(id)"
        text += " data-action=\"\(HTML.escaped(attribute.action))\" data-level=\"\(attribute.level)\""
        text += " style=\"--level:\(min(attribute.level, 12))\">"
        text += "<div class=\"name\" role=\"cell\" title=\"\(HTML.escaped(attribute.path))\">"
        if folds { text += "<button type=\"button\" class=\"fold\" aria-label=\"fold\"></button>" }
        text += "<span>\(attribute.name.isEmpty ? "<i>unknown</i>" : HTML.breakable(attribute.name))</span>"
        text += "<code>\(attribute.tag)</code></div>"
        text += "<div class=\"vr\" role=\"cell\">\(HTML.escaped(attribute.vr))</div>"
        text += "<div class=\"value\" role=\"cell\">\(value(attribute))</div>"
        text += "<div role=\"cell\"><span class=\"pill\">\(Self.word(attribute.action))</span></div>"
        text += "<div class=\"why\" role=\"cell\">\(HTML.escaped(attribute.rule))"
        if attribute.holds { text += "<strong>held because of this</strong>" }
        if !attribute.source.isEmpty {
            text += "<small title=\"\(HTML.escaped(attribute.source))\">\(HTML.escaped(Self.shortened(attribute.source)))</small>"
        }
        return text + "</div></div>\n"
    }

    private func value(_ attribute: Explanation.Attribute) -> String {
        switch (attribute.old, attribute.new) {
        case (let old?, _) where attribute.action == "undecided": return "<span class=\"was\">\(HTML.value(old))</span>"
        case (let old?, let new?) where old == new:
            return "<span class=\"was\">\(HTML.value(old))</span>"
        case (let old?, let new?):
            return "<del>\(marked(old, attribute.found))</del><ins>\(HTML.value(new))</ins>"
        case (let old?, nil): return "<del>\(marked(old, attribute.found))</del>"
        case (nil, let new): return "<ins>\(HTML.value(new))</ins>"
        }
    }

    /// The old text with what was found in it marked.
    private func marked(_ old: String, _ found: [Explanation.Found]) -> String {
        if found.isEmpty { return HTML.value(old) }
        let scalars = Array(old.unicodeScalars)
        func part(_ range: Range<Int>) -> String {
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[range])
            return HTML.escaped(String(text))
        }
        var (result, position) = ("<bdi>", 0)
        for span in found where span.start >= position && span.start < span.end && span.end <= scalars.count {
            result += part(position..<span.start)
            let title = "\(HTML.escaped(span.kind)), found by \(HTML.escaped(span.source))"
            result += "<mark title=\"\(title)\">\(part(span.start..<span.end))<sup>\(HTML.escaped(span.kind))</sup></mark>"
            position = span.end
        }
        return result + part(position..<scalars.count) + "</bdi>"
    }

    /// Which of the page's colours stands for an action.
    static func color(_ action: String) -> String {
        switch action {
        case "keep": "stays"
        case "delete", "empty": "goes"
        case "add": "comes"
        case "undecided": "open"
        default: "changes"
        }
    }

    /// An action in words for people.
    static func word(_ action: String) -> String {
        switch action {
        case "keep": "kept"
        case "delete": "removed"
        case "empty": "emptied"
        case "dummy": "dummy value"
        case "replace_uid": "new UID"
        case "pseudonym": "pseudonym"
        case "shift_date": "date shifted"
        case "shift_time": "time shifted"
        case "replace": "replaced"
        case "add": "added"
        case "clean_text": "text cleaned"
        case "undecided": "not decided"
        default: HTML.escaped(action.split(separator: "_").joined(separator: " "))
        }
    }
}
