"""The product's detector, built from its sources, as a function."""

import ctypes
import os
import subprocess

import numpy as np

FEATURES = 40
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Image(ctypes.Structure):
    _fields_ = [
        ("rows", ctypes.c_uint32),
        ("columns", ctypes.c_uint32),
        ("cell_bytes", ctypes.c_uint16),
        ("bits_stored", ctypes.c_uint16),
        ("lowest_bit", ctypes.c_uint16),
        ("is_signed", ctypes.c_bool),
        ("is_planar", ctypes.c_bool),
        ("shares_chroma", ctypes.c_bool),
        ("is_inverse", ctypes.c_bool),
        ("all_planes", ctypes.c_bool),
        ("colour", ctypes.c_int),
        ("slope", ctypes.c_double),
        ("intercept", ctypes.c_double),
        ("window_centre", ctypes.c_double),
        ("window_width", ctypes.c_double),
        ("palette", ctypes.c_void_p),
        ("palette_count", ctypes.c_uint32),
        ("palette_first", ctypes.c_int32),
    ]


def build(target):
    text = os.path.join(ROOT, "Sources/TextBridge")
    sources = [os.path.join(text, f) for f in sorted(os.listdir(text)) if f.endswith(".cpp") and f != "reader.cpp"]
    compiler = os.environ.get("CXX", "clang++")
    subprocess.run(
        [
            compiler,
            "-std=c++17",
            "-O2",
            "-fPIC",
            "-shared",
            "-I",
            os.path.join(ROOT, "Sources/BridgeSupport/include"),
            "-o",
            target,
            *sources,
            os.path.join(ROOT, "training/text_lines/candidates.cpp"),
        ],
        check=True,
    )
    library = ctypes.CDLL(target)
    library.text_candidates.restype = ctypes.c_long
    return library


def image(a, attributes):
    """One native frame as the bridge describes it, and what must stay alive."""
    p = attributes["photometric"]
    i = Image(
        rows=a.shape[0],
        columns=a.shape[1],
        cell_bytes=a.itemsize,
        bits_stored=8 * a.itemsize,
        is_signed=attributes.get("signed", False),
        is_inverse=p == "MONOCHROME1",
        slope=1,
        intercept=0,
    )
    i.colour = {"RGB": 2, "YBR_FULL": 3, "PALETTE COLOR": 1}.get(p, 0)
    i.window_centre, i.window_width = attributes.get("window", (0, 0))
    table = attributes.get("palette")
    if table is not None:
        table = np.ascontiguousarray(table)
        i.palette, i.palette_count = table.ctypes.data, len(table)
    return i, table


def candidates(library, a, attributes, items):
    """Rows of text_candidates()."""
    glyphs = np.zeros(a.shape[:2], np.uint16)
    for item in items:
        x0, y0, x1, y1 = item["box"]
        h = x1 - x0 if item["rot"] % 180 else y1 - y0
        glyphs[y0:y1, x0:x1] |= (item["glyph"] | (h << 3) | (4 if item["rot"] % 180 else 0) | 2).astype(np.uint16)
    described, alive = image(a, attributes)
    a = np.ascontiguousarray(a)
    rows = np.empty((60000, 12 + FEATURES), np.float32)
    count = library.text_candidates(
        ctypes.byref(described),
        a.ctypes.data_as(ctypes.c_void_p),
        glyphs.ctypes.data_as(ctypes.c_void_p),
        rows.ctypes.data_as(ctypes.c_void_p),
        ctypes.c_long(len(rows)),
    )
    return rows[:count].copy()
