import Testing

@testable import Deid

@Suite("What has a grammar is found without a header")
struct TextRuleTests {
    @Test(
        "numbers after labels, by structure and by length",
        arguments: [
            ("MRN: 445566", "MRN: <ID>"), ("MRN# A12-3344", "MRN# <ID>"), ("Patient ID 9164363", "Patient ID <ID>"),
            ("PESEL 85010212345", "PESEL <ID>"), ("SSN 123-45-6789", "SSN <ID>"),
            ("N° SS 1 03 01 29 855 780 65", "N° SS <ID>"), ("CPF 123.456.789-09", "CPF <ID>"),
            ("CPR 010203-1234", "CPR <ID>"),
            ("S/N 88213", "S/N <ID>"), ("病歴 3344551", "病歴 <ID>"), ("order 15-6490203", "order <ID>"),
            ("topogram MR3484379", "topogram <ID>"),
            ("DEXA 3909169", "DEXA <ID>"), ("1.3.12.2.1107.5.1.4.49226.3000", "<ID>"),
        ])
    func identifiers(_ text: String, _ expected: String) {
        #expect(TextFixture.ruled(text) == expected)
    }

    @Test(
        "numbers that name a kind of thing, or measure, stay",
        arguments: [
            "CPT 71260", "ICD C34.90", "CAT# 21-8050", "REF 306546", "model 3120A", "ver 11.0.3", "software R5 V6.3",
            "syngo.via VB30",
            "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.2.4.70", "512x512", "256 x 192", "FOV 417", "TR 6419 TE 101",
            "120 kV 250 mAs",
            "Omnipaque 350", "100 mL at 4 ml/s", "SUV 12.8", "L4-L5", "C7/T1", "Th11/12", "T2*", "pT3 N0 M0",
            "BI-RADS 4A", "B30f",
            "55 yo male", "88-year-old", "37F", "x3/24h", "HbA1c 7.2%", "BP 120/80", "WBC 12000",
        ])
    func measures(_ text: String) {
        #expect(TextFixture.ruled(text) == text)
    }

    @Test(
        "ages from 90 go, in digits and in words; others stay",
        arguments: [
            ("92 yo male", "<AGE_OVER_89> yo male"), ("94-year-old", "<AGE_OVER_89>-year-old"),
            ("age 93", "age <AGE_OVER_89>"),
            ("91F fall", "<AGE_OVER_89>F fall"), ("99 Jahre alt", "<AGE_OVER_89> Jahre alt"),
            ("patiente de 94 ans", "patiente de <AGE_OVER_89> ans"),
            ("093Y", "<AGE_OVER_89>Y"), ("95歳", "<AGE_OVER_89>歳"), ("92 лет", "<AGE_OVER_89> лет"),
            ("ninety-three year old", "<AGE_OVER_89> year old"),
            ("89 yo", "89 yo"), ("smoker x 92 weeks", "smoker x 92 weeks"), ("95 mm", "95 mm"), ("90 kV", "90 kV"),
            ("SpO2 92%", "SpO2 92%"),
        ])
    func ages(_ text: String, _ expected: String) {
        #expect(TextFixture.ruled(text) == expected)
    }

    @Test(
        "phones, mail, hosts",
        arguments: [
            ("call 212-555-0134", "call <PHONE>"), ("tel (212) 555-0134", "tel <PHONE>"),
            ("tel. 089 / 123456", "tel. <PHONE>"),
            ("+49 30 1234567", "<PHONE>"), ("04 21 46 25 15", "<PHONE>"), ("8 (910) 004-97-26", "<PHONE>"),
            ("paged on pager 40431", "paged on <PHONE>"),
            ("050-1234-5678", "<PHONE>"), ("mail j.doe@clinic.org", "mail <EMAIL>"),
            ("see https://a.b.org/x?id=4", "see <URL>"),
            ("www.clinic.org", "<URL>"), ("pacs.clinic.org/view", "<URL>"), ("from 10.1.2.3", "from <IP>"),
            ("00:1A:2B:3C:4D:5E", "<IP>"),
            ("fe80::1:2:3:4", "<IP>"),
        ])
    func networks(_ text: String, _ expected: String) {
        #expect(TextFixture.ruled(text) == expected)
    }

