import DataSets
import Dicom
import Foundation
import Testing

@testable import Deid

@Suite("Texts that cannot be read as declared")
struct UndeclaredTextTests {
    typealias Element = MemoryDataSet.Element

    struct Sample: Sendable, CustomTestStringConvertible {
        var page: String
        var name: String
        /// What stands around the name in a description.
        var before: String
        var after: String
        /// As the description writes it.
        var written: String

        var testDescription: String { page }
        var description: [UInt8] { CodePage.bytes("\(before) \(written) \(after)", page) }
    }

    static let samples = [
        Sample(page: "GBK", name: "赵^海燕", before: "头部", after: "增强 CT", written: "赵海燕"),
        Sample(page: "GB18030", name: "欧阳^雪", before: "CT 颅脑", after: "平扫", written: "欧阳 雪"),
        Sample(page: "BIG5", name: "陳^美玲", before: "腹部", after: "CT 1.5", written: "陳美玲"),
        Sample(page: "SHIFT_JIS", name: "表^十和子", before: "頭部", after: "CT", written: "表十和子"),
        Sample(page: "EUC-JP", name: "佐藤^健一", before: "腹部", after: "MR", written: "佐藤健一"),
        Sample(page: "EUC-KR", name: "박^지수", before: "복부", after: "CT", written: "박지수"),
        Sample(page: "CP949", name: "뷁^하나", before: "두부", after: "CT", written: "뷁하나"),
        Sample(page: "CP1251", name: "Чернышёва^Юлия", before: "Таз", after: "CT", written: "Чернышёва"),
        Sample(page: "KOI8-R", name: "Фёдоров^Илья", before: "Колено", after: "MR", written: "ФЁДОРОВ"),
        Sample(page: "CP1253", name: "Αθανασίου^Νίκος", before: "Κεφαλή", after: "CT", written: "Νίκος Αθανασίου"),
        Sample(page: "CP1255", name: "כהן^רבקה", before: "ראש", after: "CT", written: "רבקה כהן"),
        Sample(page: "CP1256", name: "الحداد^سعيد", before: "الرأس", after: "CT", written: "سعيد الحداد"),
        Sample(page: "TIS-620", name: "วิชัย^ทองดี", before: "ศีรษะ", after: "CT", written: "วิชัย ทองดี"),
        Sample(page: "CP1250", name: "Łuczyńska^Żaneta", before: "Głowa", after: "CT", written: "Żaneta Łuczyńska"),
    ]

    private static let sets: [String?] = [nil, "ISO_IR 100", "ISO_IR 192", "ISO 2022 IR 6\\ISO 2022 IR 87"]

    private func instance(_ sample: Sample, _ set: String?, _ tag: UInt32, _ vr: VR = .LO) -> MemoryDataSet {
        var elements = [
            Element(Tag(rawValue: tag), vr, bytes: sample.description),
            Element(.patientName, .PN, bytes: CodePage.bytes(sample.name, sample.page)),
        ]
        if let set { elements.append(Element(0x0008_0005, .CS, set)) }
        return PlanFixture.instance(elements.sorted { $0.tag < $1.tag })
    }

    /// What leaves, through the real reader and its character sets; and what the self-check says.
    private func clean(_ instance: MemoryDataSet, _ rules: RuleSet, _ tag: UInt32) throws -> (
        value: [UInt8]?, finding: String?, removed: String?
    ) {
        let path = NSTemporaryDirectory() + "veil-undeclared-\(UUID().uuidString)"
        try Data(SelfCheckFixture.encode(instance.elements)).write(to: URL(fileURLWithPath: path))
        defer {
            // What is left in the temporary folder does no harm.
            try? FileManager.default.removeItem(atPath: path)
        }
        var dataSet = try DataSet(path: path, offset: 0, transferSyntax: .explicitLittleEndian)
        let view = try dataSet.view()
        let plan = try Deidentifier(ruleSet: rules, pseudonymizer: PseudonymFixture.pseudonymizer())
            .plan(view, explain: false)
        var check = SelfCheck(view, plan)
        try dataSet.apply(plan.edits)
        let (edited, origins) = try dataSet.edited()
        let finding = try check.firstFinding(in: edited, origins) { try dataSet.load($0) }
        let value = edited.elements.first { $0.tag.rawValue == tag }?.value.map { Array($0) }
        return (value.map { Array($0.reversed().drop { $0 == 0x20 }.reversed()) }, finding?.kind, plan.removed.first?.kind)
    }

    private func holds(_ part: [UInt8], _ value: [UInt8]) -> Bool {
        guard !part.isEmpty, part.count <= value.count else { return false }
        return (0...(value.count - part.count)).contains { value[$0..<($0 + part.count)].elementsEqual(part) }
    }

