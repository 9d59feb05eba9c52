import Foundation
import Pixels

/// A file of fixed regions by device: `devices.yml`, or a script of CTP's DicomPixelAnonymizer.
public enum DeviceFile {
    /// Reads and checks the file at `path`. What begins like a script of CTP is read as one: its first signature
    /// stands before any `version:`.
    ///
    /// - Throws: everything that is wrong with it.
    public static func read(
        path: String, vocabulary: DicomVocabulary = .standard
    ) throws(ConfigurationErrors) -> DeviceRules.File {
        try parse(text: try Configuration.contents(of: path), file: path, vocabulary: vocabulary)
    }

    /// Checks a file that is in memory.
    public static func parse(
        text: String, file: String, vocabulary: DicomVocabulary
    ) throws(ConfigurationErrors) -> DeviceRules.File {
        if isScript(text, file: file) { return try DeviceScript.parse(text: text, file: file, vocabulary: vocabulary) }
        let document: YAMLDocument
        do {
            document = try YAMLDocument(text: text)
        } catch {
            let place = ConfigurationPlace(file: file, line: error.line)
            throw ConfigurationErrors([ConfigurationError(place: place, message: error.message, advice: error.advice)])
        }
        let reading = Reading(file: file, directory: "/", environment: [:], vocabulary: vocabulary)
        let root = Field(node: document.root ?? .mapping([], line: 1), keyPath: "", reading: reading)
        let rules = rules(root) ?? []
        guard reading.errors.isEmpty else { throw ConfigurationErrors.inOrder(reading.errors) }
        return DeviceRules.File(rules: rules)
    }

    private static func isScript(_ text: String, file: String) -> Bool {
        if file.lowercased().hasSuffix(".script") { return true }
        if [".yml", ".yaml"].contains(where: { file.lowercased().hasSuffix($0) }) { return false }
        let isOurs = text.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("version:") || $0.hasPrefix("devices:") }
        return !isOurs && text.contains("{")
    }

    private static func rules(_ root: Field) -> [DeviceRule]? {
        guard let section = Section(root, keys: ConfigurationKeys.devices) else { return nil }
        if let version = section.required("version", "write version: 1 first"), let text = version.text(), text != "1" {
            version.error("version \(quoted(text)) is not known", "this Veil reads version 1")
        }
        guard let fields = section.required("devices", "write at least one device")?.items(of: "devices") else {
            return nil
        }
        var lines: [String: Int] = [:]
        return fields.compactMap { field in
            guard let rule = DeviceRule(field) else { return nil }
            if let first = lines[rule.name] {
                field.error("two devices are named \(quoted(rule.name))", "the other one is on line \(first)")
            }
            lines[rule.name] = field.node.line
            return rule
        }
    }
}

extension ConfigurationErrors {
    /// First line first; errors of one line stay in the order they were found in.
    static func inOrder(_ errors: [ConfigurationError]) -> ConfigurationErrors {
        ConfigurationErrors(
            errors.enumerated().sorted {
                ($0.element.place.line, $0.offset) < ($1.element.place.line, $1.offset)
            }.map(\.element))
    }
}

extension DeviceRule {
    /// Reads one entry of `devices`. The result counts only if no error was recorded.
    fileprivate init?(_ field: Field) {
        guard let section = Section(field, keys: ConfigurationKeys.device) else { return nil }
        let name = section.required("name", "write a name that reports can use")?.text() ?? ""
        if !name.isEmpty, !Field.isName(name) { section["name"]?.error("not usable as a name", Field.nameAdvice) }
        let condition = section.required("match", "say which device it is for").flatMap(DeviceMatch.condition)
        let regions = section.required("regions", "write at least one region")?.items(of: "regions") ?? []
        if let given = section["regions"], case .list(let nodes, _) = given.node, nodes.isEmpty {
            given.error("is an empty list", "write at least one region")
        }
        self.init(name: name, condition: condition ?? .never, regions: regions.compactMap { DeviceRegion($0) })
    }
}

extension DeviceRegion {
    /// Reads one entry of `regions`.
    fileprivate init?(_ field: Field) {
        guard let section = Section(field, keys: ConfigurationKeys.deviceRegion) else { return nil }
        let sides = ConfigurationKeys.deviceRegion.filter { $0 != "outside" && $0 != "frames" && section[$0] != nil }
        let frames = section["frames"]?.frameNumbers()
        if let outside = section["outside"] {
            if let side = sides.first { section[side]?.error("says nothing beside outside", "write two regions") }
            guard outside.choice(Outside.self) != nil else { return nil }
            self.init(.outsideUltrasoundRegions, frames: frames)
            return
        }
        if sides.isEmpty { field.error("names no side", "write for example {top: 0, height: 60}") }
        self.init(
            .rectangle(
                horizontal: Self.extent(section, "left", "right", "width"),
                vertical: Self.extent(section, "top", "bottom", "height")),
            frames: frames)
    }

    private enum Outside: String, CaseIterable {
        case ultrasoundRegions = "ultrasound_regions"
    }

    private static func extent(_ section: Section, _ start: String, _ end: String, _ size: String) -> Extent {
        let extent = Extent(
            start: section[start]?.deviceLength(smallest: -65535), end: section[end]?.deviceLength(smallest: -65535),
            size: section[size]?.deviceLength(smallest: 1))
        if section[start] != nil, section[end] != nil, section[size] != nil {
            section[size]?.error("\(start), \(end) and \(size) say it twice", "leave one of them out")
        }
        if section[size] != nil, section[start] == nil, section[end] == nil {
            section[size]?.error("\(size) needs \(start) or \(end)", "say where it begins")
        }
        return extent
    }
}

extension Field {
    /// Pixels, or percent of the picture: `40`, `-40`, `10%`.
    fileprivate func deviceLength(smallest: Int) -> DeviceRegion.Length? {
        guard let text = text() else { return nil }
        if text.hasSuffix("%"), let part = DecimalNumber.parse(text.dropLast()), (max(smallest, -100)...100).contains(part) {
            return .percent(part)
        }
        guard let count = DecimalNumber.parse(text), (smallest...65535).contains(count) else {
            error("\(quoted(text)) is not a number of pixels from \(smallest) to 65535, nor percent as 10%")
            return nil
        }
        return .pixels(count)
    }

    /// `3`, `2-10` or `2-`, counted from 1 as the standard does.
    fileprivate func frameNumbers() -> Range<Int>? {
        guard let (first, last) = numberRange(in: 1...Int(Int32.max), advice: "write a frame as 1, or frames as 2-10") else {
            return nil
        }
        return (first - 1)..<last
    }

    /// `768` or `700-800`; what follows the hyphen may be missing.
    func numberRange(in bounds: ClosedRange<Int>, advice: String) -> (Int, Int)? {
        guard let text = text() else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let first = parts.first.flatMap { DecimalNumber.parse($0) }
        let last = parts.count == 1 ? first : parts[1].isEmpty ? bounds.upperBound : DecimalNumber.parse(parts[1])
        guard parts.count <= 2, let first, let last, bounds.contains(first), bounds.contains(last), first <= last else {
            error("\(quoted(text)) is not a number, nor a range of numbers", advice)
            return nil
        }
        return (first, last)
    }
}
