import Dicom
import Glibc
import Testing

@testable import Deid

@Suite("Identifiers planted in kept attributes")
struct SelfCheckPlantingTests {
    typealias Element = MemoryDataSet.Element

    /// A patient whose names need a character set.
    struct Patient: Sendable, CustomTestStringConvertible {
        var characterSet: String
        var name: String
        /// Forms of the name that people write, in the same character set.
        var forms: [String]
        var testDescription: String { "\(characterSet): \(name)" }
    }

    private static let patients = [
        Patient(
            characterSet: "", name: "Featherstone^Cornelia^Jane",
            forms: ["Featherstone", "CORNELIA FEATHERSTONE", "featherstone, c.", "Jane", "CorneliaFeatherstone", "cfeatherstone"]),
        Patient(
            characterSet: "ISO_IR 100", name: "D\u{FC}rrenmatt^J\u{F6}rg",
            forms: ["Dürrenmatt", "DUERRENMATT", "Durrenmatt Jorg", "Jörg", "jörg dürrenmatt"]),
        Patient(
            characterSet: "ISO_IR 192", name: "Žďárská^Ľubomíra", forms: ["Žďárská", "ZDARSKA", "ľubomíra žďárská", "Lubomira"]),
        Patient(characterSet: "ISO_IR 144", name: "Достоевский^Фёдор", forms: ["ДОСТОЕВСКИЙ", "Федор Достоевский", "фёдор"]),
        Patient(
            characterSet: "\\ISO 2022 IR 87", name: "Yamada^Tarou=山田^太郎=やまだ^たろう",
            forms: ["YAMADA", "山田太郎", "太郎 山田", "山田", "ヤマダ", "Tarou Yamada"]),
        Patient(
            characterSet: "\\ISO 2022 IR 149", name: "Hong^Gildong=洪^吉洞=홍^길동",
            forms: ["Gildong", "홍길동", "길동", "洪吉洞", "GILDONG HONG"]),
        Patient(
            characterSet: "GB18030", name: "Zhang^XiaoDong=张^小东", forms: ["张小东", "小东", "ZHANG XIAODONG", "xiaodong"]),
    ]

    private static let forms = [
        "MRN-00471183", "471183", "acc-0098231", "ACC 0098231", "0098231", "926-71-8476", "926718476", "19610312", "1961-03-12",
        "12.03.1961", "3/12/1961", "12 Mar 1961", "March 12, 1961", "120361", "04-JUL-2019", "7/4/2019", "20190704",
        "+1 (921) 555-9770",
        "9215559770", "555-9770", "Oakridge Valley Clinic", "12 Harbour Street", "17 Peregrine Terrace", "Abernathy",
        "ABERNATHY^CORNELIUS",
        "Dr. Bo Quill", "SN99388967", "oakct027", "pacs.oakridge.example", "1.3.6.1.4.1.99999.9.21474929.1", "Lowbridge",
    ]

    private static let sentences = [
        "@", "for @", "@ follow up", "see @, 5 mm nodule", "x-ray_@_2", "(@)", "scan of @/left knee.", "ref:@",
    ]

    /// Attributes that no rule of the strategy names, with the longest value in them.
    private static let places: [(UInt32, VR)] = [
        (0x0020_4000, .LT), (0x0008_103E, .LO), (0x0018_1030, .LO), (0x0040_0280, .ST), (0x0018_9005, .SH), (0x0028_4000, .LT),
        (0x0008_2111, .ST), (0x0018_A003, .ST), (0x0020_9158, .LT), (0x0040_A160, .UT), (0x0018_1250, .SH), (0x0008_0120, .UR),
        (0x0018_9919, .UC), (0x0040_A123, .PN), (0x0010_21C0, .LO), (0x0008_1090, .LO), (0x0054_0400, .SH),
    ]

