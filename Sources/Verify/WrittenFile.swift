import BridgeErrors
import DataSets
import Deid
import Dicom
import Pixels

/// The clean file as it stands, byte by byte, against what was planned for its original.
///
/// The other checks look at what a library makes of the file, which passes over an element that is there twice or in the
/// wrong place. This one reads it anew by the standard (PS3.5 §7) and finds what was damaged after it was written.
enum WrittenFile {
    /// One failed check for the first thing that is not as planned, unless `others` tell of the same place; else none.
    ///
    /// - Throws: `DimseError` if a file cannot be read.
    static func results(
        _ plan: Plan, original: Reader, clean: Reader, isPixelStep: Bool, others: [CheckResult]
    ) throws(DimseError) -> [CheckResult] {
        guard let finding = try finding(plan, original, clean, isPixelStep) else { return [] }
        let path = Self.path(finding)
        if others.contains(where: { !$0.passed && $0.path == path }) { return [] }
        let isPixels = finding.path == Tag.pixelData.description
        return [
            CheckResult(
                isPixels ? .pixelsRetained : .textRetained, at: path, expected: "as planned", found: finding.what,
                passed: false, rule: "the file as it stands")
        ]
    }

    private static func finding(
        _ plan: Plan, _ original: Reader, _ clean: Reader, _ isPixelStep: Bool
    ) throws(DimseError) -> OutputCheck.Finding? {
        // Their values have checks of their own: every instance leaves without what stands beside its pictures.
        let remade = original.view.elements.indices.filter { index in
            let element = original.view.elements[index]
            return RuleChecks.pixels.contains(element.tag) || (element.parent < 0 && RuleChecks.offsets.contains(element.tag))
        }
        var open = Set(PixelModule.all(in: original.view).flatMap(\.overlaysInPixels))
        if isPixelStep {
            open.formUnion(
                original.view.elements.indices.filter { index in
                    let element = original.view.elements[index]
                    return element.tag == .iconImageSequence || (element.parent < 0 && RuleChecks.following.contains(element.tag))
                })
        }
        do {
            return try OutputCheck.firstFinding(
                original: original.bytes(), original.view,
                .init(edits: plan.edits, remade: Set(remade), open: open), output: clean.bytes(isReceived: false),
                in: clean.view.transferSyntax, isSequence: DataDictionary.sequences())
        } catch let error as DimseError {
            throw error
        } catch {
            throw DimseError(.io)
        }
    }

    /// `(0040,0275)[0]/(0040,0007)` as reports write it: `<(0040,0275)>[<0000>]<(0040,0007)>`.
    private static func path(_ finding: OutputCheck.Finding) -> String {
        let parts: [Substring] = finding.path.lowercased().split(separator: "/")
        return parts.map { part -> String in
            guard let bracket = part.firstIndex(of: "[") else { return "<\(part)>" }
            let digits = part[part.index(after: bracket)...].prefix { $0 != "]" }
            return "<\(part[..<bracket])>[<\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)>]"
        }.joined()
    }
}
