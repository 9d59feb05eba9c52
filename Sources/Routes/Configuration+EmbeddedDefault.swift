import Foundation

extension Configuration {
    /// What a node without any file runs with: everything from anyone is cleaned by the basic profile, pixels too,
    /// and put into a folder, all below the current directory.
    public static let embeddedDefault = """
        version: 1
        node:
          ae_title: VEIL
          host: 0.0.0.0
          port: 11112
          state_directory: state
        projects:
          default:
            key_file: keys/default.key
        strategies:
          default:
            profile: basic
            options: [retain_longitudinal_modified_dates, clean_pixel_data]
        destinations:
          archive:
            folder: archive
        routes:
          - name: default
            project: default
            strategy: default
            destinations: [archive]
        unmatched: quarantine

        """

    /// What `file` says of the embedded default.
    public static let embeddedDefaultName = "(built-in configuration)"

    /// The embedded default, with paths relative to `directory`.
    public static func loadEmbeddedDefault(
        directory: String = FileManager.default.currentDirectoryPath, vocabulary: DicomVocabulary = .standard
    ) throws(ConfigurationErrors) -> Configuration {
        try parse(
            text: embeddedDefault, file: embeddedDefaultName, directory: directory, environment: [:],
            vocabulary: vocabulary)
    }
}
