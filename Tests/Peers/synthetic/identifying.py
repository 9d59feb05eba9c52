"""The attributes of PS3.15 Table E.1-1, filled with markers."""
import csv
import os

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag

HERE = os.path.dirname(os.path.abspath(__file__))
MAXIMUM = {"SH": 16, "AE": 16, "CS": 16}
PATIENT_LEVEL = ("0010",)
STUDY_LEVEL = {"00080020", "00080050", "00080090", "00081030", "0020000D", "00200010", "00081010"}


def load():
    """Rows (tag, keyword, VR, Basic Profile code) of identifying_attributes.csv."""
    with open(os.path.join(HERE, "identifying_attributes.csv"), newline="") as f:
        return list(csv.DictReader(f))


ATTRIBUTES = load()
"""Table E.1-1 without groups 0000, 0002 and 0004 and without its patterns."""


def scope_of(tag):
    """How far a value of this attribute reaches: patient, study or instance."""
    if tag in STUDY_LEVEL:
        return "study"
    return "patient" if tag[:4] in PATIENT_LEVEL else "instance"


def value(row, markers, place, character_set, family):
    """A legal value for one attribute of the table; None for what cannot hold a marker."""
    vr, tag = row["vr"], row["tag"]
    key, scope = place + row["keyword"], scope_of(tag)
    if vr == "PN":
        return markers.name(key, character_set, family, scope)
    if vr in ("LO", "SH", "ST", "LT", "UT", "UC", "CS", "AE", "UR"):
        kind = "phone" if "Telephone" in key else "id" if key.endswith(("ID", "IDs", "Number")) else "text"
        marker = markers.text(key, kind, scope)
        if kind == "phone" and vr not in MAXIMUM:
            return "+1 555 0142 " + marker
        return marker
    if vr == "DA":
        return markers.date(key, scope)
    if vr == "DT":
        return markers.date(key, scope) + "101112.131415"
    if vr == "TM":
        return f"{markers.number(key, 24):02d}{markers.number(key + 'm', 60):02d}17.250000"
    if vr == "UI":
        return markers.uid(key, scope)
    if vr in ("OB", "UN"):
        return markers.bytes(key, 48)
    return {"AS": "061Y", "DS": "71.5", "IS": "3", "US": 1}.get(vr)


def fill(data_set, rows, markers, place, character_set=None, family=""):
    """Puts the given rows into a data set, sequences with one item that is identifying itself."""
    for row in rows:
        tag = Tag(int(row["tag"], 16))
        if tag in data_set:
            continue
        if row["vr"] == "SQ":
            item = Dataset()
            inner = [r for r in ATTRIBUTES if r["keyword"] in ("PatientID", "PatientName", "StudyDate", "SOPInstanceUID")]
            fill(item, inner, markers, place + row["keyword"] + ".", character_set, family)
            data_set.add_new(tag, "SQ", Sequence([item]))
            continue
        filled = value(row, markers, place, character_set, family)
        if filled is not None:
            data_set.add_new(tag, row["vr"], filled)


def add_private(data_set, markers, place, group=0x0029, depth=0):
    """A private block with text, a UID, a date, an unknown VR, a blob and a private sequence."""
    block = data_set.private_block(group, "VEIL TEST " + str(depth), create=True)
    for n, vr in enumerate(("LO", "SH", "ST", "LT", "UT", "CS")):
        block.add_new(0x10 + n, vr, markers.text(f"{place}private{n}", "private"))
    block.add_new(0x20, "PN", markers.text(place + "private name", "private") + "^Ann")
    block.add_new(0x21, "UI", markers.uid(place + "private uid"))
    block.add_new(0x22, "DA", markers.date(place + "private date"))
    block.add_new(0x23, "UN", markers.bytes(place + "private unknown", 64))
    block.add_new(0x24, "OB", markers.bytes(place + "private blob", 256))
    if depth < 2:
        item = Dataset()
        some = [r for r in ATTRIBUTES if r["tag"] in ("00100010", "00100020", "00100030", "00080018")]
        fill(item, some, markers, place + "private item.")
        add_private(item, markers, place + "private item.", group, depth + 1)
        block.add_new(0x30, "SQ", Sequence([item]))
