import Dicom

/// What happened to the dates and times of an instance, for Longitudinal Temporal Information Modified (0028,0303).
///
/// A date of birth and others that no option for dates speaks of are no longitudinal information: what becomes of them
/// is another column's matter (PS3.15 §E.3.6).
struct DateRecord {
    /// Some were shifted.
    var hasShifted = false
    /// Some that had a value have none of the original any more.
    var hasLost = false
    /// Some dates are as they were.
    var hasKept = false

    /// Notes that `element` goes, or gets a value that has nothing to do with its old one.
    mutating func noteLoss(of element: DataElement) {
        if [.DA, .DT, .TM].contains(element.vr), !hasLost, isLongitudinal(element) { hasLost = true }
    }

    /// Notes that `element` stays as it is.
    mutating func noteKept(_ element: DataElement) {
        if [.DA, .DT].contains(element.vr), !hasKept, isLongitudinal(element) { hasKept = true }
    }

    private func isLongitudinal(_ element: DataElement) -> Bool {
        guard !ElementText.isEmpty(element) else { return false }
        guard let row = ProfileTable.shared.row(element.tag) else { return true }
        return row.letter(.retainLongitudinalFullDates) != nil || row.letter(.retainLongitudinalModifiedDates) != nil
    }

    /// UNMODIFIED, MODIFIED or REMOVED (PS3.3 §C.12.1). MODIFIED too where some dates went and others stayed.
    func mark(_ source: StrategySource) -> String {
        if hasShifted || source.options.contains(.retainLongitudinalModifiedDates) { return "MODIFIED" }
        if hasLost { return hasKept ? "MODIFIED" : "REMOVED" }
        let keepsDates = source.profile == .none || source.options.contains(.retainLongitudinalFullDates)
        return keepsDates || hasKept ? "UNMODIFIED" : "REMOVED"
    }
}

extension Planner {
    /// What the output says about itself (PS3.15 §E.1.1): truthfully, and instead of what an earlier tool said, whose
    /// words nobody has checked.
    mutating func mark() {
        let source = ruleSet.source
        mark(NewElement(.patientIdentityRemoved, .CS, text: "YES"), "PS3.15 E.1.1")
        mark(NewElement(.deidentificationMethod, .LO, text: ruleSet.methodText), "PS3.15 E.1.1")
        if source.profile == .basic {
            let options = source.options.filter { $0 == .cleanPixelData ? cleansPixels : $0.isCarriedOut }
            let codes = [MethodCode.basicProfile] + options.map(\.methodCode).sorted()
            mark(
                NewElement(.deidentificationMethodCodeSequence, items: codes.compactMap { MethodCode.all[$0]?.item }),
                "CID 7050")
        } else if let old = element(Spot(-1, -1, .deidentificationMethodCodeSequence)) {
            delete(old, "codes of an earlier tool")
        }
        if cleansPixels { mark(NewElement(Self.burnedInAnnotation, .CS, text: "NO"), "CID 7050") }
        mark(NewElement(.longitudinalTemporalInformationModified, .CS, text: dates.mark(source)), "PS3.15 E.3.6")
    }

    /// The instance leaves only after its pixels were searched and covered.
    var cleansPixels: Bool { pixels == .cleaned && ruleSet.source.options.contains(.cleanPixelData) }

    static let burnedInAnnotation = Tag(0x0028, 0x0301)

    private mutating func mark(_ element: NewElement, _ rule: String) { add(parent: -1, item: -1, element, rule) }
}

extension MethodCode {
    /// As an item of a code sequence.
    var item: [NewElement] {
        [
            NewElement(Tag(0x0008, 0x0100), .SH, text: value), NewElement(Tag(0x0008, 0x0102), .SH, text: scheme),
            NewElement(Tag(0x0008, 0x0104), .LO, text: meaning),
        ]
    }
}
