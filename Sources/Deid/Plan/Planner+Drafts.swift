import Dicom

/// What is decided about texts when all of them are known.
extension Planner {
    /// Carries out what was decided about texts: names that one of them tells leave the others, and what the self-check
    /// would hold the instance for leaves where something may leave.
    mutating func settleTexts() throws(PlanHold) {
        guard !drafts.isEmpty else { return }
        spreadSightings()
        removeFindings()
        for draft in drafts {
            try checkBudget()
            try emit(draft)
        }
        drafts = []
    }

    /// For an explanation of a held instance: what was decided so far, as far as that is possible.
    mutating func showTexts() {
        // What cannot be shown is left out: the reason for holding is told beside it.
        for draft in drafts { try? emit(draft) }
        drafts = []
    }

    /// Whether the value is one of which something can go, so that nobody has to be asked about it.
    ///
    /// Numbers, terms and UIDs are what the image needs, and terms of public schemes are the same for everybody: they
    /// stay, or the instance is held.
    func mayBeEdited(_ index: Int, _ element: DataElement) -> Bool {
        guard element.length > 0, element.value != nil, element.vr != .SQ, !element.tag.isPrivateCreator else {
            return false
        }
        if element.tag.isPrivate { return SearchScope.covers(element) }
        switch element.vr {
        case .PN, .AE, .UR: return true
        default: return TextDraft.isProse(element.vr) && !SearchScope.isPublicTerm(index, in: view)
        }
    }

    // MARK: what one text tells of the others

    private mutating func spreadSightings() {
        let clues = sightings.clues
        guard !clues.clues.isEmpty else { return }
        let cleaner = TextCleaner(clues: clues)
        for position in drafts.indices {
            let draft = drafts[position]
            guard draft.isCleaned, TextDraft.isProse(draft.vr), !EquipmentText.isName(view.elements[draft.index].tag),
                let values = EncodedText.values(draft.index, of: view, as: draft.vr)
            else { continue }
            var spans = draft.spans.isEmpty ? values.map { _ in [] } : draft.spans
            var isChanged = false
            for (number, value) in values.enumerated() where value.isReadable && spans.indices.contains(number) {
                let found = cleaner.sightings(in: value.text)
                let merged = SpanMerge.merged(spans[number] + found, in: Array(value.text.unicodeScalars))
                guard merged.map(\.range) != spans[number].map(\.range) else { continue }
                spans[number] = merged
                isChanged = true
            }
            guard isChanged else { continue }
            drafts[position].spans = spans
            if explain {
                let origins = sightings.origins.filter { $0 != draft.index }.map(path)
                if !origins.isEmpty { drafts[position].rule += ", what \(origins.joined(separator: " and ")) tells" }
            }
        }
    }

    // MARK: what the self-check would find

    /// Rounds of removing; with every value that goes more can be known to be taken away.
    private static let rounds = 4
    /// Findings in one value before all of it goes.
    private static let findings = 24

    private mutating func removeFindings() {
        for _ in 0..<Self.rounds {
            var remains: [Remainder?] = Array(repeating: nil, count: view.elements.count)
            for remainder in plan.remains { remains[remainder.index] = remainder }
            for draft in drafts where !draft.goes {
                remains[draft.index] = Remainder(
                    index: draft.index, rule: draft.rule, isWhole: draft.isWhole, isOnPurpose: false)
            }
            let needles = Needles(KnownIdentifiers.clues(of: view, remains: remains))
            let raw = KnownIdentifiers.rawClues(of: view, remains: remains)
            var search = ElementSearch(needles, raw: raw)
            if search.isEmpty { return }
            var isChanged = false
            for position in drafts.indices where !drafts[position].goes {
                var draft = drafts[position]
                guard mend(&draft, needles, raw, &search) else { continue }
                drafts[position] = draft
                isChanged = true
            }
            if !isChanged { return }
        }
    }

