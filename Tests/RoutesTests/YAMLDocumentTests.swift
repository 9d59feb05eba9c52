import Testing

@testable import Routes

@Suite("YAML")
struct YAMLDocumentTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    @Test(
        "what is not YAML names its line",
        arguments: [
            (
                "version: 1\nnode: {ae_title: VEIL\n",
                "routes.yml:3: not readable as YAML: did not find expected ',' or '}'"
            ),
            (
                "version: 1\nnode:\n\tport: 1\n",
                "routes.yml:3: not readable as YAML: found character that cannot start any token; indent with blanks, not tabs"
            ),
            (
                "version: 1\nnode: {host: ${HOST}}\n",
                "routes.yml:2: not readable as YAML: did not find expected ',' or '}'; put quotation marks around \"${NAME}\" within { } and [ ]"
            ),
            ("version: 1\nroutes:\n  - match: {called_ae_title: *LUNG*}\n", "routes.yml:3: "),
            ("version: 1\n---\nversion: 1\n", "routes.yml:2: not readable as YAML: but found another document"),
            ("version: 1\nnode: \"VEIL\n", "routes.yml:3: not readable as YAML: found unexpected end of stream"),
            (
                "version: 1\n  node: 2\n",
                "routes.yml:2: not readable as YAML: mapping values are not allowed in this context"
            ),
            (
                "version: 1\nnode: a\u{7}b\n",
                "routes.yml:2: holds a control character that YAML does not allow; save the file as plain UTF-8 text"
            ),
            (
                "version: 1\n? [a, b]\n: c\n",
                "routes.yml:2: a key is not a plain word; put quotation marks around a text that holds { } [ ] or :"
            ),
            ("", "routes.yml:1: version: missing; write version: 1 first"),
            ("# nothing\n", "routes.yml:1: version: missing; write version: 1 first"),
            ("- version: 1\n", "routes.yml:1: is not a mapping of keys; write \"key: value\" lines below it"),
            ("version\n", "routes.yml:1: is not a mapping of keys; write \"key: value\" lines below it"),
            (
                "version: 1\nroutes: {a: b}\n",
                "routes.yml:2: routes: is not a list of routes; begin each one with \"- \""
            ),
            ("version: 1\nnode:\n", "routes.yml:2: node: has no value; write \"key: value\" lines below it"),
            ("version: 1\nprojects: {}\n", "routes.yml:2: projects: is empty; name at least one project"),
            ("version: 1\nroutes: []\n", "routes.yml:2: routes: is an empty list; write at least one route"),
            (
                "version: 1\nprojects: {a b: {}}\n",
                "routes.yml:2: projects.a b: not usable as a name; write letters, digits, '-', '_' and '.', at most 64, a letter or digit first"
            ),
        ])
    func syntax(_ text: String, _ expected: String) {
        let errors = fixture.errors(text)
        #expect(errors.contains { $0.hasPrefix(expected) }, "\(errors)")
    }

    @Test("aliases of aliases do not unfold without end")
    func aliases() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let names = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(names)]\n"
        }
        let errors = fixture.errors(text)
        #expect(errors.count == 1 && errors[0].hasSuffix("holds too many values"), "\(errors)")
    }

    @Test("an anchor may serve several places")
    func anchors() throws {
        let text = everyKey.replacingOccurrences(of: "    retry:\n", with: "    retry: &waiting\n")
        #expect(try fixture.parse(text) == fixture.parse(everyKey))
    }

    @Test("nesting of any depth is refused or read, never a crash", arguments: [100, 900, 20_000])
    func depth(_ levels: Int) {
        let text = "node: " + String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        #expect(!fixture.errors(text).isEmpty)
    }

    @Test("any damage to the file ends in errors with a line, never a crash")
    func damage() {
        let bytes = Array(everyKey.utf8)
        var seed: UInt64 = 20_260_101
        for _ in 0..<600 {
            var damaged = bytes
            for _ in 0..<3 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let at = Int(seed >> 33) % damaged.count
                let replacements = Array("\n\t:-{}[]\"'#&*!|>%@`,? ~x9".utf8)
                damaged[at] = replacements[Int(seed >> 20) % replacements.count]
            }
            for error in fixture.errors(String(decoding: damaged, as: UTF8.self)) {
                let parts = error.split(separator: ":")
                #expect(parts.count > 2 && parts[0] == "routes.yml" && Int(parts[1]) ?? 0 > 0, "seed \(seed): \(error)")
            }
        }
        for length in stride(from: 0, to: bytes.count, by: 7) {
            _ = fixture.errors(String(decoding: bytes.prefix(length), as: UTF8.self))
        }
    }
}

@Suite("Environment variables")
struct EnvironmentTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    @Test("a variable stands for its value in any text, part of it too, and is then checked like any other")
    func substitution() throws {
        var text = everyKey.replacingLine(3, with: "ae_title: ${SITE}_${ROLE}").replacingLine(
            5, with: "port: \"${PORT}\"")
        text = text.replacingOccurrences(of: "[CT1, CT2]", with: "[\"${A_1}\", CT2]")
        let configuration = try fixture.parse(
            text, environment: ["SITE": "UKB", "ROLE": "VEIL", "PORT": "104", "A_1": "MR7"])
        #expect(configuration.node.aeTitle.value == "UKB_VEIL" && configuration.node.port == 104)
        #expect(configuration.routes[0].match.callingAETitles.map(\.text) == ["MR7", "CT2"])
        #expect(
            fixture.errors(text, environment: ["SITE": "UKB", "ROLE": "VEIL", "PORT": "dicom", "A_1": "MR7"])
                == [#"routes.yml:5: node.port: "dicom" is not a whole number from 0 to 65535"#])
    }

    @Test(
        "what cannot be substituted is named",
        arguments: [
            ("${NOBODY}", "the environment variable NOBODY is not set"),
            ("${A", #""${" without "}"; write $${ for the characters themselves"#),
            (
                "${A-B}",
                #""${A-B}" does not name an environment variable; write ${NAME}, or $${ for the characters themselves"#
            ),
            (
                "${}",
                #""${}" does not name an environment variable; write ${NAME}, or $${ for the characters themselves"#
            ),
            (
                "${1A}",
                #""${1A}" does not name an environment variable; write ${NAME}, or $${ for the characters themselves"#
            ),
        ])
    func refused(_ value: String, _ expected: String) {
        let text = everyKey.replacingLine(3, with: "ae_title: \"\(value)\"")
        #expect(fixture.errors(text, environment: ["A": "B"]) == ["routes.yml:3: node.ae_title: \(expected)"])
    }

    @Test("a doubled dollar sign, a dollar sign alone and a value that looks like a variable stay as they are")
    func escapes() throws {
        let text = everyKey.replacingLine(3, with: "ae_title: \"$${A}$B${C}\"")
        #expect(try fixture.parse(text, environment: ["A": "x", "C": "${A}"]).node.aeTitle.value == "${A}$B${A}")
    }

    @Test("a value cannot bring in keys, lists or line breaks")
    func injection() {
        let text = everyKey.replacingLine(3, with: "ae_title: ${EVIL}")
        #expect(
            fixture.errors(text, environment: ["EVIL": "A\n  host: 1.2.3.4"])
                == ["routes.yml:3: node.ae_title: holds a line break or control character"])
    }
}
