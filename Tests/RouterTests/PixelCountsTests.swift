import Pixels
import Testing

@testable import Router

@Suite("What the audit record says of pixels") struct PixelCountsTests {
    private var decision: PixelDecision {
        var decision = PixelDecision()
        let box = PixelBox(x: 1, y: 2, width: 3, height: 4, reason: .device("acme"))
        decision.mask = PixelMask(boxes: [box, box, box], fill: .black)
        decision.lines = [FoundLine.Kind.identifying("NAME"), .kept, .unreadable].map { kind in
            FoundLine(x: 5, y: 6, width: 6, height: 7, kind: kind, text: nil)
        }
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
