import Dicom

/// Days of birth in attributes that are made for other dates.
extension Planner {
    /// Whether one of `values` of DA or DT is the patient's day of birth: it goes as Patient's Birth Date does, since beside
    /// a moved date it would tell an age to the day.
    ///
    /// Not where the instance is of that very day: then it is a date like its others.
    mutating func tellBirth(_ values: [String]) -> Bool {
        let known = daysOfBirth()
        return !known.isEmpty && values.contains { known.contains(Self.digits($0)) }
    }

    private mutating func daysOfBirth() -> Set<String> {
        if let births { return births }
        var (found, others): (Set<String>, Set<String>) = ([], [])
        for element in view.elements where Self.birthDate == element.tag || Self.studyDates.contains(element.tag.rawValue) {
            for value in ElementText.values(element) ?? [] where DicomDate.day(value) != nil {
                if element.tag == Self.birthDate { found.insert(Self.digits(value)) } else { others.insert(Self.digits(value)) }
            }
        }
        found.subtract(others)
        births = found
        return found
    }

    /// `19580317` of `1958.03.17` and of `19580317101500+0100`.
    private static func digits(_ value: String) -> String {
        String(decoding: value.utf8.filter { $0.isDigit }.prefix(8), as: UTF8.self)
    }

    private static let birthDate = Tag(0x0010, 0x0030)
    /// Study, Series, Acquisition, Content Date, Acquisition DateTime.
    private static let studyDates: Set<UInt32> = [0x0008_0020, 0x0008_0021, 0x0008_0022, 0x0008_0023, 0x0008_002A]
}
