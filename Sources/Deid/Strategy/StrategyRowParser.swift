import Dicom

/// Reads and checks the fields of one row; collects everything that is wrong with it.
struct StrategyRowParser {
    let file: String
    let line: Int
    private(set) var diagnostics: [StrategyDiagnostic] = []

    init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    /// The row, or nil if something is wrong.
    mutating func parse(tags: String, vr: String, name: String, action: String, option: String) -> StrategyRow? {
        var path = readPath(tags)
        let isGroup = vr.uppercased() == "GROUP"
        let vrs = isGroup ? [] : readVRs(vr)
        let verb = readAction(action)
        if let read = path, verb == .ensureTagExists { path = withCreator(read) }
        guard let path, let vrs, let verb else { return nil }
        guard checkGroup(path, isGroup: isGroup || vrs.isEmpty, isMarked: isGroup, verb),
            checkTarget(path, verb), checkAllowed(verb, path, vrs),
            let parsed = readOption(option, of: verb, vrs: known(path, vrs))
        else { return nil }
        return StrategyRow(
            path: path, vrs: vrs, name: name, action: verb, option: parsed, file: file, line: line,
            rule: "\(verb) \(file):\(line)")
    }

    /// The VRs that the row is about as far as it can be known: its own, or those that Table E.1-1 gives.
    private func known(_ path: TagPath, _ vrs: [VR]) -> [VR] {
        guard vrs.isEmpty else { return vrs }
        switch path.attribute {
        case .exact(let tag): return ProfileTable.shared.row(tag)?.vrs ?? []
        case .privateElement(let group, let creator, let low):
            let known = PrivateList.tcia.entry(Tag(group, UInt16(low)), creator: creator, isNested: true)
            return (known?.vrs ?? []).filter { $0 != .UN }
        default: return []
        }
    }

    /// `(0013,xx10)` with the creator that the lists of private attributes know for it, if they know one alone.
    private func withCreator(_ path: TagPath) -> TagPath {
        guard case .masked(let value, 0xFFFF_00FF) = path.attribute, let creator = onlyCreator(Tag(rawValue: value)) else {
            return path
        }
        let attribute = TagPattern.privateElement(
            group: UInt16(value >> 16), creator: creator, element: UInt8(truncatingIfNeeded: value))
        return TagPath(sequences: path.sequences, attribute: attribute)
    }

    private func onlyCreator(_ tag: Tag) -> String? {
        let creators = PrivateList.tcia.creators(of: tag)
        if creators.count == 1 { return creators[0] }
        // An Option is a text, so that numbers of another maker are not meant.
        let ofText = PrivateList.tcia.creators(of: tag, withText: true)
        return ofText.count == 1 ? ofText[0] : nil
    }

    private mutating func readPath(_ text: String) -> TagPath? {
        do { return try TagPath(parsing: text) } catch {
            report("Tags: \(error.message)")
            return nil
        }
    }

    /// `LO`, `US or SS`, empty or `*` for any.
    private mutating func readVRs(_ text: String) -> [VR]? {
        guard !text.isEmpty, text != "*" else { return [] }
        var vrs: [VR] = []
        for word in text.uppercased().split(whereSeparator: { " /|,".contains($0) }) where word != "OR" {
            guard let vr = VR(word) else {
                let near = NearestName.to(String(word), among: VR.all.map(\.description) + ["GROUP"])
                report("VR: there is no such VR" + (near.map { "; is it \($0)?" } ?? ""))
                return nil
            }
            if !vrs.contains(vr) { vrs.append(vr) }
        }
        return vrs
    }

    private mutating func readAction(_ text: String) -> StrategyAction? {
        if let action = StrategyAction(rawValue: text) { return action }
        guard !text.isEmpty else {
            report("Action: it is missing")
            return nil
        }
        let shown = text.utf8.count <= 64 ? text : "the action"
        if let advice = StrategyAction.legacy[text.lowercased()] {
            report("Action: \(shown) is a name of older versions; \(advice)")
            return nil
        }
        let near = NearestName.to(text, among: StrategyAction.allCases.map(\.rawValue))
        report("Action: \(shown) is not known" + (near.map { "; is it \($0)?" } ?? ""))
        return nil
    }

