import Foundation

/// When one destination is tried, and by how many lanes: contact, trouble, broken connections, back-off. A pure value: it
/// reads no clock, each event comes with its time.
///
/// - While the destination cannot be reached nobody tries before `blockedUntil`, and then one lane alone.
/// - A connection that cannot be made beside another that stands (an archive that takes one association at a time) is no
///   trouble of the destination: what waits goes over the other, and a further connection is tried again later.
struct DeliverySchedule: Sendable {
    private let backoff: Backoff
    /// Waits of the destination are between half of it and all of it; a test says which.
    private let random: @Sendable () -> Double

    /// How often in a row the destination could not be reached.
    private var failures = 0
    /// Since when nothing was stored because of trouble.
    private var troubledSince: Date?
    private var isBrokenBefore = false
    private(set) var blockedUntil: Date?
    private var isProbing = false

    /// Lanes that have a connection, and lanes that wait for one.
    private(set) var connected = 0
    private(set) var connecting = 0
    /// How often in a row a further connection could not be made beside one that stands.
    private var furtherFailures = 0
    private(set) var furtherAfter: Date?

    init(_ backoff: Backoff, random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }) {
        self.backoff = backoff
        self.random = random
    }

    // MARK: what may be done

    /// Whether an instance may be sent, or a connection made for one.
    func mayTry(at now: Date) -> Bool {
        guard let blockedUntil else { return true }
        return now >= blockedUntil && !isProbing
    }

    /// Whether a lane may make a connection; `isConnected`: in place of its own.
    func mayConnect(isConnected: Bool, at now: Date) -> Bool {
        guard mayTry(at: now) else { return false }
        // It gives up its own for another kind of instance: there are not more of them.
        if isConnected { return true }
        guard connected + connecting > 0, let furtherAfter else { return true }
        return now >= furtherAfter
    }

    /// When more may be done than now; nil: nothing that time alone would bring.
    func nextChange(after now: Date) -> Date? { [blockedUntil, furtherAfter].compactMap { $0 }.filter { $0 > now }.min() }

    // MARK: what happened

    /// A lane tries: while the destination is in trouble the only one.
    mutating func beginTry() { if blockedUntil != nil { isProbing = true } }

    /// The lane that tried is done, whatever came of it.
    mutating func endTry() { isProbing = false }

    mutating func beginConnecting() {
        connecting += 1
        beginTry()
    }

    /// The connection stands.
    mutating func noteConnected() {
        connecting -= 1
        connected += 1
        if connected > 1 { (furtherFailures, furtherAfter) = (0, nil) }
        noteContact()
    }

    /// The destination was there, and did not want the connection for what it was made for.
    mutating func noteConnectionRefused() { connecting -= 1 }

    /// What a connection that could not be made means.
    enum ConnectionFailure: Equatable, Sendable {
        /// Another stands, or is being made: nothing for what waits.
        case onlyFurther
        /// The destination is in trouble, so often in a row; all wait until then.
        case trouble(count: Int, until: Date)
    }

    mutating func noteConnectionFailed(at now: Date) -> ConnectionFailure {
        connecting -= 1
        guard connected + connecting == 0 else {
            furtherFailures += 1
            furtherAfter = now.addingTimeInterval(backoff.wait(after: furtherFailures, random: random()))
            return .onlyFurther
        }
        let (count, until) = noteTrouble(at: now)
        return .trouble(count: count, until: until)
    }

    mutating func noteDisconnected() {
        connected -= 1
        if connected == 0 { (furtherFailures, furtherAfter) = (0, nil) }
    }

    /// The destination answered to an instance.
    ///
    /// - Returns: how many seconds it was in trouble, with the first answer after that.
    mutating func noteAnswer(at now: Date) -> TimeInterval? {
        noteContact()
        isBrokenBefore = false
        defer { troubledSince = nil }
        return troubledSince.map { now.timeIntervalSince($0) }
    }

    private mutating func noteContact() {
        failures = 0
        blockedUntil = nil
        isProbing = false
    }

    /// The destination could not be reached. Returns how often in a row, and until when all wait.
    mutating func noteTrouble(at now: Date) -> (count: Int, until: Date) {
        failures += 1
        troubledSince = troubledSince ?? now
        let until = now.addingTimeInterval(backoff.wait(after: failures, random: random()))
        blockedUntil = until
        isProbing = false
        return (failures, until)
    }

    /// A connection broke in the middle of an instance. The next instance tries a new one at once; only if that breaks too
    /// do all wait.
    mutating func noteBroken(at now: Date) {
        if isBrokenBefore { _ = noteTrouble(at: now) }
        isBrokenBefore = true
    }

    /// A person asks to try now.
    mutating func tryNow(at now: Date) { if blockedUntil != nil { blockedUntil = now } }
}
