import Dicom
import Pixels

/// One signature of a CTP script: tests joined by `+` (or), `*` (and), `!` (not), which binds closest.
struct DeviceScriptExpression {
    struct Problem: Error {
        var line: Int
        var message: String
        var advice: String?
    }

    private let scalars: [Unicode.Scalar]
    private let vocabulary: DicomVocabulary
    private var position = 0
    private var line: Int
    private var depth = 0

    init(_ text: String, line: Int, vocabulary: DicomVocabulary) {
        scalars = Array(text.unicodeScalars)
        self.line = line
        self.vocabulary = vocabulary
    }

    mutating func parse() throws(Problem) -> DeviceCondition {
        let condition = try alternatives()
        skipBlanks()
        if let scalar = peek() { throw problem("\(quoted(String(scalar))) where + or * should be") }
        return condition
    }

    // MARK: operators

    private mutating func alternatives() throws(Problem) -> DeviceCondition {
        var parts = [try factors()]
        while take("+") { parts.append(try factors()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func factors() throws(Problem) -> DeviceCondition {
        var parts = [try factor()]
        while take("*") { parts.append(try factor()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func factor() throws(Problem) -> DeviceCondition {
        depth += 1
        defer { depth -= 1 }
        guard depth < 100 else { throw problem("parentheses are nested too deep") }
        if take("!") { return .not(try factor()) }
        if take("(") {
            let inner = try alternatives()
            guard take(")") else { throw problem("\")\" is missing") }
            return inner
        }
        return try test()
    }

    // MARK: tests

    private mutating func test() throws(Problem) -> DeviceCondition {
        skipBlanks()
        guard peek() != nil else { throw problem("a test is missing", "write for example Modality.equals(\"US\")") }
        if takeWord("true.") { return .always }
        if takeWord("false.") { return .never }
        var path = [try step()]
        while takeWord("::") { path.append(try step()) }
        guard take(".") else { throw problem("\".\" and a method are missing", Self.methodAdvice) }
        let name = word()
        guard let method = DeviceTest.Method(rawValue: name), Self.methods.contains(method) else {
            let nearest = NearestName.of(name, among: Self.methods.map(\.rawValue))
            throw problem(
                "\(quoted(name)) is not a method", nearest.map { "did you mean \(quoted($0))?" } ?? Self.methodAdvice)
        }
        guard take("(") else { throw problem("\"(\" is missing behind \(name)") }
        skipBlanks()
        let argument = peek() == "\"" ? try string() : ""
        guard take(")") else { throw problem("the text of \(name) is not in quotation marks, or \")\" is missing") }
        if method == .matches, !DeviceTest.isReadable(expression: argument) {
            throw problem("\(quoted(argument)) is not a regular expression that can be read")
        }
        if [.isLessThan, .isGreaterThan].contains(method), Double(argument) == nil {
            throw problem("\(quoted(argument)) is not a number")
        }
        return .test(DeviceTest(path, method, argument))
    }

    private static let methods = DeviceTest.Method.allCases.filter { $0 != .fits && $0 != .isWithin }
    private static let methodAdvice = "there is \(methods.map(\.rawValue).joined(separator: ", "))"

    /// `PatientName`, `[0010,0010]`, `[00100010]`, `[0019[CREATOR]06]`.
    private mutating func step() throws(Problem) -> DeviceTest.Step {
        skipBlanks()
        if peek() == "[" || peek() == "(" { return try tag() }
        let name = word()
        // What dcm4che 1.4 calls sequences, from which the scripts have their names.
        let keyword = name.hasPrefix("SeqOf") ? "SequenceOf" + name.dropFirst(5) : name
        guard let tag = vocabulary.tag(name) ?? vocabulary.tag(keyword) else {
            let nearest = NearestName.of(name, among: vocabulary.attributeKeywords())
            throw problem(
                name.isEmpty ? "an attribute is missing" : "no attribute has the keyword \(quoted(name))",
                nearest.map { "did you mean \(quoted($0))?" } ?? "write a keyword as Modality, or a tag as [0008,0060]")
        }
        return .init(tag)
    }

    private mutating func tag() throws(Problem) -> DeviceTest.Step {
        let close: Unicode.Scalar = scalars[position] == "[" ? "]" : ")"
        position += 1
        var text = String.UnicodeScalarView()
        var nesting = 0
        while let scalar = peek(), nesting > 0 || scalar != close {
            if scalar == "[" { nesting += 1 }
            if scalar == "]" { nesting -= 1 }
            text.append(scalar)
            advance()
        }
        guard peek() == close else { throw problem("\"\(close)\" is missing") }
        advance()
        let written = String(text)
        if let open = written.firstIndex(of: "["), let end = written.lastIndex(of: "]"), open < end {
            let (group, element) = (written[..<open], written[written.index(after: end)...])
            if group.count == 4, element.count == 2, let group = UInt16(group, radix: 16), group & 1 == 1,
                let element = UInt16(element, radix: 16)
            {
                let creator = written[written.index(after: open)..<end].filter { $0 != "\"" }
                return .init(Tag(group, element), creator: String(creator))
            }
        }
        guard let tag = Tag(written: written.filter { $0 != "," }) else {
            throw problem("\(quoted("[\(written)]")) is not a tag", "write all eight digits as [0008,0060]")
        }
        return .init(tag)
    }

    private mutating func string() throws(Problem) -> String {
        let start = line
        position += 1
        var text = String.UnicodeScalarView()
        while let scalar = peek() {
            advance()
            if scalar == "\"" { return String(text) }
            text.append(scalar)
        }
        throw Problem(line: start, message: "a quotation mark is missing")
    }

    // MARK: characters

    private func peek() -> Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func advance() {
        if scalars[position] == "\n" { line += 1 }
        position += 1
    }

    /// Blanks, line ends and remarks behind `//`.
    private mutating func skipBlanks() {
        while let scalar = peek() {
            if scalar == "/", position + 1 < scalars.count, scalars[position + 1] == "/" {
                while let scalar = peek(), scalar != "\n" { advance() }
            } else if scalar.properties.isWhitespace {
                advance()
            } else {
                return
            }
        }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard peek() == scalar else { return false }
        advance()
        return true
    }

    private mutating func takeWord(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard position + wanted.count <= scalars.count, Array(scalars[position..<(position + wanted.count)]) == wanted
        else { return false }
        position += wanted.count
        return true
    }

    private mutating func word() -> String {
        var text = String.UnicodeScalarView()
        while let scalar = peek(), scalar.isASCII, scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) {
            text.append(scalar)
            position += 1
        }
        return String(text)
    }

    private func problem(_ message: String, _ advice: String? = nil) -> Problem {
        Problem(line: line, message: message, advice: advice)
    }
}
