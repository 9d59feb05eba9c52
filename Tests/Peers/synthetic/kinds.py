"""The kinds of instance: one function each fills what its SOP Class asks for."""
import struct

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from . import pixels

PRIVATE_SOP_CLASS = "1.2.826.0.1.3680043.10.943.1.1"


def item(**attributes):
    """A sequence item with these attributes."""
    made = Dataset()
    for name, value in attributes.items():
        setattr(made, name, value)
    return made


def code(value, scheme, meaning):
    """A code sequence item."""
    return item(CodeValue=value, CodingSchemeDesignator=scheme, CodeMeaning=meaning)


def reference(sop_class, uid):
    """A referenced SOP item."""
    return item(ReferencedSOPClassUID=sop_class, ReferencedSOPInstanceUID=uid)


def ct(d, m):
    d.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    d.KVP, d.RescaleIntercept, d.RescaleSlope = "120", "-1024", "1"
    d.ImagePositionPatient, d.ImageOrientationPatient = ["-10", "-20", "30.5"], ["1", "0", "0", "0", "1", "0"]
    d.PixelSpacing, d.SliceThickness = ["0.7", "0.7"], "1.25"
    d.AnatomicRegionSequence = Sequence([code("39607008", "SCT", "Lung")])
    pixels.describe(d, 48, 64)


def small(d, m, edge=16):
    ct(d, m)
    pixels.describe(d, edge, edge)


def mr(d, m):
    d.ImageType, d.ScanningSequence, d.SequenceVariant = ["ORIGINAL", "PRIMARY", "OTHER"], "SE", "NONE"
    d.ScanOptions, d.MRAcquisitionType, d.EchoTime, d.EchoTrainLength = "", "2D", "20", "1"
    d.RepetitionTime = "500"
    d.ImagePositionPatient, d.ImageOrientationPatient = ["0", "0", "0"], ["1", "0", "0", "0", "1", "0"]
    d.PixelSpacing, d.SliceThickness = ["0.9", "0.9"], "4"
    d.AnatomicRegionSequence = Sequence([code("12738006", "SCT", "Brain")])
    pixels.describe(d, 64, 64)


def cr(d, m):
    d.ViewPosition = "PA"
    d.ImageType = ["ORIGINAL", "PRIMARY"]
    d.AnatomicRegionSequence = Sequence([code("51185008", "SCT", "Chest")])
    pixels.describe(d, 96, 80)


def us(d, m):
    d.ImageType = ["ORIGINAL", "PRIMARY", "", "0001"]
    d.FrameTime, d.FrameIncrementPointer = "33.3", 0x00181063
    d.AnatomicRegionSequence = Sequence([code("80891009", "SCT", "Heart")])
    pixels.describe(d, 48, 64, colour=True, frames=5, bits=8)


def sc(d, m):
    d.ConversionType = "WSD"
    d.ImageType = ["DERIVED", "SECONDARY"]
    d.AnatomicRegionSequence = Sequence([code("51185008", "SCT", "Chest")])
    pixels.describe(d, 40, 56, colour=True, bits=8)


def enhanced_ct(d, m):
    d.ImageType = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    d.AnatomicRegionSequence = Sequence([code("39607008", "SCT", "Lung")])
    pixels.describe(d, 32, 32, frames=3)
    shared = item(PixelMeasuresSequence=Sequence([item(PixelSpacing=["0.7", "0.7"], SliceThickness="1")]))
    shared.IrradiationEventIdentificationSequence = Sequence([item(IrradiationEventUID=m.uid("irradiation"))])
    d.SharedFunctionalGroupsSequence = Sequence([shared])
    frames = []
    for n in range(3):
        frame = item(PlanePositionSequence=Sequence([item(ImagePositionPatient=["0", "0", str(n)])]))
        frame.FrameContentSequence = Sequence([item(
            FrameAcquisitionDateTime=m.date(f"frame{n}") + "101010", FrameComments=m.text(f"frame{n}"),
            FrameAcquisitionNumber=n + 1)])
        frames.append(frame)
    d.PerFrameFunctionalGroupsSequence = Sequence(frames)


def sr(d, m):
    d.CompletionFlag, d.VerificationFlag, d.ValueType, d.ContinuityOfContent = "COMPLETE", "VERIFIED", "CONTAINER", "SEPARATE"
    d.ConceptNameCodeSequence = Sequence([code("126000", "DCM", "Imaging Measurement Report")])
    d.VerifyingObserverSequence = Sequence([item(
        VerifyingOrganization=m.text("organization"), VerificationDateTime=m.date("verification") + "090000",
        VerifyingObserverName=m.text("observer", "name") + "^Vera",
        VerifyingObserverIdentificationCodeSequence=Sequence([]))])
    d.ReferencedPerformedProcedureStepSequence = Sequence([])
    d.PerformedProcedureCodeSequence = Sequence([])

    def content(value_type, concept, **rest):
        return item(RelationshipType="CONTAINS", ValueType=value_type,
                    ConceptNameCodeSequence=Sequence([code(*concept)]), **rest)
    inner = content("CONTAINER", ("121070", "DCM", "Findings"), ContinuityOfContent="SEPARATE")
    inner.ContentSequence = Sequence([
        content("TEXT", ("121071", "DCM", "Finding"), TextValue="Nodule, seen by " + m.text("sr text")),
        content("DATE", ("111060", "DCM", "Study Date"), Date=m.date("sr date"))])
    d.ContentSequence = Sequence([
        content("PNAME", ("121008", "DCM", "Person Observer Name"), PersonName=m.text("sr name", "name") + "^Olga"),
        content("UIDREF", ("121012", "DCM", "Device Observer UID"), UID=m.uid("sr uid")),
        content("DATETIME", ("111060", "DCM", "Study Date"), DateTime=m.date("sr datetime") + "101112"),
        inner])


