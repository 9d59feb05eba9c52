import Testing

@testable import Pixels

@Suite("JPEG XL made of a JPEG file")
struct JPEGReconstructionTests {
    /// Reconstruction data that cjxl 0.7 wrote for a drawn picture: a JFIF segment and nothing else.
    private static let plain = bytes(
        """
        c10d20082d030200848090ab4a000040c851d982a138ff27888c11ca38a714b41f214398a50e32cc40e90e35581f329c7ccc80430e2a2c72
        d0b003db470dfdfb23cb1c76dc8186a2fb5f8c71c624976cf2c928a73c33cd35db7c33ce390b3d34d1451b7d34d2494b3d35d5555b7d35d6
        598b3d36d9659b7d36da69cb3d37dd75db7d37de790b3e38e1851b7e38e289472ef9e494576ef9e598671ebae8a3935ebae9a7a39e7aecb2
        cf4e7bedb6df8e7beec10b3f3cf1c51b7f3cf2c9472ffdf4d4576ffdf5d8670f7ef8e28f4f7ef9e69f8f7efaf0c72ffffcf4d76ffffdf8e7
        ff0ff0030000000b0880e000104a4649460001010000010001000003
        """)
    /// The same picture with a comment in the JPEG file.
    private static let commented = bytes(
        """
        c1cd070842cb8000a800002120e4aa120000107254b66028ceff0922638432ce2905ed47c81066a9830c3350ba430dd6870c271f33e09083
        0a8b1c34ecc0f65143fffec832871d77a0a1e8fe17639c31c9259b7c32ca29cf4c73cd36df8c73ce420f4d74d1461f8d74d2524f4d75d556
        5f8d75d6628f4d76d9669f8d76da72cf4d77dd76df8d77de820f4e78e1861f8e78e2914b3e39e5955b7e39e699872efae8a4976efae9a8a7
        1ebbecb3d35ebbedb7e39e7bf0c20f4f7cf1c61f8f7cf2d14b3f3df5d55b7f3df6d9831fbef8e3935fbef9e7a39f3efcf1cb3f3ffdf5db7f
        3ffef9ff03fc0000000b1380e000104a46494600010100000100010000fe00155a7765747363686b65204b756e6967756e646503
        """)

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private static func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
        let length = UInt32(content.count + 8)
        return (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) } + Array(type.utf8) + content
    }

    private static func stream(_ reconstruction: [UInt8]) -> [UInt8] {
        box("JXL ", [0x0D, 0x0A, 0x87, 0x0A]) + box("ftyp", Array("jxl ".utf8) + [0, 0, 0, 0] + Array("jxl ".utf8))
            + box("jbrd", reconstruction) + box("jxlc", [0xFF, 0x0A, 0x7F, 0x0F])
    }

    @Test("segments that every JPEG file has stay")
    func harmless() throws {
        #expect(throws: Never.self) { _ = try JPEGXLStream.inspect(Self.stream(Self.plain)) }
    }

    @Test("a comment of the JPEG file holds")
    func comment() throws {
        #expect(throws: PixelHold.self) { _ = try JPEGXLStream.inspect(Self.stream(Self.commented)) }
    }

    @Test("what is cut off anywhere holds", arguments: [0, 1, 7, 60, 200, 231, 240])
    func cut(length: Int) throws {
        #expect(throws: PixelHold.self) { _ = try JPEGXLStream.inspect(Self.stream(Array(Self.plain.prefix(length)))) }
    }

    @Test("most damage of one byte holds, and none ends the process")
    func damaged() {
        let held = Self.plain.indices.filter { index in
            var bytes = Self.plain
            bytes[index] ^= 0xFF
            return (try? JPEGXLStream.inspect(Self.stream(bytes))) == nil
        }
        #expect(held.count > Self.plain.count / 2)
    }
}
