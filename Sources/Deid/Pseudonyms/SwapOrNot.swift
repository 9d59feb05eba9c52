import Crypto
import CryptoExtras

/// A keyed permutation of the numbers below any `size`: the swap-or-not shuffle (Hoang, Morris, Rogaway 2012).
///
/// For domains under 10^6, where FF1 is not allowed. It needs no table, works for every size, and stays strong although
/// most of a small domain may be known: each round pairs every number with another and swaps the pairs or not.
struct SwapOrNot {
    /// Many: the bound of the paper falls with each round, and a whole small domain may become known.
    static let rounds = 256

    private let key: SymmetricKey
    private let size: UInt32
    private let offsets: [UInt32]

    /// The permutation of the numbers below `size` that `key`, an AES key, chooses.
    init(key: SymmetricKey, size: UInt32) {
        precondition(size > 0 && [128, 192, 256].contains(key.bitCount))
        self.key = key
        self.size = size
        var offsets: [UInt32] = []
        offsets.reserveCapacity(Self.rounds)
        var block = [UInt8](repeating: 0, count: 16)
        for index in 0..<Self.rounds / 2 {
            Self.randomize(&block, key, domain: 0, UInt32(index), size)
            for half in 0..<2 {
                let random = block.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: half * 8, as: UInt64.self) }
                offsets.append(UInt32(UInt64(littleEndian: random).multipliedFullWidth(by: UInt64(size)).high))
            }
        }
        self.offsets = offsets
    }

    /// The number that stands for `number`.
    func encrypt(_ number: UInt32) -> UInt32 { shuffle(number, rounds: 0..<Self.rounds) }

    /// The number that `number` stands for: each round is its own inverse.
    func decrypt(_ number: UInt32) -> UInt32 { shuffle(number, rounds: (0..<Self.rounds).reversed()) }

    private func shuffle(_ number: UInt32, rounds: some Sequence<Int>) -> UInt32 {
        precondition(number < size)
        var (number, block) = (number, [UInt8](repeating: 0, count: 16))
        for round in rounds {
            let offset = offsets[round]
            let partner = offset >= number ? offset - number : offset + (size - number)
            Self.randomize(&block, key, domain: 1, UInt32(round), max(number, partner))
            if block[0] & 1 == 1 { number = partner }
        }
        return number
    }

    /// The block cipher's answer to three words, little endian: `domain` keeps offsets and decisions apart.
    private static func randomize(
        _ block: inout [UInt8], _ key: SymmetricKey, domain: UInt32, _ index: UInt32, _ value: UInt32
    ) {
        block.withUnsafeMutableBytes {
            $0.storeBytes(of: domain.littleEndian, toByteOffset: 0, as: UInt32.self)
            $0.storeBytes(of: index.littleEndian, toByteOffset: 4, as: UInt32.self)
            $0.storeBytes(of: value.littleEndian, toByteOffset: 8, as: UInt32.self)
            $0.storeBytes(of: 0, toByteOffset: 12, as: UInt32.self)
        }
        do { try AES.permute(&block, key: key) } catch { preconditionFailure("AES key and block sizes are checked") }
    }
}
