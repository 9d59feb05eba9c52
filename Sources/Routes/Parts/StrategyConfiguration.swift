import Deid
import Dicom
import Foundation
import Pixels

/// How instances are cleaned: one entry of `strategies`.
public struct StrategyConfiguration: Hashable, Sendable {
    /// The key under `strategies`.
    public var name: String
    /// What counts where no row of a file does.
    public var profile: StrategySource.Profile
    /// Options of the profile, each once, in the order of the file.
    public var options: [ProfileOption]
    /// Absolute paths of strategy files; later ones override earlier ones.
    public var files: [String]
    /// Absolute path of the table that `replaceWithMapping` takes its values from where its Option names none.
    public var mappingTable: String?
    /// What becomes of attributes that neither a row nor the profile names.
    public var unlisted: StrategySource.Unlisted
    /// Which private attributes count as safe.
    public var privateList: StrategySource.PrivateAttributes
    /// What becomes of encapsulated documents.
    public var documents: StrategySource.Documents
    /// Private attributes that nothing names go; the basic profile does so anyway.
    public var removesPrivate: Bool
    /// Series Number is made anew.
    public var regeneratesSeriesNumber: Bool
    /// Free-text cleaning.
    public var text: Text
    /// Pixel cleaning; takes effect with the option `clean_pixel_data`.
    public var pixels: Pixels

    /// `text`: how free text is cleaned.
    public struct Text: Hashable, Sendable {
        /// What stands where something was found.
        public var style: TextStyle
        /// URL of a Presidio analyzer to ask as well.
        public var analyzer: String?
    }

    /// `pixels`: how text in pixels is found and hidden.
    public struct Pixels: Hashable, Sendable {
        /// Which instances are looked at.
        public var when: PixelSettings.When
        /// Which text is hidden.
        public var text: PixelSettings.Text
        /// Absolute paths of the files of fixed regions.
        public var devices: [String]
        /// Tesseract language packs.
        public var languages: [String]
        /// What a hidden region looks like.
        public var fill: BoxFill
        /// For one instance.
        public var timeLimit: Duration
    }
}

extension StrategyConfiguration {
    /// What the planner's rules are compiled from.
    public var source: StrategySource {
        StrategySource(
            name: name, profile: profile, options: Set(options), files: files, unlisted: unlisted, documents: documents,
            mappingTable: mappingTable, safePrivate: privateList, textStyle: text.style, removesPrivate: removesPrivate,
            regeneratesSeriesNumber: regeneratesSeriesNumber)
    }

    /// Reads one entry of `strategies`. The result counts only if no error was recorded.
    init?(name: String, _ field: Field) {
        let errors = field.reading.errors.count
        guard let section = Section(field, keys: ConfigurationKeys.strategy) else { return nil }
        self.name = name
        profile = section["profile"]?.choice(StrategySource.Profile.self) ?? .basic
        options = section["options"].map(StrategyConfiguration.options) ?? []
        files = section["files"]?.list().compactMap { $0.existingFile() } ?? []
        mappingTable = section["mapping_table"]?.existingFile()
        let unlisted = section["unlisted"].map { $0.choice(StrategySource.Unlisted.self) } ?? .profile
        self.unlisted = unlisted ?? .remove
        privateList = section["private_list"]?.choice(StrategySource.PrivateAttributes.self) ?? .ps315
        documents = section["documents"]?.choice(StrategySource.Documents.self) ?? .hold
        removesPrivate = section["remove_private"]?.boolean() ?? true
        regeneratesSeriesNumber = section["regenerate_series_number"]?.boolean() ?? false
        text = Text(section["text"])
        pixels = Pixels(section["pixels"])
        // What is wrong already explains an option that seems to be missing.
        if field.reading.errors.count == errors { refuseWhatHasNoEffect(section) }
        if profile == .none, unlisted == .profile {
            let place = section["unlisted"] == nil ? section.place(of: "profile") : section.place(of: "unlisted")
            field.reading.error(
                place, "profile: none says nothing of unlisted attributes", "write unlisted: remove or unlisted: keep")
        }
        if profile == .basic, !removesPrivate {
            section["remove_private"]?.warn(
                "false has no effect with profile: basic, which removes private attributes",
                "use the option retain_safe_private, or rows with the action keep")
        }
    }

