import Testing

@testable import Routes

@Suite("Keys")
struct KeyErrorTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    /// Every key of the full example: its line and its path.
    static let keys: [(line: Int, path: String)] = {
        var open: [(indentation: Int, path: String)] = []
        var found: [(Int, String)] = []
        for (index, text) in everyKey.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var indentation = text.prefix { $0 == " " }.count
            var rest = text.dropFirst(indentation)
            while let last = open.last, last.indentation >= indentation { open.removeLast() }
            if rest.hasPrefix("- ") {
                let parent = open.last?.path ?? ""
                open.append((indentation, parent + "[0]"))
                rest = rest.dropFirst(2)
                indentation += 2
            }
            guard let colon = rest.firstIndex(of: ":") else { continue }
            let parent = open.last?.path ?? ""
            let path = parent.isEmpty ? String(rest[..<colon]) : "\(parent).\(rest[..<colon])"
            open.append((indentation, path))
            // Names are free, and so are attribute keywords.
            let isName = parent == "projects" || parent == "strategies" || parent == "destinations"
            if !isName && !parent.hasSuffix(".attributes") { found.append((index + 1, path)) }
        }
        return found
    }()

    @Test("the full example holds every key that can be given without another")
    func exampleIsComplete() {
        let given = Set(KeyErrorTests.keys.map { $0.path.split(separator: ".").last.map(String.init) ?? "" })
        let known = [
            ConfigurationKeys.root, ConfigurationKeys.node, ConfigurationKeys.timeouts, ConfigurationKeys.retention,
            ConfigurationKeys.accept, ConfigurationKeys.project, ConfigurationKeys.patientID,
            ConfigurationKeys.dateShift,
            ConfigurationKeys.strategy, ConfigurationKeys.text, ConfigurationKeys.pixels, ConfigurationKeys.destination,
            ConfigurationKeys.retry, ConfigurationKeys.route, ConfigurationKeys.match,
        ]
        #expect(Set(known.joined()).subtracting(given) == ["tls", "admin", "table", "mapping_table", "instance_time"])
    }

    enum Slip: String, CaseIterable {
        case letterLost, letterDoubled, lettersSwapped, letterWrong, hyphens, capitals

        func applied(to key: String) -> String {
            var letters = Array(key)
            let middle = letters.count / 2
            switch self {
            case .letterLost: letters.remove(at: middle)
            case .letterDoubled: letters.insert(letters[middle], at: middle)
            case .lettersSwapped: letters.swapAt(middle, middle - 1)
            case .letterWrong: letters[middle] = "x"
            case .hyphens: letters = letters.map { $0 == "_" ? "-" : $0 } + (letters.contains("_") ? [] : ["-"])
            case .capitals: letters[0] = Character(letters[0].uppercased())
            }
            return String(letters)
        }
    }

    @Test("every key misspelt is named with its line and the right key", arguments: keys, Slip.allCases)
    func misspelt(_ key: (line: Int, path: String), _ slip: Slip) throws {
        let name = try #require(key.path.split(separator: ".").last.map(String.init))
        let wrong = slip.applied(to: name)
        guard wrong != name else { return }
        var lines = everyKey.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let range = try #require(lines[key.line - 1].range(of: "\(name):"))
        lines[key.line - 1].replaceSubrange(range, with: "\(wrong):")
        let path = key.path.dropLast(name.count) + wrong
        // A required key that is missing for this reason only is not a second error.
        let errors = fixture.errors(lines.joined(separator: "\n"))
        #expect(errors.contains("routes.yml:\(key.line): \(path): unknown key; did you mean \"\(name)\"?"))
        #expect(!errors.contains { $0.contains(": missing;") })
    }

    @Test(
        "a misspelt mapping is one error, not one more for every reference into it",
        arguments: ["projects", "destinations"])
    func noCascade(_ name: String) {
        let text = everyKey.replacingOccurrences(of: "\n\(name):", with: "\n\(name)s:")
        #expect(fixture.errors(text).count == 1)
    }

    @Test("a key that is like no other gets the list of known ones")
    func likeNoOther() {
        let errors = fixture.errors(everyKey.replacingLine(5, with: "colour: blue"))
        #expect(errors.count == 1)
        #expect(errors[0].hasPrefix("routes.yml:5: node.colour: unknown key; known keys are ae_title, host, port, "))
    }

    @Test(
        "what must be given is missed by name",
        arguments: [
            ("version: 1", "routes.yml:1: version: missing; write version: 1 first"),
            ("- name: trial-a", "routes.yml:70: routes[0].name: missing; name the route"),
            (
                "ae_title: ARCHIVE",
                "routes.yml:55: destinations.research-archive.ae_title: missing; "
                    + "write the title that the destination answers to"
            ),
            (
                "host: 127.0.0.1",
                "routes.yml:55: destinations.research-archive.host: missing; "
                    + "write the destination's address or name"
            ),
            ("port: 11113", "routes.yml:55: destinations.research-archive.port: missing; write the destination's port"),
            ("project: trial-a", "routes.yml:69: routes[0].project: missing; name one of projects"),
            ("strategy: research", "routes.yml:69: routes[0].strategy: missing; name one of strategies"),
            ("destinations: [", "routes.yml:69: routes[0].destinations: missing; name at least one of destinations"),
        ])
    func missing(_ line: String, _ expected: String) {
        let number = everyKey.line(of: line)
        let text =
            line.hasPrefix("- ")
            ? everyKey.replacingLine(number, with: "-") : everyKey.replacingLine(number, with: "")
        #expect(fixture.errors(text).contains(expected))
    }

    @Test("each of several errors is reported, in the order of the file")
    func all() {
        var text = everyKey.replacingLine(5, with: "port: 99999")
        text = text.replacingLine(9, with: "private_sop_classes: maybe")
        text = text.replacingLine(26, with: "patientid:")
        text = text.replacingLine(82, with: "unmatched: refused")
        #expect(
            fixture.errors(text) == [
                #"routes.yml:5: node.port: "99999" is not a whole number from 0 to 65535"#,
                #"routes.yml:9: node.private_sop_classes: "maybe" is neither true nor false"#,
                #"routes.yml:26: projects.trial-a.patientid: unknown key; did you mean "patient_id"?"#,
                #"routes.yml:82: unmatched: "refused" is not one of quarantine, refuse; did you mean "refuse"?"#,
            ])
    }

    @Test("duplicate keys are errors, each one, at any depth, quoted or not")
    func duplicates() {
        let text = everyKey.replacingLine(5, with: "port: 11112\n  \"port\": 1\n  port: 2")
            .replacingOccurrences(of: "    acse: 30s", with: "    acse: 30s\n    'acse': 5s")
            .replacingOccurrences(of: "strategies:\n", with: "strategies:\n  research: {}\n")
        #expect(
            fixture.errors(text) == [
                "routes.yml:6: node.port: duplicate key; it stands on line 5 already",
                "routes.yml:7: node.port: duplicate key; it stands on line 5 already",
                "routes.yml:14: node.timeouts.acse: duplicate key; it stands on line 13 already",
                "routes.yml:39: strategies.research: duplicate key; it stands on line 38 already",
            ])
        #expect(
            fixture.errors("version: 1\n1: 2\n\"1\": 3\nversion: 1").contains(
                "routes.yml:4: version: duplicate key; it stands on line 1 already"))
    }
}
