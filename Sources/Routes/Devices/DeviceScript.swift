import Dicom
import Pixels

/// A script of CTP's DicomPixelAnonymizer: signatures in braces, each followed by its regions in parentheses; anything
/// else is comment. The first signature that holds decides.
enum DeviceScript {
    /// - Throws: everything that is wrong with it.
    static func parse(
        text: String, file: String, vocabulary: DicomVocabulary
    ) throws(ConfigurationErrors) -> DeviceRules.File {
        var reader = DeviceScriptReader(text: text, file: file, vocabulary: vocabulary)
        reader.run()
        guard reader.errors.isEmpty else { throw ConfigurationErrors.inOrder(reader.errors) }
        return DeviceRules.File(rules: reader.rules, isFirstOnly: true, warnings: reader.warnings.map(\.description))
    }
}

/// One pass over a script.
private struct DeviceScriptReader {
    private let scalars: [Unicode.Scalar]
    private let file: String
    private let vocabulary: DicomVocabulary
    private var position = 0
    private var line = 1
    private(set) var rules: [DeviceRule] = []
    private(set) var errors: [ConfigurationError] = []
    /// Where the signatures stand, one for each rule.
    private var lines: [Int] = []

    init(text: String, file: String, vocabulary: DicomVocabulary) {
        scalars = Array(text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").unicodeScalars)
        self.file = file
        self.vocabulary = vocabulary
    }

    mutating func run() {
        while let scalar = next() {
            switch scalar {
            case "{": signature()
            case "(": region()
            case "}": error(line, "\"}\" without \"{\"")
            default: break
            }
        }
        if rules.isEmpty, errors.isEmpty {
            error(1, "holds no signature", "write { Modality.equals(\"US\") } and its regions as (x,y,width,height)")
        }
    }

    /// A signature without regions keeps what it holds for from those behind it: meant, or a region written wrong.
    var warnings: [ConfigurationWarning] {
        zip(rules, lines).filter { $0.0.regions.isEmpty }.map { _, line in
            ConfigurationWarning(
                place: ConfigurationPlace(file: file, line: line), message: "a signature without a region",
                advice: "write its regions as (x,y,width,height)")
        }
    }

    private mutating func next() -> Unicode.Scalar? {
        guard position < scalars.count else { return nil }
        defer { position += 1 }
        if scalars[position] == "\n" { line += 1 }
        return scalars[position]
    }

    /// What stands up to `end`, which is passed; nil with an error recorded if it is not there.
    private mutating func text(upTo end: Unicode.Scalar, from start: Int) -> String? {
        var text = String.UnicodeScalarView()
        var isQuoted = false
        while let scalar = next() {
            if scalar == "\"", end == "}" { isQuoted.toggle() }
            if scalar == end, !isQuoted { return String(text) }
            text.append(scalar)
        }
        error(start, "\"\(end)\" is missing")
        return nil
    }

    private mutating func signature() {
        let start = line
        guard let text = text(upTo: "}", from: start) else { return }
        var parser = DeviceScriptExpression(text, line: start, vocabulary: vocabulary)
        do {
            let condition = try parser.parse()
            let name = file.split(separator: "/").last.map(String.init) ?? file
            rules.append(DeviceRule(name: "\(name):\(start)", condition: condition, regions: []))
            lines.append(start)
        } catch {
            self.error(error.line, error.message, error.advice)
        }
    }

    private mutating func region() {
        let start = line
        guard let text = text(upTo: ")", from: start) else { return }
        // A remark, which CTP passes over as well, unless it looks like a region: then a letter in it is a slip.
        let first = text.first { !$0.isWhitespace }
        let isMeant = text.count { $0 == "," } == 3 || first == "-" || first?.isNumber == true
        if !isMeant, text.contains(where: \.isLetter) { return }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            .map { DecimalNumber.parse(String($0.filter { !$0.isWhitespace })) }
        let numbers = parts.compactMap { $0 }
        guard parts.count == 4, numbers.count == 4, numbers.allSatisfy({ (-65535...65535).contains($0) }),
            numbers[2] > 0, numbers[3] > 0
        else { return error(start, "(\(text)) is not a region", "write (x,y,width,height) in pixels") }
        guard !rules.isEmpty else {
            if errors.isEmpty { error(start, "a region without a signature before it") }
            return
        }
        rules[rules.count - 1].regions.append(
            DeviceRegion(
                .rectangle(
                    horizontal: .init(start: .pixels(numbers[0]), size: .pixels(numbers[2])),
                    vertical: .init(start: .pixels(numbers[1]), size: .pixels(numbers[3])))))
    }

    private mutating func error(_ line: Int, _ message: String, _ advice: String? = nil) {
        errors.append(
            ConfigurationError(place: ConfigurationPlace(file: file, line: line), message: message, advice: advice))
    }
}
