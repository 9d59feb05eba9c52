import Dicom

/// What John Snow Labs' reader does without a word, by its documentation of August 2026, where an Option is an error here.
private enum Elsewhere {
    static let days = "; John Snow Labs' reader shifts by a random number of days here and does not say so"
    static let literal =
        "; John Snow Labs' reader writes an empty or default value in place of a text that does not fit, and does not say so"
    static let `default` = "; John Snow Labs' reader takes no Option here and writes its own default"
    static let nested = "; John Snow Labs' reader takes any other word for nothing, and leaves what stands in sequences"
}

/// Reads the Option of a row for its action.
struct ActionOptionReader {
    let file: String
    let action: StrategyAction
    /// The VRs that the row can meet; empty if that is not known.
    let vrs: [VR]
    private(set) var warnings: [String] = []
    private(set) var problems: [String] = []

    init(file: String, action: StrategyAction, vrs: [VR]) {
        self.file = file
        self.action = action
        self.vrs = vrs
    }

    /// The option; nil if it cannot be read (then ``problems`` says why).
    mutating func read(_ text: String) -> ActionOption? {
        switch action {
        case .replaceWithLiteral:
            guard !text.isEmpty else { return refuse("it is missing; for an empty value the action is remove") }
            return literal(text, elsewhere: Elsewhere.literal)
        case .ensureTagExists:
            guard !text.isEmpty else { return ActionOption.none }
            return literal(text, elsewhere: Elsewhere.default)
        case .replaceWithMapping:
            return mapping(text)
        case .cleanTag:
            return word(text, among: CleanStyle.allCases.map(\.rawValue)) { word in
                .clean(CleanStyle(rawValue: word) ?? .deid)
            }
        case .replaceWithRandomName:
            if text == "random" {
                warnings.append("random has no effect: the same original always gets the same name")
            }
            return word(text, among: ["coherent", "random"]) { _ in .none }
        case .shiftTimeByRandom:
            if !text.isEmpty { warnings.append("it has no effect: fractions of a second stay as they are") }
            return word(text, among: ["fractional"]) { _ in .none }
        case .shiftDateByFixedNbOfDays:
            guard let days = Int(text), abs(days) <= 36_525 else {
                return refuse(
                    "shiftDateByFixedNbOfDays needs a number of days, like -30, of at most a century\(Elsewhere.days)")
            }
            if days == 0 { warnings.append("0 days leave every date as it is") }
            return .days(days)
        case .shiftDateByRandomNbOfDays, .shiftAgeByRandom, .shiftUnixTimeStampRandom:
            return range(text)
        case .delete, .remove, .patientHashId, .hashId, .capAgeAt99IfOver90, .keep:
            if !text.isEmpty { warnings.append("\(action) takes none; it is not used") }
            return ActionOption.none
        }
    }

    private mutating func refuse(_ problem: String) -> ActionOption? {
        problems.append(problem)
        return nil
    }

    private mutating func literal(_ text: String, elsewhere: String) -> ActionOption? {
        for vr in vrs {
            do { _ = try LiteralValue.bytes(text, vr: vr) } catch { return refuse(error.message + elsewhere) }
        }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || [0x09, 0x0A, 0x0D].contains($0) }) else {
            return refuse("a replacement must be printable ASCII, so that it is legal in every character set")
        }
        return .literal(text)
    }

    private mutating func mapping(_ text: String) -> ActionOption? {
        let isNested = text.lowercased() == "nested"
        if text.isEmpty || isNested {
            guard !vrs.contains(.SQ) else { return refuse("a sequence cannot be mapped") }
            return .instanceMapping(nested: isNested)
        }
        if !text.contains("."), let near = NearestName.to(text, among: ["Nested"]) {
            return refuse("replaceWithMapping takes \(near), nothing, or a CSV file\(Elsewhere.nested)")
        }
        let table: MappingTable
        do { table = try MappingTable(name: text, path: FileContent.path(text, besides: file)) } catch {
            problems += error.messages
            return nil
        }
        for vr in vrs {
            guard vr != .SQ else { return refuse("a sequence cannot be mapped") }
            let isLegal = table.values.allSatisfy { value in
                // Only whether it fits counts here; a replacement is not to be shown.
                (try? LiteralValue.bytes(value, vr: vr)) != nil
            }
            guard isLegal else { return refuse("a replacement in the mapping table \(text) is no legal \(vr) value") }
        }
        return .mapping(table)
    }

    private mutating func word(
        _ text: String, among words: [String], _ option: (String) -> ActionOption
    ) -> ActionOption? {
        guard text.isEmpty || words.contains(text) else {
            let near = NearestName.to(text, among: words).map { "; is it \($0)?" } ?? ""
            return refuse("\(action) takes \(words.joined(separator: ", ")) or nothing" + near)
        }
        return option(text)
    }

    /// A number or a range of them, which other products use as the limits of a random shift.
    private mutating func range(_ text: String) -> ActionOption? {
        guard !text.isEmpty else { return ActionOption.none }
        let isRange = text.utf8.allSatisfy { $0.isDigit || " +-.,:;[]()".utf8.contains($0) }
        guard isRange, text.utf8.contains(where: { $0.isDigit }) else {
            return refuse("\(action) takes a number, a range, or nothing")
        }
        warnings.append("it is not used: the project's shift is the same for all dates and ages of a patient")
        return ActionOption.none
    }
}
