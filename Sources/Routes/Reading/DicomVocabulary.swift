import Deid
import Dicom
import DataSets

/// The names of the standard that a configuration file may use.
public struct DicomVocabulary: Sendable {
    /// The UID of a SOP Class by its keyword (PS3.6 Table A-1), `CTImageStorage`.
    public var sopClassUID: @Sendable (String) -> String?
    /// All SOP Class keywords, for wildcards and for the nearest one in an error.
    public var sopClassKeywords: @Sendable () -> [String]
    /// The tag of an attribute by its keyword (PS3.6 §6), `StudyDescription`.
    public var tag: @Sendable (String) -> Tag?
    /// All attribute keywords, for the nearest one in an error; may be empty.
    public var attributeKeywords: @Sendable () -> [String]

    /// SOP Classes of the standard's table, attributes of the data dictionary.
    public static let standard = DicomVocabulary(
        sopClassUID: { StorageSOPClass.withKeyword($0)?.uid },
        sopClassKeywords: { StorageSOPClass.all.map(\.keyword) },
        tag: { DataDictionary.tag(ofKeyword: $0) })

    /// A vocabulary that asks these closures.
    public init(
        sopClassUID: @escaping @Sendable (String) -> String?,
        sopClassKeywords: @escaping @Sendable () -> [String] = { [] },
        tag: @escaping @Sendable (String) -> Tag?,
        attributeKeywords: @escaping @Sendable () -> [String] = { [] }
    ) {
        self.sopClassUID = sopClassUID
        self.sopClassKeywords = sopClassKeywords
        self.tag = tag
        self.attributeKeywords = attributeKeywords
    }

    /// A vocabulary of two tables.
    public init(sopClasses: [String: String], attributes: [String: Tag]) {
        self.init(
            sopClassUID: { sopClasses[$0] }, sopClassKeywords: { sopClasses.keys.sorted() },
            tag: { attributes[$0] }, attributeKeywords: { attributes.keys.sorted() }
        )
    }
}
