import Foundation

/// Takes results from several threads and gives them to the reports in order, so that two runs write the same.
final class OrderedResults: @unchecked Sendable {  // everything below is used under the lock
    private let lock = NSCondition()
    private let reports: [any Report]
    private var summary = Summary()
    /// Results that came before their turn.
    private var waiting: [Int: PairResult] = [:]
    private var next = 0
    private var failure: (any Error)?

    /// How far one thread may be ahead of another: bounds the memory.
    private static let window = 64

    init(reports: [any Report]) { self.reports = reports }

    /// Returns when work on `index` may begin; false if all is over.
    func waitForTurn(of index: Int) -> Bool {
        lock.withLock {
            while failure == nil, index >= next + Self.window { lock.wait() }
            return failure == nil
        }
    }

    /// Takes what `make` returns; what it or a report throws ends the run.
    func give(_ index: Int, _ make: () throws -> PairResult) {
        let made = Result { try make() }
        lock.withLock {
            defer { lock.broadcast() }
            do {
                waiting[index] = try made.get()
                while failure == nil, let result = waiting.removeValue(forKey: next) {
                    summary.add(result)
                    for report in reports { try report.add(result) }
                    next += 1
                }
            } catch {
                failure = failure ?? error
            }
        }
    }

    func finish() throws -> Summary {
        try lock.withLock {
            if let failure { throw failure }
            return summary
        }
    }
}
