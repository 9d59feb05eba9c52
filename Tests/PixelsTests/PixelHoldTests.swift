import Testing

@testable import Pixels

@Suite("Reasons of pixels") struct PixelHoldTests {
    @Test("each has a code of its own")
    func codes() {
        let all = PixelHold.Reason.allCases
        #expect(Set(all.map(\.code)).count == all.count)
    }
}
