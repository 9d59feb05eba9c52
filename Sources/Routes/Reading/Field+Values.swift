import Dicom
import Foundation

extension Field {
    /// The text of a scalar, with `${NAME}` taken from the environment; `$${` stands for `${`.
    ///
    /// Substitution is done on the parsed text, so that no variable can bring in keys of its own.
    func text() -> String? {
        guard case .scalar(let raw, _, _) = node else {
            error("is not a single value")
            return nil
        }
        guard !isNull else {
            error("has no value", "write one or leave the key out")
            return nil
        }
        guard let text = substituted(raw) else { return nil }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }) else {
            error("holds a line break or control character")
            return nil
        }
        return text
    }

    private func substituted(_ raw: String) -> String? {
        var result = ""
        var rest = raw[...]
        while let dollar = rest.range(of: "${") {
            if rest[..<dollar.lowerBound].hasSuffix("$") {
                result += rest[..<dollar.lowerBound].dropLast() + "${"
                rest = rest[dollar.upperBound...]
                continue
            }
            guard let end = rest[dollar.upperBound...].firstIndex(of: "}") else {
                error("\"${\" without \"}\"", "write $${ for the characters themselves")
                return nil
            }
            let name = String(rest[dollar.upperBound..<end])
            guard let first = name.unicodeScalars.first, !("0"..."9").contains(first),
                name.unicodeScalars.allSatisfy({
                    $0.isASCII && ($0.properties.isAlphabetic || $0 == "_" || ("0"..."9").contains($0))
                })
            else {
                error(
                    "\(quoted("${\(name)}")) does not name an environment variable",
                    "write ${NAME}, or $${ for the characters themselves")
                return nil
            }
            guard let value = reading.environment[name] else {
                error("the environment variable \(name) is not set")
                return nil
            }
            result += rest[..<dollar.lowerBound] + value
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// A whole number within `range`.
    func integer(in range: ClosedRange<Int>) -> Int? {
        guard let text = text() else { return nil }
        guard let number = DecimalNumber.parse(text), range.contains(number) else {
            error("\(quoted(text)) is not a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// true or false; yes, no, on and off count too, as in YAML 1.1.
    func boolean() -> Bool? {
        guard let text = text() else { return nil }
        switch text.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default:
            error("\(quoted(text)) is neither true nor false")
            return nil
        }
    }

    /// A duration within `range`.
    func duration(in range: ClosedRange<Duration>) -> Duration? {
        guard let text = text() else { return nil }
        guard let duration = Duration(configuration: text) else {
            error(
                "\(quoted(text)) is not a duration",
                "write a whole number and a unit, for example 30s, 15m, 12h, 7d, 4w or 10y")
            return nil
        }
        guard range.contains(duration) else {
            let (low, high) = (range.lowerBound.configurationText, range.upperBound.configurationText)
            error("\(quoted(text)) is out of range", "write a duration from \(low) to \(high)")
            return nil
        }
        return duration
    }

    /// A size in bytes, at least `least`.
    func size(atLeast least: UInt64 = 0) -> UInt64? {
        guard let text = text() else { return nil }
        guard let size = ByteSize.parse(text) else {
            error("\(quoted(text)) is not a size", "write a whole number and a unit, for example 500MB, 5GB or 1GiB")
            return nil
        }
        guard size >= least else {
            error("\(quoted(text)) is too little", "write at least \(ByteSize.text(least))")
            return nil
        }
        return size
    }

    /// One of the cases of an enumeration, by its raw value.
    ///
    /// - Parameter order: the cases as a person is told them; without it as they are declared.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ type: Choice.Type, of order: [Choice]? = nil) -> Choice? {
        guard let text = text() else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let names = (order ?? Array(Choice.allCases)).map(\.rawValue)
        error(
            "\(quoted(text)) is not one of \(names.joined(separator: ", "))",
            NearestName.of(text, among: names).map { "did you mean \(quoted($0))?" }
        )
        return nil
    }

    /// An Application Entity Title (PS3.5 §6.2).
    func aeTitle() -> AETitle? {
        guard let text = text() else { return nil }
        guard let title = AETitle(text) else {
            error("\(quoted(text)) is not an AE title", "write 1 to 16 ASCII characters without backslash")
            return nil
        }
        return title
    }

    /// An AE title that may hold `*` and `?`; blanks at either end do not count.
    func aeTitlePattern() -> WildcardPattern? {
        guard let text = text() else { return nil }
        let trimmed = text.trimmingCharacters(in: CharacterSet(charactersIn: " "))
        let shortest = trimmed.filter { $0 != "*" }
        guard !trimmed.isEmpty, shortest.isEmpty || AETitle(shortest) != nil, shortest.utf8.count <= 16 else {
            error(
                "\(quoted(text)) is not an AE title or a pattern for one",
                "write 1 to 16 ASCII characters without backslash")
            return nil
        }
        return WildcardPattern(trimmed)
    }

    /// Peers by IPv4 address, network or pattern.
    func hostPattern() -> HostPattern? {
        guard let text = text() else { return nil }
        do {
            return try HostPattern(parsing: text)
        } catch {
            self.error(error.message, error.advice)
            return nil
        }
    }

    /// The name of a host to call: an IPv4 address or a DNS name.
    func hostName() -> String? {
        guard let text = text() else { return nil }
        if IPv4Address(text) != nil { return text }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let looksLikeAddress = text.allSatisfy { "0123456789.".contains($0) }
        let isName =
            !looksLikeAddress && text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { byte in
                        byte.isDigit || byte.isCapital || byte.isSmall
                            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                    }
            }
        guard isName else {
            error(
                "\(quoted(text)) is not an IPv4 address or host name",
                text.contains(":") ? "the port has a key of its own; IPv6 is not supported" : nil)
            return nil
        }
        return text
    }

    /// An absolute path; relative ones are relative to the configuration file.
    func path() -> String? {
        guard let text = text() else { return nil }
        guard !text.isEmpty else {
            error("is an empty path")
            return nil
        }
        guard !text.hasPrefix("/") else { return text }
        let relative = text.hasPrefix("./") ? String(text.dropFirst(2)) : text
        return reading.directory.hasSuffix("/") ? reading.directory + relative : "\(reading.directory)/\(relative)"
    }

    /// The absolute path of a file that must be there.
    func existingFile() -> String? {
        guard let path = path(), let written = text() else { return nil }
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            error(
                "file \(quoted(written)) not found",
                path == written ? nil : "relative paths start at \(reading.directory)")
            return nil
        }
        guard !isDirectory.boolValue else {
            error("\(quoted(written)) is a folder, not a file")
            return nil
        }
        guard FileManager.default.isReadableFile(atPath: path) else {
            error("file \(quoted(written)) cannot be read", "check its owner and mode")
            return nil
        }
        return path
    }

    /// A reference to something named elsewhere in the file. `kind`: what it is, for the error.
    func reference<Value>(to kind: String, in known: [Named<Value>]) -> Named<Value>? {
        guard let text = text() else { return nil }
        if let found = known.first(where: { $0.name == text }) { return found }
        // Where nothing is defined at all, that is an error of its own already.
        guard !known.isEmpty else { return nil }
        let names = known.map(\.name)
        error(
            "no \(kind) is named \(quoted(text))",
            NearestName.of(text, among: names).map { "did you mean \(quoted($0))?" }
                ?? "there is \(names.joined(separator: ", "))")
        return nil
    }
}

/// Something that other parts of the file refer to by name. `value` is nil if it was not readable: to refer to it is
/// not a second error.
struct Named<Value> {
    var name: String
    var place: ConfigurationPlace
    var value: Value?
}

extension Field {
    /// The entries of a mapping from names to sections.
    func named<Value>(kind: String, _ read: (String, Field) -> Value?) -> [Named<Value>] {
        guard let entries = entries(of: "\(kind) names") else { return [] }
        if entries.isEmpty { error("is empty", "name at least one \(kind)") }
        return entries.map { entry in
            if !Field.isName(entry.key) { reading.error(entry.place, "not usable as a name", Field.nameAdvice) }
            return Named(name: entry.key, place: entry.place, value: read(entry.key, entry.value))
        }
    }

    static let nameAdvice = "write letters, digits, '-', '_' and '.', at most 64, a letter or digit first"

    /// Names appear in logs, metrics and the ledger, so they are kept plain.
    static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, text.unicodeScalars.count <= 64 else { return false }
        let isPlain = { (scalar: Unicode.Scalar) in
            scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
        }
        return isPlain(first) && text.unicodeScalars.allSatisfy { isPlain($0) || "-_.".unicodeScalars.contains($0) }
    }
}
