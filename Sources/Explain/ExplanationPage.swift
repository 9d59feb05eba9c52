import Crypto
import Foundation
import Pages

/// An explanation as one HTML page that needs nothing else: no fonts, scripts or pictures from anywhere.
///
/// Values come from strangers. Each is escaped, and a Content Security Policy lets no other script run than the page's
/// own, so that a value cannot become anything but text.
public struct ExplanationPage: Sendable {
    let explanation: Explanation

    public init(_ explanation: Explanation) { self.explanation = explanation }

    /// The page in UTF-8.
    public var html: String {
        let script = Self.script
        let hash = Data(SHA256.hash(data: Data(script.utf8))).base64EncodedString()
        let policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-\(hash)'"
        var page = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(HTML.escaped(explanation.file)): what de-identification does</title>
            <style>\(PageStyle.common)\(Self.style)</style>
            </head>
            <body>

            """
        page += head
        page += "<main>\n"
        page += overview
        if !isPictureSmall { page += pictures }
        page += attributes
        page += "</main>\n"
        page += "<footer>Made by <code>veil explain</code>. This page shows original values: keep it as the original.</footer>\n"
        page += "<script>\(script)</script>\n</body>\n</html>\n"
        return page
    }

    // MARK: top

    private var head: String {
        let isHeld = explanation.held != nil
        return """
            <header>
            <div class="brand"><b>veil</b> explain</div>
            <h1>\(HTML.escaped(explanation.file))</h1>
            <p class="outcome \(isHeld ? "held" : "leaves")"><span>\(isHeld ? "Would be held" : "Would leave")</span>
            \(isHeld ? heldText : leavesText)</p>
            </header>

            """
    }

    private var heldText: String {
        guard let held = explanation.held else { return "" }
        var text = "<code>\(HTML.escaped(held.reason.rawValue))</code>"
        text += " <em>\(HTML.escaped(held.reason.meaning))</em> <em>\(HTML.escaped(held.reason.next))</em>"
        guard !held.detail.isEmpty else { return text }
        let detail = HTML.escaped(Self.shortened(held.detail))
        let isShown = explanation.attributes.contains(where: \.holds)
        return text + (isShown ? " <a href=\"#held\">\(detail)</a>" : " <em>\(detail)</em>")
    }

    private var leavesText: String {
        let kept = explanation.counts["keep"] ?? 0
        let all = explanation.attributes.count
        return "<em>\(all - kept) of \(all) attributes change, \(kept) stay as they are</em>"
    }

    /// Paths of strategy files without their folders.
    static func shortened(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("/") ? $0.split(separator: "/").last ?? $0 : $0 }.joined(separator: " ")
    }

    // MARK: summary

    private var overview: String {
        let facts: [(String, String)] = [
            ("SOP Class", HTML.escaped(explanation.sopClass)),
            ("Transfer syntax", HTML.escaped(explanation.transferSyntax) + (explanation.held == nil ? " <i>kept</i>" : "")),
            ("Route", HTML.escaped(explanation.route)),
            ("Project", HTML.escaped(explanation.project)),
            ("Strategy", "\(HTML.escaped(explanation.strategy)) <i>version \(HTML.escaped(explanation.ruleSet))</i>"),
            ("Profile", profileText),
            ("Options", explanation.options.isEmpty ? "<i>none</i>" : optionsText),
        ]
        var text = "<section class=\"cards\">\n<div><div class=\"card\"><h2>How</h2><dl>"
        for (name, value) in facts { text += "<dt>\(name)</dt><dd>\(value)</dd>" }
        text += "</dl></div>\n\(isPictureSmall ? pictures : "")</div>\n"
        text += "<div class=\"card\"><h2>Whose</h2><dl class=\"change\">"
        for identifier in explanation.identifiers {
            text += "<dt>\(identifier.name)</dt><dd>"
            text += Self.change(identifier.old, identifier.new, isHeld: explanation.held != nil) + "</dd>"
        }
        text += "</dl>"
        text += says
        text += "</div>\n</section>\n"
        if !explanation.notes.isEmpty {
            text += "<ul class=\"notes\">" + explanation.notes.map { "<li>\(HTML.escaped($0))</li>" }.joined() + "</ul>\n"
        }
        return text
    }

    private var profileText: String {
        explanation.profile == "basic"
            ? "Basic Application Level Confidentiality<br><i>\(HTML.escaped(explanation.edition))</i>"
            : "none, strategy files only"
    }

    private var optionsText: String {
        explanation.options.map { "<kbd>\(HTML.escaped($0))</kbd>" }.joined(separator: " ")
    }

    /// What the output says about itself.
    private var says: String {
        let marks = ["(0012,0062)", "(0012,0063)", "(0028,0303)", "(0028,0301)"]
        let rows = explanation.attributes.filter { marks.contains($0.path) && $0.new != nil && $0.action != "keep" }
        let codes = explanation.attributes.filter {
            $0.path.hasPrefix("(0012,0064)[") && $0.tag == "(0008,0104)" && $0.new != nil
        }
        if rows.isEmpty && codes.isEmpty && explanation.meta.isEmpty { return "" }
        var text = "<h2>What the output says about itself</h2><dl>"
        for row in rows { text += "<dt>\(HTML.spaced(row.name))</dt><dd>\(HTML.escaped(row.new ?? ""))</dd>" }
        if !codes.isEmpty {
            let items = codes.map { "<li>\(HTML.escaped($0.new ?? ""))</li>" }.joined()
            text += "<dt>Methods</dt><dd><ul>\(items)</ul></dd>"
        }
        text += "</dl>"
        if !explanation.meta.isEmpty {
            text += "<details><summary>File meta group, always made anew</summary><dl>"
            for line in explanation.meta { text += "<dt>\(line.name)</dt><dd><code>\(HTML.escaped(line.new ?? ""))</code></dd>" }
            text += "</dl></details>"
        }
        return text
    }

    /// Old and new beside each other.
    static func change(_ old: String?, _ new: String?, isHeld: Bool) -> String {
        if isHeld { return "<span class=\"was\">\(HTML.value(old))</span>" }
        if old == new { return "<span class=\"was\">\(HTML.value(old))</span> <i>kept</i>" }
        return "\(old == nil ? "" : "<del>\(HTML.value(old))</del> ")<ins>\(HTML.value(new))</ins>"
    }

    // MARK: pictures

    /// One picture without boxes stands beside the rest; boxes need room.
    private var isPictureSmall: Bool { drawn.count == 1 && drawn[0].boxes.isEmpty }

    private var drawn: [Explanation.Picture] { explanation.pictures.filter { !$0.png.isEmpty } }

    private var pictures: String {
        guard !drawn.isEmpty else { return "" }
        var text = "<section class=\"pictures\"><h2>Pixels</h2><div class=\"frames\">\n"
        for picture in drawn {
            let data = Data(picture.png).base64EncodedString()
            text += "<figure><div class=\"frame\"><img alt=\"frame \(picture.frame)\" src=\"data:image/png;base64,\(data)\">"
            text += boxes(picture) + "</div><figcaption>"
            text += explanation.frameCount > 1 ? "Frame \(picture.frame) of \(explanation.frameCount), " : ""
            text += "\(picture.columns) × \(picture.rows)"
            if !picture.boxes.isEmpty {
                text += ", \(picture.boxes.count(where: \.isCovered)) boxes covered<ol>"
                for box in picture.boxes {
                    text += "<li value=\"\(box.number)\"><b>\(HTML.escaped(box.kind))</b> \(HTML.escaped(box.reason)) "
                    if let words = box.text, !words.isEmpty { text += "<q>\(HTML.escaped(words))</q> " }
                    text += "<i>\(box.x), \(box.y), \(box.width) × \(box.height)</i></li>"
                }
                text += "</ol>"
            }
            text += "</figcaption></figure>\n"
        }
        return text + "</div></section>\n"
    }

    private func boxes(_ picture: Explanation.Picture) -> String {
        guard !picture.boxes.isEmpty else { return "" }
        var text = "<svg viewBox=\"0 0 \(picture.columns) \(picture.rows)\" preserveAspectRatio=\"none\">"
        for box in picture.boxes {
            text += box.isMasked ? "<rect " : "<rect class=\"kept\" "
            text += "x=\"\(box.x)\" y=\"\(box.y)\" width=\"\(box.width)\" height=\"\(box.height)\">"
            text += "<title>\(HTML.escaped(box.kind)): \(HTML.escaped(box.reason))</title></rect>"
            // Above the box, or in it where there is no room.
            let size = max(picture.rows, picture.columns) / 36 + 1
            text += "<text x=\"\(box.x)\" y=\"\(box.y > size ? box.y - size / 4 : box.y + size)\" font-size=\"\(size)\">"
            text += "\(box.number)</text>"
        }
        return text + "</svg>"
    }
}
