/// How long one instance may be worked on (`node.instance_time`): what long loops ask as they go.
public struct TimeBudget: Sendable {
    private let end: ContinuousClock.Instant?
    private let now: @Sendable () -> ContinuousClock.Instant

    /// Begins now.
    ///
    /// - Parameter now: the clock.
    public init(_ duration: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        end = now().advanced(by: duration)
        self.now = now
    }

    private init() {
        end = nil
        now = { .now }
    }

    /// Never spent.
    public static let unlimited = TimeBudget()

    public var isSpent: Bool { end.map { now() > $0 } ?? false }
}
