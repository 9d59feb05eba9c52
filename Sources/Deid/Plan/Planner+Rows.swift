import Dicom

extension Planner {
    /// What a strategy file's row says about an element.
    mutating func apply(
        _ row: StrategyRow, _ index: Int, _ original: DataElement, _ type: AttributeType
    ) throws(PlanHold) {
        var element = original
        // A Data Set that says UN says nothing; the row knows.
        if element.vr == .UN, row.vrs.count == 1, let vr = row.vrs.first, vr != .SQ { element.vr = vr }
        guard row.action.isAllowed(on: element.vr) || row.action == .cleanTag && element.vr == .UN else {
            throw mismatch(index, row)
        }
        let rule = row.rule
        switch row.action {
        case .keep: keep(index, rule, isOnPurpose: true)
        case .delete: delete(index, rule)
        case .remove:
            dates.noteLoss(of: element)
            set(index, [], .empty, rule)
        case .cleanTag:
            let style = if case .clean(let style) = row.option { style } else { ruleSet.textStyle }
            try cleanText(index, element, type, style: style, rule)
        case .replaceWithLiteral:
            dates.noteLoss(of: element)
            set(index, try literal(row, element, index), .replace, rule, as: element.vr)
        case .ensureTagExists:
            guard ElementText.isEmpty(element), element.vr != .SQ else { return keep(index, rule, isOnPurpose: true) }
            set(index, try literal(row, element, index), .replace, rule, as: element.vr)
        case .replaceWithMapping: try map(row, index, element, rule)
        case .replaceWithRandomName:
            let form: Pseudonymizer.NameForm = element.vr == .PN ? .personName : .text
            try replaceValues(index, element, .pseudonym, rule) { planner, value throws(PlanHold) in
                planner.pseudonymizer.name(value, form: form)
            }
        case .patientHashId: try patientHashID(index, element, rule)
        case .hashId:
            if element.vr == .UI { return try remapUIDs(index, element, rule) }
            try hashIdentifier(index, element, rule)
        case .shiftDateByRandomNbOfDays: try shiftDates(index, element, dateOffset, type, rule, isByRow: true)
        case .shiftDateByFixedNbOfDays:
            guard case .days(let days) = row.option else { throw PlanHold(.valueNotShiftable, path(index)) }
            try shiftDates(index, element, days, type, rule, isByRow: true)
        case .shiftTimeByRandom: try shiftTimes(index, element, type, rule)
        case .shiftAgeByRandom:
            let offset = pseudonymizer.ageOffset(for: patient)
            try shiftAges(index, element, type, rule) { $0.shifted(by: offset) }
        case .capAgeAt99IfOver90: try shiftAges(index, element, type, rule) { $0.cappedAt99IfOver90 }
        case .shiftUnixTimeStampRandom: try shiftTimestamps(index, element, rule)
        }
    }

    private func literal(_ row: StrategyRow, _ element: DataElement, _ index: Int) throws(PlanHold) -> [UInt8] {
        guard case .literal(let text) = row.option else { return DummyValue.bytes(element.vr) }
        do throws(LiteralValue.Problem) {
            return try LiteralValue.bytes(text, vr: element.vr)
        } catch {
            throw mismatch(index, row)
        }
    }

    /// Each value by `change`; empty ones stay empty. Holds what would not fit the VR.
    ///
    /// - Parameter decoded: `change` gets characters beyond ASCII by the instance's character set, so that a value is one
    ///   whatever set it is written in.
    mutating func replaceValues(
        _ index: Int, _ element: DataElement, _ action: Plan.Action, _ rule: String, decoded: Bool = false,
        _ change: (inout Planner, String) throws(PlanHold) -> String
    ) throws(PlanHold) {
        guard var values = ElementText.values(element, hasWideCharacters: hasWideCharacters) else {
            throw PlanHold(.valueUnreadable, path(index))
        }
        let isASCII = element.value?.allSatisfy { $0 < 0x80 && $0 != 0x1B } ?? true
        if decoded, !isASCII, let texts = view.text(of: index) { values = texts }
        var new: [String] = []
        for value in values { new.append(value.isEmpty ? "" : try change(&self, value)) }
        let limit = element.vr.maximumCharacters ?? .max
        guard new.allSatisfy({ $0.utf8.count <= limit }) else { throw PlanHold(.valueTooLong, path(index)) }
        set(index, Array(new.joined(separator: "\\").utf8), action, rule, as: element.vr)
    }

    /// The value that the strategy's table has for this instance and tag; an empty attribute without one stays empty.
    private mutating func mapInstance(
        _ row: StrategyRow, _ index: Int, _ element: DataElement, _ rule: String
    ) throws(PlanHold) {
        guard element.vr != .SQ else { throw mismatch(index, row) }
        let names = InstanceMappingTable.Names(
            file: fileName, sopInstanceUID: plan.originalSOPInstanceUID, patientID: originalPatientID)
        guard let found = ruleSet.mappingTable?.value(element.tag, of: names) else {
            if ElementText.isEmpty(element) { return keep(index, rule, isOnPurpose: true) }
            throw PlanHold(.mappingRowMissing, "\(row.file):\(row.line)")
        }
        dates.noteLoss(of: element)
        let bytes: [UInt8]
        // Checked when the files were read if the row says the VR; else here.
        do throws(LiteralValue.Problem) { bytes = try LiteralValue.bytes(found.text, vr: element.vr) } catch {
            throw mismatch(index, row)
        }
        set(index, bytes, .replace, rule, as: element.vr)
    }

