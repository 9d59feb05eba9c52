import Deid
import Dicom
import Engine
import Foundation
import Pixels

/// Testing has a Tag too.
typealias Tag = Dicom.Tag

/// A DICOM file in Explicit VR Little Endian that a test makes up, in a folder of its own.
final class Original {
    static let root = "1.2.826.0.1.3680043.10.943.41"

    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("engine-\(UUID().uuidString)").path
    var path: String { folder + "/original.dcm" }
    /// Where its Data Set begins.
    let offset: UInt64

    /// - Parameters:
    ///   - pixels: 8 bits each; their number need not be that of rows and columns.
    ///   - more: text by tag and VR, replacing what is there; empty: it is not there.
    ///   - lost: bytes that are missing at the end.
    init(
        pixels: [UInt8] = Array(repeating: 9, count: 16), _ more: [(Tag, VR, String)] = [], lost: Int = 0
    ) throws {
        var elements: [Tag: (VR, [UInt8])] = [:]
        func set(_ tag: Tag, _ vr: VR, _ text: String) { elements[tag] = text.isEmpty ? nil : (vr, Array(text.utf8)) }
        set(.sopClassUID, .UI, "1.2.840.10008.5.1.4.1.1.2")
        set(.sopInstanceUID, .UI, Self.root + ".1.1.1")
        set(.modality, .CS, "CT")
        set(.patientName, .PN, "Quillfeather^Jane")
        set(.patientID, .LO, "PAT4711")
        set(Tag(0x0018, 0x0050), .DS, "5.0")
        set(.studyInstanceUID, .UI, Self.root + ".1")
        set(.seriesInstanceUID, .UI, Self.root + ".1.1")
        set(Tag(0x0028, 0x0004), .CS, "MONOCHROME2")
        for (element, number) in [(0x0002, 1), (0x0010, 4), (0x0011, 4), (0x0100, 8), (0x0101, 8), (0x0102, 7), (0x0103, 0)] {
            elements[Tag(0x0028, UInt16(element))] = (.US, [UInt8(number), 0])
        }
        elements[.pixelData] = (.OB, pixels)
        for (tag, vr, text) in more { set(tag, vr, text) }
        var file = FileMetaInformation.bytes(
            sopClassUID: "1.2", sopInstanceUID: "1.2.3", transferSyntax: .explicitLittleEndian)
        offset = UInt64(file.count)
        for (tag, (vr, value)) in elements.sorted(by: { $0.key < $1.key }) {
            let padded = value.count % 2 == 0 ? value : value + [vr.padding]
            let words = [tag.group, tag.element].flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
            let length = (0..<4).map { UInt8(truncatingIfNeeded: padded.count >> ($0 * 8)) }
            file += words + Array(vr.description.utf8) + (vr == .OB ? [0, 0] + length : Array(length[..<2])) + padded
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(file.dropLast(lost)).write(to: URL(fileURLWithPath: path))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }  // a temporary folder

    /// The whole pipeline; the file is there until it is through.
    func run(by rules: CleaningRules, explain: Bool = false, _ finders: TextFinders) throws -> EngineResult {
        try withExtendedLifetime(self) { try Pipeline.run(read(), by: rules, explain: explain, finders) }
    }

    func read(_ transferSyntax: TransferSyntax = .explicitLittleEndian) throws -> ReadInstance {
        try ReadInstance(path: path, offset: offset, transferSyntax: transferSyntax)
    }
}

extension CleaningRules {
    /// The Basic Profile, or rows of nothing, with a key that is always the same.
    static func sample(
        _ options: Set<ProfileOption> = [], profile: StrategySource.Profile = .basic, pixels: PixelSettings? = nil
    ) throws -> CleaningRules {
        let source = StrategySource(
            name: "test", profile: profile, options: options, unlisted: profile == .basic ? .profile : .keep)
        return CleaningRules(
            deidentifier: Deidentifier(
                ruleSet: try RuleSet.compile(source).ruleSet,
                pseudonymizer: try Pseudonymizer(
                    key: ProjectKey(bytes: (0..<32).map { UInt8($0) }), patientIDPolicy: PatientIDPolicy(prefix: "T-"))),
            pixels: pixels)
    }
}