    /// At top level or in sequences, by a standard attribute, a private one, or one of unknown VR; the rest of the path is
    /// what a finding must tell.
    private func planted(
        _ text: String, _ characterSet: String, _ random: inout SeededRandom
    ) -> (element: Element, path: String, text: String) {
        var (raw, vr) = random.pick(Self.places)
        if random.below(4) == 0 {
            (raw, vr) = (0x0029_1010, random.pick([.LO, .UN, .OB, .ST, .LT, .UT, .OW, .SH]))
        }
        let isNested = raw != 0x0029_1010 && random.below(2) == 0
        var bytes = Self.encoded(text, vr == .UR ? "" : characterSet)
        if vr == .OB, random.below(2) == 0 {
            // Among bytes that are no text.
            bytes =
                (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 37) & 0x1F } + Self.encoded("note: \(text) end", "ISO_IR 192")
                + [0, 1, 2, 3]
        }
        var element = Element(Tag(rawValue: raw), vr, bytes: bytes)
        var path = element.tag.description
        for _ in 0..<(isNested ? 1 + random.below(3) : 0) {
            element = Element(0x0040_0555, items: [[Element(0x0040_A040, .CS, "TEXT")], [element].sorted { $0.tag < $1.tag }])
            path = "(0040,0555)[1]/" + path
        }
        return (element, path, text)
    }

    @Test("every form is found at every kind of place, in every character set", arguments: patients)
    func planting(patient: Patient) throws {
        let rules = try SelfCheckRules.leavingTexts()
        var random = SeededRandom(state: UInt64(patient.name.utf8.count) &* 977)
        var missed: [String] = []
        for _ in 0..<150 {
            let form = random.pick(random.below(2) == 0 ? patient.forms : Self.forms)
            let text = random.pick(Self.sentences).replacing("@", with: form)
            let (element, path, _) = planted(text, patient.characterSet, &random)
            var elements = [
                Element(Tag(0x0010, 0x0010), .PN, bytes: Self.encoded(patient.name, patient.characterSet)), element,
            ]
            if !patient.characterSet.isEmpty { elements.append(Element(0x0008_0005, .CS, patient.characterSet)) }
            if element.tag.isPrivate { elements.append(Element(0x0029_0010, .LO, "ACME 1.0")) }
            let instance = SelfCheckFixture.patient(elements)
            let outcome = try SelfCheckFixture.run(instance, rules, inlineLimit: 1024)
            let finding = outcome.found
            // What went is not found again.
            #expect(outcome.removed.isEmpty || outcome.finding == nil)
            if finding?.path != path { missed.append("\(text) at \(path) \(element.vr): \(finding?.path ?? "nothing")") }
        }
        #expect(missed == [])
    }

    // MARK: character sets

    static func encoded(_ text: String, _ characterSet: String) -> [UInt8] {
        switch characterSet {
        case "ISO_IR 100": converted(text, "ISO-8859-1")
        case "ISO_IR 144": converted(text, "ISO-8859-5")
        case "GB18030": converted(text, "GB18030")
        case "\\ISO 2022 IR 87": converted(text, "ISO-2022-JP")
        case "\\ISO 2022 IR 149":
            // Each run of other than ASCII characters designates its set anew.
            text.split(separator: " ", omittingEmptySubsequences: false).map { word in
                word.split(separator: "^", omittingEmptySubsequences: false).map { part in
                    part.split(separator: "=", omittingEmptySubsequences: false).map { piece in
                        (piece.utf8.allSatisfy { $0 < 0x80 } ? [] : [0x1B, 0x24, 0x29, 0x43])
                            + converted(String(piece), "EUC-KR")
                    }.joined(separator: [0x3D])
                }.joined(separator: [0x5E])
            }.joined(separator: [0x20]).map { $0 }
        default: Array(text.utf8)
        }
    }

    /// By iconv; characters that the encoding has not are left out.
    private static func converted(_ text: String, _ encoding: String) -> [UInt8] {
        guard let descriptor = iconv_open("\(encoding)//IGNORE", "UTF-8"), descriptor != iconv_t(bitPattern: -1) else {
            return []
        }
        defer { iconv_close(descriptor) }
        var input = Array(text.utf8).map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: input.count * 4 + 16)
        let written = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                var (from, left) = (source.baseAddress, source.count)
                var (to, room) = (target.baseAddress, target.count)
                _ = iconv(descriptor, &from, &left, &to, &room)
                _ = iconv(descriptor, nil, nil, &to, &room)
                return target.count - room
            }
        }
        return output.prefix(written).map { UInt8(bitPattern: $0) }
    }
}