    /// Settings that another word would switch on: whoever wrote them believes that they are in effect.
    private func refuseWhatHasNoEffect(_ section: Section) {
        func refuse(_ key: String, without word: ProfileOption) {
            guard section[key] != nil, !options.contains(word) else { return }
            section.field.reading.error(
                section.place(of: key), "has no effect without the option \(word.rawValue)",
                "add \(word.rawValue) to options, or leave \(key) out")
        }
        refuse("pixels", without: .cleanPixelData)
        refuse("private_list", without: .retainSafePrivate)
        // Rows of files may clean texts; what stands in them is not known here.
        guard files.isEmpty else { return }
        let cleaning: Set<ProfileOption> = [
            .cleanDescriptors, .cleanStructuredContent, .cleanGraphics, .retainSafePrivate, .retainPatientCharacteristics,
        ]
        if text.analyzer != nil, cleaning.isDisjoint(with: options) {
            section["text"]?.error(
                "analyzer is asked about nothing: no option and no file has texts cleaned",
                "add clean_descriptors to options, or leave analyzer out")
        }
        if profile == .none, section["text"] != nil {
            section.field.reading.error(
                section.place(of: "text"), "has no effect: with profile: none only rows with cleanTag clean texts",
                "name a file with such rows under files, or leave text out")
        }
    }

    // An empty list is a clear wish here: no options.
    private static func options(_ field: Field) -> [ProfileOption] {
        var options: [ProfileOption] = []
        for item in field.list() {
            guard let option = item.choice(ProfileOption.self, of: ProfileOption.inTableOrder) else { continue }
            if options.contains(option) { item.error("\(option.rawValue) stands in the list already") }
            if options.contains(.retainLongitudinalFullDates) && option == .retainLongitudinalModifiedDates
                || options.contains(.retainLongitudinalModifiedDates) && option == .retainLongitudinalFullDates
            {
                item.error(
                    "retain_longitudinal_full_dates and retain_longitudinal_modified_dates exclude each other",
                    "keep one of the two")
            }
            options.append(option)
        }
        return options
    }
}

extension StrategyConfiguration.Text {
    fileprivate init(_ field: Field?) {
        (style, analyzer) = (.deid, nil)
        guard let field, let section = Section(field, keys: ConfigurationKeys.text) else { return }
        section["style"]?.choice(TextStyle.self).map { style = $0 }
        if let given = section["analyzer"], !given.isNull { analyzer = given.webAddress() }
    }
}

extension StrategyConfiguration.Pixels {
    fileprivate init(_ field: Field?) {
        (when, text, devices, languages, fill, timeLimit) = (.auto, .byModality, [], ["eng"], .black, .seconds(120))
        guard let field, let section = Section(field, keys: ConfigurationKeys.pixels) else { return }
        section["when"]?.choice(PixelSettings.When.self).map { when = $0 }
        section["text"]?.choice(PixelSettings.Text.self).map { text = $0 }
        devices = section["devices"]?.values { $0.existingFile() } ?? []
        section["languages"]?.values { $0.languagePack() }.map { languages = $0 }
        section["fill"]?.choice(BoxFill.self).map { fill = $0 }
        section["time_limit"]?.duration(in: .seconds(1) ... .seconds(3600)).map { timeLimit = $0 }
    }
}

extension Field {
    fileprivate func webAddress() -> String? {
        guard let text = text() else { return nil }
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host?.isEmpty == false else {
            error("\(quoted(text)) is not a web address", "write for example http://127.0.0.1:5002")
            return nil
        }
        return text
    }

    // The name becomes part of a path (`eng.traineddata`, `script/Latin.traineddata`).
    fileprivate func languagePack() -> String? {
        guard let text = text() else { return nil }
        let isName =
            text.first != "/" && text.last != "/" && !text.isEmpty
            && text.utf8.allSatisfy { byte in
                byte.isDigit || byte.isCapital || byte.isSmall
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "/")
            }
        guard isName else {
            error("\(quoted(text)) is not a Tesseract language pack", "write for example eng, deu or chi_sim")
            return nil
        }
        return text
    }
}
