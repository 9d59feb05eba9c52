import Crypto
import Deid
import Engine
import Foundation
import Testing

@testable import Explain

@Suite("The page of an explanation") struct ExplanationPageTests {
    private static let hostile = "</div></script><script>alert(1)</script><img src=x onerror='alert(2)'>\"&'"

    private func attribute(
        _ path: String = "(0010,0010)", name: String = "PatientName", action: String = "replace", old: String? = "old",
        new: String? = "new", found: [Explanation.Found] = [], holds: Bool = false
    ) -> Explanation.Attribute {
        .init(
            path: path, tag: String(path.suffix(11)), name: name, vr: "PN", level: path.split(separator: "/").count - 1,
            item: path.contains("/") ? 0 : nil, action: action, old: old, new: new, rule: "rule", source: "source",
            found: found, holds: holds)
    }

    private func explanation(_ attributes: [Explanation.Attribute], text: String = "text") -> Explanation {
        var made = Explanation(
            file: text, route: text, project: text, strategy: text, profile: "basic", options: [text], edition: text,
            ruleSet: text, sopClass: text, sopClassUID: text, transferSyntax: text, transferSyntaxUID: text,
            attributes: attributes, notes: [text])
        made.identifiers = [.init(name: "Patient ID", old: text, new: text + "2")]
        made.meta = [.init(name: "Transfer Syntax UID", new: text)]
        made.pictures = [
            .init(
                frame: 1, columns: 4, rows: 4, boxes: [.init(x: 1, y: 1, width: 2, height: 2, kind: text, reason: text)],
                png: [1, 2, 3])
        ]
        for one in attributes { made.counts[one.action, default: 0] += 1 }
        return made
    }

    @Test("values, names, files and details of strangers are text and nothing else")
    func escaped() {
        let attributes = [
            attribute(name: Self.hostile, old: Self.hostile, new: Self.hostile + "2"),
            attribute(old: Self.hostile, found: [.init(start: 0, end: 4, kind: Self.hostile, source: Self.hostile)]),
            attribute(action: Self.hostile),
        ]
        var made = explanation(attributes, text: Self.hostile)
        made.held = HeldInstance(reason: .unmatched, detail: Self.hostile)
        let page = ExplanationPage(made).html
        #expect(!page.contains("<script>alert"))
        #expect(!page.contains("<img src=x"))
        #expect(!page.contains("onerror='"))
        #expect(page.components(separatedBy: "<script").count == 2)
        #expect(page.contains("&lt;script&gt;alert(1)"))
    }

    @Test("the page asks nobody for anything, and no script but its own runs")
    func selfContained() throws {
        let page = ExplanationPage(explanation([attribute()])).html
        for word in ["http:", "https:", "//", "@import", "url(", "<link", "<iframe"] {
            let text = page.replacing("preserveAspectRatio", with: "")
            #expect(!text.contains(word), "\(word)")
        }
        let begin = try #require(page.range(of: "<script>")).upperBound
        let script = page[begin..<(try #require(page.range(of: "</script>")).lowerBound)]
        let hash = Data(SHA256.hash(data: Data(script.utf8))).base64EncodedString()
        #expect(page.contains("default-src 'none'"))
        #expect(page.contains("script-src 'sha256-\(hash)'"))
        #expect(page.contains("src=\"data:image/png;base64,AQID\""))
    }

    @Test("old and new stand beside each other, kept values alone, and what was found in a text is marked")
    func changes() {
        let page = ExplanationPage(
            explanation([
                attribute(old: "1999", new: "1998"), attribute(action: "keep", old: "same", new: "same"),
                attribute(action: "delete", old: "gone", new: nil), attribute(action: "add", old: nil, new: "here"),
                attribute(
                    action: "clean_text", old: "by Müller today", new: "by [NAME] today",
                    found: [.init(start: 3, end: 9, kind: "NAME", source: "header")]),
            ])
        ).html
        #expect(page.contains("<del><bdi>1999</bdi></del><ins><bdi>1998</bdi></ins>"))
        #expect(page.contains("<span class=\"was\"><bdi>same</bdi></span>"))
        #expect(page.contains("<del><bdi>gone</bdi></del></div>"))
        #expect(page.contains("<ins><bdi>here</bdi></ins>"))
        #expect(page.contains("by <mark title=\"NAME, found by header\">Müller<sup>NAME</sup></mark> today"))
    }

    @Test("a held instance says why, leads to the attribute, and promises nothing")
    func held() {
        var made = explanation([attribute(action: "undecided", new: nil, holds: true)])
        made.held = HeldInstance(reason: .valueTooLong, detail: "(0010,0010)")
        let page = ExplanationPage(made).html
        #expect(page.contains("Would be held"))
        #expect(page.contains("value_too_long") && page.contains("longer than the VR allows"))
        #expect(page.contains("<a href=\"#held\">(0010,0010)</a>") && page.contains("id=\"held\""))
        #expect(!page.contains("Would leave"))
    }

    @Test("items are told apart, also where a sequence follows another one of the same item number")
    func items() {
        let page = ExplanationPage(
            explanation([
                attribute("(0008,1140)"), attribute("(0008,1140)[0]/(0008,1150)"), attribute("(0008,1140)[0]/(0008,1155)"),
                attribute("(0008,2112)"), attribute("(0008,2112)[0]/(0008,1150)"),
            ])
        ).html
        #expect(page.components(separatedBy: ">Item 1<").count == 3)
    }

    @Test("5,000 attributes make a page of a few megabytes")
    func large() {
        let rows = (0..<5000).map { attribute("(0010,\(String($0 + 0x1000, radix: 16)))", old: "value \($0)") }
        let page = ExplanationPage(explanation(rows)).html
        #expect(page.components(separatedBy: "class=\"row ").count == 5002)
        #expect(page.utf8.count < 5_000_000)
    }
}
