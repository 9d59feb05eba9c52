import ArgumentParser
import Foundation
import Glibc
import Operations
import Router

/// `veil mapping`: pseudonym and original. Needs the project's key; every use is an audit record.
struct MappingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping", abstract: "Look up, export and import pseudonyms; every use is recorded.",
        subcommands: [Lookup.self, Export.self, Import.self])

    struct ProjectOptions: ParsableArguments {
        @OptionGroup var state: StateOptions
        @Option(help: "The project.") var project: String

        func withMappings(creating: Bool = false, _ body: (Mappings) throws -> Void) throws {
            try state.withDesk(creating: creating) { try body($0.mappings(project: project)) }
        }
    }

    struct Lookup: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What stands for a value, or what a value stands for.")
        @OptionGroup var options: ProjectOptions
        @Option(help: "Issuer of Patient ID, where the project distinguishes issuers.") var issuer = ""
        @Argument(help: "An original or a replacement; - reads it from standard input, where no process list shows it.")
        var value: String

        func run() throws {
            let value = value == "-" ? readLine() ?? "" : value
            try options.withMappings { mappings in
                let rows = try mappings.lookup(value, issuer: issuer)
                guard !rows.isEmpty else { throw NotFound("no pseudonym of this project has to do with it") }
                if options.state.json { return try Console.printJSON(rows) }
                Console.printTable([["kind", "original", "replacement"]] + rows.map { [$0.kind, $0.original, $0.replacement] })
            }
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All pairs as CSV kind,original,replacement.")
        @OptionGroup var options: ProjectOptions
        @Option(name: [.short, .customLong("output")], help: "The file (0600); - or nothing: standard output.")
        var output: String?

        func run() throws {
            try options.withMappings { mappings in
                let file = try OutputFile(output ?? "-")
                if options.state.json {
                    var rows: [Mappings.Pair] = []
                    try mappings.export { rows.append($0) }
                    try file.write(Console.json(rows) + Data("\n".utf8))
                } else {
                    try file.write(Data("kind,original,replacement\n".utf8))
                    try mappings.export { pair in
                        let line = [pair.kind, pair.original, pair.replacement].map(Self.quoted).joined(separator: ",")
                        try file.write(Data("\(line)\n".utf8))
                    }
                }
                try file.finish()
            }
        }

        private static func quoted(_ field: String) -> String {
            field.contains { ",\"\r\n".contains($0) } ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
        }
    }

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take pairs that the same key made, from a CSV kind,original,replacement.")
        @OptionGroup var options: ProjectOptions
        @Argument(help: "The CSV file; - for standard input.") var file: String

        func run() throws {
            let data = try StandardInput.data(of: file)
            let rows = try CommaSeparated.rows(data, file: file)
            guard rows.first?.fields == ["kind", "original", "replacement"] else {
                throw StartError.configuration(["\(file):1: the header must be kind,original,replacement"])
            }
            for row in rows.dropFirst() where row.fields.count != 3 {
                throw StartError.configuration(["\(file):\(row.line): three fields are needed"])
            }
            let body = Array(rows.dropFirst())
            try options.withMappings(creating: true) { mappings in
                let refused = try mappings.import(
                    body.map { .init(kind: $0.fields[0], original: $0.fields[1], replacement: $0.fields[2]) })
                guard refused.isEmpty else {
                    throw StartError.configuration(
                        refused.prefix(20).map { "\(file):\(body[$0].line): the project's key does not make this pair" })
                }
                try options.state.report(Tally(count: body.count), "imported")
            }
        }
    }
}

/// A CSV file as `veil mapping export` writes it (RFC 4180).
enum CommaSeparated {
    struct Row {
        var line: Int
        var fields: [String]
    }

    static func rows(_ data: Data, file: String) throws(StartError) -> [Row] {
        var (rows, fields, field): ([Row], [String], [UInt8]) = ([], [], [])
        var (line, begin, isQuoted) = (1, 1, false)
        var bytes = data.makeIterator()
        var next = bytes.next()
        func text(_ bytes: [UInt8]) throws(StartError) -> String {
            guard let text = String(validating: bytes, as: UTF8.self)
            else { throw .configuration(["\(file):\(line): is not UTF-8"]) }
            return text
        }
        while let byte = next {
            next = bytes.next()
            switch byte {
            case UInt8(ascii: "\"") where isQuoted && next == UInt8(ascii: "\""):
                field.append(byte)
                next = bytes.next()
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted:
                fields.append(try text(field))
                field = []
            case 0x0D where !isQuoted: break
            case 0x0A where !isQuoted:
                fields.append(try text(field))
                if fields != [""] { rows.append(Row(line: begin, fields: fields)) }
                (fields, field) = ([], [])
                line += 1
                begin = line
            default:
                if byte == 0x0A { line += 1 }
                field.append(byte)
            }
        }
        guard !isQuoted else { throw .configuration(["\(file):\(begin): a quote is not closed"]) }
        fields.append(try text(field))
        if fields != [""] { rows.append(Row(line: begin, fields: fields)) }
        return rows
    }
}
