import ArgumentParser
import BridgeErrors
import Explain
import Foundation
import Glibc
import Router
import Routes

/// `veil explain`: what the rules make of one instance, attribute by attribute, and why. A dry run.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "What becomes of one instance, and which rule says so: a dry run.",
        discussion: "Nothing is written but the page. What is printed holds the original values.")

    @OptionGroup var configuration: ConfigurationOptions
    @Option(help: "The route whose project and strategy apply (the only one if there is one); its match is not asked.")
    var route: String?
    @Option(help: "Write a page with everything, pictures included, to this file; - for standard output.")
    var html: String?
    @Option(
        help: """
            Frames to tell about, from 1, as 1,20,40; without it those on which boxes begin, and on the page the first, one \
            in the middle and the last.
            """
    )
    var frames: FrameNumbers?
    @Flag(help: "Leave out attributes that stay as they are.") var changes = false
    @Flag(help: "Print JSON.") var json = false
    @Argument(help: "The DICOM file; - for standard input.") var file: String

    func validate() throws {
        if html == "-", json { throw ValidationError("--html -: does not go with --json") }
    }

    func run() throws {
        umask(0o077)
        let loaded = try configuration.loadOrDefault()
        let chosen = try loaded.chosenRoute(route)
        guard file == "-" || FileManager.default.fileExists(atPath: file) else {
            throw StartError.configuration(["\(file): no such file"])
        }
        let path = file == "-" ? try StandardInput.path() : file
        let book = try RuleBook(dryRun: loaded)
        guard let rules = book.rules(for: chosen) else {
            throw StartError.configuration(["route \(chosen.name): has no rules"])
        }
        let explainer = Explainer(rules, route: chosen, hasTemporaryKey: book.hasTemporaryKey(chosen.project))
        var explanation: Explanation
        do {
            explanation = try explainer.explain(path, frames: frames?.numbers, draws: html != nil)
        } catch let error as DimseError {
            throw NotDicom(description: "\(file): \(error)")
        }
        if file == "-" { explanation.file = "standard input" }
        if let html { try write(ExplanationPage(explanation).html, to: html) }
        if html == "-" { return }
        if changes { explanation.attributes.removeAll { $0.action == "keep" } }
        if json { return try Console.printJSON(explanation) }
        if let html { print("\(html): written") }
        print(html == nil ? ExplanationListing.text(explanation) : ExplanationListing.head(explanation))
    }

    /// A page is whole or not there.
    private func write(_ page: String, to path: String) throws {
        if path == "-" { return print(page, terminator: "") }
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            // A device, a pipe or a link stays what it is.
            let file = try OutputFile(path)
            try file.write(Data(page.utf8))
            return try file.finish()
        }
        do {
            try Data(page.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw StartError.unavailable("\(path): the page cannot be written")
        }
    }
}

/// The file is no DICOM file, or not a readable one.
struct NotDicom: Error, CustomStringConvertible {
    let description: String
}

/// `1,20,40`.
struct FrameNumbers: ExpressibleByArgument {
    /// From 1, in the order given.
    let numbers: [Int]

    /// Pictures make a page long.
    private static let most = 24

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == parts.count, numbers.count <= Self.most, numbers.allSatisfy({ $0 > 0 }) else { return nil }
        self.numbers = numbers
    }
}

/// An explanation as lines for a terminal.
enum ExplanationListing {
    /// Everything.
    static func text(_ explanation: Explanation) -> String {
        head(explanation) + "\n\n" + explanation.attributes.map(line).joined(separator: "\n")
    }

    /// What becomes of the instance.
    static func head(_ explanation: Explanation) -> String {
        var lines = ["\(explanation.file): \(outcome(explanation))"]
        lines.append("\(explanation.sopClass), \(explanation.transferSyntax)")
        let options = explanation.options.isEmpty ? "no options" : explanation.options.joined(separator: ", ")
        lines.append(
            "project \(explanation.project), strategy \(explanation.strategy) (version \(explanation.ruleSet)), profile "
                + "\(explanation.profile), \(options)")
        for identifier in explanation.identifiers where identifier.new != nil {
            lines.append("\(identifier.name): \(flat(identifier.old ?? "absent")) -> \(flat(identifier.new ?? "absent"))")
        }
        let counts = explanation.counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        if !counts.isEmpty { lines.append(counts.joined(separator: ", ")) }
        for picture in explanation.pictures {
            for box in picture.boxes {
                let words = box.text.map { " \"\(clipped($0))\"" } ?? ""
                lines.append(
                    "frame \(picture.frame), \(box.number): \(box.x),\(box.y) \(box.width)x\(box.height) \(box.kind)\(words): "
                        + "\(box.reason)\(frames(box))")
            }
        }
        lines += explanation.notes
        return lines.joined(separator: "\n")
    }

    /// On which other frames it stands.
    private static func frames(_ box: Explanation.Box) -> String {
        guard let frames = box.frames, frames[0] < frames[1] else { return "" }
        return ", frames \(frames[0]) to \(frames[1])"
    }

    private static func outcome(_ explanation: Explanation) -> String {
        guard let held = explanation.held else { return "would leave" }
        let text = "would be held: \(held.reason)" + (held.detail.isEmpty ? "" : " (\(held.detail))")
        return "\(text)\n\(held.reason.meaning)\n\(held.reason.next)"
    }

    private static func line(_ attribute: Explanation.Attribute) -> String {
        let name = "\(String(repeating: "  ", count: attribute.level))\(attribute.tag) \(attribute.name)"
        var text = "\(padded(name, 46)) \(attribute.vr)  \(padded(attribute.action, 11)) "
        switch (attribute.old, attribute.new) {
        case (let old?, let new?) where old == new: text += clipped(old)
        case (let old?, let new?): text += "\(clipped(old)) -> \(clipped(new))"
        case (let old?, nil): text += clipped(old)
        case (nil, let new): text += "-> \(clipped(new ?? ""))"
        }
        let source = attribute.source.hasPrefix("/") ? attribute.source.split(separator: "/").last : nil
        let origin = [attribute.rule, source.map(String.init) ?? attribute.source].filter { !$0.isEmpty }.joined(separator: "; ")
        if !origin.isEmpty { text += "  [\(origin)]" }
        return attribute.holds ? text + "  <- held because of this" : text
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
    }

    private static func clipped(_ text: String) -> String {
        let line = flat(text)
        if line.isEmpty { return "(empty)" }
        return line.count <= 60 ? line : line.prefix(59) + "…"
    }

    private static func flat(_ text: String) -> String {
        String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    }
}
