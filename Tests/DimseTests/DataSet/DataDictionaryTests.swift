@testable import DataSets
import Dicom
import Testing

@Suite("DataDictionary")
struct DataDictionaryTests {
    @Test(
        "attributes are found by tag and by keyword",
        arguments: [
            (Tag(0x0010, 0x0010), VR.PN, "PatientName"),
            (Tag(0x0028, 0x0106), VR.US, "SmallestImagePixelValue"),
            (Tag(0x7FE0, 0x0010), VR.OW, "PixelData"),
            (Tag(0x0040, 0xE012), VR.UR, "DisplayURI"),
            (Tag(0x0010, 0x0011), VR.SQ, "PersonNamesToUseSequence"),
            (Tag(0x0008, 0x001C), VR.CS, "SyntheticData"),
            // Editions after DCMTK's and pydicom's.
            (Tag(0x0018, 0x9391), VR.CS, "MetalArtifactReductionApplied"), (Tag(0x0048, 0x0304), VR.CS, "TilesOverlap"),
            (Tag(0x0066, 0x0005), VR.FL, "SurfaceOffset"), (Tag(0x0040, 0xB042), VR.FL, "ChannelWeight"),
            (Tag(0x300A, 0x039B), VR.FL, "ScanSpotGantryAngles"), (Tag(0x3004, 0x007F), VR.LO, "DoseCalculationModelName"),
            (Tag(0x0014, 0x6020), VR.UV, "AcquisitionImageCounter"), (Tag(0x0008, 0x001D), VR.SQ, "SensitiveContentCodeSequence"),
            (Tag(0x6000, 0x3000), VR.OW, "OverlayData"),
            (Tag(0x5000, 0x3000), VR.OW, "CurveData"),
        ])
    func both(tag: Tag, vr: VR, keyword: String) {
        #expect(DataDictionary.vr(of: tag) == vr)
        #expect(DataDictionary.keyword(of: tag) == keyword)
        #expect(DataDictionary.tag(ofKeyword: keyword) == tag)
    }

    @Test("repeating groups are known in all their groups")
    func repeating() {
        #expect(DataDictionary.keyword(of: Tag(0x6002, 0x3000)) == "OverlayData")
        #expect(DataDictionary.keyword(of: Tag(0x60FE, 0x0022)) == "OverlayDescription")
        #expect(DataDictionary.keyword(of: Tag(0x5012, 0x0022)) == "CurveDescription")
    }

    @Test(
        "private, unassigned and generic tags are not in it",
        arguments: [
            Tag(0x0009, 0x0010), Tag(0x0009, 0x1001), Tag(0x0029, 0x1010), Tag(0x0010, 0xFFF1), Tag(0x0011, 0x0000),
            Tag(0x6001, 0x3000),
        ])
    func unknown(tag: Tag) {
        #expect(DataDictionary.vr(of: tag) == nil)
        #expect(DataDictionary.keyword(of: tag) == nil)
    }

    @Test("unknown keywords have no tag", arguments: ["", "NoSuchKeyword", "patientname", "PrivateCreator"])
    func unknownKeyword(keyword: String) {
        #expect(DataDictionary.tag(ofKeyword: keyword) == nil)
    }
}
