"""DICOM files taken apart without re-encoding: file meta, and the data set's bytes as they are."""
import hashlib
import os
import zlib

from pydicom import dcmread
from pydicom.filebase import DicomBytesIO
from pydicom.filereader import read_file_meta_info

DEFLATED = "1.2.840.10008.1.2.1.99"
PIXELS = (0x7FE00010, 0x7FE00008, 0x7FE00009)


def instances(folders):
    """All DICOM files under the folders (or the files themselves), in a stable order."""
    found = []
    for folder in folders:
        if os.path.isfile(folder):
            found.append(folder)
        for base, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(base, name)
                with open(path, "rb") as f:
                    if f.read(132)[128:] == b"DICM":
                        found.append(path)
    return sorted(found)


def meta(path):
    """The file meta group."""
    return read_file_meta_info(path)


def data_set_bytes(path):
    """The data set as it is stored, without preamble and file meta group."""
    with open(path, "rb") as f:
        raw = f.read()
    # PS3.10 section 7.1: the group length element comes first and counts what follows it
    return raw[132 + 12 + int.from_bytes(raw[140:144], "little"):]


def plain(data, transfer_syntax):
    """The bytes to search in: inflated when the transfer syntax is deflated."""
    return zlib.decompressobj(-15).decompress(data) if transfer_syntax == DEFLATED else data


def digest(data):
    """SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def pixel_digest(data_set):
    """SHA-256 of the pixel data as stored, fragments and their item headers included; None without pixels."""
    for tag in PIXELS:
        if tag in data_set:
            return digest(data_set[tag].value)
    return None


def parse(path_or_bytes):
    """A whole file (file meta group included), read by pydicom."""
    if isinstance(path_or_bytes, (bytes, bytearray)):
        return dcmread(DicomBytesIO(path_or_bytes))
    return dcmread(path_or_bytes)
