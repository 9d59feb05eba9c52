import BridgeErrors
import DataSets
import Deid
import Dicom
import Instances
import Pixels
import Testing

@testable import Engine

@Suite("The pipeline") struct PipelineTests {
    private let finders = TextFinders()

    private func held(_ result: EngineResult) -> HeldInstance? {
        if case .failure(let hold) = result.outcome { hold } else { nil }
    }

    @Test("what the rules can clean leaves under new identifiers, without its name, and with its pseudonyms")
    func clean() throws {
        let original = try Original()
        let result = try original.run(by: .sample(), finders)
        let clean = try result.outcome.get()
        #expect(clean.plan.sopInstanceUID.hasPrefix("2.25.") && clean.plan.patientID.hasPrefix("T-"))
        #expect(clean.plan.mappings.contains { $0.original == "PAT4711" && $0.replacement == clean.plan.patientID })
        #expect(!String(decoding: clean.dataSet.bytes, as: UTF8.self).contains("Quillfeather"))
        #expect(clean.pixels == nil && result.pixels == nil && clean.cleaning == PixelReport())
        #expect(clean.transferSyntax == .explicitLittleEndian)
    }

    @Test("decisions are made when they are asked for, and the bytes do not depend on it")
    func decisions() throws {
        let original = try Original()
        let plain = try original.run(by: .sample(), finders)
        let explained = try original.run(by: .sample(), explain: true, finders)
        #expect(plain.planned.plan.decisions.isEmpty && !explained.planned.plan.decisions.isEmpty)
        let (one, other) = (try plain.outcome.get(), try explained.outcome.get())
        #expect(one.dataSet == other.dataSet && one.plan.mappings == other.plan.mappings && one.plan.counts == other.plan.counts)
    }

    @Test("what the plan holds is held before anything is changed, with the decisions so far")
    func planHold() throws {
        let original = try Original([(.seriesInstanceUID, .UI, "")])
        let result = try original.run(by: .sample(), explain: true, finders)
        #expect(held(result) == HeldInstance(reason: .seriesUIDMissing))
        #expect(result.planned.hold?.reason == .seriesUIDMissing)
        let document = try Original([(Tag(0x0042, 0x0011), .OB, "%PDF-1.4")])
        let other = try document.run(by: .sample(), explain: true, finders)
        #expect(held(other)?.reason == .documentNotCleaned && other.pixels == nil)
    }

    @Test("an identifier that the rules took away and that stands elsewhere holds the instance: the self-check is a step")
    func selfCheck() throws {
        let original = try Original([(Tag(0x0018, 0x1020), .LO, "made for PAT4711")])
        let dataSet = try DataSet(path: original.path, offset: original.offset, transferSyntax: .explicitLittleEndian)
        let view = try dataSet.view()
        var planned = try CleaningRules.sample().plan(view, explain: false)
        let index = try #require(view.topLevel(Tag(0x0018, 0x1020)))
        // As if nobody had looked into that text.
        planned.plan.edits.removeAll { if case .replace(index, _) = $0 { true } else { $0 == .delete(index: index) } }
        defer { withExtendedLifetime(original) {} }
        let edited = try Pipeline.carryOut(
            PlannedInstance(dataSet: dataSet, original: view, planned: planned), pixels: nil)
        let covered = try Pipeline.cover(Pipeline.search(edited, nil, finders), keeping: nil)
        var reason: HoldReason?
        do { _ = try Pipeline.check(covered) } catch let hold as HeldInstance { reason = hold.reason }
        #expect(reason == .identifierFound)
    }

    @Test("pixels that are not as they are described hold the instance, with the boxes so far, and nothing of it is remembered")
    func pixelHold() throws {
        let rules = try CleaningRules.sample([.cleanPixelData], pixels: PixelSettings())
        let spoiled = try Original(pixels: [1, 2]).run(by: rules, finders)
        let hold = try #require(held(spoiled))
        #expect(hold.reason == .pixelDataLength || hold.reason == .pixelsNotDescribed)
        #expect(hold.boxes == [] && spoiled.pixels?.boxes == [])
        let clean = try Original().run(by: rules, finders)
        #expect(try clean.outcome.get().pixels?.boxes == [])
    }

    @Test("what is no Data Set is held whatever the rules are; an unknown transfer syntax is not even tried")
    func unreadable() throws {
        let cut = try Original(lost: 9)
        var hold: HeldInstance?
        do { _ = try cut.read() } catch let error as HeldInstance { hold = error }
        #expect(hold?.isOfDataSet == true && hold?.reason == .dataSetTruncated)
        do { _ = try cut.read(TransferSyntax(uid: "1.2.3.4")) } catch let error as HeldInstance { hold = error }
        #expect(hold?.isOfDataSet == false && hold?.reason == .transferSyntaxUnknown)
    }

    @Test("trouble of our own is no reason to hold anything")
    func ownTrouble() {
        #expect(HeldInstance(DimseError(.io)) == nil)
        #expect(HeldInstance(DimseError(.unexpected))?.reason == .internalError)
    }
}
