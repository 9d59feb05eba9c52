import Pixels
import Testing

@testable import Explain

@Suite("Boxes of an explanation") struct ExplanationBoxesTests {
    private var decision: PixelDecision {
        var decision = PixelDecision()
        decision.mask = PixelMask(
            boxes: [
                PixelBox(x: 1, y: 2, width: 3, height: 4, reason: .device("acme")),
                PixelBox(x: 5, y: 6, width: 7, height: 8, frames: 2..<4, reason: .text("NAME")),
                PixelBox(x: 0, y: 0, width: 9, height: 1, reason: .outsideUltrasoundRegions),
            ], fill: .black)
        decision.lines = [
            FoundLine(x: 5, y: 6, width: 6, height: 7, frames: 2..<4, kind: .identifying("NAME"), text: "A\u{202E}B"),
            FoundLine(x: 20, y: 6, width: 6, height: 7, kind: .kept, text: "5 cm"),
            FoundLine(x: 30, y: 6, width: 6, height: 7, kind: .unreadable, text: nil),
        ]
        return decision
    }

    @Test("a frame shows its own boxes and lines in reading order, each place once, texts without tricks")
    func frames() {
        let first = Explanation.Box.all(decision, frame: 0)
        #expect(first.map(\.kind) == ["outside", "device", "kept", "unreadable"])
        #expect(first.map(\.number) == [1, 2, 3, 4])
        #expect(first[1].reason == "covered: region of device rule acme" && first[2].text == "5 cm")
        #expect(first.map(\.isMasked) == [true, true, false, true])
        #expect(first.map(\.isCovered) == [true, true, false, false])
        let third = Explanation.Box.all(decision, frame: 2)
        #expect(third.map(\.kind) == ["outside", "device", "NAME", "kept", "unreadable"])
        #expect(third[2].text == "A\u{FFFD}B" && third[2].reason == "covered: it identifies somebody")
        #expect(third[2].frames == [3, 4] && third[0].frames == nil)
    }

    @Test(
        "lines of text are read from top to bottom and from left to right, though their boxes differ by some pixels",
        arguments: [
            ([(10, 10, 50, 12), (200, 8, 40, 14), (10, 40, 30, 12)], [0, 1, 2]),
            ([(200, 8, 40, 14), (10, 40, 30, 12), (10, 10, 50, 12)], [2, 0, 1]),
            // A region beside several lines is no line.
            ([(0, 0, 20, 100), (30, 10, 50, 12), (30, 40, 50, 12)], [0, 1, 2]),
        ] as [([(Int, Int, Int, Int)], [Int])])
    func readingOrder(places: [(Int, Int, Int, Int)], order: [Int]) {
        var decision = PixelDecision()
        let boxes = places.map { PixelBox(x: $0.0, y: $0.1, width: $0.2, height: $0.3, reason: .text("NAME")) }
        decision.mask = PixelMask(boxes: boxes, fill: .black)
        let shown = Explanation.Box.all(decision, frame: 0)
        #expect(shown.map { [$0.x, $0.y] } == order.map { [places[$0].0, places[$0].1] })
    }

    @Test("several lines in one box are told with it, by the gravest reason")
    func linesInABox() {
        var decision = PixelDecision()
        decision.isRead = true
        decision.mask = PixelMask(
            boxes: [PixelBox(x: 0, y: 0, width: 100, height: 40, reason: .text("text"))], fill: .black)
        decision.lines = [
            FoundLine(x: 2, y: 2, width: 50, height: 12, kind: .masked, text: "one"),
            FoundLine(x: 2, y: 20, width: 50, height: 12, kind: .unreadable, text: nil),
        ]
        let shown = Explanation.Box.all(decision, frame: 0)
        #expect(shown.count == 1 && shown[0].text == "one" && shown[0].reason == "covered: nobody can say what it says")
        decision.lines = [decision.lines[0]]
        #expect(Explanation.Box.all(decision, frame: 0)[0].reason == "covered: not provably safe")
        decision.isRead = false
        #expect(Explanation.Box.all(decision, frame: 0)[0].reason == "covered: all text is covered here, unread")
    }
}
