import BridgeErrors
import Deid
import Dicom
import Engine
import Foundation
import Instances
import Synchronization
import Threads

/// What came of an original that was cleaned once more.
public enum Redone: Sendable {
    /// A clean instance, with what was decided about it.
    case made(Plan)
    case held(HoldReason)
    /// It is no DICOM file, or there is trouble with the file.
    case notReadable(DimseError)

    /// Why there is no clean instance, as a stable code; nil if there is one.
    var reason: String? {
        switch self {
        case .made: nil
        case .held(let reason): reason.rawValue
        case .notReadable(let error): "not_readable_\(error.code.name)"
        }
    }
}

extension Redone {
    /// What planning alone came to.
    init(_ planned: Planned) { self = planned.hold.map { .held($0.reason) } ?? .made(planned.plan) }
}

/// The whole engine, pixels included, asked for its decisions: what it makes of the file at `original` is written to the file
/// at `output`, as a DICOM file.
public typealias Cleaning = (_ original: String, _ output: String) throws -> Redone

/// What the clean files are held against.
public enum Expectations: Sendable {
    /// The rules of a route, with its project's key. `cleaning` is asked once for each thread.
    case rules(CleaningRules, cleaning: @Sendable () -> Cleaning)
    /// An answer key, with what stands for UIDs and Patient IDs.
    case key(AnswerKey, Pseudonyms)
}

/// `veil verify`: originals and clean files, pair by pair, two at a time.
public final class Verifier: Sendable {
    private let expectations: Expectations
    private let pairing: Pairing

    public init(_ expectations: Expectations, _ pairing: Pairing) {
        self.expectations = expectations
        self.pairing = pairing
    }

    /// Compares all pairs; each is given to every report in the order of the originals' paths, clean files without an
    /// original at the end. `advance` is called after each pair.
    ///
    /// - Throws: what a report throws, and `VerifyError` for an answer key that cannot be read.
    public func run(_ reports: [any Report], advance: @escaping @Sendable () -> Void) throws -> Summary {
        let queue = OrderedResults(reports: reports)
        let count = pairing.pairs.count
        let next = Atomic<Int>(0)
        let finished = DispatchGroup()
        let body: @Sendable () -> Void = { [self] in
            let redo: Redo? = if case .rules(_, let cleaning) = self.expectations { Redo(cleaning()) } else { nil }
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < count, queue.waitForTurn(of: index) else { break }
                queue.give(index) { try self.compare(index, redo) }
                advance()
            }
            finished.leave()
        }
        withExtendedLifetime(next) {
            for _ in 0..<2 {
                finished.enter()
                _ = BlockingThread("verify", stack: .parsing, body)
            }
            finished.wait()
        }
        var summary = try queue.finish()
        summary.notDicom = pairing.notDicom.count
        for (offset, name) in pairing.withoutOriginal.enumerated() {
            let result = PairResult(
                number: count + offset + 1, original: "", clean: name, match: nil, outcome: .withoutOriginal,
                reason: "", checks: [])
            summary.add(result)
            for report in reports { try report.add(result) }
        }
        return summary
    }

    // MARK: one pair

    private func compare(_ index: Int, _ redo: Redo?) throws(VerifyError) -> PairResult {
        let pair = pairing.pairs[index]
        var result = PairResult(
            number: index + 1, original: pair.original, clean: pair.clean, match: pair.match, outcome: .compared,
            reason: "", checks: [])
        switch expectations {
        case .rules(let rules, _): if let redo { try compare(pair, rules, redo, &result) }
        case .key(let key, let pseudonyms): try compare(pair, key, pseudonyms, &result)
        }
        return result
    }

    private func compare(
        _ pair: Pair, _ rules: CleaningRules, _ redo: Redo, _ result: inout PairResult
    ) throws(VerifyError) {
        let path = "\(pairing.originalFolder)/\(pair.original)"
        guard let name = pair.clean else {
            let reason = try redo.clean(path).reason
            (result.outcome, result.reason) = (reason == nil ? .missing : .held, reason ?? "")
            return
        }
        let original: Reader
        do throws(DimseError) { original = try Reader(path: path) } catch {
            (result.outcome, result.reason) = (.originalUnreadable, error.code.name)
            return
        }
        // Without a pixel step the plan says all that the clean file is held against.
        let isPixelStep = rules.pixels != nil
        let redone = isPixelStep ? try redo.clean(path) : Redone(rules.plan(original.view, explain: true, fileName: path))
        guard case .made(let plan) = redone else {
            (result.outcome, result.reason) = (.notHeld, redone.reason ?? "")
            return
        }
        do throws(DimseError) {
            guard let clean = read(name, &result) else { return }
            let made = isPixelStep ? try redo.made() : nil
            result.checks = try RuleChecks.results(plan, original: original, clean: clean, made: made)
            result.checks += try FileHead.results(path: "\(pairing.cleanFolder)/\(name)")
            result.checks += try WrittenFile.results(
                plan, original: original, clean: clean, isPixelStep: isPixelStep, others: result.checks)
        } catch {
            (result.outcome, result.reason) = (.originalUnreadable, error.code.name)
        }
    }

    private func compare(
        _ pair: Pair, _ key: AnswerKey, _ pseudonyms: Pseudonyms, _ result: inout PairResult
    ) throws(VerifyError) {
        let path = "\(pairing.originalFolder)/\(pair.original)"
        guard let uid = Pairing.instanceUID(of: path) else {
            result.outcome = .originalUnreadable
            return
        }
        guard let answers = try key.answers(of: uid) else {
            result.outcome = .unknown
            return
        }
        var clean: Reader?
        if let name = pair.clean { clean = read(name, &result) } else { result.outcome = .missing }
        result.checks = KeyChecks(pseudonyms: pseudonyms).results(answers, clean: clean) {
            // Only asked for where the key asks for more than it says itself; without it that check fails.
            try? Reader(path: path)
        }
    }

    private func read(_ name: String, _ result: inout PairResult) -> Reader? {
        do throws(DimseError) {
            return try Reader(path: "\(pairing.cleanFolder)/\(name)")
        } catch {
            (result.outcome, result.reason) = (.cleanUnreadable, error.code.name)
            return nil
        }
    }
}
