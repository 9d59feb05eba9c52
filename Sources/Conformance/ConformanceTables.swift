import Deid
import Dicom
import Router

/// The tables of the Conformance Statement.
enum ConformanceTables {
    // MARK: security

    static func security() throws(StartError) -> String {
        """
        ## 7 Security

        ### 7.1 Connections

        TLS is not available yet: keep the node and its peers in one protected network, or tunnel. Who may send is a list
        of AE titles and addresses (`accept`), which is no authentication.

        ### 7.2 Confidentiality profile

        Basic Application Level Confidentiality Profile (PS3.15 Annex E), as de-identifier. Re-identification by
        encrypted attributes is not supported: pseudonyms and originals stand in the node's ledger, encrypted under the
        project's key (`veil mapping`). Edition of the standard: DICOM
        \(StandardEdition.current) (attributes, profile, Storage SOP Classes).

        | option | CID 7050 | supported | in routes.yml |
        | --- | --- | --- | --- |
        \(optionRows)

        An option that is not supported loads and is never claimed in the output: without clean_pixel_data nothing is
        said about pixels, with it an instance whose pixels cannot be cleaned is held.

        The output carries Patient Identity Removed (0012,0062) YES, De-identification Method (0012,0063) and its Code
        Sequence (0012,0064) with the profile's code \(MethodCode.basicProfile) and those of the options applied,
        and Longitudinal Temporal Information Modified (0028,0303). Group 0002 is made anew; group lengths, trailing padding
        and what stands behind the data set do not leave.

        What a code of Table E.1-1 comes to depends on the attribute's Type in its place of the IOD:

        | code | \(types.map(\.description).joined(separator: " | ")) |
        | --- | \(types.map { _ in "---" }.joined(separator: " | ")) |
        \(codeRows)

        Private attributes: removed; with `retain_safe_private` those of \(PrivateList.ps315.edition)
        (\(PrivateList.ps315.count) attributes) or of TCIA's longer list (`private_list: tcia`, \
        \(PrivateList.tcia.count)) stay and
        are cleaned. Attributes of the standard that the table does not name stay as `unlisted` says; unknown ones go.
        Comments that the table does not name are treated as Image Comments; they stand at the end of annex C.

        What is done to each attribute: annex C.
        """
    }

    private static var optionRows: String {
        ProfileOption.allCases.map { option in
            let meaning = MethodCode.all[option.methodCode]?.meaning ?? ""
            return "| \(meaning) | \(option.methodCode) | \(option.isCarriedOut ? "yes" : "no") | `\(option)` |"
        }.joined(separator: "\n")
    }

    private static let types: [AttributeType] = [.type1, .type1C, .type2, .type2C, .type3, .notInIOD, .unknownPlace, .unknownIOD]

    private static var codeRows: String {
        ProfileCode.allCases.map { code in
            "| \(code.rawValue) | " + types.map { word(code.outcome(for: $0)) }.joined(separator: " | ") + " |"
        }.joined(separator: "\n")
    }

    private static func word(_ outcome: ProfileCode.Outcome) -> String {
        switch outcome {
        case .remove: "removed"
        case .empty: "emptied"
        case .dummy: "dummy"
        case .replaceUID: "new UID"
        case .keepItems: "items cleaned"
        }
    }

    // MARK: annexes

    static func annexes() throws(StartError) -> String {
        """
        ## Annex A: Storage SOP Classes

        | SOP Class | UID | |
        | --- | --- | --- |
        \(StorageSOPClass.all.map { "| \($0.name) | \($0.uid) | \($0.isRetired ? "retired" : "") |" }.joined(separator: "\n"))

        ## Annex B: Transfer Syntaxes

        Each is kept from sender to destination. "Converted" tells whether an uncompressed rendition without loss can be
        sent to a destination that refuses it.

        | Transfer Syntax | UID | converted |
        | --- | --- | --- |
        \(TransferSyntax.readable.map(syntaxRow).joined(separator: "\n"))

        ## Annex C: attributes and what is done to them

        The Basic Profile's code, and what each option makes of it: K kept, C cleaned (dates shifted by whole days,
        texts without what identifies, private attributes by the list), blank as without the option. K beats C. Rows of
        strategy files beat all of it.

        | attribute | | VR | Basic | \(columns.map(\.title).joined(separator: " | ")) |
        | --- | --- | --- | --- | \(columns.map { _ in "---" }.joined(separator: " | ")) |
        \(try profileRows())

        \(columns.map { "\($0.title): `\($0.option)`" }.joined(separator: ", ")).
        """
    }

    private static func syntaxRow(_ syntax: TransferSyntax) -> String {
        "| \(syntax.name ?? "") | \(syntax.uid) | \(syntax.isLosslesslyConvertible ? "yes" : "no") |"
    }

    private static let columns: [(option: ProfileOption, title: String)] = [
        (.retainSafePrivate, "Priv"), (.retainUIDs, "UID"), (.retainDeviceIdentity, "Dev"),
        (.retainInstitutionIdentity, "Inst"), (.retainPatientCharacteristics, "Pat"),
        (.retainLongitudinalFullDates, "Full"), (.retainLongitudinalModifiedDates, "Mod"), (.cleanDescriptors, "Desc"),
        (.cleanStructuredContent, "Struct"), (.cleanGraphics, "Graph"),
    ]

    /// As the compiled rules say, once without options and once with each.
    private static func profileRows() throws(StartError) -> String {
        let basic = try actions([])
        var changed: [[String]] = []
        for column in columns { changed.append(try actions([column.option]).map(\.action)) }
        return basic.enumerated().map { index, row in
            let cells = changed.map { $0[index] == row.action ? "" : $0[index] }
            return "| \(row.tag) | \(row.name) | \(row.vr) | \(row.action) | \(cells.joined(separator: " | ")) |"
        }.joined(separator: "\n")
    }

    private static func actions(_ options: Set<ProfileOption>) throws(StartError) -> [RuleSet.DisplayRow] {
        do throws(StrategyError) {
            return try RuleSet.compile(StrategySource(name: "statement", options: options)).ruleSet.rows
        } catch {
            throw .configuration(error.diagnostics.map(\.description))
        }
    }
}
