import Glibc
internal import TextModels

/// A linear-chain conditional random field: how likely each class is for each token, given all tokens.
///
/// Its tables are made once, never changed and never freed, which is what makes the pointers to them safe to share.
struct SequenceModel: @unchecked Sendable {
    /// Scores or probabilities of all classes; the thirteen first count.
    typealias Scores = SIMD16<Float>

    static let labels = TextClass.allCases.count + 1
    static let shared = SequenceModel()

    /// A feature and the row of its weights.
    private struct Slot {
        var key: UInt32 = 0
        var row = Slot.empty

        static let empty = UInt32.max
    }

    /// Open addressing.
    private let slots: UnsafePointer<Slot>
    private let mask: Int
    private let weights: UnsafePointer<Scores>
    /// exp of the weight from a class (index) to all others; 0 beyond the last class.
    private let onward: [Scores]
    /// The same, to a class from all others.
    private let backward: [Scores]

    private init() {
        var reader = ModelReader(text_model_recognizer_weights(), magic: "VCR1")
        precondition(reader.count() == Self.labels, "the embedded model has other classes")
        let scale = Float(reader.count()) / 1_000_000
        let transitions: [Int16] = reader.values(Self.labels * Self.labels)
        let count = reader.count()
        let features: [UInt32] = reader.values(count)
        let numbers: [Int16] = reader.values(count * Self.labels)
        reader.finish()

        var onward = [Scores](repeating: .zero, count: Self.labels)
        var backward = onward
        for from in 0..<Self.labels {
            for to in 0..<Self.labels {
                let factor = expf(Float(transitions[from * Self.labels + to]) * scale)
                onward[from][to] = factor
                backward[to][from] = factor
            }
        }
        let weights = UnsafeMutablePointer<Scores>.allocate(capacity: max(count, 1))
        weights.initialize(repeating: .zero, count: max(count, 1))
        var capacity = 16
        while capacity < count * 2 { capacity *= 2 }
        let slots = UnsafeMutablePointer<Slot>.allocate(capacity: capacity)
        slots.initialize(repeating: Slot(), count: capacity)
        for index in 0..<count {
            for label in 0..<Self.labels { weights[index][label] = Float(numbers[index * Self.labels + label]) * scale }
            var slot = Int(features[index]) & (capacity - 1)
            while slots[slot].row != Slot.empty { slot = (slot + 1) & (capacity - 1) }
            slots[slot] = Slot(key: features[index], row: UInt32(index))
        }
        self.onward = onward
        self.backward = backward
        self.weights = UnsafePointer(weights)
        self.slots = UnsafePointer(slots)
        mask = capacity - 1
    }

    /// Sums up what the features of one token say.
    struct Sum: FeatureSink {
        private let slots: UnsafePointer<Slot>
        private let mask: Int
        private let weights: UnsafePointer<Scores>
        private(set) var scores = Scores.zero

        init(model: SequenceModel) { (slots, mask, weights) = (model.slots, model.mask, model.weights) }

        @inline(__always)
        mutating func add(_ feature: UInt32) {
            var position = Int(feature) & mask
            while slots[position].row != Slot.empty {
                if slots[position].key == feature {
                    scores += weights[Int(slots[position].row)]
                    return
                }
                position = (position + 1) & mask
            }
        }
    }

    /// The probabilities of all classes for each token, from the scores of each alone: forward and backward, scaled.
    func marginals(_ scores: [Scores]) -> [Scores] {
        guard !scores.isEmpty else { return [] }
        let local = scores.map(Self.exponentials)
        var result = local
        for index in 1..<max(1, local.count) {
            result[index] = Self.normal(local[index] * Self.sum(result[index - 1], onward))
        }
        result[0] = Self.normal(result[0])
        var beta = Scores(repeating: 1)
        for index in stride(from: local.count - 2, through: 0, by: -1) {
            beta = Self.normal(Self.sum(local[index + 1] * beta, backward))
            result[index] = Self.normal(result[index] * beta)
        }
        result[local.count - 1] = Self.normal(result[local.count - 1])
        return result
    }

    @inline(__always)
    private static func sum(_ factors: Scores, _ matrix: [Scores]) -> Scores {
        var total = Scores.zero
        for label in 0..<labels { total += factors[label] * matrix[label] }
        return total
    }

    /// Relative to the best, so that nothing overflows.
    private static func exponentials(_ scores: Scores) -> Scores {
        var top = scores[0]
        for label in 1..<labels { top = max(top, scores[label]) }
        var result = Scores.zero
        for label in 0..<labels { result[label] = expf(max(-60, scores[label] - top)) }
        return result
    }

    @inline(__always)
    private static func normal(_ scores: Scores) -> Scores {
        scores / max(scores.sum(), .leastNormalMagnitude)
    }
}
