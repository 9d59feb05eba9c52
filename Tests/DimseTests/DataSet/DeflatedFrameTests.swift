import BridgeErrors
import Frames
import Testing

@Suite("Deflated frames")
struct DeflatedFrameTests {
    private let frame = (0..<70_001).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }

    @Test("streams of another zlib are unfolded, and what is deflated here is read by it")
    func peers() throws {
        let stream = try Deflate.raw(frame)
        let (unfolded, used) = try DeflatedFrame.inflate(stream + [0, 0, 9], limit: frame.count)
        #expect(unfolded == frame && used == stream.count)
        let own = try DeflatedFrame.deflate(frame)
        #expect(own.count % 2 == 0)
        #expect(try Inflate.raw(own) == frame)
    }

    @Test("more than the limit, half a stream and no stream are errors")
    func errors() throws {
        let stream = try DeflatedFrame.deflate(frame)
        func code(_ stream: [UInt8], limit: Int) -> DimseError.Code? {
            do {
                _ = try DeflatedFrame.inflate(stream, limit: limit)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code(stream, limit: frame.count - 1) == .tooLarge)
        #expect(code(Array(stream[..<(stream.count / 2)]), limit: frame.count) == .truncated)
        #expect(code([], limit: 10) == .truncated)
        #expect(code([0xFF, 0xFF, 0xFF], limit: 10) == .unreadable)
        // A bomb costs no more than the limit.
        #expect(try code(DeflatedFrame.deflate([UInt8](repeating: 0, count: 20_000_000)), limit: 1000) == .tooLarge)
    }
}
