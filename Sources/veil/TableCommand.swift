import ArgumentParser
import BridgeErrors
import DataSets
import Foundation
import Glibc
import Router
import Verify

/// `veil table`: attributes of many files as one table.
struct TableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table", abstract: "Attributes of many files as one table, for eyes and spreadsheets.",
        discussion: "Shows values as they are: of originals, protected health information.")

    @Option(help: "Write every attribute of the standard that any file has to this CSV file (0600); - for standard output.")
    var csv: String?
    @Option(
        help: "Only these columns, commas between: keywords, tags, path, size, transfer_syntax, frames.")
    var attributes: String?
    @Option(help: "Cut cells on the screen to so many characters; 0: do not.") var width = 24
    @Flag(help: "Print JSON.") var json = false
    @Argument(help: "Files and folders.") var inputs: [String]

    func validate() throws {
        if csv == "-", json { throw ValidationError("--csv -: does not go with --json") }
    }

    func run() throws {
        umask(0o077)
        let paths = try FileMode.collect(inputs, exceptIn: csv ?? "/dev/null").map(\.path)
        do {
            try show(paths)
        } catch let error as VerifyError {
            switch error {
            case .unusable(let text): throw StartError.configuration([text])
            case .failed(let text): throw StartError.unavailable(text)
            }
        }
    }

    private func show(_ paths: [String]) throws {
        let chosen = try attributes.map(Self.columns)
        let isForEyes = csv == nil && !json
        let table = AttributeTable(
            chosen ?? (isForEyes ? TableColumn.usual : TableColumn.file + AttributeTable.attributes(of: paths)))
        let names = table.columns.map(\.name)
        let file = try csv.map { try TableFile($0) }
        try file?.add(names)
        var rows: [[String]] = []
        var (failed, skipped) = (0, 0)
        let progress = Progress(total: file == nil ? 0 : paths.count, noun: "files")
        for path in paths {
            do {
                let cells = try table.row(path)
                if let file { try file.add(cells) } else { rows.append(json ? cells : cells.map(cut)) }
            } catch let error as DimseError {
                if isNoDicom(path) {
                    skipped += 1
                    Console.complain("\(path): skipped: not_dicom")
                } else {
                    failed += 1
                    Console.complain("\(path): failed: \(error)")
                }
            }
            if file != nil { progress.advance() }
        }
        try file?.finish()
        if let csv {
            progress.finish()
            let line = "\(paths.count - failed - skipped) rows, \(names.count) columns written to "
            if csv == "-" { Console.complain(line + "standard output") } else { print(line + csv) }
        } else if json {
            try Console.printJSON(rows.map { Dictionary(zip(names, $0)) { first, _ in first } })
        } else {
            Console.printTable([names] + rows)
        }
        if failed > 0 { throw PartlyFailed(count: failed, total: paths.count - skipped) }
        if paths.count == skipped { throw NotFound("no DICOM file is among the inputs") }
    }

    /// Whether the file's first bytes say that it is something else.
    private func isNoDicom(_ path: String) -> Bool {
        do throws(DimseError) {
            _ = try FileProbe.probe(path: path)
            return false
        } catch {
            return error.code == .unreadable
        }
    }

    /// The columns that somebody named, commas between them; those within a tag's brackets do not count.
    private static func columns(_ text: String) throws(StartError) -> [TableColumn] {
        var (names, name, isInside) = ([String](), "", false)
        for character in text {
            if character == "(" { isInside = true }
            if character == ")" { isInside = false }
            if character == ",", !isInside {
                names.append(name)
                name = ""
            } else {
                name.append(character)
            }
        }
        names = (names + [name]).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        let unknown = names.filter { TableColumn($0) == nil }
        guard unknown.isEmpty, !names.isEmpty else {
            throw .configuration(unknown.map { "--attributes: '\($0)' is neither a keyword nor a tag" })
        }
        return names.compactMap(TableColumn.init)
    }

    /// One line, not longer than asked for; paths and numbers as they are.
    private func cut(_ cell: String) -> String {
        let line = String(cell.map { $0.isNewline ? " " : $0 })
        guard width > 0, line.count > width, !line.contains("/") else { return line }
        return line.prefix(width - 1) + "…"
    }
}
