import Dicom
import Testing

@testable import Router

@Suite("What an archive's answer means") struct DispositionTests {
    private static let statuses: [(UInt16, Disposition)] = [
        (0x0000, .delivered), (0xB000, .delivered), (0xB006, .delivered), (0xB007, .delivered),
        (0x0111, .delivered), (0xA700, .retry), (0xA701, .retry), (0xA7FF, .retry), (0x0110, .retry), (0x0124, .retry),
        (0xA900, .hold), (0xA9FF, .hold), (0xC000, .hold), (0xCFFF, .hold), (0x0122, .hold), (0x0106, .hold),
        (0x0117, .hold), (0x0211, .hold), (0xFE00, .hold), (0x1234, .hold),
    ]

    @Test("every status of the contract has its consequence", arguments: statuses)
    func table(status: UInt16, expected: Disposition) {
        #expect(Disposition.of(DimseStatus(rawValue: status)) == expected)
    }

    @Test("a destination may call further statuses transient, but never call success that")
    func transient() {
        let extra: Set<DimseStatus> = [DimseStatus(rawValue: 0xC123), .success]
        #expect(Disposition.of(DimseStatus(rawValue: 0xC123), alsoTransient: extra) == .retry)
        #expect(Disposition.of(.success, alsoTransient: extra) == .delivered)
    }

    @Test(
        "every status there is has one consequence: stored for success, warnings and what the archive has, tried again for a few")
    func all() {
        let all = (UInt16.min...UInt16.max).map { (code: $0, Disposition.of(DimseStatus(rawValue: $0))) }
        let stored = all.filter { $0.1 == .delivered }.map(\.code)
        #expect(stored == [0x0000, 0x0001, 0x0107, 0x0111, 0x0116] + Array(0xB000...0xBFFF))
        let again = all.filter { $0.1 == .retry }.map(\.code)
        #expect(again == [0x0110, 0x0124] + Array(0xA700...0xA7FF))
    }

    @Test(
        "waits double up to the longest and are jittered below it",
        arguments: [
            (1, 5.0), (2, 10.0), (3, 20.0), (9, 900.0), (1000, 900.0),
        ])
    func backoff(attempt: Int, full: Double) {
        let backoff = Backoff(first: 5, longest: 900)
        #expect(backoff.wait(after: attempt, random: 0) == full / 2)
        #expect(backoff.wait(after: attempt, random: 1) == full)
        #expect((full / 2...full).contains(backoff.wait(after: attempt)))
    }
}
