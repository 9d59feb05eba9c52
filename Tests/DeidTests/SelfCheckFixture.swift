import DataSets
import Dicom
import Foundation

@testable import Deid

/// Instances that go all the way: written to a file, parsed, planned, edited, searched.
enum SelfCheckFixture {
    /// What the self-check finds, and what it cost.
    struct Outcome {
        /// What holds the instance.
        var finding: SelfCheck.Finding?
        /// What was found where something may go, and went.
        var removed: [SelfCheck.Finding] = []
        /// The first of both.
        var found: SelfCheck.Finding? { removed.first ?? finding }
        var elements = 0
        var planning = Duration.zero
        var checking = Duration.zero
        var encoding = Duration.zero
    }

    static func run(
        _ instance: MemoryDataSet, _ rules: RuleSet, pseudonymizer: Pseudonymizer? = nil, inlineLimit: Int = 4096
    ) throws -> Outcome {
        let path = NSTemporaryDirectory() + "veil-selfcheck-\(UUID().uuidString)"
        try Data(encode(instance.elements)).write(to: URL(fileURLWithPath: path))
        defer {
            // What is left in the temporary folder does no harm.
            try? FileManager.default.removeItem(atPath: path)
        }
        let deidentifier = Deidentifier(
            ruleSet: rules, pseudonymizer: try pseudonymizer ?? PseudonymFixture.pseudonymizer())
        var dataSet = try DataSet(
            path: path, offset: 0, transferSyntax: .explicitLittleEndian, limits: .init(inlineLimit: inlineLimit))
        let clock = ContinuousClock()
        var outcome = Outcome()
        let view = try dataSet.view()
        outcome.elements = view.elements.count
        let start = clock.now
        let plan = try deidentifier.plan(view, explain: false)
        let planned = clock.now
        outcome.removed = plan.removed
        var check = SelfCheck(view, plan)
        let prepared = clock.now
        try dataSet.apply(plan.edits)
        let applied = clock.now
        let (edited, origins) = try dataSet.edited()
        outcome.finding = try check.firstFinding(in: edited, origins) { try dataSet.load($0) }
        let checked = clock.now
        _ = try dataSet.encoded()
        outcome.encoding = clock.now - checked + (applied - prepared)
        outcome.planning = planned - start
        outcome.checking = (prepared - planned) + (checked - applied)
        return outcome
    }

    /// What is found, and goes or holds, when `elements` are in a small instance of Jane Doe's.
    static func finding(
        _ elements: MemoryDataSet.Element..., rules: RuleSet, inlineLimit: Int = 4096
    ) throws -> SelfCheck.Finding? {
        try run(patient(elements), rules, inlineLimit: inlineLimit).found
    }

    typealias Element = MemoryDataSet.Element

    /// A patient of whom the header tells everything that the self-check searches for.
    static func patient(_ elements: [Element]) -> MemoryDataSet {
        let own: [Element] = [
            Element(0x0008_0020, .DA, "20190704"), Element(0x0008_0050, .SH, "ACC-0098231"),
            Element(0x0008_0080, .LO, "Oakridge Valley Clinic"),
            Element(0x0008_0081, .ST, "12 Harbour Street, Wexcombe, 90210"),
            Element(0x0008_0090, .PN, "Abernathy^Cornelius^^Dr"), Element(0x0008_1010, .SH, "OAKCT027"),
            Element(0x0008_1070, .PN, "Quill^Bo"), Element(0x0008_1190, .UR, "https://pacs.oakridge.example/wado"),
            Element(0x0010_0010, .PN, "M\u{FC}ller-Smith^Li^Quentin"), Element(0x0010_0020, .LO, "MRN-00471183"),
            Element(0x0010_0030, .DA, "19610312"), Element(0x0010_1000, .LO, "A77\\926-71-8476"),
            Element(0x0010_1040, .LO, "17 Peregrine Terrace, Lowbridge"),
            Element(0x0010_2154, .SH, "+1 (921) 555-9770"), Element(0x0018_1000, .LO, "SN99388967"),
            Element(0x0020_000D, .UI, "1.3.6.1.4.1.99999.9.21474929.1"),
            Element(0x0020_000E, .UI, "1.3.6.1.4.1.99999.9.21474929.2"), Element(0x0020_0010, .SH, "4711"),
        ]
        return PlanFixture.instance(
            own.filter { element in !elements.contains { $0.tag == element.tag } } + elements, patientID: nil, study: nil)
    }

    // MARK: Explicit VR Little Endian (PS3.5 §A.2)

    static func encode(_ elements: [Element]) -> [UInt8] {
        var out: [UInt8] = []
        for element in elements {
            let value = element.vr == .SQ ? element.items.flatMap(item) : element.bytes
            out += number(element.tag.group) + number(element.tag.element) + Array(element.vr.description.utf8)
            out += longVRs.contains(element.vr) ? [0, 0] + number(UInt32(value.count)) : number(UInt16(value.count))
            out += value
        }
        return out
    }

    private static let longVRs: Set<VR> = [.OB, .OD, .OF, .OL, .OV, .OW, .SQ, .SV, .UC, .UN, .UR, .UT, .UV]

    private static func item(_ elements: [Element]) -> [UInt8] {
        let content = encode(elements)
        return number(UInt16(0xFFFE)) + number(UInt16(0xE000)) + number(UInt32(content.count)) + content
    }

    private static func number(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }
}
