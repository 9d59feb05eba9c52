import DataSets
import Deid
import Dicom
import Foundation
import Testing

@testable import Verify

@Suite("Clean files held against the rules")
struct RuleChecksTests {
    @Test("what the engine wrote passes every check, and every kind of check is made")
    func clean() throws {
        let study = try Study([Instance(), Instance(number: 2), Instance(number: 3, patient: 2)])
        let (summary, pairs, failures) = try study.verify()
        #expect(failures == [])
        #expect(summary.isClean)
        #expect(summary.pairs == [.compared: 3])
        #expect(summary.matches == [.path: 3])
        #expect(Set(summary.checks.keys) == Set(Check.allCases).subtracting([.pixelsHidden]))
        #expect(pairs.map(\.number) == [1, 2, 3])
    }

    /// One thing wrong, and the one check that has to find it.
    struct Fault: Sendable, CustomTestStringConvertible {
        var name: String
        var check: Check
        var path: String
        var spoil: @Sendable (inout Instance) -> Void
        var testDescription: String { name }
    }

    static let faults = [
        Fault(name: "a name kept", check: .textRemoved, path: "<(0010,0010)>") {
            $0[.patientName] = NewElement(.patientName, .PN, text: "Family^Jane")
        },
        Fault(name: "an attribute back", check: .textRemoved, path: "<(0008,1030)>") {
            $0[Tag(0x0008, 0x1030)] = NewElement(Tag(0x0008, 0x1030), .LO, text: "Chest of Jane")
        },
        Fault(name: "a private attribute back", check: .textRemoved, path: "<(0009,\"SOME MAKER\",01)>") {
            $0[Tag(0x0009, 0x0010)] = NewElement(Tag(0x0009, 0x0010), .LO, text: "Some Maker")
            $0[Tag(0x0009, 0x1001)] = NewElement(Tag(0x0009, 0x1001), .LO, text: "private thing")
        },
        Fault(name: "an attribute that the original never had", check: .textRemoved, path: "<(0010,4000)>") {
            $0[Tag(0x0010, 0x4000)] = NewElement(Tag(0x0010, 0x4000), .LT, text: "hello")
        },
        Fault(name: "a kept attribute gone", check: .textRetained, path: "<(0018,0050)>") {
            $0[Tag(0x0018, 0x0050)] = nil
        },
        Fault(name: "a kept value changed in its form only", check: .textRetained, path: "<(0018,0050)>") {
            $0[Tag(0x0018, 0x0050)] = NewElement(Tag(0x0018, 0x0050), .DS, text: "5.00")
        },
        Fault(name: "a Type 2 attribute gone", check: .tagRetained, path: "<(0010,0030)>") {
            $0[Tag(0x0010, 0x0030)] = nil
        },
        Fault(name: "a date not shifted", check: .dateShifted, path: "<(0008,0020)>") {
            $0[Tag(0x0008, 0x0020)] = NewElement(Tag(0x0008, 0x0020), .DA, text: "20210704")
        },
        Fault(name: "a date shifted by other days", check: .dateShifted, path: "<(0008,0020)>") {
            $0[Tag(0x0008, 0x0020)] = NewElement(Tag(0x0008, 0x0020), .DA, text: "19991231")
        },
        Fault(name: "a UID kept", check: .uidChanged, path: "<(0020,000d)>") {
            $0[.studyInstanceUID] = NewElement(.studyInstanceUID, .UI, text: Instance.root + ".1")
        },
        Fault(
            name: "a reference to another instance", check: .uidConsistent,
            path: "<(0008,1140)>[<0000>]<(0008,1155)>"
        ) {
            $0[Tag(0x0008, 0x1140)] = NewElement(
                Tag(0x0008, 0x1140),
                items: [
                    [
                        NewElement(Tag(0x0008, 0x1150), .UI, text: "1.2.840.10008.5.1.4.1.1.2"),
                        NewElement(Tag(0x0008, 0x1155), .UI, text: "2.25.1"),
                    ]
                ])
        },
        Fault(name: "somebody else's Patient ID", check: .patidConsistent, path: "<(0010,0020)>") {
            $0[.patientID] = NewElement(.patientID, .LO, text: "T-000000000000")
        },
        Fault(name: "a pixel changed", check: .pixelsRetained, path: "<(7fe0,0010)>") {
            $0[.pixelData] = NewElement(.pixelData, .OB, bytes: Array(repeating: 9, count: 16))
        },
        Fault(name: "a mark missing", check: .textNotNull, path: "<(0012,0062)>") {
            $0[.patientIdentityRemoved] = nil
        },
        Fault(
            name: "a method code missing", check: .tagRetained, path: "<(0012,0064)>"
        ) {
            $0[.deidentificationMethodCodeSequence] = NewElement(.deidentificationMethodCodeSequence, items: [])
        },
    ]

