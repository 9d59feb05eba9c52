import Dicom
import Ledger
import Testing

@Suite("Series") struct SeriesTests {
    private static let series = SeriesPlace(studyInstanceUID: "2.25.8", seriesInstanceUID: "2.25.9")

    private static func ready(_ number: UInt8, whole: Bool = true, _ destinations: [String] = ["a"]) -> Outcome {
        .ready(
            TemporaryLedger.output(instance: number, content: number), destinations: destinations, pseudonyms: [],
            wholeSeries: whole ? Set(destinations) : [])
    }

    private static func held(whole: Bool = true) -> Outcome {
        .held(
            project: "p", destinations: ["a"], reason: .pixelsUnreadable, detail: "", contentHash: nil, series: series,
            wholeSeries: whole ? ["a"] : [])
    }

    @Test("what went, waits and is held of a series is counted, by new identifiers")
    func tally() async throws {
        let temporary = try TemporaryLedger()
        let first = try temporary.receive()
        let sent = try await temporary.record([Self.ready(1, whole: false, ["a", "b"])], of: first).deliveries
        _ = try await temporary.record(.delivered(.success), of: sent[0].delivery)
        let waiting = try temporary.receive()
        _ = try await temporary.record([Self.ready(2, whole: false)], of: waiting)
        let bad = try temporary.receive()
        _ = try await temporary.record([Self.held(whole: false)], of: bad)
        let found = try temporary.ledger.series()
        #expect(found.map(\.series) == [Self.series, Self.series])
        #expect(found.map(\.destination) == ["a", "b"])
        #expect(found.map(\.delivered) == [1, 0] && found.map(\.waiting) == [1, 1] && found.map(\.held) == [1, 0])
        #expect(try temporary.ledger.series(of: bad) == found && temporary.ledger.series(of: first) == found)
        #expect(try temporary.ledger.series(of: temporary.receive()).isEmpty)
        #expect(try temporary.ledger.quarantine()[0].series == Self.series)
        #expect(try temporary.ledger.held(series: "2.25.9") == [bad])
        #expect(try temporary.ledger.held(study: "2.25.8", series: "2.25.1").isEmpty)
    }

    @Test("where a series goes whole, the rest of it is held with the first that is held, and goes when a person says so")
    func whole() async throws {
        let temporary = try TemporaryLedger()
        let (early, bad, late) = (try temporary.receive(), try temporary.receive(), try temporary.receive())
        _ = try await temporary.record([Self.ready(1)], of: early)
        _ = try await temporary.record([Self.held()], of: bad)
        #expect(try temporary.ledger.quarantine(instance: early).map(\.reason) == ["series_incomplete"])
        #expect(try await temporary.record([Self.ready(3)], of: late).held == [.seriesIncomplete])
        #expect(try temporary.ledger.waitingDestinations().isEmpty)
        let held = try temporary.ledger.held(series: "2.25.9")
        #expect(Set(held) == [early, bad, late])
        for id in held { try temporary.ledger.release(id) }
        // The bad one is held again, and the others go all the same: that was decided.
        #expect(try await temporary.record([Self.ready(1)], of: early, replacing: true).deliveries.count == 1)
        _ = try await temporary.record([Self.held()], of: bad, replacing: true)
        #expect(try await temporary.record([Self.ready(3)], of: late, replacing: true).deliveries.count == 1)
        #expect(try temporary.ledger.waiting(for: "a", limit: 9).count == 2)
    }

    @Test("an instance that the archive refuses holds the rest as well; a person's cancellation does not")
    func refused() async throws {
        let temporary = try TemporaryLedger()
        let (first, second, third) = (try temporary.receive(), try temporary.receive(), try temporary.receive())
        let sent = try await temporary.record([Self.ready(1)], of: first).deliveries[0].delivery
        let other = try await temporary.record([Self.ready(2)], of: second).deliveries[0].delivery
        _ = try temporary.ledger.cancel(destination: nil, instance: second, reason: .cancelled)
        #expect(try temporary.ledger.isWaiting(sent.id))
        _ = try await temporary.record([Self.ready(3)], of: third)
        _ = try await temporary.record(.held(nil, reason: .refusedByArchive, detail: ""), of: sent)
        #expect(try temporary.ledger.quarantine(instance: third).map(\.reason) == ["series_incomplete"])
        // On its way all the while.
        #expect(try await temporary.record(.delivered(.success), of: other) == .finished)
    }

    @Test("other routes are not concerned")
    func otherRoutes() async throws {
        let temporary = try TemporaryLedger()
        _ = try await temporary.record([Self.ready(1, whole: false)], of: try temporary.receive())
        _ = try await temporary.record([Self.held()], of: try temporary.receive())
        #expect(try await temporary.record([Self.ready(2, whole: false)], of: try temporary.receive()).held.isEmpty)
        #expect(try temporary.ledger.waiting(for: "a", limit: 9).count == 2)
    }
}
