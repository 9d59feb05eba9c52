"""Small images, and every encoding of them that DCMTK, pydicom's plug-ins or a fake can make."""
import os
import struct
import subprocess
import tempfile

import numpy as np
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, ExplicitVRLittleEndian

NATIVE = {
    "implicit": "1.2.840.10008.1.2",
    "explicit": "1.2.840.10008.1.2.1",
    "deflated": "1.2.840.10008.1.2.1.99",
    "big-endian": "1.2.840.10008.1.2.2",
}
WITH_TOOL = {
    "jpeg-baseline": ("1.2.840.10008.1.2.4.50", ["dcmcjpeg", "+eb", "+un"]),
    "jpeg-extended": ("1.2.840.10008.1.2.4.51", ["dcmcjpeg", "+ee", "+un"]),
    "jpeg-lossless-57": ("1.2.840.10008.1.2.4.57", ["dcmcjpeg", "+el", "+un"]),
    "jpeg-lossless-70": ("1.2.840.10008.1.2.4.70", ["dcmcjpeg", "+e1", "+un"]),
    "jpeg-ls": ("1.2.840.10008.1.2.4.80", ["dcmcjpls", "+el", "+un"]),
    "jpeg-ls-near": ("1.2.840.10008.1.2.4.81", ["dcmcjpls", "+en", "+un"]),
}
WITH_PYDICOM = {
    "rle": "1.2.840.10008.1.2.5",
    "j2k": "1.2.840.10008.1.2.4.90",
    "j2k-lossy": "1.2.840.10008.1.2.4.91",
}
FAKE = {
    # noise in the structure of a stream: Veil has to carry it, nobody here decodes it
    "htj2k": "1.2.840.10008.1.2.4.201",
    "mpeg2": "1.2.840.10008.1.2.4.100",
    "h264": "1.2.840.10008.1.2.4.102",
}
SYNTAXES = {**NATIVE, **{k: v[0] for k, v in WITH_TOOL.items()}, **WITH_PYDICOM, **FAKE}
"""Short name to Transfer Syntax UID."""

FROM_THE_ENCODER = ("PhotometricInterpretation", "SamplesPerPixel", "PlanarConfiguration", "BitsAllocated", "BitsStored",
                    "HighBit", "PixelRepresentation", "LossyImageCompression", "LossyImageCompressionRatio",
                    "LossyImageCompressionMethod")


def describe(data_set, rows, columns, colour=False, frames=1, bits=12):
    """The image pixel module for a generated image."""
    data_set.SamplesPerPixel = 3 if colour else 1
    data_set.PhotometricInterpretation = "RGB" if colour else "MONOCHROME2"
    if colour:
        data_set.PlanarConfiguration = 0
    if frames > 1:
        data_set.NumberOfFrames = frames
    data_set.Rows, data_set.Columns = rows, columns
    data_set.BitsAllocated = 8 if bits == 8 else 16
    data_set.BitsStored = bits
    data_set.HighBit = bits - 1
    data_set.PixelRepresentation = 0


def draw(data_set, seed):
    """Pixel bytes for the described image: a smooth ramp and repeatable noise, unlike any other instance's."""
    random = np.random.RandomState(seed % 2 ** 32)
    shape = (int(data_set.get("NumberOfFrames", 1)), data_set.Rows, data_set.Columns, data_set.SamplesPerPixel)
    top = 2 ** data_set.BitsStored
    ramp = np.linspace(0, top * 0.7, data_set.Columns).reshape(1, 1, -1, 1)
    image = np.clip(ramp + random.normal(top * 0.1, top * 0.03, shape), 0, top - 1)
    return image.astype("<u2" if data_set.BitsAllocated == 16 else "u1").tobytes()


