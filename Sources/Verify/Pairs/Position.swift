import Dicom

/// What de-identification leaves alone in an instance, to find instances again whose names all changed.
struct Position: Hashable {
    private var values: [String]

    /// - Returns: nil for a file that cannot be read.
    static func read(_ path: String) -> (position: Position, place: Place)? {
        // Whatever keeps a file from being read shows when it is reported.
        guard let file = try? Reader(path: path) else { return nil }
        let printed = PrintedValue(dataSet: file)
        let values = stable.map { tag in file.view.topLevel(tag).map { printed.text(of: $0) } ?? "" }
        let place = Place(
            patient: file.text(.patientID), study: file.text(.studyInstanceUID), series: file.text(.seriesInstanceUID),
            instance: file.text(.sopInstanceUID))
        return (Position(values: values), place)
    }

    private static let stable: [Tag] = [
        .sopClassUID, .modality,
        Tag(0x0018, 0x0050), Tag(0x0018, 0x0088),  // slice thickness, spacing
        Tag(0x0020, 0x0011), Tag(0x0020, 0x0012), Tag(0x0020, 0x0013),  // series, acquisition, instance number
        Tag(0x0020, 0x0032), Tag(0x0020, 0x0037), Tag(0x0020, 0x1041),  // where the slice is
        Tag(0x0028, 0x0008), Tag(0x0028, 0x0010), Tag(0x0028, 0x0011),  // frames, rows, columns
    ]
}

/// The order of instances: by patient, study and series, as they are called on either side.
struct Place: Comparable {
    var patient: String
    var study: String
    var series: String
    var instance: String

    static func < (one: Place, other: Place) -> Bool {
        (one.patient, one.study, one.series, one.instance) < (other.patient, other.study, other.series, other.instance)
    }
}
