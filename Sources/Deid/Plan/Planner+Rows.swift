import Dicom

extension Planner {
    /// What a strategy file's row says about an element.
    mutating func apply(
        _ row: StrategyRow, _ index: Int, _ element: DataElement, _ type: AttributeType
    ) throws(PlanHold) {
        let rule = explain ? "\(row.action) \(row.file):\(row.line)" : ""
        switch row.action {
        case .keep: keep(index, rule)
        case .delete:
            noteDate(element)
            delete(index, rule)
        case .remove:
            noteDate(element)
            set(index, [], .empty, rule)
        case .cleanTag: try clean(index, element, type, rule)
        case .replaceWithLiteral:
            noteDate(element)
            set(index, try literal(row, element, index), .replace, rule)
        case .ensureTagExists:
            if ElementText.isEmpty(element) {
                set(index, try literal(row, element, index), .replace, rule)
            } else {
                keep(index, rule)
            }
        case .replaceWithMapping:
            guard case .mapping(let table) = row.option else { throw PlanHold(.mappingMissing, path(index)) }
            let row = "\(row.file):\(row.line)"
            try replaceValues(index, element, .replace, rule) { value throws(PlanHold) in
                guard let new = table[value] else { throw PlanHold(.mappingMissing, row) }
                return new
            }
        case .replaceWithRandomName:
            let (pseudonymizer, form) = (pseudonymizer, element.vr == .PN ? Pseudonymizer.NameForm.personName : .text)
            try replaceValues(index, element, .pseudonym, rule) { value throws(PlanHold) in
                pseudonymizer.name(value, form: form)
            }
        case .patientHashId: try patientHashID(index, element, rule)
        case .hashId:
            if element.vr == .UI { return try remapUIDs(index, element, rule) }
            try hashIdentifier(index, element, rule)
        case .shiftDateByRandomNbOfDays: try shiftDates(index, element, dateOffset, type, rule)
        case .shiftDateByFixedNbOfDays:
            guard case .days(let days) = row.option else { throw PlanHold(.valueNotShiftable, path(index)) }
            try shiftDates(index, element, days, type, rule)
        case .shiftTimeByRandom: try shiftTimes(index, element, type, rule)
        case .shiftAgeByRandom:
            let offset = pseudonymizer.ageOffset(for: patient)
            try shiftAges(index, element, type, rule) { $0.shifted(by: offset) }
        case .capAgeAt99IfOver90: try shiftAges(index, element, type, rule) { $0.cappedAt99IfOver90 }
        case .shiftUnixTimeStampRandom: try shiftTimestamps(index, element, rule)
        }
        if element.tag.isPrivate, element.creator >= 0, !isGone[index] { neededCreators.insert(element.creator) }
    }

    private func literal(_ row: StrategyRow, _ element: DataElement, _ index: Int) throws(PlanHold) -> [UInt8] {
        guard case .literal(let text) = row.option else { return DummyValue.bytes(element.vr) }
        do throws(LiteralValue.Problem) {
            return try LiteralValue.bytes(text, vr: element.vr)
        } catch {
            throw PlanHold(.ruleVRMismatch, "\(path(index)) has VR \(element.vr), \(row.file):\(row.line)")
        }
    }

    /// Each value by `change`; empty ones stay empty. Holds what would not fit the VR.
    private mutating func replaceValues(
        _ index: Int, _ element: DataElement, _ action: Plan.Action, _ rule: String,
        _ change: (String) throws(PlanHold) -> String
    ) throws(PlanHold) {
        guard element.vr.isText || element.vr == .UN else { throw PlanHold(.ruleVRMismatch, path(index)) }
        guard let values = ElementText.values(element) else { throw PlanHold(.valueUnreadable, path(index)) }
        var new: [String] = []
        for value in values { new.append(value.isEmpty ? "" : try change(value)) }
        let limit = element.vr.maximumCharacters ?? .max
        guard new.allSatisfy({ $0.utf8.count <= limit }) else { throw PlanHold(.valueTooLong, path(index)) }
        set(index, Array(new.joined(separator: "\\").utf8), action, rule)
    }

    private mutating func patientHashID(_ index: Int, _ element: DataElement, _ rule: String) throws(PlanHold) {
        if ElementText.isEmpty(element), element.parent >= 0 || element.tag != .patientID { return keep(index, rule) }
        let identity = try identity(of: index, element)
        do throws(PseudonymError) {
            let new = try pseudonymizer.patientHashID(for: identity)
            remember(identity, new)
            set(index, Array(new.utf8), .pseudonym, rule)
        } catch {
            throw PlanHold(error, path(index))
        }
    }

    private mutating func hashIdentifier(_ index: Int, _ element: DataElement, _ rule: String) throws(PlanHold) {
        let isAccession = element.tag == Tag(0x0008, 0x0050)
        let place = path(index)
        let pseudonymizer = pseudonymizer
        var made: [Plan.Mapping] = []
        try replaceValues(index, element, .pseudonym, rule) { value throws(PlanHold) in
            do throws(PseudonymError) {
                let new = try pseudonymizer.formatPreserving(value, domain: .identifier)
                made.append(.init(kind: isAccession ? .accession : .identifier, original: value, replacement: new))
                return new
            } catch {
                throw PlanHold(error, place)
            }
        }
        for mapping in made where !plan.mappings.contains(mapping) { plan.mappings.append(mapping) }
    }

