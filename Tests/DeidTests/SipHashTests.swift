import Testing

@testable import Deid

@Suite("SipHash-2-4") struct SipHashTests {
    /// Of the authors' reference implementation, little endian: key 00 to 0F, messages 00, 00 01 … of these lengths.
    static let vectors: [(length: Int, hash: UInt64)] = [
        (0, 0x726F_DB47_DD0E_0E31), (1, 0x74F8_39C5_93DC_67FD), (7, 0xAB02_00F5_8B01_D137), (8, 0x93F5_F579_9A93_2462),
        (15, 0xA129_CA61_49BE_45E5),
    ]

    @Test("gives what the reference gives", arguments: vectors.indices)
    func reference(index: Int) {
        let hash = SipHash(key: (0..<16).map { UInt8($0) })
        #expect(hash((0..<Self.vectors[index].length).map { UInt8($0) }) == Self.vectors[index].hash)
    }
}
