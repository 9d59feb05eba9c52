import Testing

@testable import Routes

@Suite("Parts that must agree")
struct ConsistencyTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    static let head = """
        version: 1
        projects: {a: {}, b: {}}
        strategies: {s: {}, t: {}}
        destinations:
          one: {folder: one}
          two: {ae_title: TWO, host: 192.0.2.2, port: 104}
        routes:

        """

    @Test("two routes with one project and destination must have one strategy")
    func strategies() throws {
        let text =
            ConsistencyTests.head + """
                  - {name: r1, project: a, strategy: s, destinations: [one, two]}
                  - {name: r2, project: a, strategy: t, destinations: two}
                  - {name: r3, project: b, strategy: t, destinations: two}
                """
        #expect(
            fixture.errors(text) == [
                #"routes.yml:9: routes[1].strategy: project "a" and destination "two" have the strategy "s" in route "r1" and "t" here; use one strategy, another project or another destination"#
            ])
        let same = text.replacingOccurrences(of: "project: a, strategy: t", with: "project: a, strategy: s")
        #expect(try fixture.parse(same).routes.count == 3)
    }

    @Test("route names are unique")
    func routeNames() {
        let text =
            ConsistencyTests.head + """
                  - {name: r, project: a, strategy: s, destinations: [one]}
                  - {name: r, project: b, strategy: t, destinations: [two]}
                """
        #expect(
            fixture.errors(text) == [
                #"routes.yml:9: routes[1].name: two routes are named "r"; the other one is on line 8"#
            ])
    }

    @Test("what no route uses is a warning with its line, not an error")
    func unused() throws {
        let text = ConsistencyTests.head + "  - {name: r, project: a, strategy: s, destinations: [one]}\n"
        #expect(
            try fixture.parse(text).warnings.map(\.description) == [
                "routes.yml:2: projects.b: warning: no route uses this project",
                "routes.yml:3: strategies.t: warning: no route uses this strategy",
                "routes.yml:6: destinations.two: warning: no route uses this destination",
            ])
    }

    @Test("two projects never share a key file")
    func keyFiles() {
        let text = everyKey.replacingOccurrences(
            of: "strategies:\n", with: "  trial-b: {key_file: ./keys/trial-a.key}\nstrategies:\n")
        #expect(
            fixture.errors(text) == [
                #"routes.yml:34: projects.trial-b: has the same key file as project "trial-a"; give every project a key file of its own"#
            ])
    }

    @Test("a destination that is the node itself is refused", arguments: ["127.0.0.1", "localhost", "127.1.2.3"])
    func loop(_ host: String) {
        let text = everyKey.replacingOccurrences(
            of: "host: 127.0.0.1\n    port: 11113", with: "host: \(host)\n    port: 11112")
        #expect(
            fixture.errors(text)
                == [
                    "routes.yml:55: destinations.research-archive: is this node itself; what it delivers would come back as new"
                ])
    }

    @Test("a destination is either a folder or a node")
    func kinds() {
        let text = everyKey.replacingOccurrences(of: "    folder: archive", with: "    folder: archive\n    port: 104")
        #expect(
            fixture.errors(text) == [
                "routes.yml:68: destinations.local-folder.port: means nothing beside folder; a destination is a folder or a DICOM node"
            ])
    }

    @Test("an accept entry names somebody")
    func accept() {
        let text = everyKey.replacingOccurrences(
            of: "    - calling_ae_title: CT1\n      host: 10.1.2.0/24", with: "    - {}")
        #expect(
            fixture.errors(text) == [
                "routes.yml:20: node.accept[0]: names nobody; write calling_ae_title, host or both"
            ])
        let empty = everyKey.replacingOccurrences(
            of: "  accept:\n    - calling_ae_title: CT1\n      host: 10.1.2.0/24", with: "  accept: []")
        #expect(
            fixture.errors(empty) == [
                "routes.yml:19: node.accept: is an empty list; leave the key out to let anyone send"
            ])
    }

    @Test(
        "a setting that another word would switch on is an error that names the word",
        arguments: [
            (
                "pixels: {when: always}",
                "pixels: has no effect without the option clean_pixel_data; add clean_pixel_data to options, or leave pixels out"
            ),
            (
                "options: [clean_descriptors], pixels: {}",
                "pixels: has no effect without the option clean_pixel_data; add clean_pixel_data to options, or leave pixels out"
            ),
            (
                "private_list: tcia",
                "private_list: has no effect without the option retain_safe_private; add retain_safe_private to options, or leave private_list out"
            ),
            (
                "private_list: ps315, options: [clean_graphics]",
                "private_list: has no effect without the option retain_safe_private; add retain_safe_private to options, or leave private_list out"
            ),
            (
                "text: {analyzer: 'http://127.0.0.1:5002'}",
                "text: analyzer is asked about nothing: no option and no file has texts cleaned; add clean_descriptors to options, or leave analyzer out"
            ),
            (
                "profile: none, unlisted: keep, text: {style: mask}",
                "text: has no effect: with profile: none only rows with cleanTag clean texts; name a file with such rows under files, or leave text out"
            ),
        ])
    func withoutEffect(_ strategy: String, _ message: String) {
        let text =
            ConsistencyTests.head.replacingOccurrences(of: "t: {}", with: "t: {\(strategy)}")
            + "  - {name: r, project: a, strategy: t, destinations: [one, two]}\n"
        #expect(fixture.errors(text) == ["routes.yml:3: strategies.t.\(message)"])
    }

    @Test(
        "with the word they are taken",
        arguments: [
            "options: [clean_pixel_data], pixels: {when: always}", "options: [retain_safe_private], private_list: tcia",
            "options: [clean_descriptors], text: {analyzer: 'http://127.0.0.1:5002'}", "text: {style: mask}",
            "files: strategies/research.csv, text: {analyzer: 'http://127.0.0.1:5002'}",
            "profile: none, unlisted: keep, files: strategies/research.csv, text: {style: mask}",
            "files: strategies/research.csv, mapping_table: patients.csv",
        ])
    func withEffect(_ strategy: String) {
        let text =
            ConsistencyTests.head.replacingOccurrences(of: "t: {}", with: "t: {\(strategy)}")
            + "  - {name: r, project: a, strategy: t, destinations: [one, two]}\n"
        #expect(fixture.errors(text).isEmpty)
    }

    @Test("an offset of no days alone is refused")
    func offsets() throws {
        func shifted(_ low: Int, _ high: Int) -> String {
            everyKey.replacingOccurrences(of: "minimum_days: -365", with: "minimum_days: \(low)")
                .replacingOccurrences(of: "maximum_days: -1", with: "maximum_days: \(high)")
        }
        #expect(fixture.errors(shifted(0, 0)).map { $0.hasSuffix("would leave every date as it is") } == [true])
        #expect(try fixture.parse(shifted(-5, 5)).projects[0].dateShift == .init(minimumDays: -5, maximumDays: 5))
        #expect(try fixture.parse(shifted(1, 1)).warnings.isEmpty)
    }

    @Test("an attribute is asked for once, whatever it is called")
    func attributes() throws {
        let text = everyKey.replacingLine(
            77, with: "StudyDescription: A\n        '(0008,1030)': B\n        00180015: C")
        #expect(
            fixture.errors(text)
                == [
                    #"routes.yml:78: routes[0].match.attributes.(0008,1030): is the same attribute as "StudyDescription""#
                ])
    }
}
