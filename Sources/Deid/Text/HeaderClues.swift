import Dicom

/// One identifier that an instance's header tells.
public struct Clue: Hashable, Sendable {
    /// How it is to be looked for.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        case patientName, relativeName, staffName
        /// Of the patient, of studies, orders, visits.
        case identifier
        /// `YYYYMMDD`.
        case birthDate, date
        /// Years; only 90 and over.
        case age
        case institution, department, station, address, phone, email, serial, uid
        /// What else the profile hides and is written once, as it is: a user name, an employer.
        case other

        /// True for the three kinds of names of people.
        public var isName: Bool { self == .patientName || self == .relativeName || self == .staffName }
    }

    public var kind: Kind
    /// In Unicode, without padding; for PN with its delimiters.
    public var value: String
    /// Where it stands; `(0000,0000)` if told otherwise.
    public var tag: Tag

    public init(_ kind: Kind, _ value: String, _ tag: Tag) {
        self.kind = kind
        self.value = value
        self.tag = tag
    }
}

/// Every identifier that an instance's header tells, of all nesting levels, each once.
public struct HeaderClues: Sendable {
    public private(set) var clues: [Clue] = []
    private var seen: Set<Clue> = []

    /// Nothing is known.
    public init() {}

    /// What `view` tells. Values that are not loaded or not readable tell nothing.
    public init(_ view: DataSetView) {
        let equipment = EquipmentText.Own(view)
        for index in view.elements.indices {
            let element = view.elements[index]
            // What cannot be read is looked for byte by byte: RawClues.
            guard element.length > 0, let kind = ClueAttributes.kind(of: element.tag, vr: element.vr),
                view.isReadable(index), let values = view.text(of: index)
            else { continue }
            for value in values where !equipment.tell(kind, value, of: element.tag) { add(kind, value, element.tag) }
        }
    }

    /// What `keywords` tell: DICOM keyword to value as in a Data Set, several values split at backslashes.
    public init(keywords: [String: String]) {
        for (keyword, text) in keywords.sorted(by: { $0.key < $1.key }) {
            guard let (tag, kind) = ClueAttributes.named(keyword) else { continue }
            for value in text.split(separator: "\\") { add(kind, String(value), tag) }
        }
    }

    /// One more, unless it is empty, nobody's, or known.
    public mutating func add(_ kind: Clue.Kind, _ value: String, _ tag: Tag) {
        guard let clue = ClueAttributes.clue(kind, value, tag), seen.insert(clue).inserted else { return }
        clues.append(clue)
    }
}
