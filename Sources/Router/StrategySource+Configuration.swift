import Deid
import Routes

extension StrategySource {
    /// One entry of `strategies`.
    init(_ configuration: StrategyConfiguration) {
        self.init(
            name: configuration.name, profile: configuration.profile == .basic ? .basic : .none,
            options: Set(configuration.options.compactMap { ProfileOption(rawValue: $0.rawValue) }),
            files: configuration.files, unlisted: Unlisted(rawValue: configuration.unlisted.rawValue) ?? .profile,
            documents: configuration.documents == .hold ? .hold : .replace,
            mappingTable: configuration.mappingTable, safePrivate: configuration.privateList == .ps315 ? .ps315 : .tcia,
            textStyle: CleanStyle(rawValue: configuration.text.style.rawValue) ?? .deid,
            removesPrivate: configuration.removesPrivate,
            regeneratesSeriesNumber: configuration.regeneratesSeriesNumber)
    }
}
