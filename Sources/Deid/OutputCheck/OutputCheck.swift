import Dicom

/// Whether what is to leave is what was planned: the other half of ``SelfCheck``, which looks for what must be gone.
///
/// The received file and the output are both read anew, by nothing but the standard, and laid side by side with the edits:
/// each element stands in order and once, what no edit names is there with the same bytes, what an edit writes is there,
/// nothing else is, and Pixel Data is as long as its description says.
public struct OutputCheck {
    /// The first thing that is not as planned.
    public struct Finding: Error, Hashable, Sendable, CustomStringConvertible {
        /// `(0040,0275)[0]/(0040,0007)`.
        public var path: String
        public var what: String

        /// Where and what: never a value.
        public var description: String { "\(path): \(what)" }
    }

    /// What was done to an instance. Indices are those of the view that it was planned from.
    public struct Changes {
        public var edits: [Edit]
        /// Elements whose value was made anew outside of the edits: pixels.
        public var remade: Set<Int>
        /// Elements that may have gone or hold anything, with what is in them: what follows pixels that others changed.
        public var open: Set<Int>

        public init(edits: [Edit], remade: Set<Int> = [], open: Set<Int> = []) {
            self.edits = edits
            self.remade = remade
            self.open = open
        }
    }

    let received: EncodedElements
    let output: EncodedElements
    let receivedBytes: EncodedBytes
    let outputBytes: EncodedBytes
    let view: [DataElement]
    let isExplicit: Bool
    let plan: PlannedContent
    /// For each element of the view, the received one.
    var sources: [Int32] = []
    /// Next element of the view and of the output.
    var next = 0
    var place = 0

    /// - Parameters:
    ///   - original: the received Data Set.
    ///   - view: what the changes were planned from; its values are not looked at.
    ///   - outputSyntax: of the output, if it may be another than the original's.
    ///   - isSequence: whether the standard's dictionary makes an attribute a sequence.
    /// - Throws: what the bytes throw: trouble of our own.
    public static func firstFinding(
        original: EncodedBytes, _ view: DataSetView, _ changes: Changes, output: EncodedBytes,
        in outputSyntax: TransferSyntax? = nil, isSequence: @escaping (Tag) -> Bool
    ) throws -> Finding? {
        do {
            let syntax = view.transferSyntax
            let outputSyntax = outputSyntax ?? syntax
            let received = try EncodedElements(original, syntax, .received, isSequence: isSequence)
            let pixels = received.elements.first { $0.parent < 0 && $0.kind == .fragments }
            let known = pixels.flatMap { pixels in
                original.originalOffset(of: pixels.value).map { start in
                    (start..<start + pixels.value.upperBound - pixels.value.lowerBound, pixels.count)
                }
            }
            let written = try EncodedElements(output, outputSyntax, .strict, known: known, isSequence: isSequence)
            var check = OutputCheck(
                received: received, output: written, receivedBytes: original, outputBytes: output, view: view.elements,
                isExplicit: outputSyntax != .implicitLittleEndian, plan: PlannedContent(changes))
            try check.run()
            return nil
        } catch let finding as Finding {
            return finding
        } catch let fault as EncodedElements.Fault {
            return Finding(path: fault.path, what: fault.what)
        } catch is EncodedBytes.Unreadable {
            return Finding(path: "data set", what: "ends too early")
        }
    }

    private mutating func run() throws {
        try findSources()
        try compare(parent: -1, item: -1, outputParent: -1, outputItem: -1)
        if place < output.elements.count { throw surplus() }
        try checkPixels()
    }

    // MARK: the received file

    /// Finds what the view was made of, element by element: what DCMTK and the standard make of the same bytes.
    private mutating func findSources() throws {
        sources.reserveCapacity(view.count)
        var position = 0
        for (index, element) in view.enumerated() {
            let parent = element.parent < 0 ? -1 : sources[element.parent]
            guard position < received.elements.count else { throw Finding(path: path(index), what: "not in the original") }
            let source = received.elements[position]
            guard source.tag == element.tag, source.parent == parent, source.item == Int32(element.item) else {
                throw Finding(path: path(index), what: "not where it stands in the original")
            }
            sources.append(Int32(position))
            position += 1
            if element.vr == .SQ {
                guard Int(source.count) == element.itemCount else {
                    throw Finding(path: path(index), what: "items in the original")
                }
            } else if source.kind == .sequence {
                // Items to one reader, bytes to the other: then it is compared as bytes.
                let first = position - 1
                while position < received.elements.count, received.elements[position].parent >= Int32(first) { position += 1 }
            }
        }
        guard position == received.elements.count else {
            throw Finding(path: received.elements.path(of: position), what: "was not read from the original")
        }
    }

    // MARK: the output