    @Test("every fault is found where it is", arguments: faults)
    func fault(_ fault: Fault) throws {
        let study = try Study([Instance()])
        try study.change { fault.spoil(&$0) }
        let (summary, _, failures) = try study.verify()
        #expect(failures.contains { $0.check == fault.check && $0.path == fault.path }, "\(failures)")
        #expect(!summary.isClean)
        // Nothing else is blamed, but for what hangs together with it.
        #expect(failures.count <= 3, "\(failures.map { "\($0.check) \($0.path)" })")
    }

    @Test("what passes shows nothing of the original in reports, what fails shows what is needed to find it")
    func reported() throws {
        let study = try Study([Instance()])
        try study.change { $0[.patientName] = NewElement(.patientName, .PN, text: "Family^Jane") }
        let checks = try study.verify().pairs.flatMap(\.checks)
        let failed = try #require(checks.first { !$0.passed && $0.check == .textRemoved })
        #expect(failed.reportedOld == "Family^Jane" && failed.reportedFound == "Family^Jane")
        #expect(failed.expected.hasPrefix("T-"))
        for check in checks where check.passed {
            for value in ["PAT1", "19550813", "ACC4711", "Physician", "Chest", "20210704", Instance.root] {
                #expect(!check.expected.contains(value) && check.reportedOld.isEmpty, "\(check.check) \(check.path)")
            }
        }
    }

    @Test("without the option nothing may differ in the pixels; with it they are what the pixel step makes, no more, no less")
    func hiddenPixels() throws {
        let covered = NewElement(.pixelData, .OB, bytes: Array(repeating: 0, count: 16))
        let plain = try Study([Instance()])
        try plain.change { $0[.pixelData] = covered }
        #expect(try plain.verify().failures.map(\.check) == [.pixelsRetained])

        let study = try Study([Instance()], options: [.retainLongitudinalModifiedDates, .cleanPixelData])
        let bare = try Instance(path: study.path + "/clean/a/0.dcm")
        var masked = bare
        masked[.pixelData] = covered
        // What the pixel step makes, what the clean file is, and the check that is made.
        for (made, clean, check) in [
            (masked, masked, Check.pixelsHidden), (masked, bare, .pixelsHidden), (bare, bare, .pixelsRetained),
            (bare, masked, .pixelsRetained),
        ] {
            try study.change { $0 = clean }
            let (summary, _, failures) = try study.verify(making: made)
            let isRight = made[.pixelData] == clean[.pixelData]
            #expect(summary.checks[check].map { $0.passed == 1 } == isRight)
            #expect(failures.map(\.check) == (isRight ? [] : [check]))
        }
        #expect(try study.verify(holding: .pixelsNotMaskable).summary.pairs == [.notHeld: 1])
        // Nobody can say what the rules would do with what cannot be read.
        try study.folder?.write(Instance().file.dropLast(7), "original/a/0.dcm")
        #expect(try study.verify(holding: .dataSetTruncated).summary.pairs == [.originalUnreadable: 1])
    }

    @Test("what follows the pixels is as the pixel step leaves it, icons with all that is in them")
    func followingPixels() throws {
        func icon(_ value: UInt8) -> NewElement {
            NewElement(Tag(0x0088, 0x0200), items: [[NewElement(.pixelData, .OB, bytes: [value, value])]])
        }
        var instance = Instance()
        instance[Tag(0x0088, 0x0200)] = icon(7)
        let study = try Study([instance], options: [.cleanPixelData], isBasic: false)
        var made = try Instance(path: study.path + "/clean/a/0.dcm")
        made[Tag(0x0028, 0x0004)] = NewElement(Tag(0x0028, 0x0004), .CS, text: "RGB")
        made[Tag(0x0088, 0x0200)] = icon(0)
        #expect(try study.verify(making: made).failures.map(\.path) == ["<(0028,0004)>", "<(0088,0200)>"])
        try study.change { $0 = made }
        #expect(try study.verify(making: made).failures.map(\.path) == [])
        made[Tag(0x0088, 0x0200)] = nil
        #expect(try study.verify(making: made).failures.map(\.path) == ["<(0088,0200)>"])
    }

    @Test("what always goes beside the picture is no fault: bits that no sample uses; what else changes is")
    func unusedBits() throws {
        func samples(_ high: UInt8) -> [UInt8] { (UInt8(0)..<16).reduce(into: []) { $0 += [$1, high] } }
        var instance = Instance()
        instance[Tag(0x0028, 0x0100)] = NewElement(Tag(0x0028, 0x0100), .US, bytes: [16, 0])
        instance[Tag(0x0028, 0x0101)] = NewElement(Tag(0x0028, 0x0101), .US, bytes: [12, 0])
        instance[Tag(0x0028, 0x0102)] = NewElement(Tag(0x0028, 0x0102), .US, bytes: [11, 0])
        instance[.pixelData] = NewElement(.pixelData, .OW, bytes: samples(0xA3))
        let study = try Study([instance])
        try study.change { $0[.pixelData] = NewElement(.pixelData, .OW, bytes: samples(0x03)) }
        #expect(try study.verify().failures.map(\.check) == [])
        try study.change { $0[.pixelData] = NewElement(.pixelData, .OW, bytes: [7] + samples(0x03).dropFirst()) }
        #expect(try study.verify().failures.map(\.check) == [.pixelsRetained])
    }

