import Dicom

/// Which instances are cleaned how, and go where: one entry of `routes`.
public struct RouteConfiguration: Hashable, Sendable {
    /// `name`.
    public var name: String
    /// Which instances it takes.
    public var match: Match
    /// Whose pseudonyms.
    public var project: ProjectConfiguration
    /// How they are cleaned.
    public var strategy: StrategyConfiguration
    /// Where they go; never empty, each once.
    public var destinations: [DestinationConfiguration]
    /// `hold_incomplete_series`: while something of a series is held, the rest of it is held too.
    public var holdsIncompleteSeries = false

    /// Which instances a route takes: keys are joined by AND, the values of one by OR; an empty list asks nothing.
    public struct Match: Hashable, Sendable {
        /// Called AE titles.
        public var calledAETitles: [WildcardPattern] = []
        /// Calling AE titles.
        public var callingAETitles: [WildcardPattern] = []
        /// Addresses of the sender.
        public var hosts: [HostPattern] = []
        /// Values of Modality (0008,0060).
        public var modalities: [WildcardPattern] = []
        /// SOP Class UIDs.
        public var sopClasses: [WildcardPattern] = []
        /// Values of other attributes at top level, in the order of the file.
        public var attributes: [AttributeMatch] = []
    }

    /// A top-level attribute and the values that are wanted.
    public struct AttributeMatch: Hashable, Sendable {
        /// The attribute.
        public var tag: Tag
        /// As written in the file, keyword or tag.
        public var name: String
        /// Wanted values, joined by OR.
        public var patterns: [WildcardPattern]
    }
}

extension RouteConfiguration.Match {
    /// Reads `match`.
    init(_ field: Field) {
        guard let section = Section(field, keys: ConfigurationKeys.match) else { return }
        calledAETitles = section["called_ae_title"]?.values { $0.aeTitlePattern() } ?? []
        callingAETitles = section["calling_ae_title"]?.values { $0.aeTitlePattern() } ?? []
        hosts = section["host"]?.values { $0.hostPattern() } ?? []
        modalities = section["modality"]?.values { $0.modality() } ?? []
        sopClasses = section["sop_class"]?.values { $0.sopClasses() }?.flatMap { $0 } ?? []
        guard let entries = section["attributes"]?.entries(of: "attribute keywords or tags") else { return }
        if entries.isEmpty { section["attributes"]?.error("is empty", "name an attribute or leave the key out") }
        for entry in entries {
            guard let tag = entry.value.attribute(named: entry.key, at: entry.place),
                let patterns = entry.value.values({ $0.valuePattern() })
            else { continue }
            if let same = attributes.first(where: { $0.tag == tag }) {
                field.reading.error(entry.place, "is the same attribute as \(quoted(same.name))")
            }
            attributes.append(.init(tag: tag, name: entry.key, patterns: patterns))
        }
    }
}

extension Field {
    /// A Modality, a Code String (PS3.5 §6.2): no lower-case letters.
    fileprivate func modality() -> WildcardPattern? {
        guard let text = text() else { return nil }
        let allowed = { (character: Character) in
            character.isASCII && (character.isUppercase || character.isNumber || " _*?".contains(character))
        }
        guard !text.isEmpty, text.allSatisfy(allowed) else {
            let upper = text.uppercased()
            error(
                "\(quoted(text)) is not a modality",
                !text.isEmpty && upper.allSatisfy(allowed) ? "did you mean \(quoted(upper))?" : nil)
            return nil
        }
        return WildcardPattern(text)
    }

    /// A SOP Class by keyword or UID; a keyword with `*` or `?` stands for all that fit.
    func sopClasses() -> [WildcardPattern]? {
        guard let text = text() else { return nil }
        let pattern = WildcardPattern(text)
        if text.first?.isNumber == true || text.first == "*" && text.allSatisfy({ "0123456789.*?".contains($0) }) {
            guard pattern.hasWildcard ? text.allSatisfy({ "0123456789.*?".contains($0) }) : UID.isValid(text) else {
                error("\(quoted(text)) is not a SOP Class UID")
                return nil
            }
            return [pattern]
        }
        if pattern.hasWildcard {
            let uids = reading.vocabulary.sopClassKeywords().filter(pattern.matches).compactMap(
                reading.vocabulary.sopClassUID)
            if uids.isEmpty { error("no SOP Class keyword fits \(quoted(text))") }
            return uids.isEmpty ? nil : uids.map(WildcardPattern.init)
        }
        guard let uid = reading.vocabulary.sopClassUID(text) else {
            let nearest = NearestName.of(text, among: reading.vocabulary.sopClassKeywords())
            error(
                "no SOP Class has the keyword \(quoted(text))",
                nearest.map { "did you mean \(quoted($0))?" } ?? "write a keyword as CTImageStorage, or a UID")
            return nil
        }
        return [WildcardPattern(uid)]
    }

    /// The tag that `key` names: `StudyDescription`, `(0008,1030)` or `00081030`.
    func attribute(named key: String, at place: ConfigurationPlace) -> Tag? {
        guard let tag = Tag(written: key) ?? reading.vocabulary.tag(key) else {
            let nearest = NearestName.of(key, among: reading.vocabulary.attributeKeywords())
            reading.error(
                place, "no attribute has this keyword",
                nearest.map { "did you mean \(quoted($0))?" }
                    ?? "write a keyword as StudyDescription, or a tag as \"(0008,1030)\"")
            return nil
        }
        // Command and file meta groups are not part of the Data Set (PS3.7 §6.3.1, PS3.10 §7.1).
        guard tag.group >= 0x0008, !tag.isGroupLength else {
            reading.error(place, "is not an attribute of the data set")
            return nil
        }
        return tag
    }

    fileprivate func valuePattern() -> WildcardPattern? {
        guard let text = text() else { return nil }
        let trimmed = Matcher.trimmed(text)
        guard !trimmed.isEmpty else {
            error("is empty", "an attribute without value never matches")
            return nil
        }
        return WildcardPattern(trimmed)
    }
}

extension Tag {
    /// The tag written `(gggg,eeee)` or `ggggeeee` in hexadecimal digits.
    init?(written text: String) {
        var digits = Array(text.utf8)
        if digits.count == 11 {
            guard digits[0] == UInt8(ascii: "("), digits[5] == UInt8(ascii: ","), digits[10] == UInt8(ascii: ")") else {
                return nil
            }
            digits.remove(at: 10)
            digits.remove(at: 5)
            digits.remove(at: 0)
        }
        guard digits.count == 8, digits.first != UInt8(ascii: "+"),
            let word = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { return nil }
        self.init(rawValue: word)
    }
}
