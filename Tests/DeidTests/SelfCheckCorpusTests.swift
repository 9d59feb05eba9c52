import Dicom
import Foundation
import Testing

@testable import Deid

@Suite("The self-check over a clean corpus")
struct SelfCheckCorpusTests {
    /// `scripts/self-check-corpus` sets it to 10,000.
    private static let size = Int(ProcessInfo.processInfo.environment["VEIL_CORPUS"] ?? "") ?? 400

    /// Strategies under which as much as possible stays.
    private static func strategies() throws -> [RuleSet] {
        [
            try PlanFixture.ruleSet(),
            try PlanFixture.ruleSet(
                options: [
                    .retainLongitudinalModifiedDates, .cleanDescriptors, .retainPatientCharacteristics, .retainSafePrivate,
                ]),
            try PlanFixture.ruleSet(
                options: [
                    .retainLongitudinalFullDates, .retainUIDs, .retainInstitutionIdentity, .retainDeviceIdentity,
                    .retainPatientCharacteristics,
                ]),
            try SelfCheckRules.leavingTexts(),
        ]
    }

    @Test("holds one instance in 10,000 at most, or takes something out of its texts")
    func cleanCorpus() throws {
        let strategies = try Self.strategies()
        var corpus = SelfCheckCorpus(seed: 20_260_701)
        var held: [SelfCheck.Finding] = []
        var (planning, checking, encoding, elements) = (Duration.zero, Duration.zero, Duration.zero, 0)
        for number in 0..<Self.size {
            let outcome = try SelfCheckFixture.run(corpus.next(), strategies[number % strategies.count])
            if let finding = outcome.found { held.append(finding) }
            planning += outcome.planning
            checking += outcome.checking
            encoding += outcome.encoding
            elements += outcome.elements
        }
        func microseconds(_ duration: Duration) -> String {
            String(format: "%.0f", duration / .microseconds(1) / Double(Self.size))
        }
        print(
            "self-check: \(Self.size) clean instances of \(elements / Self.size) elements, \(held.count) held or cut; "
                + "µs an instance: plan \(microseconds(planning)), check \(microseconds(checking)), "
                + "apply and encode \(microseconds(encoding))")
        for finding in held.prefix(20) { print("self-check: found \(finding)") }
        #expect(held.count <= Self.size / 10_000)
    }
}
