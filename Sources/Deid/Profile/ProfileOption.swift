/// An option of the profile by its name in `routes.yml` (PS3.15 §E.3).
public enum ProfileOption: String, CaseIterable, Hashable, Sendable, Comparable, CustomStringConvertible {
    case cleanPixelData = "clean_pixel_data"
    case cleanRecognizableVisualFeatures = "clean_recognizable_visual_features"
    case cleanGraphics = "clean_graphics"
    case cleanStructuredContent = "clean_structured_content"
    case cleanDescriptors = "clean_descriptors"
    case retainLongitudinalFullDates = "retain_longitudinal_full_dates"
    case retainLongitudinalModifiedDates = "retain_longitudinal_modified_dates"
    case retainPatientCharacteristics = "retain_patient_characteristics"
    case retainDeviceIdentity = "retain_device_identity"
    case retainUIDs = "retain_uids"
    case retainSafePrivate = "retain_safe_private"
    case retainInstitutionIdentity = "retain_institution_identity"

    public var description: String { rawValue }

    public static func < (one: ProfileOption, other: ProfileOption) -> Bool { one.rawValue < other.rawValue }

    /// Its column among the ten of Table E.1-1; nil for the two that are about pixels.
    var column: Int? {
        switch self {
        case .retainSafePrivate: 0
        case .retainUIDs: 1
        case .retainDeviceIdentity: 2
        case .retainInstitutionIdentity: 3
        case .retainPatientCharacteristics: 4
        case .retainLongitudinalFullDates: 5
        case .retainLongitudinalModifiedDates: 6
        case .cleanDescriptors: 7
        case .cleanStructuredContent: 8
        case .cleanGraphics: 9
        case .cleanPixelData, .cleanRecognizableVisualFeatures: nil
        }
    }

    /// All of them as the columns of Table E.1-1 are ordered, then those about pixels: as people are told which there are.
    public static let inTableOrder = allCases.enumerated().sorted {
        ($0.element.column ?? .max, $0.offset) < ($1.element.column ?? .max, $1.offset)
    }.map(\.element)

    /// Its code of CID 7050, for the De-identification Method Code Sequence (PS3.16).
    public var methodCode: String {
        switch self {
        case .cleanPixelData: "113101"
        case .cleanRecognizableVisualFeatures: "113102"
        case .cleanGraphics: "113103"
        case .cleanStructuredContent: "113104"
        case .cleanDescriptors: "113105"
        case .retainLongitudinalFullDates: "113106"
        case .retainLongitudinalModifiedDates: "113107"
        case .retainPatientCharacteristics: "113108"
        case .retainDeviceIdentity: "113109"
        case .retainUIDs: "113110"
        case .retainSafePrivate: "113111"
        case .retainInstitutionIdentity: "113112"
        }
    }

    /// Whether Veil does what the option stands for, so that the output may say so.
    ///
    /// The other one loads and is not claimed in the output: instances with pixels are then held.
    public var isCarriedOut: Bool { self != .cleanRecognizableVisualFeatures }

    /// Whether it is about attributes, so that it says nothing without the profile's table.
    var isAboutAttributes: Bool { self != .cleanPixelData && self != .cleanRecognizableVisualFeatures }

    /// Pairs that cannot both be meant.
    static let contradictions: [(ProfileOption, ProfileOption)] = [
        (.retainLongitudinalFullDates, .retainLongitudinalModifiedDates)
    ]
}
