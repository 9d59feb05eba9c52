import Crypto
import Dicom

/// A strategy made ready: profile, options and rows as one table that can be shown, compared and asked.
public final class RuleSet: Sendable {
    /// One line of the compiled table, as `veil strategy show` prints it.
    public struct DisplayRow: Hashable, Sendable {
        public var tag: String
        public var vr: String
        public var name: String
        public var action: String
        /// Edition and option of the profile, or file and line.
        public var source: String
    }

    public let source: StrategySource
    /// Of everything that decides: two rule sets with one version give the same output.
    public let version: String
    /// De-identification Method (0012,0063) of every instance: who, by what, which rules.
    let methodText: String
    let index: RowIndex
    let exactProfile: [UInt32: ProfileRule]
    let patternProfile: [(pattern: TagPattern, rule: ProfileRule)]
    /// Private attributes that stay, cleaned; nil: none does.
    let safePrivate: PrivateList?
    /// Replacements by instance and tag; nil: the strategy names no table.
    let mappingTable: InstanceMappingTable?

    /// What profile and options together say about an attribute.
    struct ProfileRule: Sendable {
        enum Effect: Sendable {
            case code(ProfileCode)
            case keep(ProfileOption)
            case shiftDates(ProfileOption)
            /// Cleaned: what identifies goes, the rest stays.
            case clean(ProfileOption)
        }

        var effect: Effect
        var row: ProfileTable.Row
        /// The table that the row stands in, with its edition.
        var table: String

        /// What the Basic Profile's code comes from, for people.
        var basis: String {
            table == ProfileTable.shared.edition
                ? "Basic Profile \(row.basic.rawValue)" : "a comment that Table E.1-1 does not name, \(row.basic.rawValue)"
        }
    }

    /// What stands where something was found in a text, unless a row says so.
    var textStyle: CleanStyle { CleanStyle(source.textStyle) }

    /// Compiles `source`; strategy files and mapping tables are read.
    ///
    /// - Throws: everything that is wrong, with file and line.
    public static func compile(
        _ source: StrategySource
    ) throws(StrategyError) -> (ruleSet: RuleSet, warnings: [StrategyDiagnostic]) {
        let files = source.files.map { StrategyFile(path: $0) }
        var diagnostics = files.flatMap(\.diagnostics)
        for (one, other) in ProfileOption.contradictions where source.options.isSuperset(of: [one, other]) {
            diagnostics.append(
                StrategyDiagnostic(.error, "strategy \(source.name): \(one) and \(other) exclude each other; keep one"))
        }
        let idle = source.options.filter(\.isAboutAttributes).sorted()
        if source.profile == .none, !idle.isEmpty {
            let names = idle.map(\.rawValue).joined(separator: ", ")
            diagnostics.append(
                StrategyDiagnostic(
                    .error, "strategy \(source.name): profile: none has no attributes for \(names); write rows instead"))
        }
        let index = RowIndex(files)
        let table = mappingTable(source, index, &diagnostics)
        guard !diagnostics.contains(where: { $0.severity == .error }) else {
            throw StrategyError(diagnostics: diagnostics)
        }
        let ruleSet = RuleSet(source, index, table)
        return (ruleSet, diagnostics + ruleSet.openIdentities)
    }

    /// Warnings for what says whose an instance is, where nothing decides about it.
    private var openIdentities: [StrategyDiagnostic] {
        guard source.profile == .none, source.unlisted == .keep else { return [] }
        let identities: [(Tag, VR, String)] = [(.patientName, .PN, "Patient's Name"), (.patientID, .LO, "Patient ID")]
        return identities.compactMap { tag, vr, name in
            let found = index.find(tag, vr, isNested: false, creator: { nil }, isAt: { _ in false })
            guard case .none = found else { return nil }
            return StrategyDiagnostic(
                .warning,
                "strategy \(source.name): nothing decides about \(name) \(tag), so it leaves as it is; write a row for it")
        }
    }

    private init(_ source: StrategySource, _ index: RowIndex, _ mappingTable: InstanceMappingTable?) {
        self.source = source
        self.index = index
        self.mappingTable = mappingTable
        var exact: [UInt32: ProfileRule] = [:]
        var patterns: [(TagPattern, ProfileRule)] = []
        for rule in Self.profile(of: source) {
            if case .exact(let tag) = rule.row.tag {
                exact[tag.rawValue] = rule
            } else {
                patterns.append((rule.row.tag, rule))
            }
        }
        let keepsSafePrivate = source.profile == .basic && source.options.contains(.retainSafePrivate)
        safePrivate = keepsSafePrivate ? source.safePrivate.list : nil
        exactProfile = exact
        patternProfile = patterns
        var hash = SHA256()
        for line in Self.content(source, index) + [mappingTable?.content ?? ""] { hash.update(data: Array((line + "\n").utf8)) }
        version = String(hash.finalize().map { HexDigits.text($0, width: 2) }.joined().prefix(16)).lowercased()
        let profile = source.profile == .basic ? "PS3.15 Basic Profile" : "strategy file"
        methodText = "VEIL \(Version.text)\\\(profile)\\rules \(version)"
    }