    @Test(
        "names after titles, labels and staff, before credentials, with carets",
        arguments: [
            ("per Dr. Okonkwo", "per Dr. <NAME>"), ("Mr. Van Houten called", "Mr. <NAME> called"),
            ("Frau Klöppel", "Frau <NAME>"),
            ("Name: Doe, Jane", "Name: <NAME>"), ("Signed by: K. Abara", "Signed by: <NAME>"),
            ("Technologist: Lena Fisk", "Technologist: <NAME>"),
            ("D. Okafor, RN notified", "<NAME>, RN notified"), ("DOE^JANE^Q", "<NAME>"),
            ("Врач Нисов М.П.", "Врач <NAME>"),
            ("姓名:段峰", "姓名:<NAME>"), ("CT 患者 欧阳秀英 平扫", "CT 患者 <NAME> 平扫"), ("山田様", "<NAME>様"), ("환자 김철수 님", "환자 <NAME> 님"),
            ("Dr. med. Zölzer", "Dr. med. <NAME>"),
        ])
    func names(_ text: String, _ expected: String) {
        #expect(TextFixture.ruled(text) == expected)
    }

    @Test(
        "eponyms, scanners, views and words that are also names stay",
        arguments: [
            "known Parkinson disease", "Baker cyst", "Judkins left 4", "Swan-Ganz catheter", "MAY-THURNER SYNDROME",
            "Hill-Sachs lesion",
            "Guillain-Barré syndrome", "morbo di Crohn", "syndrome de Cushing", "M. Hodgkin", "Waters view",
            "Kerley B lines", "Achilles tendon",
            "Artis zee", "Aquilion ONE", "LightSpeed VCT", "grace period", "rose bengal", "frank pus", "may represent",
            "Dr aware",
            "DR CHEST 2 VIEWS", "MR KNEE LT", "signed consent obtained", "by protocol", "read by radiologist",
            "KNEE LT^NECK", "I40f\\3", "PET WHOLEBODY protocol revision", "胸部平扫 增强", "CT 平扫", "頭部単純撮影", "흉부촬영 비조영",
        ])
    func keptNames(_ text: String) {
        #expect(TextFixture.ruled(text, context: .reportSentence) == text)
    }

    @Test(
        "hospitals, addresses, users and stations",
        arguments: [
            ("from Wren Memorial Hospital on call", "from <INSTITUTION> on call"),
            ("University of Elm Grove Hospital", "<INSTITUTION>"),
            ("Klinikum Harburg", "<INSTITUTION>"), ("Hospital San Telmo", "<INSTITUTION>"),
            ("CHU de Brest", "<INSTITUTION>"),
            ("ГКБ № 12", "<INSTITUTION>"), ("山口クリニックにて", "<INSTITUTION>にて"),
            ("41 Elm Street, Ardmore OH 45221", "<ADDRESS>"),
            ("Lindenstraße 8, 70266 Ulm", "<ADDRESS>"), ("rue Hugo 12", "<ADDRESS>"), ("ul. Lipowa 16/17", "<ADDRESS>"),
            ("PO Box 441", "<ADDRESS>"),
            ("lives at Tulpen-Allee 23b, Harburg 75999. Image blurred", "lives at <ADDRESS>. Image blurred"),
            ("lives at 12 Larch Street 12b, Quillby 555-1234", "lives at <ADDRESS> <PHONE>"),
            ("Kiefernweg 3a, 70266 Ulm", "<ADDRESS>"),
            ("user RAD\\kfisk", "user <USERNAME>"), ("login kfisk7", "login <USERNAME>"),
            ("Workstation QXVW07", "Workstation <OTHER>"),
            ("transferred from hospital", "transferred from hospital"),
            ("outside hospital films", "outside hospital films"),
        ])
    func places(_ text: String, _ expected: String) {
        #expect(TextFixture.ruled(text) == expected)
    }
}