    @Test("a preamble and group 0002 tell nothing of the sender")
    func head() throws {
        let study = try Study([Instance()])
        let path = study.path + "/clean/a/0.dcm"
        var file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        file.replaceSubrange(4..<8, with: Array("Jane".utf8))
        // Source Application Entity Title, Private Information.
        file.insert(
            contentsOf: [2, 0, 0x16, 0] + Array("AE".utf8) + [4, 0] + Array("SITE".utf8),
            at: Int(try FileProbe.probe(path: path).offset))
        file.replaceSubrange(140..<144, with: withUnsafeBytes(of: (UInt32(file[140]) + 12).littleEndian) { Array($0) })
        try Data(file).write(to: URL(fileURLWithPath: path))
        #expect(try study.verify().failures.map(\.path) == ["preamble", "<(0002,0016)>"])
    }

    @Test("items that the rules remove are counted, and what comes after them is found by its new number")
    func removedItems() throws {
        let items = (1...3).map { [NewElement(Tag(0x0008, 0x0100), .SH, text: "C\($0)")] }
        var instance = Instance([
            NewElement(.modality, .CS, text: "CT"), NewElement(Tag(0x0008, 0x1032), items: items),
        ])
        let folder = try TemporaryFolder()
        let original = try Reader(path: folder.write(instance.file, "original.dcm"))
        instance[Tag(0x0008, 0x1032)] = NewElement(Tag(0x0008, 0x1032), items: [items[0], items[2]])
        let clean = try Reader(path: folder.write(instance.file, "clean.dcm"))
        let sequence = try #require(original.view.topLevel(Tag(0x0008, 0x1032)))
        let places = ElementPlaces(
            original: original.view, clean: clean.view, [.deleteItem(index: sequence, item: 1)])
        #expect(places.itemsLeft(in: sequence) == 2)
        let codes = original.view.elements.indices.filter { original.view.elements[$0].parent == sequence }
        #expect(places.place(of: codes[1]) == .gone)
        guard case .at(let last) = places.place(of: codes[2]) else {
            Issue.record("the last item is not found")
            return
        }
        #expect(clean.view.text(of: last) == ["C3"])
    }

    // MARK: instances

    @Test("a missing clean file is missing, unless the engine holds the instance")
    func missing() throws {
        let study = try Study([Instance(), Instance(number: 2)])
        try study.remove("clean/a/1.dcm")
        let (lost, _, failures) = try study.verify()
        #expect(lost.pairs == [.compared: 1, .missing: 1])
        #expect(failures == [] && !lost.isClean)
        let (held, pairs, _) = try study.verify(holding: .documentNotCleaned)
        #expect(held.pairs == [.compared: 1, .held: 1])
        #expect(held.isClean)
        #expect(pairs[1].reason == "document_not_cleaned")
    }

    @Test("a clean file of an instance that the rules hold is a failure")
    func notHeld() throws {
        let study = try Study([Instance(), Instance(number: 2)])
        var document = Instance(number: 2)
        document[Tag(0x0042, 0x0011)] = NewElement(Tag(0x0042, 0x0011), .OB, bytes: Array("%PDF-1.4 Jane".utf8))
        try study.folder?.write(document.file, "original/a/1.dcm")
        let (summary, _, _) = try study.verify()
        #expect(summary.pairs == [.compared: 1, .notHeld: 1])
        #expect(!summary.isClean)
    }

    @Test("files that cannot be read are told apart from notes beside the images")
    func unreadable() throws {
        let study = try Study([Instance(), Instance(number: 2), Instance(number: 3)])
        try study.folder?.write(Data("remember the milk".utf8), "original/notes.txt")
        try study.folder?.write(Instance().file.dropLast(7), "clean/a/0.dcm")
        try study.folder?.write(Instance().file.dropLast(7), "original/a/1.dcm")
        let (summary, pairs, _) = try study.verify()
        #expect(summary.pairs == [.compared: 1, .cleanUnreadable: 1, .originalUnreadable: 1])
        #expect(summary.notDicom == 1)
        #expect(pairs[0].reason == "truncated")
        #expect(!summary.isClean)
    }

    @Test("two runs over many pairs give the same, in the order of the paths")
    func order() throws {
        let study = try Study((0..<150).map { Instance(number: $0 + 1) })
        let (_, pairs, failures) = try study.verify()
        #expect(failures == [])
        #expect(pairs.map(\.original) == (0..<150).map { "a/\($0).dcm" }.sorted())
        #expect(pairs.map(\.number) == Array(1...150))
    }
}
