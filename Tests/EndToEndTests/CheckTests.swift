import Foundation
import Testing

@Suite("veil check", .enabled(if: Peers.hasTools, "DCMTK's tools are not installed"))
struct CheckTests {
    @Test("a right configuration is exit status 0, and checking it makes neither key nor state directory")
    func right() async throws {
        try await onStage { stage in
            let routes = RoutesFile(folder: "archive")
            try stage.write(routes.text, to: routes.name)
            let ended = try stage.veil("check", "--config", routes.name)
            #expect(ended.status == 0, "\(ended.text)")
            #expect(ended.output.contains("routes.yml: 1 routes, 1 destinations, no errors"))
            #expect(stage.files(in: ".") == ["routes.yml"])
        }
    }

    @Test("every error of one file is told at once, with file, line, key and the nearest known key")
    func wrong() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.node = ["max_asociations: 4", "max_pdu: tiny"]
            routes.routes = [RoutesFile.route(match: "modalty: CT", to: "archve")]
            try stage.write(routes.text, to: routes.name)
            func line(of text: String) throws -> Int {
                let lines = routes.text.split(separator: "\n", omittingEmptySubsequences: false)
                return try #require(lines.firstIndex { $0.contains(text) }) + 1
            }
            let ended = try stage.veil("check", "--config", routes.name)
            #expect(ended.status == 2)
            #expect(ended.output.isEmpty)
            let expected = [
                ("routes.yml:\(try line(of: "max_asociations")): node.max_asociations: ", "max_associations"),
                ("routes.yml:\(try line(of: "max_pdu")): node.max_pdu: ", "tiny"),
                ("routes.yml:\(try line(of: "modalty")): routes[0].match.modalty: ", "modality"),
                ("routes.yml:\(try line(of: "archve")): routes[0].destinations", "archive"),
            ]
            for (place, word) in expected {
                #expect(
                    ended.errors.split(separator: "\n").contains { $0.hasPrefix(place) && $0.contains(word) },
                    "\(ended.errors)")
            }
        }
    }

    @Test("an error in a strategy file is told with that file and line")
    func wrongStrategyFile() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.strategies = ["basic: {profile: basic, files: [own.csv]}"]
            try stage.write(routes.text, to: routes.name)
            try stage.write(
                "Tags,VR,Name,Status,Action,Option\n\"(0010,0010)\",PN,Name,,keep,\n\"(0010,0020)\",LO,ID,,shred,\n",
                to: "own.csv")
            let ended = try stage.veil("check", "--config", routes.name)
            #expect(ended.status == 2)
            #expect(ended.errors.contains("own.csv:3:"), "\(ended.errors)")
            #expect(ended.errors.contains("shred"))
        }
    }

    @Test("--echo reaches the destinations; one that does not answer is exit status 1 and named")
    func echo() async throws {
        try await onStage { stage in
            let (living, dead) = (Ports.free(), Ports.free())
            var routes = RoutesFile(archive: living)
            try stage.archive(living)
            try stage.write(routes.text, to: routes.name)
            let good = try stage.veil("check", "--config", routes.name, "--echo")
            #expect(good.status == 0, "\(good.text)")
            #expect(good.output.contains("archive: ok"))

            routes.destinations.append(RoutesFile.destination("dead", dead))
            routes.routes = [RoutesFile.route(to: "archive, dead")]
            try stage.write(routes.text, to: routes.name)
            let bad = try stage.veil("check", "--config", routes.name, "--echo", "--json")
            #expect(bad.status == 1, "\(bad.text)")
            struct Report: Decodable { var echoes: [String: String] }
            let report = try JSONDecoder().decode(Report.self, from: Data(bad.output.utf8))
            #expect(report.echoes["archive"] == "ok")
            #expect(report.echoes["dead"] != nil && report.echoes["dead"] != "ok")
            #expect(bad.errors.contains("1 of 2 failed"))
        }
    }
}