    /// One item, or the Data Set itself, from its first element to its last.
    private mutating func compare(parent: Int, item: Int, outputParent: Int32, outputItem: Int32) throws {
        let site = Site(parent: outputParent, item: outputItem)
        var added = plan.added(parent: parent, item: item)[...]
        while next < view.count, view[next].parent == parent, view[next].item == item {
            let element = view[next]
            while let new = added.first, new.tag < element.tag {
                try expect(new, site)
                added.removeFirst()
            }
            if let new = added.first, new.tag == element.tag {
                try expect(new, site)
                added.removeFirst()
                skip()
            } else if plan.deleted.contains(next) || element.tag.isGroupLength {
                skip()
            } else if plan.open.contains(next) {
                if place < output.elements.count, site.holds(output.elements[place]), output.elements[place].tag == element.tag {
                    passOutput()
                }
                skip()
            } else {
                try expectKept(site)
            }
        }
        for new in added { try expect(new, site) }
        if place < output.elements.count, site.holds(output.elements[place]) { throw surplus() }
    }

    /// An element that stays, with a new value or its own.
    private mutating func expectKept(_ site: Site) throws {
        let index = next
        let element = view[index]
        let found = try expect(element.tag, site)
        let written = output.elements[found]
        next += 1
        if element.vr == .SQ {
            guard written.kind == .sequence || written.value.isEmpty else {
                throw Finding(path: path(index), what: "no sequence")
            }
            if let items = plan.items[index] {
                next = index
                skip()
                return try expect(items.indices.map { items[$0] + plan.added(parent: index, item: $0) }, found)
            }
            return try compareItems(of: index, found)
        }
        if written.kind == .sequence {
            // As in the original: bytes that look like items.
            guard received.elements[Int(sources[index])].kind == .sequence
            else { throw Finding(path: path(index), what: "a sequence") }
            while place < output.elements.count, output.elements[place].parent >= Int32(found) { place += 1 }
        }
        try checkVR(written, element.vr, received.elements[Int(sources[index])]) { path(index) }
        if plan.remade.contains(index) { return }
        if let bytes = plan.values[index] {
            guard try has(written, bytes, element.vr) else {
                throw Finding(path: path(index), what: "another value than planned")
            }
        } else {
            let source = received.elements[Int(sources[index])]
            guard try isSame(source, written, element.vr) else { throw Finding(path: path(index), what: "another value") }
        }
    }

    private mutating func compareItems(of index: Int, _ found: Int) throws {
        let gone = plan.goneItems[index] ?? []
        guard Int(output.elements[found].count) == view[index].itemCount - gone.count else {
            throw Finding(path: path(index), what: "another number of items")
        }
        var number: Int32 = 0
        for item in 0..<view[index].itemCount {
            if gone.contains(item) {
                while next < view.count, view[next].parent >= index, isIn(next, index, item) { skip() }
                continue
            }
            try compare(parent: index, item: item, outputParent: Int32(found), outputItem: number)
            number += 1
        }
    }

    private func isIn(_ element: Int, _ sequence: Int, _ item: Int) -> Bool {
        view[element].parent == sequence && view[element].item == item
    }

    /// An element that an edit writes.
    private mutating func expect(_ new: NewElement, _ site: Site) throws {
        let found = try expect(new.tag, site)
        let written = output.elements[found]
        switch new.value {
        case .bytes(let bytes):
            guard written.kind == .value else { throw Finding(path: output.elements.path(of: found), what: "no value") }
            try checkVR(written, new.vr, nil) { output.elements.path(of: found) }
            guard try has(written, bytes, new.vr) else {
                throw Finding(path: output.elements.path(of: found), what: "another value than planned")
            }
        case .items(let items):
            guard written.kind == .sequence || (written.value.isEmpty && items.isEmpty)
            else { throw Finding(path: output.elements.path(of: found), what: "no sequence") }
            try expect(items, found)
        }
    }

    private mutating func expect(_ items: [[NewElement]], _ sequence: Int) throws {
        guard Int(output.elements[sequence].count) == items.count
        else { throw Finding(path: output.elements.path(of: sequence), what: "another number of items than planned") }
        for (number, item) in items.enumerated() {
            let site = Site(parent: Int32(sequence), item: Int32(number))
            for element in item.sorted(by: { $0.tag < $1.tag }) { try expect(element, site) }
            if place < output.elements.count, site.holds(output.elements[place]) { throw surplus() }
        }
    }

    /// The next element of the output, which has to be this one.
    private mutating func expect(_ tag: Tag, _ site: Site) throws -> Int {
        guard place < output.elements.count, site.holds(output.elements[place]), output.elements[place].tag <= tag else {
            throw Finding(path: output.elements.path(of: tag, parent: site.parent, item: site.item), what: "missing")
        }
        guard output.elements[place].tag == tag else { throw surplus() }
        place += 1
        return place - 1
    }

    private func surplus() -> Finding {
        Finding(path: output.elements.path(of: place), what: "neither in the original nor planned")
    }

    /// Passes an element of the view with all it holds.
    private mutating func skip() {
        let first = next
        next += 1
        while next < view.count, view[next].parent >= first { next += 1 }
    }

    private mutating func passOutput() {
        let first = Int32(place)
        place += 1
        while place < output.elements.count, output.elements[place].parent >= first { place += 1 }
    }

    /// Where an element of the output stands.
    private struct Site {
        var parent: Int32
        var item: Int32

        func holds(_ element: EncodedElement) -> Bool { element.parent == parent && element.item == item }
    }

    // MARK: paths

    private func path(_ index: Int) -> String { view.path(of: index) }
}
