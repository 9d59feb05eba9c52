import Deid
import Dicom
import Dimse
import Routes

/// Loads `routes.yml` with the names of the standard that it may use.
public enum ConfigurationLoading {
    /// SOP Class and attribute keywords, from the standard's table and from DCMTK's dictionary.
    public static let vocabulary = DicomVocabulary(
        sopClassUID: { StorageSOPClass.withKeyword($0)?.uid },
        sopClassKeywords: { StorageSOPClass.all.map(\.keyword) },
        tag: { DataDictionary.tag(ofKeyword: $0) })

    /// The configuration in the file `path`, or the embedded default for nil.
    /// - Throws: `StartError.configuration` with one line an error.
    public static func load(_ path: String?) throws(StartError) -> Configuration {
        do {
            guard let path else { return try Configuration.loadEmbeddedDefault(vocabulary: vocabulary) }
            return try Configuration.load(path: path, vocabulary: vocabulary)
        } catch {
            throw .configuration(error.errors.map(\.description))
        }
    }
}
