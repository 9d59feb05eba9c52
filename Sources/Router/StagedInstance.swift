import Deid
import Engine
import Ledger
import Pixels

/// A clean instance in the ledger's words: what is recorded of it, and where its bytes are.
public struct StagedInstance: Sendable {
    /// What was decided, with decisions if they were asked for.
    public let plan: Plan
    var output: Output
    var pseudonyms: [PseudonymRecord]
    /// What was decided about the pixels; nil if the strategy leaves them alone.
    var pixels: PixelDecision?
    /// Where changed pixels are if they are not in `output`.
    private let pixelFile: PixelFile

    /// - Parameters:
    ///   - routes: names of those that it takes.
    ///   - digest: SHA-256 of the received Data Set.
    ///   - file: where its changed pixels were kept, finished.
    init(
        _ clean: CleanInstance, project: RuleBook.Project, strategy: String, ruleSet: String, routes: [String],
        digest: [UInt8], _ file: PixelFile
    ) {
        plan = clean.plan
        output = Output(
            project: project.name, strategy: strategy, ruleSet: ruleSet, sopClassUID: plan.sopClassUID,
            sopInstanceUID: plan.sopInstanceUID, patientID: plan.patientID, studyInstanceUID: plan.studyInstanceUID,
            seriesInstanceUID: plan.seriesInstanceUID, transferSyntax: clean.transferSyntax, dataSet: clean.dataSet,
            instanceHash: project.sealer.instanceHash(sopInstanceUID: plan.originalSOPInstanceUID),
            contentHash: project.sealer.contentHash(sha256: digest), summary: Self.summary(plan, routes, clean.pixels),
            pixels: file.reference)
        pseudonyms = project.records(of: plan)
        pixels = clean.pixels
        pixelFile = file
    }

    /// The audit record's JSON: route names and counts per action, no values.
    private static func summary(_ plan: Plan, _ routes: [String], _ pixels: PixelDecision?) -> String {
        let counts = plan.counts.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\"\($0.key.rawValue)\":\($0.value)" }
        let names = routes.map { "\"\($0.replacing("\"", with: "'"))\"" }
        let found = pixels.map { ",\"pixels\":\($0.counts)" } ?? ""
        return "{\"routes\":[\(names.joined(separator: ","))],\"actions\":{\(counts.joined(separator: ","))}\(found)}"
    }

    /// The files that it is made of, besides its own bytes.
    func files(original: String) throws -> InstanceFiles {
        try InstanceFiles(original: OpenFile(original), pixels: pixelFile.open())
    }

    /// Writes it into a file that is there, as a DICOM file.
    ///
    /// - Throws: `SpoolError`.
    public func write(over path: String, original: String) throws {
        try CleanInstanceWriter.write(output, files(original: original), over: path)
    }
}
