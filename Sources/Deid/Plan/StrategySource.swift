/// What a strategy is made of: one entry of `strategies` in `routes.yml`, but for analyzer and pixels.
public struct StrategySource: Hashable, Sendable {
    /// What counts where no row of a file does.
    public enum Profile: String, Hashable, Sendable, CaseIterable {
        /// The Basic Application Level Confidentiality Profile (PS3.15 §E.2).
        case basic
        case none
    }

    /// What becomes of attributes that neither a row nor the profile names.
    public enum Unlisted: String, Hashable, Sendable, CaseIterable {
        /// Attributes of the standard stay, anything unknown or private goes.
        case profile
        case remove
        case keep
    }

    /// What becomes of encapsulated documents.
    public enum Documents: String, Hashable, Sendable, CaseIterable {
        case hold
        /// An empty document of the same kind takes their place; held where nobody can write one.
        case replace
    }

    /// Which private attributes count as safe.
    public enum PrivateAttributes: String, Hashable, Sendable, CaseIterable {
        /// PS3.15 Table E.3.10-1.
        case ps315
        /// What TCIA's curation keeps.
        case tcia
    }

    public var name: String
    public var profile: Profile
    public var options: Set<ProfileOption>
    /// Absolute paths of strategy files; later ones override earlier ones.
    public var files: [String]
    public var unlisted: Unlisted
    public var documents: Documents
    /// Absolute path of the table that rows with `replaceWithMapping` take their values from, where their Option names none.
    public var mappingTable: String?
    /// Takes effect with the option `retain_safe_private`.
    public var safePrivate: PrivateAttributes
    /// What stands where something was found in a text.
    public var textStyle: TextStyle
    public var removesPrivate: Bool
    public var regeneratesSeriesNumber: Bool

    public init(
        name: String, profile: Profile = .basic, options: Set<ProfileOption> = [], files: [String] = [],
        unlisted: Unlisted = .profile, documents: Documents = .hold, mappingTable: String? = nil,
        safePrivate: PrivateAttributes = .ps315,
        textStyle: TextStyle = .deid, removesPrivate: Bool = true,
        regeneratesSeriesNumber: Bool = false
    ) {
        self.name = name
        self.profile = profile
        self.options = options
        self.files = files
        self.unlisted = unlisted
        self.documents = documents
        self.mappingTable = mappingTable
        self.safePrivate = safePrivate
        self.textStyle = textStyle
        self.removesPrivate = removesPrivate
        self.regeneratesSeriesNumber = regeneratesSeriesNumber
    }
}
