import Deid
import Dicom
import Foundation
import Testing

@testable import Verify

@Suite("Clean files that were damaged after they were written")
struct WrittenFileTests {
    /// What became of the elements of a clean file, and where it has to be found.
    struct Damage: Sendable, CustomTestStringConvertible {
        var name: String
        var path: String
        var harm: @Sendable (inout [NewElement]) -> Void
        var testDescription: String { name }
    }

    private static func place(_ tag: Tag, _ elements: [NewElement]) -> Int {
        elements.firstIndex { $0.tag == tag } ?? 0
    }

    private static let thickness = Tag(0x0018, 0x0050)
    private static let rows = Tag(0x0028, 0x0010)

    static let damages = [
        Damage(name: "an element twice, side by side", path: "<(0018,0050)>") {
            let place = place(thickness, $0)
            $0.insert($0[place], at: place)
        },
        Damage(name: "two elements that changed places", path: "<(0028,0010)>") {
            let place = place(rows, $0)
            $0.swapAt(place, place + 1)
        },
        Damage(name: "an element behind the pixels", path: "<(0018,0050)>") {
            $0.append($0.remove(at: place(thickness, $0)))
        },
        Damage(name: "the same bytes under another VR", path: "<(0018,0050)>") {
            $0[place(thickness, $0)] = NewElement(thickness, .LO, text: "5.0 ")
        },
        Damage(name: "an element missing", path: "<(0018,0050)>") { $0.remove(at: place(thickness, $0)) },
        Damage(name: "Pixel Data short of a line", path: "<(7fe0,0010)>") {
            $0[place(.pixelData, $0)] = NewElement(.pixelData, .OB, bytes: Array(1...12))
        },
        Damage(name: "something behind the last element", path: "<(0000,0000)>") {
            // Padding of a transport, which nobody who reads minds.
            $0.append(NewElement(Tag(0, 0), .UN, bytes: []))
        },
    ]

    @Test("is found where it is", arguments: damages, [Set<ProfileOption>(), [.cleanPixelData]])
    func damaged(_ damage: Damage, _ options: Set<ProfileOption>) throws {
        let study = try Study([Instance()], options: options)
        let whole = try Instance(path: study.path + "/clean/a/0.dcm")
        #expect(try study.verify(making: whole).failures == [])
        var elements = whole.elements.sorted { $0.tag < $1.tag }
        damage.harm(&elements)
        try study.folder?.write(Instance.file(elements), "clean/a/0.dcm")
        let (summary, _, failures) = try study.verify(making: whole)
        #expect(!summary.isClean)
        #expect(failures.contains { $0.path == damage.path }, "\(failures.map { "\($0.check) \($0.path) \($0.found ?? "")" })")
        #expect(failures.allSatisfy { !($0.found ?? "").contains("PAT") && $0.old.isEmpty })
    }

    @Test("nested items are looked into as well")
    func nested() throws {
        let study = try Study([Instance()])
        let codes = Tag(0x0008, 0x1140)
        var elements = try Instance(path: study.path + "/clean/a/0.dcm").elements.sorted { $0.tag < $1.tag }
        let place = Self.place(codes, elements)
        guard case .items(let items) = elements[place].value else {
            Issue.record("no items")
            return
        }
        elements[place] = NewElement(codes, items: items.map { $0 + [$0[0]] })
        try study.folder?.write(Instance.file(elements), "clean/a/0.dcm")
        let failures = try study.verify().failures
        #expect(failures.map(\.path) == ["<(0008,1140)>[<0000>]<(0008,1150)>"])
        #expect(failures.first?.found == "there twice")
    }
}
