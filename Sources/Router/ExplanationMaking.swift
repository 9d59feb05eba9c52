import Deid
import Dicom
import Dimse
import Foundation
import Pixels
import Routes

/// Makes explanations: a dry run of the engine on one file, with the node's own rules.
///
/// Reads configuration, strategies and keys; opens no ledger and writes nothing.
public struct Explainer: Sendable {
    private let book: RuleBook
    private let route: RouteConfiguration

    /// - Throws: `StartError`: `configuration` for what is wrong in a file, `unavailable` for a key that cannot be used.
    public init(_ configuration: Configuration, route: RouteConfiguration) throws(StartError) {
        book = try RuleBook(dryRun: configuration)
        self.route = route
    }

    /// What becomes of the instance in the file at `path`.
    ///
    /// - Parameter frames: which ones to draw, from 1; nil: the first, one in the middle and the last; none for none.
    /// - Throws: `DimseError` if the file cannot be read or is not DICOM; whatever is wrong with the instance is in the
    ///   result.
    public func explain(_ path: String, frames: [Int]?) throws -> Explanation {
        let file = try FileProbe.probe(path: path)
        var explanation = empty(path, file)
        guard file.transferSyntax.encoding != nil else {
            explanation.held = HeldInstance(reason: "transfer_syntax_unknown")
            return explanation
        }
        let finders = TextFinders()
        let outcome = try book.deidentify(
            file: path, offset: file.offset, transferSyntax: file.transferSyntax, route: route, finders)
        if case .failure(let hold) = outcome { explanation.held = hold }
        do {
            try fill(&explanation, path, file, outcome)
        } catch let error as DimseError {
            guard let hold = HeldInstance(error) else { throw error }
            explanation.held = hold
            return explanation
        }
        draw(&explanation, path, file, frames, pixels(outcome, finders))
        return explanation
    }

    private func empty(_ path: String, _ file: FileProbe) -> Explanation {
        let strategy = route.strategy
        var notes: [String] = []
        if book.projects[route.project.name]?.isTemporary == true {
            notes.append(
                "The key file of project \(route.project.name) does not exist yet. Pseudonyms, new UIDs and shifted dates "
                    + "here were made with a key for this one run: examples, not what the node will write.")
        }
        return Explanation(
            file: URL(fileURLWithPath: path).lastPathComponent, route: route.name, project: route.project.name,
            strategy: strategy.name, profile: strategy.profile.rawValue,
            options: strategy.options.map(\.rawValue).sorted(),
            edition: ProfileTable.shared.edition, ruleSet: book.deidentifier(for: route)?.ruleSet.version ?? "",
            sopClass: "", sopClassUID: "",
            transferSyntax: file.transferSyntax.name ?? "unknown Transfer Syntax",
            transferSyntaxUID: file.transferSyntax.uid, notes: notes)
    }

    private func fill(
        _ explanation: inout Explanation, _ path: String, _ file: FileProbe,
        _ outcome: Result<RuleBook.CleanInstance, HeldInstance>
    ) throws {
        guard let deidentifier = book.deidentifier(for: route) else { return }
        let dataSet = try DataSet(path: path, offset: file.offset, transferSyntax: file.transferSyntax)
        let view = try dataSet.view()
        let explained = deidentifier.explain(view, pixels: book.pixelCare(for: route, view), fileName: path)
        func old(_ tag: Tag) -> String? { view.topLevel(tag).map { ExplanationText.old($0, view) } }
        explanation.sopClassUID = old(.sopClassUID) ?? ""
        explanation.sopClass = StorageSOPClass.withUID(explanation.sopClassUID)?.name ?? "private or unknown SOP Class"
        explanation.attributes = ExplanationRows.attributes(
            view, explained, strategy: route.strategy.name, held: explanation.held,
            // A held instance has none.
            cleaning: (try? outcome.get().cleaning) ?? PixelReport())
        for attribute in explanation.attributes { explanation.counts[attribute.action, default: 0] += 1 }
        let output = try? outcome.get().output  // A held instance has none.
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
        guard let output else { return }
        explanation.meta = [
            .init(name: "Media Storage SOP Class UID", new: output.sopClassUID),
            .init(name: "Media Storage SOP Instance UID", new: output.sopInstanceUID),
            .init(name: "Transfer Syntax UID", new: output.transferSyntax.uid),
            .init(name: "Implementation Class UID", new: FileMetaInformation.implementationClassUID),
            .init(name: "Implementation Version Name", new: FileMetaInformation.implementationVersionName),
        ]
    }

    // MARK: pictures

    /// What was decided about the pixels; of an instance that is held for them, the boxes found so far.
    private func pixels(
        _ outcome: Result<RuleBook.CleanInstance, HeldInstance>, _ finders: TextFinders
    ) -> PixelDecision? {
        switch outcome {
        case .success(let clean): return clean.pixels
        case .failure:
            guard let boxes = finders.heldBoxes else { return nil }
            var decision = PixelDecision()
            decision.mask = PixelMask(boxes: boxes, fill: .black)
            return decision
        }
    }

    private func draw(
        _ explanation: inout Explanation, _ path: String, _ file: FileProbe, _ frames: [Int]?, _ pixels: PixelDecision?
    ) {
        guard explanation.attributes.contains(where: { $0.path == Tag.pixelData.description }), frames != [] else { return }
        var wanted = frames ?? [1]
        var next = 0
        while next < wanted.count {
            let frame = wanted[next]
            next += 1
            do {
                let image = try FrameImage(
                    path: path, offset: file.offset, transferSyntax: file.transferSyntax, frame: frame - 1)
                explanation.frameCount = image.frameCount
                explanation.pictures.append(
                    .init(
                        frame: frame, columns: image.columns, rows: image.rows,
                        boxes: pixels.map { Explanation.Box.all($0, frame: frame - 1) } ?? [], png: image.png))
                // How many there are is known with the first.
                if frames == nil, next == 1, image.frameCount > 1 {
                    wanted += Set([image.frameCount / 2 + 1, image.frameCount]).subtracting([1]).sorted()
                }
            } catch {
                explanation.notes.append("Frame \(frame) cannot be shown: \(error.text).")
            }
        }
    }
}
