import Dicom

/// The checks that an answer key asks for, on one instance.
struct KeyChecks {
    let pseudonyms: Pseudonyms

    /// - Parameters:
    ///   - clean: nil if there is no clean file, or it cannot be read.
    ///   - original: opened only where a check asks for it.
    func results(_ answers: [Answer], clean: Reader?, original: () -> Reader?) -> [CheckResult] {
        guard let clean else {
            return answers.compactMap { answer in
                guard let check = Check(rawValue: answer.action) else { return nil }
                return result(check, answer, found: nil, passed: check.passesWithoutFile)
            }
        }
        var paths = ElementPaths(clean.view)
        let places = paths.index()
        let printed = PrintedValue(dataSet: clean)
        let issuer = pseudonyms.distinguishesIssuers ? original()?.text(.issuerOfPatientID) ?? "" : ""
        return answers.compactMap { answer in
            guard let check = Check(rawValue: answer.action) else { return nil }
            if check == .pixelsRetained || check == .pixelsHidden {
                return pixels(check, answer, clean, original)
            }
            guard let index = places[answer.path] else {
                return result(check, answer, found: nil, passed: check.passesIfAbsent)
            }
            let readings = printed.readings(of: index)
            // What has to stay is there in one of them; what has to go is in none.
            let passed =
                check.passesWithoutFile
                ? readings.allSatisfy { passes(check, answer, $0, issuer) }
                : readings.contains { passes(check, answer, $0, issuer) }
            return result(check, answer, found: readings[0], passed: passed)
        }
    }

    private func passes(_ check: Check, _ answer: Answer, _ found: String, _ issuer: String) -> Bool {
        switch check {
        case .tagRetained: return true
        case .textNotNull: return !found.isEmpty
        case .textRetained: return TextComparison.passes(value: found, text: answer.text, retain: true)
        case .textRemoved:
            if found.isEmpty { return true }
            // Nobody looks for words in bytes that are not printed.
            return TextComparison.passes(value: found == "REMOVED" ? "" : found, text: answer.text, retain: false)
        case .dateShifted, .uidChanged:
            return !TextComparison.contains(withoutBackslashes(found), withoutBackslashes(answer.value))
        case .uidConsistent: return pseudonyms.uid(answer.value).map { TextComparison.isSame($0, found) } ?? false
        case .patidConsistent:
            return pseudonyms.patientIDs(answer.value, issuer: issuer).contains { TextComparison.isSame($0, found) }
        case .pixelsRetained, .pixelsHidden: return false
        }
    }

    private func pixels(_ check: Check, _ answer: Answer, _ clean: Reader, _ original: () -> Reader?) -> CheckResult {
        let found = Self.pixelDigest(clean)
        guard check == .pixelsHidden else {
            let isSame = found.map { TextComparison.isSame($0, answer.text) } ?? false
            return result(check, answer, found: found, passed: isSame)
        }
        let before = original().flatMap(Self.pixelDigest)
        var row = result(check, answer, found: found, passed: found == nil || before != nil && found != before)
        (row.expected, row.old) = ("other pixels", before ?? "")
        return row
    }

    private static func pixelDigest(_ file: Reader) -> String? {
        guard let index = file.view.topLevel(.pixelData) else { return nil }
        // Pixels that cannot be read are not the ones that were asked for.
        return try? file.digest(of: index)
    }

    private func withoutBackslashes(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\\" }))
    }

    private func result(_ check: Check, _ answer: Answer, found: String?, passed: Bool) -> CheckResult {
        let (expected, old): (String, String) =
            switch check {
            case .dateShifted: ("absent, or another date", answer.value)
            case .uidChanged: ("absent, or another UID", answer.value)
            case .textRemoved: ("absent, or without the old words", answer.text)
            case .pixelsHidden: ("other pixels", "")
            case .tagRetained: ("present", "")
            case .textNotNull: ("any value", "")
            case .uidConsistent: (pseudonyms.uid(answer.value) ?? "", "")
            case .patidConsistent: (pseudonyms.patientIDs(answer.value, issuer: "").first ?? "", "")
            case .textRetained, .pixelsRetained: (answer.text, "")
            }
        return CheckResult(check, at: answer.path, expected: expected, old: old, found: found, passed: passed)
    }
}
