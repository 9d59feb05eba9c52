import Dicom
import Testing

@testable import Deid

@Suite("What the header tells is found in the texts")
struct TextClueTests {
    @Test(
        "a name goes however it is written",
        arguments: [
            ("CT chest for Miller", "CT chest for <NAME>"), ("MILLER, JOHN follow up", "<NAME> follow up"),
            ("john miller, cough", "<NAME>, cough"), ("J. Miller, cough", "<NAME>, cough"),
            ("Miller^John^Adam", "<NAME>"), ("MILLERJOHN THORAX", "<NAME> THORAX"), ("miller_john_ct", "<NAME>_ct"),
            ("CT for Milller", "CT for <NAME>"), ("CT for Mller", "CT for <NAME>"), ("CT for Mlilor", "CT for Mlilor"),
            ("John's scan", "<NAME>'s scan"), ("seen by Ashworth", "seen by <NAME>"),
            ("tech JM", "tech <NAME>"), ("tech J.A.M.", "tech <NAME>"), ("tech T. van der Berg", "tech <NAME>"),
            ("jmiller logged in", "<NAME> logged in"),
            ("CT_van_der_Berg_Tess", "CT_<NAME>"),
        ])
    func names(_ text: String, _ expected: String) {
        #expect(TextFixture.clean(text) == expected)
    }

    @Test(
        "accents and umlauts do not hide a name",
        arguments: [
            ("Müller^Jörg", "MUELLER JOERG"), ("Müller^Jörg", "Muller, Jorg"), ("Mueller^Joerg", "Müller, Jörg"),
            ("Sørensen^Åse", "SORENSEN ASE"), ("Łukaszewicz^Żaneta", "lukaszewicz zaneta"),
            ("Núñez^José", "NUNEZ JOSE"),
            ("Iванова^Олена", "IВАНОВА ОЛЕНА"), ("Παπαδόπουλος^Νίκος", "ΠΑΠΑΔΟΠΟΥΛΟΣ ΝΙΚΟΣ"),
            ("Nguyễn^Thị", "Nguyen Thi"),
            ("O'Connell^Siobhán", "O'CONNELL SIOBHAN"), ("García-Pérez^Ana", "garcia-perez ana"),
        ])
    func accents(_ name: String, _ text: String) {
        #expect(TextFixture.clean(text + " thorax", ["PatientName": name]) == "<NAME> thorax")
    }

    @Test(
        "all component groups of a name count",
        arguments: ["Yamada Tarou", "山田太郎", "山田　太郎", "やまだ たろう", "ヤマダタロウ", "ﾔﾏﾀﾞ ﾀﾛｳ"])
    func groups(_ text: String) {
        let header = ["PatientName": "Yamada^Tarou=山田^太郎=やまだ^たろう"]
        #expect(TextFixture.clean("CT " + text, header) == "CT <NAME>")
    }

    @Test(
        "what OCR confuses does not hide a name or a number",
        arguments: [
            ("M1LLER J0HN", "<NAME>"), ("MI11ER, JOHN", "<NAME>"), ("ID 0O451827", "ID <ID>"),
            ("ID OO45I827", "ID <ID>"),
            ("RAD-773l942", "<ID>"),
        ])
    func confusions(_ text: String, _ expected: String) {
        #expect(TextFixture.clean(text, context: .ocrLine) == expected)
    }

    @Test(
        "numbers are found with and without zeros, separators and prefixes",
        arguments: [
            ("see 00451827", "see <ID>"), ("see 451827", "see <ID>"), ("see 0045-1827", "see <ID>"),
            ("see 0045 1827", "see <ID>"),
            ("RAD7731942", "<ID>"), ("RAD_7731942", "<ID>"), ("acc 7731942", "acc <ID>"),
            ("sn55102 checked", "<ID> checked"),
            ("1.2.826.0.1.3680043.8.1055.1.20160301", "<ID>"), ("on CTROOM4B", "on <OTHER>"),
            ("call 415-555-0199", "call <PHONE>"), ("call (415) 555 0199", "call <PHONE>"),
        ])
    func numbers(_ text: String, _ expected: String) {
        #expect(TextFixture.clean(text) == expected)
    }

    @Test(
        "places are found whole, by their own words and by initials",
        arguments: [
            ("at Oakhurst Valley Medical Center", "at <INSTITUTION>"), ("from OAKHURST VALLEY", "from <INSTITUTION>"),
            ("prior at OVMC", "prior at <INSTITUTION>"), ("lives 12 Larch Lane", "lives <ADDRESS>"),
            ("from Milford", "from <ADDRESS>"), ("medical center", "medical center"),
        ])
    func places(_ text: String, _ expected: String) {
        #expect(TextFixture.clean(text) == expected)
    }

    @Test(
        "a word of medicine that is the patient's name stays where it is the word",
        arguments: [
            ("Chest^Clifton", "CHEST PA AND LATERAL"), ("Fall^Mary", "pain after fall"),
            ("May^Ann", "this may represent edema"),
            ("Parkinson^Ian", "known Parkinson disease"), ("Neck^Paul", "CT neck with contrast"),
            ("Baker^Tom", "small Baker cyst"), ("Heart^Joe", "Heart size is normal"), ("Mark^Sue", "mark on skin"),
        ])
    func collisions(_ name: String, _ text: String) {
        #expect(TextFixture.clean(text, ["PatientName": name], context: .reportSentence) == text)
    }

    @Test(
        "and goes where something says that it is the name",
        arguments: [
            ("Chest^Clifton", "CT for Clifton Chest", "CT for <NAME>"),
            ("May^Ann", "Seen by Dr. May", "Seen by Dr. <NAME>"),
            ("Baker^Tom", "Baker, Tom: small Baker cyst", "<NAME>: small Baker cyst"),
            ("Will^Rose", "Ms. Will was informed", "Ms. <NAME> was informed"),
        ])
    func collisionsWithSupport(_ name: String, _ text: String, _ expected: String) {
        #expect(TextFixture.clean(text, ["PatientName": name], context: .reportSentence) == expected)
    }

    @Test("what stands for nobody is no clue", arguments: ["ANONYMOUS", "Unknown^Unknown", "TEST^PATIENT", "None", ""])
    func placeholders(_ name: String) {
        #expect(HeaderClues(keywords: ["PatientName": name]).clues.isEmpty)
    }

    @Test("every level of a data set tells its names, dates and UIDs, each once")
    func view() {
        let inner: [MemoryDataSet.Element] = [
            .init(0x0040_1101, items: [[.init(0x0008_0104, .LO, "Nurse")]]),
            .init(0x0008_1050, .PN, "Ashworth^Celia"), .init(0x0040_A13A, .DT, "20160302101500"),
            .init(0x0008_1155, .UI, "1.2.826.0.1.55.7"),
        ]
        let dataSet = MemoryDataSet(elements: [
            .init(0x0008_0016, .UI, "1.2.840.10008.5.1.4.1.1.2"), .init(0x0010_0010, .PN, "Miller^John"),
            .init(0x0010_0020, .LO, "451827"), .init(0x0010_0030, .DA, "19610312"),
            .init(0x0040_0275, items: [inner, inner]),
        ])
        let clues = HeaderClues(dataSet.view()).clues
        #expect(
            clues.map { "\($0.kind) \($0.value)" } == [
                "patientName Miller^John", "identifier 451827", "birthDate 19610312", "staffName Ashworth^Celia",
                "date 20160302", "uid 1.2.826.0.1.55.7",
            ])
    }
}