    @Test("with clean_descriptors nothing of them leaves but ASCII words", arguments: samples)
    func full(_ sample: Sample) throws {
        #expect(!sample.description.isEmpty)
        let rules = try PlanFixture.ruleSet(options: [.cleanDescriptors])
        for set in Self.sets {
            let place = Comment(rawValue: "\(sample.page) as \(set ?? "none")")
            let (value, finding, _) = try clean(instance(sample, set, 0x0008_1030), rules, 0x0008_1030)
            let left = try #require(value, place)
            for word in sample.written.split(separator: " ") {
                #expect(!holds(CodePage.bytes(String(word), sample.page), left), place)
            }
            #expect(CodePage.isWhole(left, sample.page), place)
            let english = sample.description.split(separator: 0x20).filter { $0.allSatisfy { $0 < 0x80 } }
            for word in english { #expect(holds(Array(word), left), place) }
            #expect(finding == nil, place)
        }
    }

    @Test("where only the header counts, words with its bytes in them go and others stay as whole characters", arguments: samples)
    func headerOnly(_ sample: Sample) throws {
        for set in Self.sets {
            let place = Comment(rawValue: "\(sample.page) as \(set ?? "none")")
            let (value, finding, _) = try clean(instance(sample, set, 0x0018_1023), PlanFixture.ruleSet(), 0x0018_1023)
            let left = try #require(value, place)
            for word in sample.written.split(separator: " ") {
                #expect(!holds(CodePage.bytes(String(word), sample.page), left), place)
            }
            let around = (sample.before.split(separator: " ") + sample.after.split(separator: " ")).map(String.init)
            for word in around { #expect(holds(CodePage.bytes(word, sample.page), left), place) }
            #expect(CodePage.isWhole(left, sample.page) && finding == nil, place)
        }
    }

    @Test("the self-check finds them by their bytes where a rule has left a text alone", arguments: samples)
    func planted(_ sample: Sample) throws {
        for set in Self.sets.prefix(2) {
            let found = try clean(instance(sample, set, 0x0020_4000, .LT), SelfCheckRules.leavingTexts(), 0x0020_4000).removed
            #expect(found == "patientName", "\(sample.page) as \(set ?? "none")")
        }
    }

    @Test(
        "German, French, Spanish, Portuguese, Italian, Nordic texts in ISO 8859-1 stay byte for byte, declared or not",
        arguments: [
            "Röntgen Thorax in 2 Ebenen", "Größe über 5 µm, äußerer Fußknöchel, müßig", "Knöchel beidseits, Übersicht, 38 °C",
            "Échographie rénale créée à l'hôpital", "œdème".replacingOccurrences(of: "œ", with: "oe"),
            "Cœur".replacingOccurrences(of: "œ", with: "oe"),
            "«été» réévalué, n° 3", "naïf, ambiguë, maïs, où", "riñón izquierdo, compañía, ¿Cómo está?",
            "1ª fase, 2º tiempo, señal",
            "região torácica, funções, punção, lesão", "perché così è più", "pää ja kaula, yön, lääke, työ, jää",
            "blåöga, höft vänster, ÅÄÖ",
            "hjärna utan och med kontrast", "Ørestad, være, på, skjelettundersøkelse", "blóðæð, þú, það, sjúkrahús",
            "nier reëel, coördinatie, financiële",
            "2 cm² ± 0,5 ×10", "fièvre 39 °C", "ÉCHO DE L'ÉPAULE GAUCHE", "MÜLLERIAN", "½ dose", "§ 3", "38,6 ºC", "NºCol: 28",
            "Núñez", "col·lega", "Ménière", "Sjögren, Löfgren, Grävenitz", "ÄÖÜ",
        ])
    func western(_ text: String) throws {
        let bytes = CodePage.bytes(text, "ISO-8859-1")
        #expect(!bytes.isEmpty)
        for set in [nil, "ISO_IR 100"] {
            for tag in [0x0018_1023, 0x0018_1030] as [UInt32] {
                var elements = [Element(Tag(rawValue: tag), .LO, bytes: bytes), Element(0x0010_0010, .PN, "Zzq^Vvx")]
                if let set { elements.insert(Element(0x0008_0005, .CS, set), at: 0) }
                let instance = PlanFixture.instance(elements.sorted { $0.tag < $1.tag })
                let rules = try PlanFixture.ruleSet(unlisted: .keep)
                let view = instance.view()
                let index = try #require(view.topLevel(Tag(rawValue: tag)))
                #expect(view.isReadable(index), "\(set ?? "none")")
                if tag == 0x0018_1023 {
                    #expect(try clean(instance, rules, tag).value == bytes, "\(set ?? "none")")
                }
            }
        }
    }
}
