/// Totals of a run.
public struct Summary: Sendable {
    /// Of one check.
    public struct Count: Hashable, Sendable {
        public var passed = 0
        public var failed = 0

        mutating func add(_ isPassed: Bool) {
            if isPassed { passed += 1 } else { failed += 1 }
        }
    }

    public var checks: [Check: Count] = [:]
    public var pairs: [PairOutcome: Int] = [:]
    /// How pairs were matched.
    public var matches: [Pair.Match: Int] = [:]
    /// Files among the originals that are no DICOM files.
    public var notDicom = 0

    public init() {}

    mutating func add(_ result: PairResult) {
        pairs[result.outcome, default: 0] += 1
        if let match = result.match { matches[match, default: 0] += 1 }
        for check in result.checks {
            checks[check.check, default: Count()].add(check.passed)
        }
    }

    public var passed: Int { checks.values.reduce(0) { $0 + $1.passed } }
    public var failed: Int { checks.values.reduce(0) { $0 + $1.failed } }

    /// Instances that something is wrong with beside the checks.
    public var failedPairs: Int { pairs.reduce(0) { $0 + ($1.key.isFailure ? $1.value : 0) } }

    /// Every check passed, and every instance is where it belongs.
    public var isClean: Bool { failed == 0 && failedPairs == 0 }

    /// `259 compared, 1 missing`: instances by what became of them, in one line.
    public var instances: String {
        let parts = PairOutcome.allCases.compactMap { outcome in
            pairs[outcome].map { "\($0) \(outcome.rawValue.replacing("_", with: " "))" }
        }
        return (parts + (notDicom > 0 ? ["\(notDicom) files that are not DICOM"] : [])).joined(separator: ", ")
    }
}
