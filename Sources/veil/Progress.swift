import Foundation
import Synchronization

/// Tells how far long work is: a bar with count, rate and time left on a terminal, a line every ten seconds elsewhere.
final class Progress: Sendable {
    private struct State {
        var done = 0
        var shown = Date.distantPast
    }

    private let total: Int
    private let noun: String
    private let began = Date()
    private let state = Mutex(State())

    init(total: Int, noun: String) {
        self.total = total
        self.noun = noun
    }

    func advance() {
        state.withLock { state in
            state.done += 1
            let now = Date()
            guard now.timeIntervalSince(state.shown) >= (Console.isTerminal ? 0.1 : 10) || state.done == total else { return }
            // The first line off a terminal would say nothing yet.
            if state.shown == .distantPast && !Console.isTerminal && state.done != total {
                state.shown = now
                return
            }
            state.shown = now
            show(state.done, now)
        }
    }

    /// Ends the bar's line.
    func finish() {
        if Console.isTerminal && total > 0 { Console.show("\n") }
    }

    private func show(_ done: Int, _ now: Date) {
        let seconds = max(now.timeIntervalSince(began), 0.001)
        let rate = Double(done) / seconds
        let left = Int(Double(total - done) / max(rate, 0.001))
        let timeLeft = "\(left / 60):\(left % 60 < 10 ? "0" : "")\(left % 60)"
        let figures = "\(done)/\(total) \(noun), \(Int(rate.rounded()))/s, \(timeLeft) left"
        if Console.isTerminal {
            let width = 30
            let filled = total == 0 ? width : width * done / total
            let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
            Console.show("\r[\(bar)] \(figures)   ")
        } else {
            Console.complain(figures)
        }
    }
}
