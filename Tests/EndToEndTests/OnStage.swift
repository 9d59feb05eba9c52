import Foundation
import Testing

/// Runs a test's body on a stage of its own, on a thread of its own: the body waits for programs, and must not block
/// the few threads that Swift Testing has. So many at a time as two cores bear.
func onStage(_ body: @escaping @Sendable (Stage) throws -> Void) async throws {
    await Turns.shared.take()
    let result: Result<Void, any Error>
    do {
        // The task stays the same, so that what fails is recorded for this test.
        try await withTaskExecutorPreference(BlockingThreads.shared) { try await perform(body) }
        result = .success(())
    } catch {
        result = .failure(error)
    }
    await Turns.shared.giveBack()
    try result.get()
}

@concurrent private func perform(_ body: @Sendable (Stage) throws -> Void) async throws {
    let stage = try Stage()
    defer { stage.end() }
    do {
        try body(stage)
    } catch {
        stage.report()
        throw error
    }
}

/// How many stages there may be at a time.
private actor Turns {
    static let shared = Turns()
    private var left = 4
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take() async {
        if left > 0 {
            left -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func giveBack() {
        if waiting.isEmpty {
            left += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}

/// A thread for every job.
private final class BlockingThreads: TaskExecutor {
    static let shared = BlockingThreads()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        Thread.detachNewThread { job.runSynchronously(on: executor) }
    }
}
