import Testing

@testable import Deid

@Suite("Markers of pathology")
struct TextMarkerTests {
    private func clean(_ text: String, _ header: [String: String] = [:]) -> String {
        TextFixture.clean(text, header, context: .seriesDescription)
    }

    @Test(
        "antigens, genes, clones and stains stay where they stand alone",
        arguments: [
            "CD3 CD20 CD8 CD4 CD10 CD79a CD138 CD163 CD45RO CK7 CK20 CK19 CK14 MUC1 MUC5AC p16 p40 p53 p57 p63 S100 WT1 TTF1",
            "MLH1 MSH2 MSH6 PMS2 BCL2 BCL6 CDX2 SATB2 SOX10 PAX8 GATA3 GPC3 HHV8 HHF35 DOG1 INI1 BRG1 SMAD4 MDM2 CDK4 RB1 FLI1",
            "ER PR AR HER2 PSA CEA AFP EMA LCA SMA ALK ROS1 KRAS NRAS BRAF EGFR IDH1 PIK3CA STK11 BRCA1 TP53 NeuN GFAP Olig2 ATRX",
            "Ki-67 MIB-1 TTF-1 HMB-45 PD-L1 PD-1 D2-40 Melan-A CA-125 CA19-9 CK5/6 CK8/18 AE1/AE3 Her2/neu E-cadherin Beta-catenin",
            "PAS GMS AFB EVG HES MSB PTAH Giemsa Kappa Lambda SP142 SP263 22C3 E1L3N H3K27M H3K27me3 BCR-ABL1",
        ].flatMap { $0.split(separator: " ").map(String.init) })
    func alone(_ text: String) {
        #expect(clean(text) == text)
    }

    @Test(
        "so they do beside one another, with what is said of them",
        arguments: [
            "CK AE1/AE3", "CD 3", "CK 7", "CA 19-9", "CAM 5.2", "CD3, CD20", "CD3_CD20", "CD3+CD20", "CD3 CD8 CD20 PanCK DAPI",
            "anti-CD3",
            "HER2 IHC 3+", "p53 DO-7", "PD-L1 22C3", "PD-L1 SP142 x20", "BRAF V600E", "KRAS G12C", "IDH1 R132H", "EGFR L858R",
            "MDM2/CEP12",
            "ER PR HER2", "Hep Par-1", "Wright Giemsa", "Cyclin D1", "Alexa 488", "PAS diastase", "IHC Ki67 x40", "CD31 slide",
        ])
    func together(_ text: String) {
        #expect(clean(text) == text)
    }

    @Test(
        "what the header tells goes though a marker is called so",
        arguments: [
            ("OperatorsName", "Kappa^Jon", "Kappa light chain", "Kappa"), ("AccessionNumber", "CD3-1945", "CD3 1945", "1945"),
            ("PatientID", "MLH1234", "MLH1234", "MLH"), ("PatientID", "CD163", "CD163", "CD163"),
            ("PatientName", "Wright^Ann", "Wright Ann", "Wright"), ("StationName", "SP142", "SP142 room", "SP142"),
        ])
    func header(_ keyword: String, _ value: String, _ text: String, _ gone: String) {
        #expect(!clean(text, [keyword: value]).contains(gone))
    }

    @Test(
        "letters that are a marker by themselves are none beside people, labels and other words",
        arguments: [
            ("seen by Dr. Wright", "Wright"), ("tech: FH", "FH"), ("MRN CD1638812", "1638812"), ("Kappa, Jonathan", "Jonathan"),
            ("patient ID p5312345", "5312345"), ("reported by KIT Malcolm", "Malcolm"),
        ])
    func people(_ text: String, _ gone: String) {
        #expect(!TextFixture.clean(text, [:], context: .reportSentence).contains(gone))
    }
}
