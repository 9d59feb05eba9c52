import Deid
import Routes

/// A strategy as one text that can be compared with another: options first, then a line a row, in an order that only
/// the strategy decides, and in columns whose width does not depend on other rows.
struct StrategyTable: Encodable {
    struct Row: Encodable {
        var tag: String
        var vr: String
        var name: String
        var action: String
        var source: String

        init(_ row: RuleSet.DisplayRow) {
            (tag, vr, name, action, source) = (row.tag, row.vr, row.name, row.action, row.source)
        }
    }

    var name: String
    var version: String
    /// Of the standard, whose tables decide what no row does.
    var edition: String
    var profile: String
    var options: [String]
    var settings: [String: String]
    var rows: [Row]
    /// False if there are private attributes and content items that are not listed.
    var isWhole: Bool
    /// How many private attributes stay, cleaned, and how many content items are named by concept: `--all` lists them.
    var privateAttributes: Int
    var contentItems: Int

    init(_ strategy: StrategyConfiguration, _ compiled: RuleSet, all: Bool) {
        name = strategy.name
        version = compiled.version
        edition = StandardEdition.current
        profile = strategy.profile.rawValue
        options = strategy.options.map(\.rawValue).sorted()
        settings = [
            "unlisted": strategy.unlisted.rawValue, "documents": strategy.documents.rawValue,
            "private_list": strategy.privateList.rawValue, "remove_private": "\(strategy.removesPrivate)",
            "regenerate_series_number": "\(strategy.regeneratesSeriesNumber)", "text.style": strategy.text.style.rawValue,
        ]
        let (own, concepts) = (compiled.privateRows, compiled.conceptRows)
        (privateAttributes, contentItems) = (own.count, concepts.count)
        rows = (compiled.rows + (all ? own + concepts : [])).map(Row.init)
        isWhole = all || own.count + concepts.count == 0
    }

    /// For a terminal, and for `diff`.
    var text: String {
        var lines = ["strategy \(name), version \(version)", "profile: \(profile)", "standard: DICOM \(edition)"]
        lines.append("options: [\(options.joined(separator: ", "))]")
        lines += settings.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        lines.append("")
        lines.append(Self.line("tag", "VR", "action", "name", "source"))
        lines += rows.map { Self.line($0.tag, $0.vr, $0.action, $0.name, $0.source) }
        if !isWhole {
            lines.append("")
            if privateAttributes > 0 { lines.append("and \(privateAttributes) private attributes that stay, cleaned") }
            if contentItems > 0 { lines.append("and \(contentItems) content items by concept name") }
            lines.append("--all lists them")
        }
        return lines.joined(separator: "\n")
    }

    private static func line(_ tag: String, _ vr: String, _ action: String, _ name: String, _ source: String) -> String {
        "\(padded(tag, 12)) \(padded(vr, 8)) \(padded(action, 28)) \(padded(name, 44)) \(source)"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
    }
}
