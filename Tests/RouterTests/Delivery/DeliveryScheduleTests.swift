import Foundation
import Testing

@testable import Router

@Suite("When a destination is tried") struct DeliveryScheduleTests {
    private static let start = Date(timeIntervalSince1970: 1_000_000)
    /// Waits of 10, 20, 40, 40 … seconds.
    private var schedule = DeliverySchedule(Backoff(first: 10, longest: 40), random: { 1 })

    private static func at(_ seconds: Double) -> Date { start.addingTimeInterval(seconds) }

    @Test("a destination of which nothing is known may be tried") func fresh() {
        #expect(schedule.mayTry(at: Self.start) && schedule.mayConnect(isConnected: false, at: Self.start))
        #expect(schedule.nextChange(after: Self.start) == nil)
    }

    @Test("trouble makes all wait, doubling up to the longest") mutating func waits() {
        for (count, wait) in [10.0, 20, 40, 40].enumerated() {
            let trouble = schedule.noteTrouble(at: Self.start)
            #expect(trouble.count == count + 1 && trouble.until == Self.at(wait))
            #expect(schedule.blockedUntil == Self.at(wait) && schedule.nextChange(after: Self.start) == Self.at(wait))
            #expect(!schedule.mayTry(at: Self.at(wait - 1)) && schedule.mayTry(at: Self.at(wait)))
        }
    }

    @Test("after the wait one tries alone; when it is done, the next may; contact frees all") mutating func oneTries() {
        _ = schedule.noteTrouble(at: Self.start)
        schedule.beginTry()
        #expect(!schedule.mayTry(at: Self.at(10)), "two tried at once")
        schedule.endTry()
        #expect(schedule.mayTry(at: Self.at(10)))
        schedule.beginConnecting()
        #expect(!schedule.mayTry(at: Self.at(10)), "two tried at once")
        schedule.noteConnected()
        #expect(schedule.mayTry(at: Self.at(10)) && schedule.blockedUntil == nil)
        let again = schedule.noteTrouble(at: Self.at(11))
        #expect(again.count == 1, "contact did not end the row")
    }

    @Test("the first answer after trouble ends it, and tells how long it was; a connection alone does not")
    mutating func recovery() {
        let early = schedule.noteAnswer(at: Self.start)
        _ = schedule.noteTrouble(at: Self.at(1))
        _ = schedule.noteTrouble(at: Self.at(20))
        schedule.beginConnecting()
        schedule.noteConnected()
        let (first, second) = (schedule.noteAnswer(at: Self.at(61)), schedule.noteAnswer(at: Self.at(62)))
        #expect(early == nil && first == 60 && second == nil)
    }

    @Test("one connection broken in the middle does not stop the others, two in a row do, an answer between them counts")
    mutating func broken() {
        schedule.noteBroken(at: Self.start)
        #expect(schedule.mayTry(at: Self.start), "one break stopped all")
        _ = schedule.noteAnswer(at: Self.start)
        schedule.noteBroken(at: Self.start)
        #expect(schedule.mayTry(at: Self.start), "an answer did not count")
        schedule.noteBroken(at: Self.start)
        #expect(!schedule.mayTry(at: Self.start), "two breaks stopped nothing")
    }

    @Test("a person's wish to try now shortens a wait, and makes none") mutating func tryNow() {
        schedule.tryNow(at: Self.start)
        #expect(schedule.blockedUntil == nil)
        _ = schedule.noteTrouble(at: Self.start)
        schedule.tryNow(at: Self.at(1))
        #expect(schedule.mayTry(at: Self.at(1)))
    }

    @Test("a further connection that cannot be made is no trouble: it waits by itself, what stands goes on")
    mutating func further() {
        schedule.beginConnecting()
        schedule.noteConnected()
        for wait in [10.0, 20] {
            schedule.beginConnecting()
            let failure = schedule.noteConnectionFailed(at: Self.start)
            #expect(failure == .onlyFurther)
            #expect(schedule.mayTry(at: Self.start) && schedule.blockedUntil == nil)
            #expect(!schedule.mayConnect(isConnected: false, at: Self.at(wait - 1)))
            #expect(schedule.mayConnect(isConnected: true, at: Self.start), "in place of its own it may")
            #expect(schedule.mayConnect(isConnected: false, at: Self.at(wait)))
            #expect(schedule.nextChange(after: Self.start) == Self.at(wait))
        }
        schedule.noteDisconnected()
        #expect(schedule.mayConnect(isConnected: false, at: Self.start), "nothing stands any more")
    }

    @Test("of two that are tried at once only the last that fails is trouble") mutating func bothFail() {
        schedule.beginConnecting()
        schedule.beginConnecting()
        let first = schedule.noteConnectionFailed(at: Self.start)
        let second = schedule.noteConnectionFailed(at: Self.start)
        #expect(first == .onlyFurther && second == .trouble(count: 1, until: Self.at(10)))
    }
}
