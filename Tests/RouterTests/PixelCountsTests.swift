import Pixels
import Testing

@testable import Router

@Suite("What the audit record says of pixels") struct PixelCountsTests {
    private var decision: PixelDecision {
        var decision = PixelDecision()
        decision.mask = PixelMask(
            boxes: [
                PixelBox(x: 1, y: 2, width: 3, height: 4, reason: .device("acme")),
                PixelBox(x: 5, y: 6, width: 7, height: 8, frames: 2..<4, reason: .text("NAME")),
                PixelBox(x: 0, y: 0, width: 9, height: 1, reason: .outsideUltrasoundRegions),
            ], fill: .black)
        decision.lines = [
            FoundLine(x: 5, y: 6, width: 6, height: 7, frames: 2..<4, kind: .identifying("NAME"), text: "A"),
            FoundLine(x: 20, y: 6, width: 6, height: 7, kind: .kept, text: "5 cm"),
            FoundLine(x: 30, y: 6, width: 6, height: 7, kind: .unreadable, text: nil),
        ]
        return decision
    }

    @Test("counts for the record tell nothing but numbers")
    func counts() {
        var read = decision
        read.isRead = true
        #expect(read.counts == #"{"found":3,"kept":1,"masked":2,"unreadable":1,"boxes":3}"#)
        // Where nobody read, nobody knows what cannot be read.
        #expect(decision.counts == #"{"found":3,"kept":1,"masked":2,"boxes":3}"#)
        #expect(PixelDecision().counts == #"{"found":0,"kept":0,"masked":0,"boxes":0}"#)
    }
}