    private mutating func checkGroup(_ path: TagPath, isGroup: Bool, isMarked: Bool, _ action: StrategyAction) -> Bool {
        if case .groups = path.attribute {
            guard isGroup else {
                report("VR: a row about a group has the VR GROUP")
                return false
            }
            guard action == .delete || action == .remove else {
                report("Action: a group can only be deleted or emptied (delete, remove)")
                return false
            }
            return true
        }
        guard !isMarked else {
            report("Tags: a GROUP row names one to four digits of a group, like (50,)")
            return false
        }
        return true
    }

    private mutating func checkTarget(_ path: TagPath, _ action: StrategyAction) -> Bool {
        if let name = ProtectedAttributes.name(touchedBy: path.attribute) {
            report("Tags: \(name) must stay as it is, and this row would change it")
            return false
        }
        guard case .exact(let tag) = path.attribute else {
            if path.attribute.covers(.sopInstanceUID) {
                report("Tags: this row would change the SOP Instance UID; name the attributes one by one")
                return false
            }
            return checkCreation(path, action)
        }
        if tag == .sopInstanceUID, ![.hashId, .keep, .replaceWithMapping].contains(action) {
            report("Action: the SOP Instance UID can only be replaced by hashId or replaceWithMapping, or kept")
            return false
        }
        if tag.isPrivateCreator, ![.keep, .delete].contains(action) {
            report("Action: a Private Creator can only be kept or deleted")
            return false
        }
        return checkCreation(path, action)
    }

    private mutating func checkCreation(_ path: TagPath, _ action: StrategyAction) -> Bool {
        guard action == .ensureTagExists else { return true }
        switch path.attribute {
        case .exact(let tag) where !tag.isPrivate: return true
        case .privateElement: return true
        case .exact(let tag):
            let group = HexDigits.text(tag.group, width: 4)
            let low = HexDigits.text(tag.element & 0xFF, width: 2)
            let creator = onlyCreator(tag) ?? "PRIVATE CREATOR"
            report(
                "Tags: a private attribute is created in a block of its Private Creator; name it, like "
                    + "(\(group),\"\(creator)\",\(low))")
        default:
            report("Tags: ensureTagExists needs one whole tag, or a private one with its Private Creator")
        }
        return false
    }

    private mutating func checkAllowed(_ action: StrategyAction, _ path: TagPath, _ vrs: [VR]) -> Bool {
        let known = known(path, vrs)
        let refused = known.filter { !action.isAllowed(on: $0) }
        // Where the VR is open, one that fits is enough; elements of another hold the instance.
        if let vr = refused.first, vrs.isEmpty ? refused.count == known.count : true {
            let allowed = (action.allowedVRs ?? []).map(\.description).sorted().joined(separator: ", ")
            report("Action: \(action) is not allowed on \(vr), only on \(allowed)")
            return false
        }
        if action == .cleanTag, case .exact(Tag(0x0042, 0x0011)) = path.attribute {
            report("Action: cleanTag cannot look into an encapsulated document; use documents: replace, or delete")
            return false
        }
        if action == .ensureTagExists, known.isEmpty {
            report("VR: ensureTagExists needs the VR of the attribute that it may have to create")
            return false
        }
        if action == .shiftTimeByRandom, case .exact(let tag) = path.attribute, TimesWithDates.isPETStart(tag) {
            report(
                "Action: shifting a radiopharmaceutical's times would spoil the uptake values (SUV) of PET; use keep")
            return false
        }
        return true
    }

    private mutating func readOption(_ text: String, of action: StrategyAction, vrs: [VR]) -> ActionOption? {
        var reader = ActionOptionReader(file: file, action: action, vrs: vrs)
        let option = reader.read(text)
        for warning in reader.warnings {
            diagnostics.append(StrategyDiagnostic(.warning, file: file, line: line, "Option: " + warning))
        }
        for problem in reader.problems { report("Option: " + problem) }
        return option
    }

    private mutating func report(_ message: String) {
        diagnostics.append(StrategyDiagnostic(.error, file: file, line: line, message))
    }
}
