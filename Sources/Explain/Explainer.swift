import BridgeErrors
import DataSets
import Deid
import Dicom
import Engine
import Foundation
import Frames
import Pixels
import Routes

/// Makes explanations: a dry run of the engine on one file, with the node's own rules.
///
/// Opens no ledger and writes nothing.
public struct Explainer: Sendable {
    private let rules: CleaningRules
    private let route: RouteConfiguration
    private let hasTemporaryKey: Bool

    /// - Parameters:
    ///   - rules: of `route`.
    ///   - hasTemporaryKey: the key of its project was made for this run.
    public init(_ rules: CleaningRules, route: RouteConfiguration, hasTemporaryKey: Bool) {
        self.rules = rules
        self.route = route
        self.hasTemporaryKey = hasTemporaryKey
    }

    /// What becomes of the instance in the file at `path`.
    ///
    /// - Parameters:
    ///   - frames: which ones to tell the boxes of, from 1; nil: those on which boxes begin, and of a page the first, one
    ///     in the middle and the last.
    ///   - draws: pictures are needed too.
    /// - Throws: `DimseError` if the file cannot be read or is not DICOM; whatever is wrong with the instance is in the
    ///   result.
    public func explain(_ path: String, frames: [Int]?, draws: Bool) throws -> Explanation {
        let file = try FileProbe.probe(path: path)
        var explanation = empty(path, file)
        func read() throws -> ReadInstance {
            try ReadInstance(path: path, offset: file.offset, transferSyntax: file.transferSyntax, fileName: path)
        }
        do {
            let result = try Pipeline.run(read(), by: rules, explain: true, TextFinders())
            if case .failure(let hold) = result.outcome { explanation.held = hold }
            // The engine's own was edited; this one has the old values.
            let original = try read()
            fill(&explanation, original.view, result)
            if let module = PixelModule.all(in: original.view).first(where: { !$0.isNested }) {
                list(&explanation, module, frames, result.pixels)
                if draws { draw(&explanation, path, file, frames, result.pixels) }
            }
        } catch let hold as HeldInstance {
            explanation.held = hold
        }
        return explanation
    }

    private func empty(_ path: String, _ file: FileProbe) -> Explanation {
        let strategy = route.strategy
        var notes: [String] = []
        if hasTemporaryKey {
            notes.append(
                "The key file of project \(route.project.name) does not exist yet. Pseudonyms, new UIDs and shifted dates "
                    + "here were made with a key for this one run: examples, not what the node will write.")
        }
        return Explanation(
            file: URL(fileURLWithPath: path).lastPathComponent, route: route.name, project: route.project.name,
            strategy: strategy.name, profile: strategy.profile.rawValue,
            options: strategy.options.map(\.rawValue).sorted(),
            edition: ProfileTable.shared.edition, ruleSet: rules.deidentifier.ruleSet.version,
            sopClass: "", sopClassUID: "",
            transferSyntax: file.transferSyntax.name ?? "unknown Transfer Syntax",
            transferSyntaxUID: file.transferSyntax.uid, notes: notes)
    }

    private func fill(_ explanation: inout Explanation, _ view: DataSetView, _ result: EngineResult) {
        let clean = try? result.outcome.get()  // A held instance has none.
        func old(_ tag: Tag) -> String? { view.topLevel(tag).map { ExplanationText.old($0, view) } }
        explanation.sopClassUID = old(.sopClassUID) ?? ""
        explanation.sopClass = StorageSOPClass.withUID(explanation.sopClassUID)?.name ?? "private or unknown SOP Class"
        explanation.attributes = ExplanationRows.attributes(
            view, result.planned, strategy: route.strategy.name, held: explanation.held,
            cleaning: clean?.cleaning ?? PixelReport(), pixels: clean?.pixels)
        for attribute in explanation.attributes { explanation.counts[attribute.action, default: 0] += 1 }
        let output = clean?.plan
        let names: [(String, Tag, String?)] = [
            ("Patient's Name", .patientName, nil), ("Patient ID", .patientID, output?.patientID),
            ("Study Instance UID", .studyInstanceUID, output?.studyInstanceUID),
            ("Series Instance UID", .seriesInstanceUID, output?.seriesInstanceUID),
            ("SOP Instance UID", .sopInstanceUID, output?.sopInstanceUID),
        ]
        explanation.identifiers = names.map { name, tag, new in
            let attribute = explanation.attributes.first { $0.path == tag.description }
            return .init(name: name, old: old(tag), new: output == nil ? nil : new ?? attribute?.new)
        }
        guard let clean, let output else { return }
        explanation.meta = [
            .init(name: "Media Storage SOP Class UID", new: output.sopClassUID),
            .init(name: "Media Storage SOP Instance UID", new: output.sopInstanceUID),
            .init(name: "Transfer Syntax UID", new: clean.transferSyntax.uid),
            .init(name: "Implementation Class UID", new: FileMetaInformation.implementationClassUID),
            .init(name: "Implementation Version Name", new: FileMetaInformation.implementationVersionName),
        ]
    }

    // MARK: pictures

    /// The boxes of the frames that are asked for, or of those on which one begins; nothing is decoded for it.
    private func list(
        _ explanation: inout Explanation, _ module: PixelModule, _ frames: [Int]?, _ pixels: PixelDecision?
    ) {
        explanation.frameCount = module.frames
        guard let pixels else { return }
        let begins = Set(pixels.boxes.map(\.frames) + pixels.lines.map(\.frames)).map { ($0?.lowerBound ?? 0) + 1 }
        for frame in frames ?? Set(begins).sorted() where (1...max(1, module.frames)).contains(frame) {
            explanation.pictures.append(
                .init(
                    frame: frame, columns: module.columns, rows: module.rows,
                    boxes: Explanation.Box.all(pixels, frame: frame - 1)))
        }
    }

    /// Adds pictures: to the frames that are listed, and to those that a page shows anyway.
    private func draw(
        _ explanation: inout Explanation, _ path: String, _ file: FileProbe, _ frames: [Int]?, _ pixels: PixelDecision?
    ) {
        let count = explanation.frameCount
        let wanted = frames ?? Set([1, count / 2 + 1, count]).filter { $0 >= 1 && $0 <= max(1, count) }.sorted()
        for frame in wanted {
            do {
                let image = try FrameImage(
                    path: path, offset: file.offset, transferSyntax: file.transferSyntax, frame: frame - 1)
                explanation.frameCount = image.frameCount
                explanation.pictures.removeAll { $0.frame == frame }
                explanation.pictures.append(
                    .init(
                        frame: frame, columns: image.columns, rows: image.rows,
                        boxes: pixels.map { Explanation.Box.all($0, frame: frame - 1) } ?? [], png: image.png))
            } catch {
                explanation.notes.append("Frame \(frame) cannot be shown: \(error.text).")
            }
        }
        explanation.pictures.sort { $0.frame < $1.frame }
    }
}
