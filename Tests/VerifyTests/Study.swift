import DataSets
import Deid
import Dicom
import Engine
import Foundation
import Instances
import Pixels

@testable import Verify

/// Testing has a Tag too.
typealias Tag = Dicom.Tag

/// Originals, and the clean files that the rules make of them.
struct Study {
    let folder = try? TemporaryFolder()
    let deidentifier: Deidentifier

    var path: String { folder?.path ?? "/nowhere" }

    /// - Parameter layout: names the clean file of an original.
    init(
        _ instances: [Instance], options: Set<ProfileOption> = [.retainLongitudinalModifiedDates],
        isBasic: Bool = true, layout: (Int) -> String = { "a/\($0).dcm" }
    ) throws {
        let source = StrategySource(
            name: "test", profile: isBasic ? .basic : .none, options: options, unlisted: isBasic ? .profile : .keep)
        deidentifier = Deidentifier(
            ruleSet: try RuleSet.compile(source).ruleSet,
            pseudonymizer: try Pseudonymizer(
                key: ProjectKey(bytes: (0..<32).map { UInt8($0) }), patientIDPolicy: PatientIDPolicy(prefix: "T-")))
        for (number, instance) in instances.enumerated() {
            try folder?.write(instance.file, "original/a/\(number).dcm")
            try folder?.write(clean(instance).file, "clean/\(layout(number))")
        }
    }

    /// What the rules make of an instance.
    func clean(_ instance: Instance) throws -> Instance {
        let own = try TemporaryFolder()
        let path = try own.write(instance.file, "original.dcm")
        let probe = try FileProbe.probe(path: path)
        var dataSet = try DataSet(path: path, offset: probe.offset, transferSyntax: probe.transferSyntax)
        let view = try dataSet.view()
        try dataSet.apply(deidentifier.plan(view, explain: false, pixels: PixelCare(view)).edits)
        let encoded = try dataSet.encoded()
        var file = FileMetaInformation.bytes(
            sopClassUID: "1.2", sopInstanceUID: "1.2.3", transferSyntax: probe.transferSyntax)
        for segment in encoded.segments {
            switch segment {
            case .own(let range): file += encoded.bytes[range]
            case .original(let offset, let length): file += instance.file[Int(offset)..<Int(offset + length)]
            case .changed: break
            }
        }
        return try Instance(path: own.write(Data(file), "clean.dcm"))
    }

    /// Spoils a clean file.
    func change(_ name: String = "a/0.dcm", _ body: (inout Instance) -> Void) throws {
        var instance = try Instance(path: "\(path)/clean/\(name)")
        body(&instance)
        try folder?.write(instance.file, "clean/\(name)")
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

    func pairing(_ pseudonyms: Pseudonyms? = nil) throws -> Pairing {
        try Pairing(
            original: path + "/original", clean: path + "/clean",
            pseudonyms: pseudonyms ?? .key(deidentifier.pseudonymizer))
    }

    /// Compares by the rules; the engine holds everything for `reason`, or else makes `made` of it.
    func verify(
        holding reason: HoldReason? = nil, making made: Instance? = nil, reports: [any Report] = []
    ) throws -> (summary: Summary, pairs: [PairResult], failures: [CheckResult]) {
        let kept = KeptResults()
        let hidesPixels = deidentifier.ruleSet.source.options.contains(.cleanPixelData)
        let rules = CleaningRules(deidentifier: deidentifier, pixels: hidesPixels ? PixelSettings() : nil)
        let expectations = Expectations.rules(rules) {
            { original, output in
                if let reason { return .held(reason) }
                try made?.file.write(to: URL(fileURLWithPath: output))
                return Redone(rules.plan(try Reader(path: original).view, explain: true, fileName: original))
            }
        }
        let summary = try Verifier(expectations, try pairing()).run([kept] + reports) {}
        for report in reports { try report.finish(summary) }
        return (summary, kept.results, kept.results.flatMap(\.checks).filter { !$0.passed })
    }
}

/// A report that keeps everything.
final class KeptResults: Report, @unchecked Sendable {  // one thread at a time
    private(set) var results: [PairResult] = []
    func add(_ result: PairResult) throws { results.append(result) }
    func finish(_ summary: Summary) throws {}
}

extension Instance {
    /// What a file holds.
    init(path: String) throws {
        let reader = try Reader(path: path)
        self.init(Self.elements(reader, parent: -1, item: -1))
    }

    private static func elements(_ reader: Reader, parent: Int, item: Int) -> [NewElement] {
        let all = reader.view.elements
        return all.indices.filter { all[$0].parent == parent && all[$0].item == item }.map { index in
            if all[index].vr == .SQ {
                let items = (0..<all[index].itemCount).map { elements(reader, parent: index, item: $0) }
                return NewElement(all[index].tag, items: items)
            }
            return NewElement(all[index].tag, all[index].vr, bytes: reader.bytes(of: index) ?? [])
        }
    }
}
