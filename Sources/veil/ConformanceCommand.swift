import ArgumentParser
import Conformance

/// `veil conformance`: prints what `docs/conformance.md` is made of; for `make conformance`.
struct ConformanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conformance", abstract: "The DICOM Conformance Statement, as Markdown.", shouldDisplay: false)

    func run() throws { print(try ConformanceStatement.text(), terminator: "") }
}
