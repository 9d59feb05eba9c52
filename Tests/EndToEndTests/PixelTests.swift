import Foundation
import Testing

/// `clean_pixel_data` through the command and the node: what is written into pictures does not leave, the rest does as it
/// was.
@Suite("Text in pixels")
struct PixelTests {
    private static let side = (columns: 320, rows: 200)
    private static let name = DrawnText(text: "QXFAMILY JANE", x: 24, y: 20)

    /// A dull picture, and what is written on it.
    private static func pixels(_ texts: [DrawnText] = [], base: Int = 20) -> [UInt8] {
        var pixels = (0..<(side.columns * side.rows)).map { index in
            UInt8(base + (index % side.columns) / 40 + (index / side.columns) / 40)
        }
        for place in texts.flatMap(\.places) { pixels[place.y * side.columns + place.x] = 230 }
        return pixels
    }

    private static func instance(_ modality: String, _ texts: [DrawnText] = [], number: Int = 1) -> SyntheticInstance {
        var instance = SyntheticInstance(number: number, modality: modality)
        if modality == "US" { instance.sopClassUID = "1.2.840.10008.5.1.4.1.1.6.1" }
        instance.rows = UInt16(side.rows)
        instance.columns = UInt16(side.columns)
        instance.pixels = pixels(texts)
        return instance
    }

    private static func routes(_ pixels: String = "", options: String = "[clean_pixel_data]") -> RoutesFile {
        var routes = RoutesFile(folder: "archive")
        // Without the option the settings are an error.
        let settings = options == "[]" ? "" : ", pixels: {time_limit: 60s\(pixels)}"
        routes.strategies = ["basic: {profile: basic, options: \(options)\(settings)}"]
        return routes
    }

    /// The Pixel Data of a file that ends with it.
    private static func pixels(of data: Data) -> [UInt8] { Array(data.suffix(side.columns * side.rows)) }

    private static func clean(_ stage: Stage, _ instance: SyntheticInstance, _ routes: RoutesFile) throws -> Ended {
        try stage.write(routes.text, to: routes.name)
        try stage.write(instance.file, to: "in/a.dcm")
        return try stage.veil(
            "deidentify", "--config", routes.name, "--route", "trial", "--keep-paths", "in", "-o", "out", "--json",
            seconds: 120)
    }

    @Test("a name on an ultrasound picture is covered, what is far from it stays, and the output says so")
    func covered() async throws {
        try await onStage { stage in
            let before = Self.pixels([Self.name])
            let ended = try Self.clean(stage, Self.instance("US", [Self.name]), Self.routes())
            try #require(ended.status == 0, "\(ended.text)")
            let after = Self.pixels(of: try stage.data("out/a.dcm"))
            #expect(Self.name.places.allSatisfy { after[$0.y * Self.side.columns + $0.x] == 0 })
            let changed = before.indices.filter { before[$0] != after[$0] }
            #expect(changed.allSatisfy { after[$0] == 0 && $0 / Self.side.columns < 70 })
            let attributes = try stage.attributes("out/a.dcm")
            #expect(attributes["(0028,0301)"] == "NO")
            let dump = try stage.tool("dcmdump", ["-q", stage.path("out/a.dcm")]).output
            #expect(dump.contains("113101"))
            #expect(try stage.tool("dcm2pnm", [stage.path("out/a.dcm"), stage.path("a.pgm")]).status == 0)
            #expect(ended.output.contains(#""boxes" : "#) && ended.errors.contains("in/a.dcm: text in pixels: "))
            #expect(!ended.text.contains("QXFAMILY"))
        }
    }

