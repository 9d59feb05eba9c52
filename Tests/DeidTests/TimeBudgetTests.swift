import Dicom
import Instances
import Synchronization
import Testing

@testable import Deid

/// A clock that goes on by a second whenever somebody looks at it.
private final class TickingClock: Sendable {
    private let start = ContinuousClock.now
    private let looks = Mutex(0)

    var count: Int { looks.withLock { $0 } }

    func budget(_ seconds: Int) -> TimeBudget {
        TimeBudget(.seconds(seconds)) { [self] in
            let look = looks.withLock { looks in
                looks += 1
                return looks
            }
            return start.advanced(by: .seconds(look))
        }
    }
}

@Suite("Time that an instance may take")
struct TimeBudgetTests {
    typealias Element = MemoryDataSet.Element

    private func plan(_ instance: MemoryDataSet, _ budget: TimeBudget) throws -> Plan {
        let rules = try PlanFixture.ruleSet([], options: [.cleanDescriptors])
        let deidentifier = Deidentifier(ruleSet: rules, pseudonymizer: try PseudonymFixture.pseudonymizer())
        return try deidentifier.plan(instance.view(), explain: false, budget: budget)
    }

    /// Many elements, or many texts.
    private static let instances = [
        PlanFixture.instance(
            Element(
                0x0008_1140,
                items: (0..<2000).map { number in
                    [Element(0x0008_1150, .UI, PlanFixture.ct), Element(0x0008_1155, .UI, "1.2.3.\(number)")]
                })),
        PlanFixture.instance(
            Element(0x0008_1140, items: (0..<100).map { [Element(0x0040_0280, .ST, "Doe seen again, number \($0)")] })),
    ]

    @Test("what takes longer is held, what is done in time is as it would be without", arguments: instances.indices)
    func limit(index: Int) throws {
        let instance = Self.instances[index]
        let free = try plan(instance, .unlimited)
        let clock = TickingClock()
        #expect(try plan(instance, clock.budget(1_000_000)).edits == free.edits)
        // Asked again and again, not at the ends only.
        #expect(clock.count > 10)
        for seconds in [0, 3, clock.count - 2] {
            let hold = try #require(throws: PlanHold.self) { try plan(instance, TickingClock().budget(seconds)) }
            #expect(hold.reason == .instanceTimeLimit)
        }
    }
}
