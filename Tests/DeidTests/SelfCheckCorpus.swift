import Dicom

@testable import Deid

/// SplitMix64: the same sequence for the same seed, on every machine.
struct SeededRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func pick<Element>(_ from: [Element]) -> Element { from[Int(next() % UInt64(from.count))] }
    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
    mutating func digits(_ count: Int) -> String { (0..<count).map { _ in String(below(10)) }.joined() }
}

/// Instances of many patients whose kept values tell nothing of them, though most of their names are words as well.
struct SelfCheckCorpus {
    typealias Element = MemoryDataSet.Element

    private var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(state: seed) }

    static let words = [
        "White", "Black", "Brown", "Gray", "Green", "Long", "Short", "Head", "Chest", "Hand", "Foot", "Bone", "Marrow", "Young",
        "Small", "Little", "Field", "Stone", "Wall", "Rose", "May", "Will", "Mark", "Rich", "Baker", "Parkinson", "Crohn",
        "Barrett",
        "Simpson", "King", "Knight", "Walker", "Wells", "Bell", "Ring", "Page", "Price", "Post", "Ray", "Arm", "Legg", "Hart",
        "Heart",
        "Kidney", "Best", "Case", "Cross", "Power", "Light", "Day", "Summer", "Winter", "April", "June", "August", "West",
        "North",
        "Philips", "Canon", "Logan", "Butterworth", "Foley", "Swan", "Baden", "Cobb", "Hodgkin", "Paget", "Graves", "Down",
        "Ward",
        "Wood", "Ford", "Lane", "Street", "Land", "Weber", "Klein", "Lang", "Kurz", "Gross", "Weiss", "Petit", "Leblanc",
        "Blanco",
        "Costa", "Serra", "Li", "Wu", "Kim", "Lee", "An", "Do", "In", "So", "Ax", "Al", "Ng", "Vo", "Axel", "Ken", "Max", "Min",
        "Art",
    ]
    static let names = [
        "Okonkwo", "Dabrowiecki", "Featherstone", "Villanueva", "Thorvaldsen", "Kowalczyk", "O'Brien", "van der Berg", "Müller",
        "Žďárská",
        "Nguyễn", "García-López", "Çavuşoğlu", "Sørensen", "Abernathy", "Quisenberry", "Iwuchukwu", "Petrov", "Hernández",
        "Lindqvist",
    ]
    private static let given = [
        "Anna", "Jane", "John", "Rose", "May", "Grace", "Mark", "Will", "Art", "Guy", "Zbigniew", "Chidiebere", "Siobhán", "José",
        "Li",
        "Wei", "Min", "Jo", "Al", "Ingrid", "Oluwaseun", "Bartholomew", "Faith", "April", "June", "Dawn", "Ray", "Max",
        "Christian",
    ]
    private static let studies = [
        "CT CHEST W/O CONTRAST", "MRI HEAD W WO", "white matter lesion follow up", "LONG LEG STANDING AP", "US KIDNEY STONE",
        "Baker cyst?",
        "Parkinson protocol, DaTscan", "small bowel follow through", "bone marrow edema, left foot", "rose bengal uptake",
        "heart short axis",
        "PET/CT skull base to mid thigh", "hand wrist 3 views", "MAY-THURNER EVAL", "CHEST WALL MASS", "young adult hip",
        "SWAN GANZ placement",
        "Schädel nativ und KM", "Lunge klein", "Crohn disease, MR enterography", "Barrett esophagus", "knee, cross table",
        "gray scale cine",
        "field of view 240 mm, 512 x 512", "T2* w/ fat sat, TE 30, TR 4500, 123456 ADU", "Foley in place", "Cobb angle 24.5",
        "light sedation",
        "2012-2 protocol rev 14", "power injector 3.5 ml/s", "dose 120345 uGy", "Judkins left 4, 6F", "black blood, bright blood",
        "one page",
        "post op day 3, will need follow up in may", "mark placed on right", "case discussed", "in the best of cases",
        "do not repeat", "so far so good",
    ]
    private static let series = [
        "AX T1", "ax long", "SAG T2 SMALL FOV", "cor white blood", "Lung 1.0 B70f", "t2_tse_sag_512", "Head 5.0 H30s",
        "Localizer", "DWI b1000", "cine short axis",
        "Bone 0.6 Br59", "head^routine", "CHEST PA", "L MLO", "Power Doppler", "gray", "Field Map", "STONE", "ABD 3-PHASE",
        "arm up", "min IP", "max IP",
    ]

    /// The instance, the next one with each call.
    mutating func next() -> MemoryDataSet {
        var elements = patient() + study()
        for extra in equipment() where random.below(4) > 0 { elements.append(extra) }
        for extra in image() { elements.append(extra) }
        if random.below(3) == 0 { elements.append(requests()) }
        if random.below(3) == 0 { elements += privates() }
        return PlanFixture.instance(elements, patientID: nil, study: nil)
    }

    private mutating func name() -> String {
        let family = random.below(4) == 0 ? random.pick(Self.names) : random.pick(Self.words)
        let given = random.below(2) == 0 ? random.pick(Self.given) : random.pick(Self.words)
        return random.pick([
            "\(family)^\(given)", "\(family.uppercased())^\(given.uppercased())",
            "\(family)^\(given)^\(random.pick(["A", "J", "M"]))",
        ])
    }

    /// Study ID, Accession Number and the like in the forms that sites have.
    private mutating func identifier() -> String {
        switch random.below(7) {
        case 0: "1"
        case 1: random.digits(4)
        case 2: random.digits(6)
        case 3: random.digits(8)
        case 4: "MRN-" + random.digits(7)
        case 5: random.pick(["CT", "MR", "A", "HEAD"]) + random.digits(3)
        default: "\(random.digits(3))-\(random.digits(2))-\(random.digits(4))"
        }
    }

    private mutating func date(_ years: ClosedRange<Int>) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(years.lowerBound + random.below(years.count))\(two(1 + random.below(12)))\(two(1 + random.below(28)))"
    }

    private mutating func uid() -> String { "1.2.840.113619.2.\(random.digits(3)).\(1 + random.below(900_000_000))" }

    private mutating func patient() -> [Element] {
        [
            Element(0x0008_0005, .CS, "ISO_IR 192"), Element(0x0010_0010, .PN, name()),
            Element(0x0010_0020, .LO, identifier() + random.digits(2)), Element(0x0010_0030, .DA, date(1920...2015)),
            Element(0x0010_0040, .CS, random.pick(["M", "F", "O"])), Element(0x0010_1010, .AS, "0\(random.digits(2))Y"),
            Element(
                0x0010_1040, .LO, "\(1 + random.below(99)) \(random.pick(Self.words)) Street, \(random.pick(Self.names))ville"),
            Element(0x0010_2154, .SH, "(555) 0\(random.digits(2))-\(random.digits(4))"),
        ]
    }

    private mutating func study() -> [Element] {
        let day = date(2003...2023)
        return [
            Element(0x0008_0018, .UI, uid()), Element(0x0020_000D, .UI, uid()), Element(0x0020_000E, .UI, uid()),
            Element(0x0008_0020, .DA, day), Element(0x0008_0021, .DA, day), Element(0x0008_0022, .DA, day),
            Element(0x0008_0023, .DA, day), Element(0x0008_002A, .DT, day + "101502.5"),
            Element(0x0008_0030, .TM, random.digits(1) + "81502"), Element(0x0008_0031, .TM, "081530"),
            Element(0x0008_0032, .TM, "081533.120000"), Element(0x0008_0050, .SH, identifier()),
            Element(
                0x0008_0080, .LO, random.pick(["St. Mary Hospital", "General Hospital", "Universitätsklinik", "North Clinic"])),
            Element(0x0008_0090, .PN, name()), Element(0x0008_1030, .LO, random.pick(Self.studies)),
            Element(0x0008_103E, .LO, random.pick(Self.series)),
            Element(0x0008_1040, .LO, random.pick(["Radiology", "CT", "Chest"])),
            Element(0x0008_1050, .PN, name()), Element(0x0008_1070, .PN, name()),
            Element(0x0018_1030, .LO, random.pick(Self.series)),
            Element(0x0020_0010, .SH, identifier()), Element(0x0020_0011, .IS, "\(1 + random.below(900))"),
            Element(0x0020_0052, .UI, uid()),
            Element(0x0020_4000, .LT, random.pick(Self.studies) + ". " + random.pick(Self.studies)),
        ]
    }

    private mutating func equipment() -> [Element] {
        [
            Element(0x0008_0060, .CS, random.pick(["CT", "MR", "US", "CR"])),
            Element(0x0008_0008, .CS, random.pick(["ORIGINAL\\PRIMARY\\AXIAL", "DERIVED\\SECONDARY\\MIN IP"])),
            Element(
                0x0008_0070, .LO,
                random.pick(["Philips", "SIEMENS", "GE MEDICAL SYSTEMS", "Canon Medical Systems", "Carl Zeiss"])),
            Element(0x0008_1010, .SH, random.pick(["CT01", "MR2", "CT", "AXIAL", "OAKCT\(random.digits(3))"])),
            Element(0x0008_1090, .LO, random.pick(["Brilliance 64", "Aera", "Optima CT660", "Ingenia", "Lumina", "Sola"])),
            Element(0x0018_0015, .CS, random.pick(["HEAD", "CHEST", "HAND", "FOOT", "ARM", "HEART"])),
            Element(0x0018_0022, .CS, random.pick(["FAST_CARD", "HELICAL MODE", "PFP\\FS"])), Element(0x0018_0050, .DS, "1.25"),
            Element(0x0018_0060, .DS, "120"), Element(0x0018_1000, .LO, random.digits(random.pick([4, 5, 8]))),
            Element(0x0018_1016, .LO, "Vital Images, Inc"), Element(0x0018_1019, .LO, random.pick(["VE11C", "12", "2.6.3.1"])),
            Element(0x0018_1020, .LO, random.pick(["syngo MR E11", "4.1.6", "1", "12", "07MW18.4", "B19"])),
            Element(0x0018_1100, .DS, "350"),
            Element(0x0018_1210, .SH, random.pick(["B30f", "STANDARD", "BONE", "LUNG", "Shepp-Logan", "Hann"])),
            Element(0x0018_1250, .SH, random.pick(["HEA", "BODY", "C:HE1", "12", "ARM"])), Element(0x0018_5100, .CS, "HFS"),
            Element(0x0018_1160, .SH, random.pick(["WEDGE_2", "BUTTERWORTH", "MIXED"])), Element(0x0054_1105, .LO, "Shepp Logan"),
            Element(0x0018_1314, .DS, "12"), Element(0x0018_9004, .CS, "RESEARCH"),
            Element(0x0054_1103, .LO, "OSEM, Butterworth, field 256"),
        ]
    }

    private mutating func image() -> [Element] {
        [
            Element(0x0020_0012, .IS, "1"), Element(0x0020_0013, .IS, random.digits(6)),
            Element(0x0020_0032, .DS, "-1\(random.digits(5))\\\(random.digits(6))\\1.5"),
            Element(0x0020_0037, .DS, "1\\0\\0\\0\\1\\0"),
            Element(0x0020_0060, .CS, "L"), Element(0x0020_1041, .DS, random.digits(6)), Element(0x0028_0004, .CS, "MONOCHROME2"),
            Element(0x0028_0030, .DS, "0.\(random.digits(6))\\0.\(random.digits(6))"), Element(0x0028_1050, .DS, "40"),
            Element(0x0028_1055, .LO, random.pick(["WINDOW1\\WINDOW2", "BONE", "Brain", "LUNG"])),
            Element(0x0028_1054, .LO, "HU"),
            Element(0x0028_3003, .LO, "Modality LUT"), Element(0x0040_A043, items: [Self.code("121106", "Comment", "DCM")]),
            Element(
                0x0008_2218,
                items: [Self.code(random.digits(6), random.pick(["Head", "Chest wall", "Long bone", "Hand"]), "SCT")]),
            Element(0x0008_1032, items: [Self.code(random.digits(6), random.pick(Self.studies), "99LOCAL")]),
            Element(
                0x0040_0555, items: [[Element(0x0040_A040, .CS, "TEXT"), Element(0x0040_A160, .UT, random.pick(Self.studies))]]),
        ]
    }

    private mutating func requests() -> Element {
        Element(
            0x0040_0275,
            items: [
                [
                    Element(0x0040_0007, .LO, random.pick(Self.studies)), Element(0x0040_0009, .SH, identifier()),
                    Element(0x0040_1001, .SH, identifier()), Element(0x0008_0050, .SH, identifier()),
                ]
            ])
    }

    private mutating func privates() -> [Element] {
        [
            Element(0x0019_0010, .LO, random.pick(["SIEMENS MR HEADER", "Philips Imaging DD 001", "GEMS_ACQU_01"])),
            Element(0x0019_1008, .CS, "IMAGE NUM 4"), Element(0x0019_1009, .LO, "1.0"),
            Element(0x0019_100B, .DS, random.digits(6)),
            Element(0x0019_100E, .FD, "12345678"), Element(0x0019_1010, .UN, random.pick(["HEAD", "small field", "12"])),
            Element(
                Tag(0x0019, 0x1011), .OB,
                bytes: (0..<4000).map { _ in UInt8(truncatingIfNeeded: random.next()) }),
        ]
    }

    private static func code(_ value: String, _ meaning: String, _ scheme: String) -> [Element] {
        [Element(0x0008_0100, .SH, value), Element(0x0008_0102, .SH, scheme), Element(0x0008_0104, .LO, meaning)]
    }
}
