import Foundation

/// A thread of our own for what blocks (`docs/adr/0004-threads.md`); it runs from its making to the end of its body.
public struct BlockingThread: Sendable {
    /// Bytes of stack.
    public enum Stack: Int, Sendable {
        case small = 1_048_576
        case medium = 4_194_304
        /// For what parses or converts Data Sets: DCMTK recurses with their nesting, which the scan before it bounds.
        case parsing = 16_777_216
    }

    private let running = DispatchGroup()

    /// Starts it.
    ///
    /// - Parameter name: what a debugger or `top -H` shows.
    public init(_ name: String, stack: Stack = .small, _ body: @escaping @Sendable () -> Void) {
        let running = running
        running.enter()
        let thread = Thread {
            body()
            running.leave()
        }
        thread.name = name
        thread.stackSize = stack.rawValue
        thread.start()
    }

    /// Waits until the body has ended.
    public func join() { running.wait() }

    /// Waits until the body has ended, at most so many seconds; false if it has not.
    public func join(within seconds: TimeInterval) -> Bool {
        running.wait(timeout: .now() + max(0, seconds)) == .success
    }

    /// Runs blocking work away from Swift's cooperative threads.
    public static func run(_ name: String, _ body: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            _ = BlockingThread(name, stack: .medium) {
                body()
                continuation.resume()
            }
        }
    }
}
