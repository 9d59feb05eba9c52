import Foundation
import Synchronization
import Threads

/// Work on many files by a few threads.
enum Parallel {
    /// Calls `body` once for each number below `count`, each thread with what `make` gave it; returns when all is done.
    static func each<Own>(
        _ count: Int, threads: Int, with make: @escaping @Sendable () -> Own, _ body: @escaping @Sendable (Int, Own) -> Void
    ) {
        let next = Counter()
        let finished = DispatchGroup()
        for _ in 0..<max(0, min(threads, count)) {
            finished.enter()
            _ = BlockingThread("files", stack: .parsing) {
                let own = make()
                while case let index = next.take(), index < count { body(index, own) }
                finished.leave()
            }
        }
        finished.wait()
    }

    private final class Counter: Sendable {
        private let value = Atomic<Int>(0)

        func take() -> Int { value.add(1, ordering: .relaxed).oldValue }
    }
}
