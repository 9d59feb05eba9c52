import Testing

@testable import Routes

@Suite("Values")
struct ValueErrorTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    /// A line of the full example, what stands there instead, and what is said about it.
    struct Case: Sendable, CustomTestStringConvertible {
        var line: String
        var after: String?
        var instead: String
        var expected: String
        init(_ line: String, after: String? = nil, _ instead: String, _ expected: String) {
            (self.line, self.after, self.instead, self.expected) = (line, after, instead, expected)
        }
        var testDescription: String { instead }
    }

    static let cases: [Case] = [
        Case("version: 1", "version: 2", #"version: version "2" is not known; this Veil reads version 1"#),
        Case("version: 1", "version: 1.0", #"version: version "1.0" is not known; this Veil reads version 1"#),
        // AE titles
        Case(
            "ae_title: VEIL", "ae_title: A23456789012345678",
            #"node.ae_title: "A23456789012345678" is not an AE title; write 1 to 16 ASCII characters without backslash"#
        ),
        Case("ae_title: VEIL", #"ae_title: "a\tb""#, "node.ae_title: holds a line break or control character"),
        Case(
            "ae_title: VEIL", #"ae_title: "   ""#,
            #"node.ae_title: "   " is not an AE title; write 1 to 16 ASCII characters without backslash"#),
        Case(
            "ae_title: VEIL", #"ae_title: 'A\B'"#,
            #"node.ae_title: "A\B" is not an AE title; write 1 to 16 ASCII characters without backslash"#),
        Case(
            "ae_title: VEIL", "ae_title: MÜLLER",
            #"node.ae_title: "MÜLLER" is not an AE title; write 1 to 16 ASCII characters without backslash"#),
        Case("ae_title: VEIL", "ae_title:", "node.ae_title: has no value; write one or leave the key out"),
        Case("ae_title: VEIL", "ae_title: ~", "node.ae_title: has no value; write one or leave the key out"),
        Case("ae_title: VEIL", "ae_title: [A, B]", "node.ae_title: is not a single value"),
        Case(
            "called_ae_title: TRIAL_A", "called_ae_title: 'A23456789012345678*'",
            #"routes[0].match.called_ae_title: "A23456789012345678*" is not an AE title or a pattern for one; write 1 to 16 ASCII characters without backslash"#
        ),
        Case(
            "called_ae_title: TRIAL_A", "called_ae_title: []",
            "routes[0].match.called_ae_title: is an empty list; write a value or leave the key out"),
        Case(
            "calling_ae_title: [CT1, CT2]", #"calling_ae_title: [CT1, ""]"#,
            #"routes[0].match.calling_ae_title[1]: "" is not an AE title or a pattern for one; write 1 to 16 ASCII characters without backslash"#
        ),
        // addresses and ports
        Case("host: 0.0.0.0", "host: localhost", #"node.host: "localhost" is not an IPv4 address; write 127.0.0.1"#),
        Case(
            "host: 0.0.0.0", "host: 010.0.0.1",
            #"node.host: "010.0.0.1" is not an IPv4 address; write 0.0.0.0 for all interfaces"#),
        Case(
            "host: 10.1.2.0/24", "host: 10.1.2.3/24",
            #"node.accept[0].host: "10.1.2.3/24" has bits set beyond its prefix; did you mean "10.1.2.0/24"?"#),
        Case(
            "host: 10.1.2.0/24", "host: 10.1.2.0/33",
            #"node.accept[0].host: "10.1.2.0/33" is not an IPv4 network; the number after / is from 0 to 32"#),
        Case(
            "host: 10.1.2.0/24", "host: scanner",
            #"node.accept[0].host: "scanner" is not an IPv4 address or network; write an address (10.1.2.3) or a network (10.1.2.0/24)"#
        ),
        Case(
            "host: 10.1.0.0/16", "host: 10.1.0.0/255.255.0.0",
            #"routes[0].match.host: "10.1.0.0/255.255.0.0" is not an IPv4 network; the number after / is from 0 to 32"#),
        Case(
            "host: 10.1.0.0/16", "host: ct*",
            #"routes[0].match.host: "ct*" is not a pattern for IPv4 addresses; write for example 10.1.2.*"#),
        Case(
            "host: 127.0.0.1", "host: 300.1.1.1",
            #"destinations.research-archive.host: "300.1.1.1" is not an IPv4 address or host name"#),
        Case(
            "host: 127.0.0.1", "host: archive:104",
            #"destinations.research-archive.host: "archive:104" is not an IPv4 address or host name; the port has a key of its own; IPv6 is not supported"#
        ),
        Case(
            "host: 127.0.0.1", "host: -archive",
            #"destinations.research-archive.host: "-archive" is not an IPv4 address or host name"#),
        Case("port: 11112", "port: 65536", #"node.port: "65536" is not a whole number from 0 to 65535"#),
        Case("port: 11112", "port: 3:02", #"node.port: "3:02" is not a whole number from 0 to 65535"#),
        Case("port: 11112", "port: 0104", #"node.port: "0104" is not a whole number from 0 to 65535"#),
        Case("port: 11112", "port: 11_112", #"node.port: "11_112" is not a whole number from 0 to 65535"#),
        Case("port: 11112", "port: 0x2B68", #"node.port: "0x2B68" is not a whole number from 0 to 65535"#),
        Case("port: 11112", "port: 1e4", #"node.port: "1e4" is not a whole number from 0 to 65535"#),
        Case(
            "port: 11112", "port: 99999999999999999999",
            #"node.port: "99999999999999999999" is not a whole number from 0 to 65535"#),
        Case(
            "port: 11113", "port: 0", #"destinations.research-archive.port: "0" is not a whole number from 1 to 65535"#),
        Case(
            "max_associations: 64", "max_associations: 0",
            #"node.max_associations: "0" is not a whole number from 1 to 1024"#),
        Case("max_pdu: 131072", "max_pdu: 128KB", #"node.max_pdu: "128KB" is not a whole number from 4096 to 131072"#),
        // durations and sizes
        Case(
            "acse: 30s", "acse: 30",
            #"node.timeouts.acse: "30" is not a duration; write a whole number and a unit, for example 30s, 15m, 12h, 7d, 4w or 10y"#
        ),
        Case(
            "dimse: 60s", "dimse: 1:00",
            #"node.timeouts.dimse: "1:00" is not a duration; write a whole number and a unit, for example 30s, 15m, 12h, 7d, 4w or 10y"#
        ),
        Case("idle: 5m", "idle: 0s", #"node.timeouts.idle: "0s" is out of range; write a duration from 1s to 1d"#),
        Case(
            "idle: 5m", "idle: 5min",
            #"node.timeouts.idle: "5min" is not a duration; write a whole number and a unit, for example 30s, 15m, 12h, 7d, 4w or 10y"#
        ),
        Case(
            "ledger: 10y", "ledger: 101y",
            #"node.retention.ledger: "101y" is out of range; write a duration from 0s to 100y"#),
        Case(
            "ledger: 10y", "ledger: -1d",
            #"node.retention.ledger: "-1d" is not a duration; write a whole number and a unit, for example 30s, 15m, 12h, 7d, 4w or 10y"#
        ),
        Case(
            "ledger: 10y", "ledger: 99999999999999999y",
            #"node.retention.ledger: "99999999999999999y" is not a duration; write a whole number and a unit, for example 30s, 15m, 12h, 7d, 4w or 10y"#
        ),
        Case(
            "minimum_free_space: 1GB", "minimum_free_space: 1000000",
            #"node.minimum_free_space: "1000000" is not a size; write a whole number and a unit, for example 500MB, 5GB or 1GiB"#
        ),
        Case(
            "minimum_free_space: 1GB", "minimum_free_space: 67MB",
            #"node.minimum_free_space: "67MB" is too little; write at least 64MiB"#),
        Case(
            "minimum_free_space: 1GB", "minimum_free_space: 0B",
            #"node.minimum_free_space: "0B" is too little; write at least 64MiB"#),
        Case(
            "minimum_free_space: 1GB", "minimum_free_space: 1.5GB",
            #"node.minimum_free_space: "1.5GB" is not a size; write a whole number and a unit, for example 500MB, 5GB or 1GiB"#
        ),
        Case(
            "minimum_free_space: 1GB", "minimum_free_space: 1gb",
            #"node.minimum_free_space: "1gb" is not a size; write a whole number and a unit, for example 500MB, 5GB or 1GiB"#
        ),
        Case(
            "minimum_free_space: 1GB", "minimum_free_space: 99999999TB",
            #"node.minimum_free_space: "99999999TB" is not a size; write a whole number and a unit, for example 500MB, 5GB or 1GiB"#
        ),
        Case(
            "private_sop_classes: true", "private_sop_classes: 1",
            #"node.private_sop_classes: "1" is neither true nor false"#),
        Case(
            "time_limit: 2m", "time_limit: 2h",
            #"strategies.research.pixels.time_limit: "2h" is out of range; write a duration from 1s to 1h"#),
        Case(
            "first: 5s", "first: 1d",
            "destinations.research-archive.retry.longest: longest 15m is shorter than first 1d"),
        Case(
            "give_up_after: 7d", "give_up_after: 1m",
            "destinations.research-archive.retry.give_up_after: give_up_after 1m is shorter than longest 15m"),
        // projects
        Case(
            "uid_root:", "uid_root: 1.2.276.0.7230010.3.1234567",
            #"projects.trial-a.uid_root: "1.2.276.0.7230010.3.1234567" is not a UID root; write numbers with dots between, at most 24 characters, or 2.25"#
        ),
        Case(
            "uid_root:", "uid_root: '2.25.'",
            #"projects.trial-a.uid_root: "2.25." is not a UID root; leave out the last dot"#),
        Case(
            "uid_root:", "uid_root: 1.2.03",
            #"projects.trial-a.uid_root: "1.2.03" is not a UID root; write numbers with dots between, at most 24 characters, or 2.25"#
        ),
        Case(
            "uid_root:", "uid_root: 3.1",
            #"projects.trial-a.uid_root: "3.1" is not a UID root; write numbers with dots between, at most 24 characters, or 2.25"#
        ),
        Case(
            "uid_root:", "uid_root: 1.40.1",
            #"projects.trial-a.uid_root: "1.40.1" is not a UID root; write numbers with dots between, at most 24 characters, or 2.25"#
        ),
        Case(
            "uid_root:", "uid_root: 1.2.840.10008",
            #"projects.trial-a.uid_root: "1.2.840.10008" belongs to the DICOM standard; write your organisation's own root, or 2.25"#
        ),
        Case(
            "prefix:", #"prefix: 'A\B'"#,
            #"projects.trial-a.patient_id.prefix: "A\B" cannot begin a Patient ID; write ASCII characters without backslash, no blank first"#
        ),
        Case(
            "prefix:", "prefix: \(String(repeating: "A", count: 53))",
            "projects.trial-a.patient_id: prefix and characters are 65 together; a Patient ID has at most 64"),
        Case(
            "characters: 12", "characters: 7",
            #"projects.trial-a.patient_id.characters: "7" is not a whole number from 8 to 26"#),
        Case(
            "issuer: ignore", "issuer: ignored",
            #"projects.trial-a.patient_id.issuer: "ignored" is not one of ignore, distinguish; did you mean "ignore"?"#),
        Case(
            "missing: by_study", "missing: by-study",
            #"projects.trial-a.patient_id.missing: "by-study" is not one of by_study, hold; did you mean "by_study"?"#),
        Case(
            "minimum_days: -365", "minimum_days: 5",
            "projects.trial-a.date_shift.minimum_days: minimum_days 5 is above maximum_days -1; the defaults are -365 and -1"
        ),
        Case(
            "minimum_days: -365", "minimum_days: 1y",
            #"projects.trial-a.date_shift.minimum_days: "1y" is not a whole number from -36500 to 36500"#),
        // strategies
        Case(
            "profile: basic", "profile: none",
            "strategies.research.unlisted: profile: none says nothing of unlisted attributes; write unlisted: remove or unlisted: keep"
        ),
        Case(
            "profile: basic", "profile: Basic",
            #"strategies.research.profile: "Basic" is not one of basic, none; did you mean "basic"?"#),
        Case(
            "options: [", "options: [retain_uid]",
            #"strategies.research.options[0]: "retain_uid" is not one of retain_safe_private, retain_uids, retain_device_identity, retain_institution_identity, retain_patient_characteristics, retain_longitudinal_full_dates, retain_longitudinal_modified_dates, clean_descriptors, clean_structured_content, clean_graphics, clean_pixel_data, clean_recognizable_visual_features; did you mean "retain_uids"?"#
        ),
        Case(
            "options: [", "options: [retain_longitudinal_full_dates, retain_longitudinal_modified_dates]",
            "strategies.research.options[1]: retain_longitudinal_full_dates and retain_longitudinal_modified_dates exclude each other; keep one of the two"
        ),
        Case(
            "options: [", "options: [clean_graphics, clean_graphics]",
            "strategies.research.options[1]: clean_graphics stands in the list already"),
        Case(
            "files: [", "files: strategies/reserch.csv",
            #"strategies.research.files: file "strategies/reserch.csv" not found; relative paths start at FOLDER"#),
        Case("files: [", "files: strategies", #"strategies.research.files: "strategies" is a folder, not a file"#),
        Case(
            "devices:", "devices: /nowhere/devices.yml",
            #"strategies.research.pixels.devices: file "/nowhere/devices.yml" not found"#),
        Case(
            "analyzer: null", "analyzer: 127.0.0.1:5002",
            #"strategies.research.text.analyzer: "127.0.0.1:5002" is not a web address; write for example http://127.0.0.1:5002"#
        ),
        Case(
            "languages: [eng]", "languages: [../eng]",
            #"strategies.research.pixels.languages[0]: "../eng" is not a Tesseract language pack; write for example eng, deu or chi_sim"#
        ),
        Case(
            "fill: black", "fill: blcak",
            #"strategies.research.pixels.fill: "blcak" is not one of black, blur, replace; did you mean "black"?"#),
        Case(
            "style: deid", "style: none",
            #"strategies.research.text.style: "none" is not one of deid, mask, remove, replace"#),
        // destinations
        Case(
            "associations: 2", "associations: 65",
            #"destinations.research-archive.associations: "65" is not a whole number from 1 to 64"#),
        Case(
            "statuses: []", "statuses: [A90]",
            #"destinations.research-archive.retry.statuses[0]: "A90" is not a status; write four hexadecimal digits, for example A900"#
        ),
        Case(
            "statuses: []", "statuses: [0000]",
            #"destinations.research-archive.retry.statuses[0]: "0000" is not a failure; only a failure can be tried again"#
        ),
        Case(
            "statuses: []", "statuses: [B007]",
            #"destinations.research-archive.retry.statuses[0]: "B007" is not a failure; only a failure can be tried again"#
        ),
        Case("folder: archive", "folder: ''", "destinations.local-folder.folder: is an empty path"),
        Case(
            "folder: archive", "folder: state/archive",
            "destinations.local-folder: the folder lies in the node's state directory; choose a folder outside of it"),
        Case(
            "folder: archive", "{}",
            "destinations.local-folder: names no place to deliver to; write ae_title, host and port, or folder"),
        // routes
        Case(
            "modality: [CT, MR]", "modality: ct",
            #"routes[0].match.modality: "ct" is not a modality; did you mean "CT"?"#),
        Case(
            "sop_class:", "sop_class: CTImageStorag",
            #"routes[0].match.sop_class: no SOP Class has the keyword "CTImageStorag"; did you mean "CTImageStorage"?"#),
        Case("sop_class:", "sop_class: 'XX*'", #"routes[0].match.sop_class: no SOP Class keyword fits "XX*""#),
        Case(
            "sop_class:", "sop_class: 1.2.840.010008",
            #"routes[0].match.sop_class: "1.2.840.010008" is not a SOP Class UID"#),
        Case(
            "StudyDescription:", "StudyDescripton: X",
            #"routes[0].match.attributes.StudyDescripton: no attribute has this keyword; did you mean "StudyDescription"?"#
        ),
        Case(
            "StudyDescription:", "MediaStorageSOPClassUID: X",
            "routes[0].match.attributes.MediaStorageSOPClassUID: is not an attribute of the data set"),
        Case(
            "StudyDescription:", "'(0008,0000)': X",
            "routes[0].match.attributes.(0008,0000): is not an attribute of the data set"),
        Case(
            "StudyDescription:", "StudyDescription: ' '",
            "routes[0].match.attributes.StudyDescription: is empty; an attribute without value never matches"),
        Case(
            "strategy: research", "strategy: reserch",
            #"routes[0].strategy: no strategy is named "reserch"; did you mean "research"?"#),
        Case(
            "project: trial-a", "project: other", #"routes[0].project: no project is named "other"; there is trial-a"#),
        Case(
            "destinations: [", "destinations: [research-archiv]",
            #"routes[0].destinations[0]: no destination is named "research-archiv"; did you mean "research-archive"?"#),
        Case(
            "destinations: [", "destinations: []",
            "routes[0].destinations: is an empty list; name at least one of destinations"),
        Case(
            "destinations: [", "destinations: [local-folder, local-folder]",
            #"routes[0].destinations[1]: "local-folder" stands in the list already"#),
        Case(
            "- name: trial-a", "- name: a b",
            #"routes[0].name: "a b" is not usable as a name; write letters, digits, '-', '_' and '.', at most 64, a letter or digit first"#
        ),
        Case("unmatched: quarantine", "unmatched: keep", #"unmatched: "keep" is not one of quarantine, refuse"#),
    ]

    @Test("a wrong value is named with its line and key", arguments: cases)
    func wrongValue(_ wrong: Case) {
        let line = everyKey.line(of: wrong.line, after: wrong.after)
        // The line that is at fault need not be the one that was changed.
        let faulty = everyKey.replacingLine(line, with: wrong.instead)
        let errors = fixture.errors(faulty)
        let expected = wrong.expected.replacingOccurrences(of: "FOLDER", with: fixture.directory)
        #expect(errors.map { $0.drop { $0 != " " }.dropFirst() } == [Substring(expected)], "\(errors)")
        let key = expected.split(separator: ":")[0]
        let name = key.split(whereSeparator: { ".[".contains($0) }).last { !$0.hasSuffix("]") } ?? ""
        let reported = errors.first.flatMap { Int($0.split(separator: ":")[1]) } ?? 0
        let text = faulty.split(separator: "\n", omittingEmptySubsequences: false)[max(reported - 1, 0)]
        #expect(reported == line || text.contains("\(name):"), "line \(reported): \(text)")
    }

    @Test("keys that are not available yet say so at their own line, with what is wrong in them")
    func notAvailable() {
        let node = everyKey.replacingLine(
            3,
            with:
                "ae_title: VEIL\n  tls: {certificate: a.crt, private_key: a.key, client_certificate: requierd}\n  admin: {port: x}"
        )
        #expect(
            fixture.errors(node) == [
                #"routes.yml:4: node.tls.client_certificate: "requierd" is not one of required, optional, none; did you mean "required"?"#,
                "routes.yml:4: node.tls: not available yet; leave the key out, and protect the connection by other means",
                #"routes.yml:5: node.admin.port: "x" is not a whole number from 0 to 65535"#,
                "routes.yml:5: node.admin: not available yet; leave the key out",
            ])
        let destination = everyKey.replacingLine(56, with: "ae_title: ARCHIVE\n    tls: {trsted: ca.pem}")
        #expect(
            fixture.errors(destination) == [
                #"routes.yml:57: destinations.research-archive.tls.trsted: unknown key; did you mean "trusted"?"#,
                "routes.yml:57: destinations.research-archive.tls: not available yet; leave the key out, and protect the connection by other means",
            ])
    }

    @Test(
        "durations and sizes are read in every unit",
        arguments: [
            ("0d", 0), ("30s", 30), ("15m", 900), ("12h", 43_200), ("7d", 604_800), ("4w", 2_419_200),
            ("10y", 315_360_000),
            ("90 s", 90),
        ])
    func durations(_ text: String, _ seconds: Int) {
        #expect(Duration(configuration: text) == .seconds(seconds))
    }

    @Test(
        "sizes count thousands without i and 1024s with it",
        arguments: [
            ("0B", 0), ("1kB", 1000), ("1KB", 1000), ("500MB", 500_000_000), ("5GB", 5_000_000_000),
            ("1GiB", 1_073_741_824),
            ("2TB", 2_000_000_000_000), ("1 MiB", 1_048_576),
        ])
    func sizes(_ text: String, _ bytes: UInt64) { #expect(ByteSize.parse(text) == bytes) }

    @Test(
        "a duration and a size come back in their largest unit",
        arguments: [("90s", "1GB"), ("1d", "1GiB"), ("0s", "0B")])
    func texts(_ duration: String, _ size: String) {
        #expect(Duration(configuration: duration)?.configurationText == duration)
        #expect(ByteSize.parse(size).map(ByteSize.text) == size)
    }

    @Test(
        "what YAML would turn into something else stays as written",
        arguments: ["0123", "on", "yes", "No", "1e3", "12:30:45", "2024-01-31", "0x1F", "1_000", "true", ".5", "+1"])
    func texts(_ title: String) throws {
        let text = everyKey.replacingLine(
            everyKey.line(of: "called_ae_title: TRIAL_A"), with: "called_ae_title: \(title)")
        #expect(try fixture.parse(text).routes[0].match.calledAETitles == [WildcardPattern(title)])
    }

    @Test(
        "a Boolean may be written in every way of YAML 1.1",
        arguments: [("yes", true), ("Off", false), ("FALSE", false), ("on", true)])
    func booleans(_ text: String, _ value: Bool) throws {
        let text = everyKey.replacingLine(9, with: "private_sop_classes: \(text)")
        #expect(try fixture.parse(text).node.privateSOPClasses == value)
    }

    @Test("a table takes the place of prefix and characters, and holds who is not in it")
    func patientTable() throws {
        let table = everyKey.replacingOccurrences(
            of: "      prefix: \"TA-\"\n      characters: 12\n      issuer: ignore\n      missing: by_study",
            with: "      table: patients.csv\n      issuer: distinguish")
        let policy = try fixture.parse(table).projects[0].patientID
        #expect(
            policy
                == .init(
                    replacements: .table(path: "\(fixture.directory)/patients.csv"), issuer: .distinguish, missing: .hold))
        let both = everyKey.replacingOccurrences(of: "      prefix: \"TA-\"", with: "      table: patient.csv")
        #expect(
            fixture.errors(both).map { $0.dropFirst("routes.yml:".count) } == [
                #"27: projects.trial-a.patient_id.table: file "patient.csv" not found; relative paths start at \#(fixture.directory)"#,
                "28: projects.trial-a.patient_id.characters: means nothing beside table; the table holds whole Patient IDs",
                "30: projects.trial-a.patient_id.missing: by_study means nothing beside table; without a row an instance is held; write hold or leave the key out",
            ])
    }

    @Test("profile: none needs a word on unlisted attributes, even if nothing is written about them")
    func profileNone() throws {
        let silent = everyKey.replacingLine(36, with: "profile: none").replacingOccurrences(
            of: "    unlisted: profile\n", with: "")
        #expect(
            fixture.errors(silent) == [
                "routes.yml:36: strategies.research.profile: profile: none says nothing of unlisted attributes; write unlisted: remove or unlisted: keep"
            ])
        let keep = everyKey.replacingLine(36, with: "profile: none").replacingOccurrences(
            of: "unlisted: profile", with: "unlisted: keep")
        #expect(try fixture.parse(keep).strategies[0].unlisted == .keep)
        let variable = everyKey.replacingLine(36, with: "profile: none").replacingOccurrences(
            of: "unlisted: profile", with: "unlisted: ${U}")
        #expect(fixture.errors(variable, environment: ["U": "profile"]).count == 1)
    }
}