    private mutating func shiftTimes(
        _ index: Int, _ element: DataElement, _ type: AttributeType, _ rule: String
    ) throws(PlanHold) {
        guard !ElementText.isEmpty(element) else { return keep(index, rule) }
        guard let values = ElementText.values(element) else { throw PlanHold(.valueUnreadable, path(index)) }
        let joined = values.joined(separator: "\\")
        guard let shifted = DicomTime.shift(joined, bySeconds: pseudonymizer.timeOffset(for: patient)) else {
            return try clean(index, element, type, rule)
        }
        set(index, Array(shifted.value.utf8), .shiftTime, rule)
    }

    /// Days that the time beside a date carries into the next one, where a row shifts that time.
    func carriedDays(_ index: Int, _ position: Int) -> Int {
        let element = view.elements[index]
        guard !ruleSet.index.isEmpty, let timeTag = TimesWithDates.time(of: element.tag),
            let time = sibling(timeTag, of: element)
        else { return 0 }
        let found = ruleSet.index.find(
            timeTag, view.elements[time].vr, creator: { nil }, isAt: { isAt($0, time) })
        guard case .row(let row) = found, row.action == .shiftTimeByRandom,
            let values = ElementText.values(view.elements[time]),
            let shifted = DicomTime.shift(
                values.joined(separator: "\\"), bySeconds: pseudonymizer.timeOffset(for: patient)),
            shifted.dayCarries.indices.contains(position)
        else { return 0 }
        return shifted.dayCarries[position]
    }

    private mutating func shiftAges(
        _ index: Int, _ element: DataElement, _ type: AttributeType, _ rule: String, _ change: (DicomAge) -> DicomAge
    ) throws(PlanHold) {
        guard !ElementText.isEmpty(element) else { return keep(index, rule) }
        guard let values = ElementText.values(element) else { throw PlanHold(.valueUnreadable, path(index)) }
        var new: [String] = []
        for value in values {
            guard let age = DicomAge(value) else { return try clean(index, element, type, rule) }
            new.append(change(age).value)
        }
        set(index, Array(new.joined(separator: "\\").utf8), .replace, rule)
    }

    /// Seconds since 1970, moved by the patient's days.
    private mutating func shiftTimestamps(_ index: Int, _ element: DataElement, _ rule: String) throws(PlanHold) {
        guard let value = element.value else { return keep(index, rule) }
        let seconds = dateOffset * DicomTime.secondsPerDay
        var new: [UInt8] = []
        let width = element.vr == .SL ? 4 : 8
        guard [.SL, .FD].contains(element.vr), value.count % width == 0 else { throw PlanHold(.valueNotShiftable, path(index)) }
        for start in stride(from: 0, to: value.count, by: width) {
            if element.vr == .SL {
                let old = Int32(littleEndian: value.loadUnaligned(fromByteOffset: start, as: Int32.self))
                guard let moved = Int32(exactly: Int(old) + seconds) else { throw PlanHold(.valueNotShiftable, path(index)) }
                new += LiteralValue.littleEndian(moved)
            } else {
                let bits = UInt64(littleEndian: value.loadUnaligned(fromByteOffset: start, as: UInt64.self))
                new += LiteralValue.littleEndian((Double(bitPattern: bits) + Double(seconds)).bitPattern)
            }
        }
        hasShiftedDates = true
        set(index, new, .shiftDate, rule)
    }

    /// Rows with `ensureTagExists` for attributes that are not there.
    mutating func ensure() throws(PlanHold) {
        for row in ruleSet.index.rows where row.action == .ensureTagExists {
            guard case .exact(let tag) = row.path.attribute, let vr = row.vrs.first else { continue }
            let bytes: [UInt8]
            if case .literal(let text) = row.option, let legal = try? LiteralValue.bytes(text, vr: vr) {
                bytes = legal
            } else {
                bytes = vr == .SQ ? [] : DummyValue.bytes(vr)
            }
            let new = vr == .SQ ? NewElement(tag, items: []) : NewElement(tag, vr, bytes: bytes)
            let rule = "\(row.action) \(row.file):\(row.line)"
            guard !row.path.sequences.isEmpty else {
                if view.topLevel(tag) == nil, !ProtectedAttributes.marks.contains(tag) { add(parent: -1, item: -1, new, rule) }
                continue
            }
            for (sequence, element) in view.elements.enumerated()
            where element.vr == .SQ && !isGone[sequence] && isAt(row.path.sequences, of: sequence) {
                for item in 0..<element.itemCount {
                    let isThere = view.elements.contains { $0.parent == sequence && $0.item == item && $0.tag == tag }
                    if !isThere { add(parent: sequence, item: item, new, rule) }
                }
            }
        }
    }
}
