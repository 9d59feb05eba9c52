import Foundation
import Testing

/// Who may send, and what a sender is told.
@Suite("Associations", .enabled(if: Peers.hasAll, "peers are missing: make test installs them"))
struct AssociationPolicyTests {
    /// `echoscu`, and what it says about the association.
    private func echo(_ stage: Stage, _ port: Int, calling: String = "SCANNER", called: String = "TRIAL") throws
        -> Ended
    {
        try stage.tool("echoscu", ["-v", "-aet", calling, "-aec", called, "127.0.0.1", "\(port)"])
    }

    @Test(
        "with unmatched: refuse, titles that no route takes are rejected for good, with the reason",
        arguments: [
            ("SCANNER", "TRIAL", nil), ("SCANNER", "trial", "Called AE Title Not Recognized"),
            ("SCANNER", "VEIL", "Called AE Title Not Recognized"),
            ("OTHER", "TRIAL", "Calling AE Title Not Recognized"),
        ])
    func refuse(calling: String, called: String, reason: String?) async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.routes = [RoutesFile.route(match: "called_ae_title: TRIAL, calling_ae_title: [\"SCAN*\", CT1]")]
            routes.unmatched = "refuse"
            try stage.serve(routes)
            let ended = try echo(stage, routes.port, calling: calling, called: called)
            if let reason {
                #expect(ended.status != 0)
                #expect(ended.text.contains("Rejected Permanent") && ended.text.contains(reason), "\(ended.text)")
            } else {
                #expect(ended.status == 0, "\(ended.text)")
            }
        }
    }

    @Test("with unmatched: quarantine any title is accepted")
    func quarantine() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.routes = [RoutesFile.route(match: "called_ae_title: TRIAL, calling_ae_title: CT1")]
            try stage.serve(routes)
            #expect(try echo(stage, routes.port, calling: "ANYBODY", called: "ANYTHING").status == 0)
        }
    }

    @Test(
        "who is not on the accept list is rejected, whatever the routes say",
        arguments: [
            ("{calling_ae_title: CT1}", "CT1", true), ("{calling_ae_title: CT1}", "CT2", false),
            ("{calling_ae_title: \"CT?\", host: 127.0.0.0/8}", "CT2", true), ("{host: 10.1.2.0/24}", "CT1", false),
            ("{calling_ae_title: CT1, host: 10.1.2.3}", "CT1", false),
        ])
    func acceptList(entry: String, calling: String, isAccepted: Bool) async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.node = ["accept: [\(entry)]"]
            try stage.serve(routes)
            let ended = try echo(stage, routes.port, calling: calling)
            #expect((ended.status == 0) == isAccepted, "\(ended.text)")
            if !isAccepted { #expect(ended.text.contains("Calling AE Title Not Recognized"), "\(ended.text)") }
        }
    }

    @Test("one more than max_associations is rejected as transient, local limit exceeded; room comes back")
    func tooMany() async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.node = ["max_associations: 2"]
            try stage.serve(routes)
            let busy = try (0..<2).map { _ in
                try stage.start(
                    try #require(Peers.find("echoscu")), "-v", "--repeat", "1000000", "-aec", "TRIAL", "127.0.0.1",
                    "\(routes.port)")
            }
            #expect(eventually { busy.allSatisfy { ($0.output + $0.errors).contains("Received Echo Response") } })
            let third = try echo(stage, routes.port)
            #expect(third.status != 0)
            #expect(
                third.text.contains("Rejected Transient") && third.text.contains("Local Limit Exceeded"),
                "\(third.text)")
            busy[0].crash()
            #expect(try eventually { try echo(stage, routes.port).status == 0 })
            #expect(busy[1].isRunning)
        }
    }

    @Test("private Storage SOP Classes are accepted, or not if so configured", arguments: [true, false])
    func privateSOPClass(isAccepted: Bool) async throws {
        try await onStage { stage in
            var routes = RoutesFile(folder: "archive")
            routes.node = ["private_sop_classes: \(isAccepted)"]
            try stage.serve(routes)
            var instance = SyntheticInstance()
            instance.sopClassUID = "1.2.826.0.1.3680043.10.943.4711"
            let statuses = try stage.statuses(of: try stage.study([instance]), to: routes.port)
            #expect(statuses == [isAccepted ? "0000" : "----"])
            if isAccepted {
                #expect(try eventually { try stage.quarantine(routes).count + stage.files(in: "archive").count == 1 })
            }
        }
    }
}
