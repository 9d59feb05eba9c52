"""Instances with text in their pixels, and what `veil deidentify` makes of them: the bytes that must arrive."""
import functools
import hashlib
import os

import numpy as np
from pydicom import dcmread

from peers import files
from peers.node import Node
from synthetic import instance, pixels

STRATEGY = "basic: {{profile: basic, options: [clean_pixel_data], pixels: {{devices: {devices}, time_limit: 60s}}}}"
DEVICES = "version: 1\ndevices:\n- {name: strip, match: {modality: RTDOSE}, regions: [{left: 0, width: 300}]}\n"
TEXT, LARGE = (160, 320), (2100, 4100)
"""Rows and columns. Every line of a large one is changed: 8.6 MB, too many for the ledger."""

FONT = {  # columns of dots from the left, lowest bit at the top
    "A": (0x7E, 0x11, 0x11, 0x11, 0x7E), "E": (0x7F, 0x49, 0x49, 0x49, 0x41), "F": (0x7F, 0x09, 0x09, 0x09, 0x01),
    "I": (0x00, 0x41, 0x7F, 0x41, 0x00), "J": (0x20, 0x40, 0x41, 0x3F, 0x01), "L": (0x7F, 0x40, 0x40, 0x40, 0x40),
    "M": (0x7F, 0x02, 0x0C, 0x02, 0x7F), "N": (0x7F, 0x04, 0x08, 0x10, 0x7F), "Y": (0x07, 0x08, 0x70, 0x08, 0x07),
}
NAME, DOT = "FAMILY JANE", 3


def letters():
    """The name as dots: true where ink is."""
    dots = np.zeros((7, 6 * len(NAME)), bool)
    for position, letter in enumerate(NAME):
        for column, bits in enumerate(FONT.get(letter, ())):
            dots[:, position * 6 + column] = [bits >> row & 1 for row in range(7)]
    return np.kron(dots, np.ones((DOT, DOT), bool))


def ink(image):
    """Where the name is, in an image."""
    name = letters()
    return image[20:20 + name.shape[0], 24:24 + name.shape[1]][name]


def own(image, number):
    """Far from the name, what no other image has."""
    image[-1, -32:] = 20 + np.frombuffer(hashlib.sha256(str(number).encode()).digest(), "u1") % 4


@functools.cache
def picture(rows, columns):
    """A dull picture with the name on it."""
    y, x = np.mgrid[0:rows, 0:columns]
    image, name = (20 + x // 40 % 8 + y // 40 % 4).astype("u1"), letters()
    image[20:20 + name.shape[0], 24:24 + name.shape[1]][name] = 230
    return image


def write(path, seed, number, is_large):
    """One instance; its entry as in the generator's manifest."""
    entry = instance.write(path, "small", "explicit", seed, number % 8, number % 16, number, True, 16)
    rows, columns = LARGE if is_large else TEXT
    d = dcmread(path)
    d.Modality = "RTDOSE" if is_large else "US"
    d.SOPClassUID = "1.2.840.10008.5.1.4.1.1.481.2" if is_large else "1.2.840.10008.5.1.4.1.1.6.1"
    d.file_meta.MediaStorageSOPClassUID = d.SOPClassUID
    pixels.describe(d, rows, columns, bits=8)
    image = picture(rows, columns).copy()
    own(image, number)
    d.add_new(0x7FE00010, "OB", image.tobytes())
    d.save_as(path, enforce_file_format=True)
    return entry


def generate(folder, texts, large, seed, first):
    """So many small and large ones, with entries whose numbers begin at `first`."""
    entries = []
    for n in range(texts + large):
        path = os.path.join(f"burned{n % 4}", f"{first + n:05d}-{'text' if n < texts else 'large'}.dcm")
        entry = write(os.path.join(folder, path), seed, first + n, n >= texts)
        entries.append({"path": path, **entry})
    return entries


def expect(folder, node, entries, violations):
    """Adds to each entry digests of what `veil deidentify` makes of it with the node's key; the name must be gone."""
    sent, out = os.path.join(folder, "burned"), os.path.join(folder, "expected")
    for entry in entries:
        to = os.path.join(sent, os.path.basename(entry["path"]))
        os.makedirs(sent, exist_ok=True)
        os.link(os.path.join(folder, "sent", entry["path"]), to)
    alone = Node(os.path.join(folder, "alone"), {"archive": node.port}, binary=node.binary[0], key=node.key,
                 strategy=node.strategy)
    status, _, err = alone.verb("deidentify", "--config", alone.config, "--route", "test", "--keep-paths", sent, "-o", out,
                                timeout=600)
    if status != 0:
        raise SystemExit(f"veil deidentify: exit status {status} {err.strip()}")
    for entry in entries:
        path = os.path.join(out, os.path.basename(entry["path"]))
        clean = dcmread(path)
        image = clean.pixel_array
        if ink(image).any() or not image[-1, -32:].all():
            violations.append(f"not covered as it should be: {os.path.basename(path)}")
        entry["pixel_sha256"] = files.pixel_digest(clean)
        entry["sha256"] = files.digest(files.data_set_bytes(path))
        os.unlink(path)