    @Test("explain lists boxes without a page too, in reading order and numbered as in the picture, and names the rule")
    func boxes() async throws {
        struct Report: Decodable {
            struct Box: Decodable {
                var number: Int
                var x: Int
                var y: Int
                var reason: String
            }
            struct Picture: Decodable {
                var frame: Int
                var boxes: [Box]
            }
            struct Attribute: Decodable {
                var path: String
                var action: String
                var rule: String
                var source: String
            }
            var pictures: [Picture]
            var attributes: [Attribute]
        }
        try await onStage { stage in
            let routes = Self.routes()
            try stage.write(routes.text, to: routes.name)
            let texts = [
                DrawnText(text: "FAMILY", x: 180, y: 24), DrawnText(text: "HOSPITAL", x: 20, y: 140),
                DrawnText(text: "JANE", x: 20, y: 20),
            ]
            try stage.write(Self.instance("US", texts).file, to: "a.dcm")
            let verb = ["explain", "--config", routes.name, "--route", "trial", "a.dcm"]
            let ended = try Program.run(Peers.veil, verb + ["--json"], in: stage.folder)
            let report = try JSONDecoder().decode(Report.self, from: Data(ended.output.utf8))
            let boxes = try #require(report.pictures.first).boxes
            #expect(report.pictures.count == 1 && boxes.map(\.number) == [1, 2, 3], "\(ended.output.prefix(2000))")
            #expect(boxes[0].x < 60 && boxes[1].x > 120 && boxes[2].y > 100, "\(boxes)")
            #expect(boxes.allSatisfy { $0.reason.hasPrefix("covered: ") })
            let row = report.attributes.first { $0.path == "(7FE0,0010)" }
            #expect(row?.action == "replace" && row?.rule == "clean_pixel_data" && row?.source == "strategy basic, pixels")
            // Each place once, in the text as on the page.
            let text = try Program.run(Peers.veil, verb, in: stage.folder).output.split(separator: "\n")
            #expect(text.filter { $0.hasPrefix("frame 1, ") }.count == 3)
            let page = try Program.run(Peers.veil, verb + ["--html", "-"], in: stage.folder).output
            for number in 1...3 { #expect(page.contains("<li value=\"\(number)\">") && page.contains(">\(number)</text>")) }
            // Nothing to cover is a decision too.
            try stage.write(Self.instance("US").file, to: "a.dcm")
            let plain = try JSONDecoder().decode(
                Report.self, from: Data(try Program.run(Peers.veil, verb + ["--json"], in: stage.folder).output.utf8))
            let kept = plain.attributes.first { $0.path == "(7FE0,0010)" }
            #expect(kept?.action == "keep" && kept?.rule == "clean_pixel_data, nothing to cover")
        }
    }

    @Test("a picture without text leaves with its pixels byte for byte", arguments: ["CT", "US"])
    func untouched(modality: String) async throws {
        try await onStage { stage in
            let ended = try Self.clean(stage, Self.instance(modality), Self.routes())
            try #require(ended.status == 0, "\(ended.text)")
            #expect(Self.pixels(of: try stage.data("out/a.dcm")) == Self.pixels())
            #expect(try stage.attributes("out/a.dcm")["(0028,0301)"] == "NO")
        }
    }

    @Test("without the option pixels are left alone and nothing is claimed")
    func withoutOption() async throws {
        try await onStage { stage in
            let ended = try Self.clean(stage, Self.instance("US", [Self.name]), Self.routes(options: "[]"))
            try #require(ended.status == 0, "\(ended.text)")
            #expect(Self.pixels(of: try stage.data("out/a.dcm")) == Self.pixels([Self.name]))
            #expect(try stage.attributes("out/a.dcm")["(0028,0301)"] == nil)
            let dump = try stage.tool("dcmdump", ["-q", stage.path("out/a.dcm")]).output
            #expect(!dump.contains("113101"))
        }
    }

    @Test(
        "a device rule covers exactly its region, whether written here or for CTP",
        arguments: [
            (
                "devices.yml",
                "version: 1\ndevices:\n- name: acme\n  match: {modality: CT, rows: 200}\n"
                    + "  regions: [{right: 0, width: 100, bottom: 10, height: 30}]\n"
            ),
            ("site.script", "Acme\n{ Modality.equals(\"CT\") * Rows.equals(\"200\") }\n(220,160,100,30)\n"),
        ])
    func device(file: String, text: String) async throws {
        try await onStage { stage in
            try stage.write(text, to: file)
            let routes = Self.routes(", devices: \(file), text: keep_safe")
            let ended = try Self.clean(stage, Self.instance("CT"), routes)
            try #require(ended.status == 0, "\(ended.text)")
            var expected = Self.pixels()
            for y in 160..<190 { for x in 220..<320 { expected[y * Self.side.columns + x] = 0 } }
            #expect(Self.pixels(of: try stage.data("out/a.dcm")) == expected)
        }
    }

    @Test("pixels that cannot be decoded are held, not passed")
    func undecodable() async throws {
        try await onStage { stage in
            try stage.write(Self.instance("US", [Self.name]).file, to: "plain.dcm")
            let compressed = try stage.tool("dcmcjpeg", [stage.path("plain.dcm"), stage.path("jpeg.dcm")])
            try #require(compressed.status == 0, "\(compressed.text)")
            var data = try stage.data("jpeg.dcm")
            let start = try #require(data.range(of: Data([0xFF, 0xD8, 0xFF])))
            for index in start.lowerBound + 2..<start.lowerBound + 600 { data[index] = 0x55 }
            try stage.write(data, to: "in/a.dcm")
            try stage.write(Self.routes().text, to: "routes.yml")
            let ended = try stage.veil(
                "deidentify", "--config", "routes.yml", "--route", "trial", "in", "-o", "out", seconds: 120)
            #expect(ended.status == 1 && ended.errors.contains("in/a.dcm: held: pixel"), "\(ended.text)")
            #expect(stage.files(in: "out").isEmpty)
        }
    }

    @Test("veil check names a device file's error with its line, and the package of a missing language")
    func check() async throws {
        try await onStage { stage in
            try stage.write("version: 1\ndevices:\n- name: a\n  mach: {}\n  regions: [{top: 0}]\n", to: "devices.yml")
            var routes = Self.routes(", devices: devices.yml, languages: [eng, xyz_vert]")
            try stage.write(routes.text, to: routes.name)
            let ended = try stage.veil("check", "--config", routes.name)
            #expect(ended.status == 2)
            #expect(ended.errors.contains("devices.yml:4: devices[0].mach: unknown key; did you mean \"match\"?"))
            #expect(ended.errors.contains("\"xyz_vert\" is not installed; apt-get install tesseract-ocr-xyz-vert"))
            routes = Self.routes()
            try stage.write(routes.text, to: routes.name)
            #expect(try stage.veil("check", "--config", routes.name).status == 0)
        }
    }

    @Test("explain and verify show the boxes; verify passes what was covered")
    func explained() async throws {
        try await onStage { stage in
            let ended = try Self.clean(stage, Self.instance("US", [Self.name]), Self.routes())
            try #require(ended.status == 0, "\(ended.text)")
            let explained = try stage.veil(
                "explain", "--config", "routes.yml", "--route", "trial", "in/a.dcm", "--html", "explain.html", seconds: 120)
            #expect(explained.status == 0, "\(explained.text)")
            let page = String(decoding: try stage.data("explain.html"), as: UTF8.self)
            #expect(page.contains("<rect x=") && page.contains("covered: "))
            let verified = try stage.veil(
                "verify", "--config", "routes.yml", "--route", "trial", "in", "out", "--html", "verify.html", seconds: 120)
            #expect(verified.status == 0, "\(verified.text)")
            #expect(verified.output.contains("pixels_hidden"))
            let report = String(decoding: try stage.data("verify.html"), as: UTF8.self)
            #expect(report.contains("<rect x=") && report.contains("after"))
            // A file of which nobody covered the text is as wrong as one with a name in its header.
            let (original, clean) = (try stage.data("in/a.dcm"), try stage.data("out/a.dcm"))
            try stage.write(clean.dropLast(Self.side.columns * Self.side.rows) + Self.pixels(of: original), to: "out/a.dcm")
            let uncovered = try stage.veil("verify", "--config", "routes.yml", "--route", "trial", "in", "out", seconds: 120)
            #expect(uncovered.status == 1, "\(uncovered.text)")
            #expect(uncovered.output.contains("pixels_hidden  <(7fe0,0010)>"), "\(uncovered.text)")
        }
    }

    @Test("the node covers text too, and its record counts what was found")
    func node() async throws {
        try await onStage { stage in
            let port = Ports.free()
            var routes = RoutesFile(archive: port)
            routes.strategies = Self.routes().strategies
            try stage.archive(port)
            try stage.serve(routes)
            let path = try stage.write(Self.instance("US", [Self.name]).file, to: "in/a.dcm")
            try stage.send([path], to: routes.port)
            try #require(try stage.haveArrived(1, routes))
            let after = Self.pixels(of: try stage.data("archive/\(stage.files(in: "archive")[0])"))
            #expect(Self.name.places.allSatisfy { after[$0.y * Self.side.columns + $0.x] == 0 })
        }
    }

    @Test("what is held for its pixels has a picture with its boxes, for the eyes of its owner, and both go together")
    func heldPicture() async throws {
        try await onStage { stage in
            var instance = Self.instance("US")
            instance.isDeep = true
            // Text of 12 bits under lossy JPEG: nothing in Debian can cover it.
            instance.pixels = Self.pixels([Self.name]).flatMap { [UInt8($0 << 4), UInt8($0 >> 4)] }
            try stage.write(instance.file, to: "plain.dcm")
            try #require(stage.tool("dcmcjpeg", ["+ee", "plain.dcm", "a.dcm"]).status == 0)
            var routes = RoutesFile(folder: "archive")
            routes.strategies = Self.routes().strategies
            try stage.serve(routes)
            try #require(stage.statuses(of: ["a.dcm"], to: routes.port) == ["0000"])
            try #require(try eventually { try stage.quarantine(routes).map(\.reason) == ["pixels_not_maskable"] })
            let id = try stage.quarantine(routes)[0].instance
            let shown = try stage.veil("quarantine", "show", id, "--config", routes.name)
            #expect(shown.output.contains("state/quarantine/\(id).svg"), "\(shown.text)")
            #expect(eventually { stage.files(in: "state/quarantine").sorted() == ["\(id).dcm", "\(id).svg"] })
            #expect(try stage.permissions("state/quarantine/\(id).svg") == 0o600)
            let picture = String(decoding: try stage.data("state/quarantine/\(id).svg"), as: UTF8.self)
            #expect(picture.contains("viewBox=\"0 0 320 200\"") && picture.contains("<rect ") && picture.contains("image/png"))
            #expect(stage.files(in: "archive").isEmpty && stage.files(in: "state/pixels").isEmpty)
            #expect(try stage.veil("quarantine", "discard", id, "--config", routes.name).status == 0)
            #expect(eventually { stage.files(in: "state/quarantine").isEmpty })
        }
    }

    /// A dose grid of 12 million cells, which is not searched, with a device rule that covers most of it.
    private static func large(_ stage: Stage, numbers: ClosedRange<Int> = 1...1) throws -> RoutesFile {
        let rule = "- {name: large, match: {modality: RTDOSE}, regions: [{left: 0, width: 3000}]}"
        try stage.write("version: 1\ndevices:\n\(rule)\n", to: "devices.yml")
        var pixels = (0..<12_000_000).map { UInt8(truncatingIfNeeded: $0 % 251 + 1) }
        for number in numbers {
            var instance = SyntheticInstance(number: number, modality: "RTDOSE")
            instance.sopClassUID = "1.2.840.10008.5.1.4.1.1.481.2"
            (instance.rows, instance.columns) = (3000, 4000)
            // At the end of the first line.
            pixels[3999] = UInt8(number)
            instance.pixels = pixels
            try stage.write(instance.file, to: "in/\(number).dcm")
        }
        return routes(", devices: devices.yml")
    }

    /// The number of an instance whose region is covered and nothing else; nil if that is not so.
    private static func numberIfCovered(_ data: Data) -> Int? {
        let pixels = Array(data.suffix(12_000_000))
        for line in stride(from: 0, to: pixels.count, by: 4000) {
            guard pixels[line..<line + 3000].allSatisfy({ $0 == 0 }), pixels[line + 3000..<line + 4000].allSatisfy({ $0 != 0 })
            else { return nil }
        }
        return Int(pixels[3999])
    }

    @Test(
        "changed pixels that are too many for the ledger lie beside it until the last destination has them, whatever ends the node"
    )
    func manyChanges() async throws {
        try await onStage { stage in
            let routes = try Self.large(stage)
            try stage.write(routes.text, to: routes.name)
            let ended = try stage.veil(
                "deidentify", "--config", routes.name, "--route", "trial", "--keep-paths", "in", "-o", "out", seconds: 120)
            try #require(ended.status == 0, "\(ended.text)")
            #expect(Self.numberIfCovered(try stage.data("out/1.dcm")) == 1)
            #expect(stage.files(in: "out", hidden: true) == ["1.dcm"])
            let port = Ports.free()
            var node = RoutesFile(archive: port)
            node.destinations.append("folder: {folder: files}")
            node.routes = [RoutesFile.route(to: "archive, folder")]
            node.strategies = routes.strategies
            var server = try stage.serve(node, environment: ["VEIL_FAULT_POINT": "work.planned"])
            try stage.send(["in/1.dcm"], to: node.port)
            try #require(eventually { !server.isRunning })
            let lost = stage.files(in: "state/pixels")
            #expect(lost.count == 1 && stage.files(in: "state/spool").count == 1)
            server = try stage.serve(node)
            try #require(eventually { stage.files(in: "files").count == 1 })
            #expect(Self.numberIfCovered(try stage.data("files/\(stage.files(in: "files")[0])")) == 1)
            // What the ended run left made room for what the row means.
            let kept = stage.files(in: "state/pixels")
            #expect(kept.count == 1 && kept != lost)
            #expect(try stage.permissions("state/pixels/\(kept[0])") == 0o600)
            #expect(
                try stage.ledger("SELECT instance || '/' || pixelFile, length(bytes) < 10000, length(pixelDigest) FROM output")
                    == ["\(kept[0])|1|32"])
            try stage.archive(port)
            try #require(try stage.haveArrived(1, node))
            #expect(Self.numberIfCovered(try stage.data("archive/\(stage.files(in: "archive")[0])")) == 1)
            #expect(eventually { stage.files(in: "state/pixels").isEmpty && stage.files(in: "state/spool").isEmpty })
        }
    }

