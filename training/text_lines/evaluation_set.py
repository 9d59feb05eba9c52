"""Makes a set that scripts/bench-pixels scores: DICOM files and truth.json, from pictures that no training has seen.

  evaluation_set.py --seed N [--first N] --count N [--unseen] FOLDER

Everything follows from the seed; seeds 100 to 199 are kept for training the line scorer. truth.json tells of each file its kind,
and of each text its box, class, whether it identifies somebody, whether the header holds it, size, contrast, and its glyphs'
pixels (bits of the box by rows, deflated, base64) where they can be seen: black letters that run on into black ground end there.
Seven in ten headers hold the name and the number that the picture shows.
With --unseen no text is drawn in a face that the training had, and texts stand where consoles put them.
"""

import argparse
import base64
import json
import os
import zlib
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

import consoles
import glyphs
import pictures

SOP_CLASSES = {"US": "1.2.840.10008.5.1.4.1.1.6.1", "CT": "1.2.840.10008.5.1.4.1.1.2"}
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
SERIES = 1000


def _new_instance(x, number):
    place = [str(x["seed"]), str(number)]
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = SOP_CLASSES.get(x["modality"], SECONDARY_CAPTURE)
    meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=place)
    instance = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    instance.SOPClassUID = meta.MediaStorageSOPClassUID
    instance.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    instance.Modality = x["modality"]
    instance.SeriesNumber = SERIES
    instance.InstanceNumber = number + 1
    return instance


def _name_patient(instance, x, in_header):
    """The texts that the header holds."""
    names = [item["text"] for item in x["items"] if item["cls"] == "name"][:1]
    ids = [item["text"] for item in x["items"] if item["cls"] == "id"][:1]
    instance.PatientName = names[0].replace(", ", "^") if names and in_header else "Doe^Jane"
    instance.PatientID = ids[0].split()[-1] if ids and in_header else "4711"
    return names + ids if in_header else []


def _describe_pixels(instance, x, samples, attributes):
    instance.Rows, instance.Columns = x["rows"], x["cols"]
    instance.SamplesPerPixel = 3 if samples.ndim == 4 else 1
    if samples.ndim == 4:
        instance.PlanarConfiguration = 0
    instance.PhotometricInterpretation = attributes["photometric"]
    bits = 8 * samples.itemsize
    instance.BitsAllocated, instance.BitsStored, instance.HighBit = bits, bits, bits - 1
    instance.PixelRepresentation = int(attributes.get("signed", False))
    if len(samples) > 1:
        instance.NumberOfFrames = len(samples)
    if "window" in attributes:
        instance.WindowCenter, instance.WindowWidth = [f"{value:.2f}" for value in attributes["window"]]
    for channel, colour in enumerate(("Red", "Green", "Blue")):
        if "palette" in attributes:
            entries = attributes["palette"][:, channel].astype(np.uint16) * 257
            setattr(instance, colour + "PaletteColorLookupTableDescriptor", [256, 0, 16])
            setattr(instance, colour + "PaletteColorLookupTableData", entries.tobytes())
    data = samples.tobytes()
    instance.PixelData = data + b"\0" * (len(data) % 2)


def _truth_of(item, in_header):
    # White letters may stand beyond the window, where they can be seen on white as well.
    is_whole = item["style"] == "white" or item["seen"].sum() < 3
    letters = item["glyph"] if is_whole else item["seen"]
    x, y, _, _ = item["box"]
    rows, columns = np.where(letters)
    top, bottom, start, end = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
    return {
        "frames": item["frames"] or [0, 0],
        "box": [int(x + start), int(y + top), int(x + end), int(y + bottom)],
        "text": item["text"],
        "class": item["cls"],
        "phi": bool(item["phi"]),
        "in_meta": item["text"] in in_header,
        "size": int(item["size"]),
        "font": item["font"],
        "style": item["style"],
        "rot": int(item["rot"]),
        "contrast": float(item["contrast"]),
        "glyph": base64.b64encode(zlib.compress(np.packbits(letters[top:bottom, start:end].ravel()).tobytes())).decode(),
    }


def make(job):
    """Writes one instance (seed, number, whether in unseen faces, folder); returns its entry of truth.json."""
    seed, number, is_unseen, folder = job
    x = pictures.instance(seed, number, consoles.texts) if is_unseen else pictures.instance(seed, number)
    samples, attributes = pictures.native(x)
    instance = _new_instance(x, number)
    is_in_header = np.random.default_rng([seed, number, 2]).random() < 0.7
    in_header = _name_patient(instance, x, is_in_header)
    _describe_pixels(instance, x, samples, attributes)
    name = f"{number:05d}.dcm"
    instance.save_as(os.path.join(folder, name), enforce_file_format=True)
    return {
        "file": name,
        "series": SERIES,
        "instance": number + 1,
        "modality": x["modality"],
        "kind": x["kind"],
        "form": x["form"],
        "rows": x["rows"],
        "cols": x["cols"],
        "frames": len(samples),
        "negative": bool(x["negative"]),
        "clutter": x["clutter"],
        "phi": bool(x["phi"]),
        "window": None,
        "items": [_truth_of(item, in_header) for item in x["items"]],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--first", type=int, default=0, help="its number within the seed")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--unseen", action="store_true")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    numbers = range(options.first, options.first + options.count)
    jobs = [(options.seed, number, options.unseen, options.folder) for number in numbers]
    with ProcessPoolExecutor(options.processes, initializer=glyphs.take_unseen_fonts if options.unseen else None) as pool:
        truth = list(pool.map(make, jobs, chunksize=8))
    with open(os.path.join(options.folder, "truth.json"), "w") as file:
        json.dump({"instances": truth}, file)


if __name__ == "__main__":
    main()
