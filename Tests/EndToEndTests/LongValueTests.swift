import Foundation
import Testing

@Suite("Values that are too long for their VR in Explicit VR", .enabled(if: Peers.hasTools, "DCMTK's tools are not installed"))
struct LongValueTests {
    /// How a stock sender makes up its mind, and what it then sends an Implicit VR file as.
    struct Sender: CustomTestStringConvertible, Sendable {
        var program: String
        var options: [String]
        var transferSyntax: String

        var testDescription: String { ([program] + options).joined(separator: " ") }
    }

    @Test(
        "arrive whole whatever a sender makes of an Implicit VR file, which it keeps as it is if it can",
        arguments: [
            Sender(program: "storescu", options: [], transferSyntax: "LittleEndianImplicit"),
            Sender(program: "storescu", options: ["-R"], transferSyntax: "LittleEndianImplicit"),
            Sender(program: "storescu", options: ["+C"], transferSyntax: "LittleEndianExplicit"),
            Sender(program: "storescu", options: ["-xb"], transferSyntax: "BigEndianExplicit"),
            Sender(program: "dcmsend", options: [], transferSyntax: "LittleEndianExplicit"),
        ])
    func stored(sender: Sender) async throws {
        try await onStage { stage in
            let contour = (0..<6000).map { "\($0 % 100).25\\-7.5\\31.125" }.joined(separator: "\\")
            var instance = SyntheticInstance()
            instance.contour = contour
            let explicit = try stage.write(instance.file, to: "explicit.dcm")
            let file = stage.path("implicit.dcm")
            #expect(try stage.tool("dcmconv", ["+ti", explicit, file]).status == 0)

            let routes = RoutesFile(folder: "archive")
            try stage.serve(routes)
            let sent = try stage.tool(
                sender.program, sender.options + ["-aec", "VEIL", "127.0.0.1", "\(routes.port)", file])
            #expect(sent.status == 0, "\(sent.text)")
            #expect(try eventually { try stage.files(in: "archive").count == 1 && stage.queue(routes).isEmpty })
            let name = try #require(stage.files(in: "archive").first)
            let dump = try stage.tool("dcmdump", ["+L", "+P", "0002,0010", "+P", "3006,0050", stage.path("archive/\(name)")])
            #expect(dump.output.contains("=\(sender.transferSyntax)"), "\(dump.output.prefix(200))")
            let whole = try stage.tool("dcmdump", ["+L", "-Un", "+P", "3006,0050", file]).output
            #expect(whole.contains(contour))
            let implicit = stage.path("out-implicit.dcm")
            #expect(try stage.tool("dcmconv", ["+ti", stage.path("archive/\(name)"), implicit]).status == 0)
            #expect(try stage.tool("dcmdump", ["+L", "+P", "3006,0050", implicit]).output == whole)
        }
    }
}