    /// Takes out of a text what is found in it; true if there was something.
    private mutating func mend(
        _ draft: inout TextDraft, _ needles: Needles, _ raw: RawClues, _ search: inout ElementSearch
    ) -> Bool {
        guard let value = view.elements[draft.index].value else { return false }
        if draft.isWhole {
            guard let match = search.first(in: value, of: draft.index, view) else { return false }
            tell(&draft, match.kind)
            draft.goes = !TextDraft.isProse(draft.vr)
            if draft.goes { return true }
        }
        guard let values = EncodedText.values(draft.index, of: view, as: draft.vr) else {
            draft.goes = true
            return true
        }
        let cleaner = textCleaner()
        var isChanged = false
        for _ in 0..<Self.findings {
            let rendering = draft.rendering(values, cleaner)
            var search = ElementSearch(needles, raw: raw, written: rendering.written)
            let found = rendering.bytes.withUnsafeBytes { search.first(in: $0, of: draft.index, view) }
            guard let found else { return isChanged }
            tell(&draft, found.kind)
            isChanged = true
            var text = String.UnicodeScalarView()
            text.append(contentsOf: rendering.scalars)
            // What only another reading of the bytes shows cannot be cut out.
            let utf8 = Array(String(text).utf8)
            guard TextDraft.isProse(draft.vr), let match = search.first(inText: utf8, of: draft.index, view),
                cut(&draft, match, utf8, rendering, values)
            else { break }
        }
        draft.goes = true
        return true
    }

    private func tell(_ draft: inout TextDraft, _ kind: Clue.Kind) {
        guard draft.finding == nil else { return }
        draft.finding = (kind, draft.rule)
        draft.rule = "self-check: \(kind.rawValue) of the header, left by: \(draft.rule.isEmpty ? "no rule" : draft.rule)"
    }

    /// Adds what `match` covers to what goes.
    private func cut(
        _ draft: inout TextDraft, _ match: TextSearch.Match, _ utf8: [UInt8], _ rendering: TextDraft.Rendering,
        _ values: [EncodedText]
    ) -> Bool {
        // Bytes of UTF-8 that go on are no scalars of their own.
        func scalars(before end: Int) -> Int { utf8[..<end].count { $0 & 0xC0 != 0x80 } }
        let range = scalars(before: match.range.lowerBound)..<scalars(before: match.range.upperBound)
        guard !range.isEmpty, range.upperBound <= rendering.origins.count else { return false }
        var spans = draft.spans.isEmpty ? values.map { _ in [] } : draft.spans
        var isAdded = false
        for number in Set(rendering.origins[range].map(\.value)) where spans.indices.contains(number) {
            let own = rendering.origins[range].filter { $0.value == number && !$0.range.isEmpty }.map(\.range)
            guard let start = own.map(\.lowerBound).min(), let end = own.map(\.upperBound).max() else { continue }
            let span = TextSpan(
                start: start, end: end, kind: TextClass(match.kind), source: .selfCheck, confidence: 1)
            let merged = SpanMerge.merged(spans[number] + [span], in: Array(values[number].text.unicodeScalars))
            if merged.map(\.range) != spans[number].map(\.range) { isAdded = true }
            spans[number] = merged
        }
        draft.spans = spans
        return isAdded
    }

    // MARK: carrying out

    private mutating func emit(_ draft: TextDraft) throws(PlanHold) {
        var element = view.elements[draft.index]
        let place = element.parent < 0 ? model.root : places[element.parent]
        let type = draft.type ?? (element.tag.isPrivate ? .type3 : model.look(element.tag, in: place).type)
        element.vr = draft.vr
        if draft.isWhole {
            return noteKept(Remainder(index: draft.index, rule: draft.rule, isWhole: true, isOnPurpose: false))
        }
        if let (kind, rule) = draft.finding {
            plan.removed.append(.init(path: path(draft.index), kind: kind.rawValue, rule: rule))
        }
        guard !draft.goes, let values = EncodedText.values(draft.index, of: view, as: draft.vr) else {
            return try discard(draft.index, element, type, draft.rule)
        }
        let rendering = draft.rendering(values, textCleaner())
        guard rendering.isLeft else { return try discard(draft.index, element, type, draft.rule) }
        plan.written += rendering.written
        set(draft.index, rendering.bytes, .cleanText, draft.rule, as: draft.vr)
        if explain, !plan.decisions.isEmpty { plan.decisions[plan.decisions.count - 1].spans = draft.spans }
    }
}

extension TextClass {
    /// What an identifier of the header is called where it is found in a text.
    init(_ kind: Clue.Kind) {
        self =
            switch kind {
            case .patientName, .relativeName, .staffName: .name
            case .identifier, .serial, .uid: .id
            case .birthDate, .date: .date
            case .age: .ageOver89
            case .institution, .department: .institution
            case .address: .address
            case .phone: .phone
            case .email: .email
            case .station, .other: .other
            }
    }
}
