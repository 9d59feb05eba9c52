import Testing

@testable import Router

@Suite("A window on the ledger") struct LedgerWindowTests {
    private struct Item: Identifiable, Sendable {
        var id: Int
    }

    private var window = LedgerWindow<Item>(capacity: 3)

    @Test("what does not fit is left to the ledger, and nothing is taken in twice") mutating func bounds() {
        window.mayHaveMore = false
        var added: [Bool] = []
        for id in [1, 2, 2, 3] { added.append(window.add(Item(id: id))) }
        #expect(added == [true, true, false, true] && !window.mayHaveMore)
        let fourth = window.add(Item(id: 4))
        #expect(!fourth && window.mayHaveMore)
        let read = window.load(Item(id: 5))
        #expect(read, "what was read from the ledger is kept")
        #expect(window.waiting.map(\.id) == [1, 2, 3, 5])
    }

    @Test("one can be taken out of the middle, the others keep their order; taken ones come back only when finished")
    mutating func takes() {
        for id in 1...3 { window.load(Item(id: id)) }
        let second = window.take(at: window.waiting.startIndex + 1)
        let first = window.take(at: window.waiting.startIndex)
        #expect(second.id == 2 && first.id == 1 && window.waiting.map(\.id) == [3])
        let again = window.load(Item(id: 2))
        window.finish(2)
        let later = window.load(Item(id: 2))
        #expect(!again && later && window.known == [1, 2, 3])
    }

    @Test("thousands pass through without being kept, in order") mutating func long() {
        var taken: [Int] = []
        for id in 0..<5000 {
            window.load(Item(id: id))
            if id % 3 > 0 { taken.append(window.take(at: window.waiting.startIndex).id) }
        }
        while !window.waiting.isEmpty { taken.append(window.take(at: window.waiting.startIndex).id) }
        #expect(taken == Array(0..<5000))
    }
}