def rtstruct(d, m):
    d.StructureSetLabel, d.StructureSetName = m.text("label"), m.text("structure")
    d.StructureSetDate, d.StructureSetTime = m.date("structure"), "101112"
    d.StructureSetROISequence = Sequence([item(
        ROINumber=1, ReferencedFrameOfReferenceUID=m.uid("frame", "study"), ROIName=m.text("roi"),
        ROIGenerationAlgorithm="MANUAL")])
    d.ROIContourSequence = Sequence([item(ReferencedROINumber=1, ROIDisplayColor=["255", "0", "0"],
                                          ContourSequence=Sequence([item(
                                              ContourGeometricType="POINT", NumberOfContourPoints=1,
                                              ContourData=["1", "2", "3"])]))])
    d.RTROIObservationsSequence = Sequence([item(
        ObservationNumber=1, ReferencedROINumber=1, RTROIInterpretedType="ORGAN", ROIInterpreter=m.text("interpreter", "name"))])


def rtplan(d, m):
    d.RTPlanLabel, d.RTPlanName, d.RTPlanDescription = m.text("label"), m.text("plan"), m.text("description")
    d.RTPlanDate, d.RTPlanTime, d.RTPlanGeometry = m.date("plan"), "131415", "PATIENT"
    d.ReferencedStructureSetSequence = Sequence([reference("1.2.840.10008.5.1.4.1.1.481.3", m.uid("structure set"))])
    d.FractionGroupSequence = Sequence([item(FractionGroupNumber=1, NumberOfFractionsPlanned=20, NumberOfBeams=0,
                                             NumberOfBrachyApplicationSetups=0)])


def pdf(d, m):
    d.BurnedInAnnotation, d.DocumentTitle = "YES", "synthetic"
    d.ConceptNameCodeSequence = Sequence([])
    d.MIMETypeOfEncapsulatedDocument = "application/pdf"
    body = f"%PDF-1.4\n1 0 obj <</Title ({m.text('pdf')})>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n".encode()
    d.EncapsulatedDocument = body + b"\0" * (len(body) % 2)
    d.EncapsulatedDocumentLength = len(body)


def ko(d, m):
    d.ValueType, d.ContinuityOfContent = "CONTAINER", "SEPARATE"
    d.ConceptNameCodeSequence = Sequence([code("113000", "DCM", "Of Interest")])
    d.ReferencedPerformedProcedureStepSequence = Sequence([])
    image = m.uid("key image")
    d.CurrentRequestedProcedureEvidenceSequence = Sequence([item(
        StudyInstanceUID=d.StudyInstanceUID, ReferencedSeriesSequence=Sequence([item(
            SeriesInstanceUID=m.uid("key series"),
            ReferencedSOPSequence=Sequence([reference("1.2.840.10008.5.1.4.1.1.2", image)]))]))])
    d.ContentSequence = Sequence([
        item(RelationshipType="CONTAINS", ValueType="TEXT", TextValue=m.text("key text"),
             ConceptNameCodeSequence=Sequence([code("113012", "DCM", "Key Object Description")])),
        item(RelationshipType="CONTAINS", ValueType="IMAGE",
             ReferencedSOPSequence=Sequence([reference("1.2.840.10008.5.1.4.1.1.2", image)]))])


def pr(d, m):
    # Content Description is free text that Table E.1-1 does not name: no marker
    d.ContentLabel, d.ContentDescription = "LABEL", "synthetic"
    d.PresentationCreationDate, d.PresentationCreationTime = m.date("creation"), "101112"
    d.ContentCreatorName = m.text("creator", "name") + "^Carl"
    d.ReferencedSeriesSequence = Sequence([item(
        SeriesInstanceUID=m.uid("series"),
        ReferencedImageSequence=Sequence([reference("1.2.840.10008.5.1.4.1.1.2", m.uid("image"))]))])
    d.GraphicLayerSequence = Sequence([item(GraphicLayer="LAYER", GraphicLayerOrder=1)])
    d.GraphicAnnotationSequence = Sequence([item(
        GraphicLayer="LAYER", TextObjectSequence=Sequence([item(
            UnformattedTextValue=m.text("annotation"), AnchorPointAnnotationUnits="PIXEL", AnchorPoint=[1.0, 1.0],
            AnchorPointVisibility="N")]))])
    d.DisplayedAreaSelectionSequence = Sequence([item(
        DisplayedAreaTopLeftHandCorner=[1, 1], DisplayedAreaBottomRightHandCorner=[64, 48],
        PresentationSizeMode="SCALE TO FIT", PresentationPixelAspectRatio=[1, 1])])
    d.PresentationLUTShape = "IDENTITY"


