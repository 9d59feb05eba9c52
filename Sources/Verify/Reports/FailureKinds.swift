/// Failures by check and place, for a terminal: no values, items of one sequence together.
public final class FailureKinds: Report, @unchecked Sendable {  // one thread at a time
    /// Failures of one check at one place.
    public struct Kind: Hashable, Sendable {
        public var check: Check
        public var path: String
    }

    /// A file that something is wrong with.
    public struct Instance: Hashable, Sendable {
        public var path: String
        public var outcome: PairOutcome
        public var reason: String
    }

    private var counts: [Kind: Int] = [:]
    /// Files that are missing, cannot be read, belong nowhere, or are held; no more than anybody would read.
    public private(set) var instances: [Instance] = []

    private static let longest = 1000

    public init() {}

    public func add(_ result: PairResult) throws {
        if result.outcome != .compared, instances.count < Self.longest {
            let path = result.original.isEmpty ? result.clean ?? "" : result.original
            instances.append(Instance(path: path, outcome: result.outcome, reason: result.reason))
        }
        for check in result.checks where !check.passed {
            counts[Kind(check: check.check, path: check.path.replacing(/\[<\d+>\]/, with: "[*]")), default: 0] += 1
        }
    }

    public func finish(_ summary: Summary) throws {}

    /// The most frequent first.
    public var kinds: [(kind: Kind, count: Int)] {
        let sorted = counts.sorted {
            ($1.value, $0.key.check.rawValue, $0.key.path) < ($0.value, $1.key.check.rawValue, $1.key.path)
        }
        return sorted.map { ($0.key, $0.value) }
    }
}
