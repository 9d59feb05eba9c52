import Dicom

/// Warnings about rows that can be used and may not do what their author thinks.
enum StrategyLint {
    /// What is worth a look in `rows`, which may come from several files.
    static func warnings(for rows: [StrategyRow]) -> [StrategyDiagnostic] {
        rows.flatMap { row in
            [withoutEffect(row), contradictsStandard(row), beatsType(row), timeWithoutDate(row, rows)]
                .compactMap(\.self)
                .map { StrategyDiagnostic(.warning, file: row.file, line: row.line, $0) }
        }
    }

    private static func withoutEffect(_ row: StrategyRow) -> String? {
        let (value, mask) = row.path.attribute.bits
        if mask >> 16 == 0xFFFF, value >> 16 == 2 {
            return "the file meta group is always made anew; this row has no effect"
        }
        guard case .exact(let tag) = row.path.attribute else { return nil }
        if ProtectedAttributes.marks.contains(tag), row.path.sequences.isEmpty {
            return "Veil writes this attribute itself at the end; at top level this row has no effect"
        }
        if tag.isGroupLength || tag.group == 0 || tag.group == 4 {
            return "elements like this one never leave; this row has no effect"
        }
        return nil
    }

    private static func contradictsStandard(_ row: StrategyRow) -> String? {
        guard case .exact(let tag) = row.path.attribute, let standard = ProfileTable.shared.row(tag)?.vrs,
            !standard.isEmpty, !row.vrs.isEmpty, !row.vrs.contains(where: standard.contains)
        else { return nil }
        let expected = standard.map(\.description).joined(separator: " or ")
        return "the standard's VR is \(expected): instances that follow it would be held (rule_vr_mismatch)"
    }

    private static func beatsType(_ row: StrategyRow) -> String? {
        guard case .exact(let tag) = row.path.attribute, row.path.sequences.isEmpty,
            row.action == .delete || row.action == .remove, let strictest = strictestType(of: tag)
        else { return nil }
        switch strictest {
        case .type1:
            return
                "\(row.action) beats the profile on an attribute that is Type 1 in at least one IOD, which it makes invalid"
        case .type2 where row.action == .delete:
            return "delete beats the profile on an attribute that is Type 2 in at least one IOD; remove keeps it valid"
        default: return nil
        }
    }

    private static func strictestType(of tag: Tag) -> AttributeType? {
        let table = TypeTable.shared
        let nodes = Set(table.iods.values.flatMap(\.nodes))
        return nodes.compactMap { table.entry(tag.rawValue, in: $0)?.type }.min { $0.rawValue < $1.rawValue }
    }

    private static func timeWithoutDate(_ row: StrategyRow, _ rows: [StrategyRow]) -> String? {
        guard row.action == .shiftTimeByRandom else { return nil }
        guard case .exact(let tag) = row.path.attribute, let date = TimesWithDates.date(of: tag) else {
            return "no date is known to stand beside this time, so a shift past midnight starts the same day again"
        }
        let shifts: [StrategyAction] = [.shiftDateByRandomNbOfDays, .shiftDateByFixedNbOfDays]
        let isShifted = rows.contains {
            $0.path == TagPath(sequences: row.path.sequences, attribute: .exact(date)) && shifts.contains($0.action)
        }
        guard !isShifted else { return nil }
        return
            "the date beside this time, \(date), has no row that shifts it: a shift past midnight starts the same day again"
    }
}