def minimal(data_set, pixel_bytes):
    """A file with nothing but the image, for an encoder to work on."""
    small = Dataset()
    small.SOPClassUID, small.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", "2.25.1"
    small.PatientID = small.PatientName = "none"
    small.StudyInstanceUID, small.SeriesInstanceUID, small.Modality = "2.25.2", "2.25.3", "OT"
    for name in FROM_THE_ENCODER + ("Rows", "Columns", "NumberOfFrames"):
        if name in data_set:
            setattr(small, name, getattr(data_set, name))
    small.add_new(0x7FE00010, "OW" if data_set.BitsAllocated == 16 else "OB", pixel_bytes)
    small.file_meta = FileMetaDataset()
    small.file_meta.MediaStorageSOPClassUID, small.file_meta.MediaStorageSOPInstanceUID = small.SOPClassUID, "2.25.1"
    small.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return small


def with_tool(command, image):
    """The image as one of DCMTK's encoders writes it."""
    with tempfile.TemporaryDirectory() as folder:
        plain, coded = os.path.join(folder, "plain.dcm"), os.path.join(folder, "coded.dcm")
        image.save_as(plain, enforce_file_format=True)
        subprocess.run([command[0], *command[1:], plain, coded], check=True, capture_output=True)
        result = dcmread(coded)
        result.PixelData  # noqa: B018 - read before the folder goes
        return result


def htj2k(image, noise):
    """A High-Throughput JPEG 2000 code stream (ISO/IEC 15444-15) of one tile."""
    samples, bits = image.SamplesPerPixel, image.BitsStored
    size = struct.pack(">HIIIIIIIIH", 0x4000, image.Columns, image.Rows, 0, 0, image.Columns, image.Rows, 0, 0, samples)
    segments = [
        (0x51, size + bytes([bits - 1, 1, 1]) * samples),
        (0x50, struct.pack(">IH", 0x00020000, 0)),
        (0x52, bytes([0, 2, 0, 1, 0, 0, 4, 4, 0x40, 1])),
        (0x5C, bytes([0x40, bits << 3])),
    ]
    head = b"\xff\x4f" + b"".join(struct.pack(">BBH", 0xFF, code, len(text) + 2) + text for code, text in segments)
    tile = b"\xff\x90" + struct.pack(">HHIBB", 10, 0, len(noise) + 14, 0, 1) + b"\xff\x93" + noise
    return head + tile + b"\xff\xd9"


def fake_fragments(name, image):
    """Encapsulated bytes that only look like the codec's stream."""
    # Nothing in it begins a marker or a start code.
    noise = bytes(min(max(byte, 1), 0xFE) for byte in image.PixelData[:6000])
    frames = int(image.get("NumberOfFrames", 1)) if name == "htj2k" else 1
    if name == "htj2k":
        streams = [htj2k(image, noise + bytes([n + 1]) * 2) for n in range(frames)]
    elif name == "mpeg2":
        streams = [b"\x00\x00\x01\xb3" + noise]
    else:
        # sequence and picture parameters, and a picture
        streams = [b"".join(b"\x00\x00\x00\x01" + unit for unit in (b"\x67\x64" + noise[:8], b"\x68\xee", b"\x65" + noise))]
    return encapsulate(streams, has_bot=True)


def encode(data_set, syntax, seed):
    """Draws the described image and stores it in the data set in the named transfer syntax."""
    image = minimal(data_set, draw(data_set, seed))
    if syntax in NATIVE:
        pixel_bytes = image.PixelData
        if syntax == "big-endian" and data_set.BitsAllocated == 16:
            pixel_bytes = np.frombuffer(pixel_bytes, "<u2").astype(">u2").tobytes()
        data_set.add_new(0x7FE00010, "OW" if data_set.BitsAllocated == 16 else "OB", pixel_bytes)
        return
    if syntax in WITH_TOOL:
        image = with_tool(WITH_TOOL[syntax][1], image)
    elif syntax in WITH_PYDICOM:
        lossy = {"j2k_cr": [8]} if syntax == "j2k-lossy" else {}
        image.compress(UID(WITH_PYDICOM[syntax]), generate_instance_uid=False, **lossy)
    else:
        image.PixelData = fake_fragments(syntax, image)
    for name in FROM_THE_ENCODER:
        if name in image:
            setattr(data_set, name, getattr(image, name))
    data_set.add_new(0x7FE00010, "OB", image.PixelData)
    data_set["PixelData"].is_undefined_length = True