def ecg(d, m):
    channel = item(ChannelSensitivity="1", ChannelSensitivityCorrectionFactor="1", ChannelBaseline="0",
                   ChannelSampleSkew="0", WaveformBitsStored=16,
                   ChannelSourceSequence=Sequence([code("2:1", "MDC", "Lead I")]))
    group = item(WaveformOriginality="ORIGINAL", NumberOfWaveformChannels=1, NumberOfWaveformSamples=64,
                 SamplingFrequency="500", ChannelDefinitionSequence=Sequence([channel]),
                 WaveformBitsAllocated=16, WaveformSampleInterpretation="SS")
    group.add_new(0x54001010, "OW", struct.pack("<64h", *[m.number(str(n), 2000) - 1000 for n in range(64)]))
    d.WaveformSequence = Sequence([group])
    d.WaveformAnnotationSequence = Sequence([item(
        UnformattedTextValue=m.text("waveform text"), ReferencedWaveformChannels=[1, 1])])
    d.AcquisitionContextSequence = Sequence([])


def private(d, m):
    pixels.describe(d, 24, 24)


def raw(d, m):
    d.CreatorVersionUID = m.uid("creator version")
    d.AcquisitionContextSequence = Sequence([])
    # PS3.5 section 6.2.2: a standard attribute may come as UN through a node that did not know it
    d.add_new(0x00104000, "UN", m.bytes("comments as UN", 34))


KINDS = {
    # name: (SOP Class UID, Modality, function)
    "ct": ("1.2.840.10008.5.1.4.1.1.2", "CT", ct),
    "mr": ("1.2.840.10008.5.1.4.1.1.4", "MR", mr),
    "cr": ("1.2.840.10008.5.1.4.1.1.1", "CR", cr),
    "us": ("1.2.840.10008.5.1.4.1.1.3.1", "US", us),
    "sc": ("1.2.840.10008.5.1.4.1.1.7", "OT", sc),
    "enhanced-ct": ("1.2.840.10008.5.1.4.1.1.2.1", "CT", enhanced_ct),
    "sr": ("1.2.840.10008.5.1.4.1.1.88.33", "SR", sr),
    "rtstruct": ("1.2.840.10008.5.1.4.1.1.481.3", "RTSTRUCT", rtstruct),
    "rtplan": ("1.2.840.10008.5.1.4.1.1.481.5", "RTPLAN", rtplan),
    "pdf": ("1.2.840.10008.5.1.4.1.1.104.1", "DOC", pdf),
    "ko": ("1.2.840.10008.5.1.4.1.1.88.59", "KO", ko),
    "pr": ("1.2.840.10008.5.1.4.1.1.11.1", "PR", pr),
    "ecg": ("1.2.840.10008.5.1.4.1.1.9.1.1", "ECG", ecg),
    "private": (PRIVATE_SOP_CLASS, "OT", private),
    "raw": ("1.2.840.10008.5.1.4.1.1.66", "OT", raw),
    "small": ("1.2.840.10008.5.1.4.1.1.2", "CT", small),
}
"""What `generate-study --kinds` names."""

CASES = [(kind, syntax) for kind, syntaxes in {
    "ct": ["explicit", "implicit", "big-endian", "deflated", "rle", "jpeg-lossless-57", "jpeg-lossless-70", "jpeg-ls",
           "jpeg-ls-near", "j2k", "j2k-lossy", "htj2k"],
    "mr": ["explicit", "implicit", "jpeg-extended", "jpeg-lossless-70"],
    "cr": ["explicit", "big-endian", "jpeg-lossless-70", "jpeg-ls"],
    "us": ["explicit", "rle", "jpeg-baseline", "j2k", "htj2k", "mpeg2", "h264"],
    "sc": ["explicit", "deflated", "jpeg-baseline", "j2k"],
    "enhanced-ct": ["explicit", "implicit", "rle", "jpeg-ls"],
    "sr": ["explicit", "implicit", "deflated", "big-endian"],
    "rtstruct": ["explicit", "implicit"], "rtplan": ["explicit", "implicit"],
    "pdf": ["explicit", "implicit"], "ko": ["explicit", "implicit"], "pr": ["explicit", "implicit"],
    "ecg": ["explicit", "implicit"], "private": ["explicit", "implicit", "rle"], "raw": ["explicit", "implicit"],
}.items() for syntax in syntaxes]
"""Which kind is made in which transfer syntax."""

HELD = {"pdf"}
"""Kinds that the default rules hold (`documents: hold`) instead of delivering."""
