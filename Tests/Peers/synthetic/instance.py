"""One whole instance: header, markers at every level, kind, pixels, file."""
import hashlib
import os

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import UID

from . import identifying, kinds, pixels
from .markers import CHARACTER_SETS, Markers

NOT_FOR_EVERY_KIND = {
    # these change what the object is, or how it must be read; the kinds that need them set them
    "ContentSequence", "GraphicAnnotationSequence", "EncapsulatedDocument", "SelectorOBValue", "SelectorUNValue",
    "WaveformAnnotationSequence", "StructureSetROISequence", "ReferencedSeriesSequence",
}
LIGHT = {"00080020", "00080050", "00080090", "00100010", "00100020", "00100030", "0020000D", "00200010", "00081030"}


def header(kind, markers, patient, study, number, light, edge):
    """The attributes that every kind has, markers included."""
    sop_class, modality, fill = kinds.KINDS[kind]
    character_set, family = CHARACTER_SETS[patient % len(CHARACTER_SETS)]
    d = Dataset()
    d.SpecificCharacterSet = character_set
    d.SOPClassUID, d.Modality = sop_class, modality
    d.SOPInstanceUID = markers.uid("SOPInstanceUID")
    d.StudyInstanceUID = markers.uid("StudyInstanceUID", "study")
    d.SeriesInstanceUID = markers.uid(f"SeriesInstanceUID {kind}", "study")
    d.SeriesNumber, d.InstanceNumber = list(kinds.KINDS).index(kind) + 1, number + 1
    d.PatientSex = "F" if patient % 2 else "M"
    d.StudyTime, d.Manufacturer = "101112.130000", "Example Devices"
    fill(d, markers, *([edge] if edge else []))
    rows = [r for r in identifying.ATTRIBUTES
            if r["tag"] in LIGHT or not light and r["keyword"] not in NOT_FOR_EVERY_KIND]
    identifying.fill(d, rows, markers, "", character_set, family)
    if not light:
        nest(d, markers, number, character_set, family)
    return d


def nest(d, markers, number, character_set, family):
    """Markers where only a walk through every level finds them."""
    rows = [r for r in identifying.ATTRIBUTES if r["vr"] != "SQ" and r["keyword"] not in NOT_FOR_EVERY_KIND]
    some = rows[number % 7::7]
    deep = Dataset()
    identifying.fill(deep, some, markers, "third level.", character_set, family)
    identifying.add_private(deep, markers, "third level.", 0x0051)
    middle = kinds.code("7771000", "SCT", "Left")
    middle.AnatomicRegionModifierSequence = Sequence([deep])
    identifying.fill(middle, some[::3], markers, "second level.", character_set, family)
    if "AnatomicRegionSequence" not in d:
        d.AnatomicRegionSequence = Sequence([kinds.code("51185008", "SCT", "Chest")])
    region = d.AnatomicRegionSequence[0]
    region.AnatomicRegionModifierSequence = Sequence([middle])
    identifying.fill(region, some[1::3], markers, "first level.", character_set, family)
    identifying.add_private(region, markers, "first level.", 0x0033)
    identifying.add_private(d, markers, "", 0x0029)
    identifying.add_private(d, markers, "odd ", 0x0009, depth=1)
    d.add_new(0x00089F10, "LO", markers.text("unknown attribute", "unknown"))
    d.add_new(0x00189F11, "UN", markers.bytes("unknown attribute as UN", 32))
    if "PixelData" not in d and "Rows" in d:
        d.add_new(0x60003000, "OW", markers.bytes("overlay data", 64))
        d.add_new(0x60004000, "LT", markers.text("overlay comments"))
    d.add_new(0xFFFCFFFC, "OB", markers.bytes("trailing padding", 64))


def meta(d, syntax_uid, markers):
    """A file meta group with markers of its own, which no receiver over the network ever sees."""
    m = FileMetaDataset()
    m.MediaStorageSOPClassUID, m.MediaStorageSOPInstanceUID = d.SOPClassUID, d.SOPInstanceUID
    m.TransferSyntaxUID = UID(syntax_uid)
    m.ImplementationClassUID, m.ImplementationVersionName = "1.2.826.0.1.3680043.10.943.9", "SYNTHETIC"
    m.SourceApplicationEntityTitle = markers.text("file meta source", "file_meta")
    m.PrivateInformationCreatorUID = markers.uid("file meta private creator")
    m.PrivateInformation = markers.bytes("file meta private", 40)
    return m


def write(path, kind, syntax, seed, patient, study, number, light=False, edge=None):
    """Writes the instance and returns its entry in the manifest; `edge` is the side of a small image."""
    markers = Markers(seed, patient, study, number)
    d = header(kind, markers, patient, study, number, light, edge)
    if "Rows" in d:
        pixels.encode(d, syntax, markers.number("pixels", 2 ** 32))
    syntax_uid = pixels.SYNTAXES[syntax]
    d.file_meta = meta(d, syntax_uid, markers)
    d.preamble = (markers.text("preamble", "file_meta").encode() * 12)[:128]
    os.makedirs(os.path.dirname(path), exist_ok=True)
    d.save_as(path, enforce_file_format=True)
    pixel = d.get("PixelData")
    return {
        "kind": kind, "syntax": syntax, "transfer_syntax": syntax_uid, "sop_class_uid": d.SOPClassUID,
        "sop_instance_uid": d.SOPInstanceUID, "study_instance_uid": d.StudyInstanceUID,
        "series_instance_uid": d.SeriesInstanceUID, "instance_number": int(d.InstanceNumber), "patient_id": d.PatientID,
        "pixel_sha256": hashlib.sha256(pixel).hexdigest() if pixel is not None else None,
        "expect": "held" if kind in kinds.HELD else "delivered", "markers": markers.manifest(),
    }