    /// Table E.1-1 in the standard's order, and behind it comments that it does not name, unless the strategy has its own
    /// way with those.
    private static func profile(of source: StrategySource) -> [ProfileRule] {
        guard source.profile == .basic else { return [] }
        let comments = source.unlisted == .profile ? CommentTable.rows : []
        return ProfileTable.shared.rows.map { row in
            ProfileRule(effect: effect(of: row, source.options), row: row, table: ProfileTable.shared.edition)
        }
            + comments.map { row in
                ProfileRule(effect: effect(of: row, source.options), row: row, table: CommentTable.edition)
            }
    }

    /// K of any chosen option beats C, and C beats the Basic column (PS3.15 §E.3, note to Table E.1-1).
    ///
    /// Except for dates: where those of the patient are shifted, one that another option keeps is shifted too, since
    /// beside a shifted one it would tell by how much.
    private static func effect(of row: ProfileTable.Row, _ options: Set<ProfileOption>) -> ProfileRule.Effect {
        let chosen = options.sorted()
        let dates = ProfileOption.retainLongitudinalModifiedDates
        if options.contains(dates), row.letter(dates) == .clean { return .shiftDates(dates) }
        if let option = chosen.first(where: { row.letter($0) == .keep }) { return .keep(option) }
        if let option = chosen.first(where: { row.letter($0) == .clean }) { return .clean(option) }
        return .code(row.basic)
    }

    /// What the profile says about `tag`; nil if no entry names it.
    func profileRule(_ tag: Tag) -> ProfileRule? {
        if let rule = exactProfile[tag.rawValue] { return rule }
        return patternProfile.first { $0.pattern.covers(tag) }?.rule
    }

    /// The compiled table: rows of files first, then the profile in the standard's order.
    public var rows: [DisplayRow] {
        let own = index.rows.map { row in
            DisplayRow(
                tag: row.path.description, vr: row.vrText, name: row.name,
                action: row.action.rawValue + Self.text(row.option), source: "\(row.file):\(row.line)")
        }
        return own
            + Self.profile(of: source).map { rule in
                let (row, (action, origin)) = (rule.row, Self.text(rule.effect))
                let edition = row.tag == .anyPrivate ? safePrivate?.edition : nil
                return DisplayRow(
                    tag: row.tag.description, vr: row.vrs.map(\.description).joined(separator: "/"),
                    name: row.keyword.isEmpty ? row.name : row.keyword, action: action,
                    source: "\(edition ?? rule.table): \(origin)")
            }
    }

    private static func text(_ option: ActionOption) -> String {
        switch option {
        case .none: ""
        case .literal(let text): " \"\(text)\""
        case .mapping(let table): " \(table.name)"
        case .instanceMapping(let isNested): isNested ? " Nested" : ""
        case .clean(let style): " \(style.rawValue)"
        case .days(let days): " \(days)"
        }
    }

    private static func text(_ effect: ProfileRule.Effect) -> (action: String, origin: String) {
        switch effect {
        case .code(let code): (code.rawValue, "Basic Profile")
        case .keep(let option): ("K", option.rawValue)
        case .shiftDates(let option), .clean(let option): ("C", option.rawValue)
        }
    }

    private static func content(_ source: StrategySource, _ index: RowIndex) -> [String] {
        var lines = [
            "veil rules 4", source.profile.rawValue, source.unlisted.rawValue, source.documents.rawValue,
            source.textStyle.rawValue, "\(source.removesPrivate)", "\(source.regeneratesSeriesNumber)",
            ProfileTable.shared.edition, CommentTable.edition, ConceptTable.shared.edition,
            source.safePrivate.list.edition,
        ]
        lines += source.options.sorted().map(\.rawValue)
        var file: String?
        for row in index.rows {
            // Where a file ends decides which row wins; what it is called does not.
            if row.file != file { lines.append("file") }
            file = row.file
            var option = text(row.option)
            if case .mapping(let table) = row.option { option += table.content }
            lines.append("\(row.path)|\(row.vrs)|\(row.action)|\(option)")
        }
        return lines
    }
}

extension StrategySource.PrivateAttributes {
    /// The list itself.
    var list: PrivateList {
        switch self {
        case .ps315: .ps315
        case .tcia: .tcia
        }
    }
}
