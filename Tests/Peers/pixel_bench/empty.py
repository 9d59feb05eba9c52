"""Pictures without text for the clock: frames of a size, clips, a series; noise and shapes as bodies have them."""
import os
import sys

import cv2
import numpy
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from peers.node import ROOT

sys.path.insert(0, os.path.join(ROOT, "scripts", "text_lines"))
import glyphs  # noqa: E402
import scenes  # noqa: E402

CT, CR, US = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.1", "1.2.840.10008.5.1.4.1.1.6.1"
CLIP = "1.2.840.10008.5.1.4.1.1.3.1"
KINDS = ("8 bits", "12 bits, one window", "12 bits, two windows", "16 bits, one window", "RGB")
"""The last one takes turns: ultrasound in grey, ultrasound with flow, photographs."""
HALF, FOUR = (625, 800), (2000, 2000)
"""Half a million and four million pixels."""


CT_WINDOWS = [(40, 400), (-600, 1500)]


def scaled(header):
    """With what makes Hounsfield units of stored values."""
    header.RescaleIntercept, header.RescaleSlope = -1024, 1
    return header


def write(path, samples, sop_class, modality, bits=8, windows=(), header=None):
    """Frames (time, rows, columns and perhaps colour) as an instance."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID, meta.MediaStorageSOPClassUID = ExplicitVRLittleEndian, sop_class
    meta.MediaStorageSOPInstanceUID = generate_uid()
    instance = FileDataset(None, header or Dataset(), file_meta=meta, preamble=b"\0" * 128)
    instance.SOPClassUID, instance.SOPInstanceUID, instance.Modality = sop_class, meta.MediaStorageSOPInstanceUID, modality
    instance.setdefault("PatientName", "Doe^Jane")
    instance.setdefault("PatientID", "4711")
    is_colour = samples.ndim == 4
    instance.SamplesPerPixel = 3 if is_colour else 1
    instance.PhotometricInterpretation = "RGB" if is_colour else "MONOCHROME2"
    if is_colour:
        instance.PlanarConfiguration = 0
    instance.Rows, instance.Columns = samples.shape[1:3]
    instance.BitsAllocated, instance.BitsStored, instance.HighBit = 8 * samples.itemsize, bits, bits - 1
    instance.PixelRepresentation = 0
    if len(samples) > 1:
        instance.NumberOfFrames = len(samples)
        instance.FrameTime = "33.3"
    if windows:
        instance.WindowCenter, instance.WindowWidth = [c for c, _ in windows], [w for _, w in windows]
    instance.PixelData = samples.tobytes()
    os.makedirs(os.path.dirname(path), exist_ok=True)
    instance.save_as(path, enforce_file_format=True)


def computed(r, size):
    """A section in stored values of CT (12 bits, 1024 is water), soft tissue and bone where bodies have them."""
    level = numpy.clip(scenes.section(r, *size), 0, 255).astype(numpy.float32)
    # The section's own noise would grow with the curve: it is taken off, and a scanner's put on.
    units = numpy.interp(cv2.GaussianBlur(level, (0, 0), 1.5), (0, 40, 70, 130, 255), (-1000, -700, -60, 80, 1200))
    units += cv2.GaussianBlur(r.normal(0, 1, size), (0, 0), 0.6) * r.uniform(10, 45)
    return numpy.clip(units + 1024, 0, 4095).astype(numpy.uint16)[None]


def frame(path, kind, size, seed):
    """A single frame of one of KINDS."""
    r = numpy.random.default_rng(seed)
    if kind == "RGB":
        grey = scenes.ultrasound(r, *size)
        level = (numpy.repeat(grey[..., None], 3, 2), scenes.doppler(r, grey), scenes.photo(r, *size))[seed % 3]
        write(path, numpy.clip(level, 0, 255).astype(numpy.uint8)[None], US, "US")
        return
    if "two windows" in kind:
        write(path, computed(r, size), CT, "CT", 12, CT_WINDOWS, scaled(Dataset()))
        return
    level = numpy.clip(scenes.projection(r, *size), 0, 255)
    if kind == "8 bits":
        write(path, level.astype(numpy.uint8)[None], CR, "CR")
        return
    bits = 16 if kind.startswith("16") else 12
    value = (level * ((2 ** bits - 1) / 255)).astype(numpy.uint16)
    low, high = numpy.percentile(value, (1, 99))
    write(path, value[None], CR, "CR", bits, [(round((low + high) / 2), max(1, round(high - low)))])


def clip(path, count, is_colour, seed, size=(480, 640)):
    """Moving speckle under texts that stand still."""
    r = numpy.random.default_rng(seed)
    still = scenes.ultrasound(r, *size)
    texts = [(glyphs.draw(text, 16, r, "scalable")[0], y, x) for text, y, x in (
        ("Doe, Jane", 8, 10), ("4711", 30, 10), ("2024-03-05", 8, 520), ("MI 1.1", 440, 10), ("Depth 16 cm", 440, 500))]
    frames = []
    for _ in range(count):
        level = still * r.uniform(0.3, 1.3, size)
        for alpha, y, x in texts:
            under = level[y:y + alpha.shape[0], x:x + alpha.shape[1]]
            under[:] = under * (1 - alpha) + 240 * alpha
        level = numpy.clip(level, 0, 255).astype(numpy.uint8)
        frames.append(numpy.repeat(level[..., None], 3, 2) if is_colour else level)
    write(path, numpy.stack(frames), CLIP, "US")


def slice_of_series(path, number, header):
    """512 × 512 of 12 bits with two windows, as CT has them."""
    scaled(header).InstanceNumber = number + 1
    write(path, computed(numpy.random.default_rng([400, number]), (512, 512)), CT, "CT", 12, CT_WINDOWS, header)