    private mutating func map(
        _ row: StrategyRow, _ index: Int, _ element: DataElement, _ rule: String
    ) throws(PlanHold) {
        if case .instanceMapping = row.option { return try mapInstance(row, index, element, rule) }
        guard case .mapping(let table) = row.option, element.vr != .SQ else { throw mismatch(index, row) }
        let place = "\(row.file):\(row.line)"
        // Checked when the file was read if the row says the VR; else here.
        func replacement(_ value: String) throws(PlanHold) -> (text: String, bytes: [UInt8]) {
            guard let text = table[value] else { throw PlanHold(.mappingMissing, place) }
            do throws(LiteralValue.Problem) { return (text, try LiteralValue.bytes(text, vr: element.vr)) } catch {
                throw PlanHold(.ruleVRMismatch, place)
            }
        }
        dates.noteLoss(of: element)
        if element.vr.isText || element.vr == .UN {
            return try replaceValues(index, element, .replace, rule) { _, value throws(PlanHold) in
                try replacement(value).text
            }
        }
        guard let values = ElementText.numbers(element) else { throw PlanHold(.valueUnreadable, path(index)) }
        var new: [UInt8] = []
        for value in values { new += try replacement(value).bytes }
        set(index, new, .replace, rule)
    }

    private mutating func shiftTimes(
        _ index: Int, _ element: DataElement, _ type: AttributeType, _ rule: String
    ) throws(PlanHold) {
        guard !ElementText.isEmpty(element) else { return keep(index, rule) }
        guard let values = ElementText.values(element) else { throw PlanHold(.valueUnreadable, path(index)) }
        let seconds = pseudonymizer.timeOffset(for: patient)
        guard let shifted = DicomTime.shift(values.joined(separator: "\\"), bySeconds: seconds) else {
            return try discard(index, element, type, rule)
        }
        dates.hasShifted = true
        set(index, Array(shifted.value.utf8), .shiftTime, rule, as: .TM)
    }

    /// Days that the time beside a date carries into the next one, where a row shifts that time.
    mutating func carriedDays(_ date: DataElement, _ position: Int) -> Int {
        guard ruleSet.index.shiftsTimes, let tag = TimesWithDates.time(of: date.tag),
            let time = element(Spot(date.parent, date.item, tag)), row(for: time)?.action == .shiftTimeByRandom,
            let values = ElementText.values(view.elements[time]), values.indices.contains(position),
            // A value that cannot be shifted takes the whole attribute with it.
            DicomTime.shift(values.joined(separator: "\\"), bySeconds: 0) != nil
        else { return 0 }
        let shifted = DicomTime.shift(values[position], bySeconds: pseudonymizer.timeOffset(for: patient))
        return shifted?.dayCarries.first ?? 0
    }

    mutating func shiftAges(
        _ index: Int, _ element: DataElement, _ type: AttributeType, _ rule: String, _ change: (DicomAge) -> DicomAge
    ) throws(PlanHold) {
        guard !ElementText.isEmpty(element) else { return keep(index, rule) }
        guard let values = ElementText.values(element) else { throw PlanHold(.valueUnreadable, path(index)) }
        var new: [String] = []
        for value in values {
            guard !value.isEmpty else {
                new.append("")
                continue
            }
            guard let age = DicomAge(value) else { return try discard(index, element, type, rule) }
            let changed = change(age)
            new.append(changed == age ? value : changed.value)
        }
        if new == values { return keep(index, rule) }
        set(index, Array(new.joined(separator: "\\").utf8), .replace, rule, as: .AS)
    }

    /// Seconds since 1970, moved by the patient's days.
    private mutating func shiftTimestamps(_ index: Int, _ element: DataElement, _ rule: String) throws(PlanHold) {
        guard element.length > 0 else { return keep(index, rule) }
        let width = element.vr == .SL ? 4 : 8
        guard let value = element.value, value.count % width == 0 else {
            throw PlanHold(.valueNotShiftable, path(index))
        }
        let seconds = dateOffset * DicomTime.secondsPerDay
        var new: [UInt8] = []
        new.reserveCapacity(value.count)
        for start in stride(from: 0, to: value.count, by: width) {
            if element.vr == .SL {
                let old = Int32(littleEndian: value.loadUnaligned(fromByteOffset: start, as: Int32.self))
                guard let moved = Int32(exactly: Int(old) + seconds) else {
                    throw PlanHold(.valueNotShiftable, path(index))
                }
                new += LiteralValue.littleEndian(moved)
            } else {
                let old = Double(
                    bitPattern: UInt64(littleEndian: value.loadUnaligned(fromByteOffset: start, as: UInt64.self)))
                guard old.isFinite else { throw PlanHold(.valueNotShiftable, path(index)) }
                new += LiteralValue.littleEndian((old + Double(seconds)).bitPattern)
            }
        }
        dates.hasShifted = true
        set(index, new, .shiftDate, rule)
    }
}