    @Test(
        "changed pixels that are lost, or another instance's, hold their instance, not the destination; released, they are made anew"
    )
    func otherChanges() async throws {
        try await onStage { stage in
            let routes = try Self.large(stage, numbers: 1...3)
            let port = Ports.free()
            var node = RoutesFile(archive: port)
            node.strategies = routes.strategies
            try stage.serve(node)
            try stage.send(["in/1.dcm", "in/2.dcm", "in/3.dcm"], to: node.port)
            // Nobody takes them yet.
            try #require(eventually { try stage.ledger("SELECT count(*) FROM instance WHERE state = 'routed'") == ["3"] })
            let files = stage.files(in: "state/pixels").map { stage.path("state/pixels/\($0)") }
            try #require(files.count == 3)
            try FileManager.default.removeItem(atPath: files[0])
            try FileManager.default.moveItem(atPath: files[1], toPath: files[0])
            try FileManager.default.moveItem(atPath: files[2], toPath: files[1])
            try stage.archive(port)
            try #require(try eventually { try stage.quarantine(node).count == 3 })
            #expect(
                try stage.quarantine(node).map(\.reason).sorted()
                    == ["original_damaged", "original_damaged", "original_missing"])
            #expect(stage.files(in: "archive").isEmpty)
            for reason in ["original_damaged", "original_missing"] {
                let ended = try stage.veil("quarantine", "release", "--reason", reason, "--yes", "--config", node.name)
                try #require(ended.status == 0, "\(ended.text)")
            }
            try #require(try stage.haveArrived(3, node))
            let arrived = try stage.files(in: "archive").map { Self.numberIfCovered(try stage.data("archive/\($0)")) }
            #expect(Set(arrived) == [1, 2, 3])
        }
    }
}
