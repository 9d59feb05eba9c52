"""Whole frames through Debian's Tesseract, in this process, on one thread."""
import ctypes
import ctypes.util
import os
import sys
import time

import numpy


SILENT = 6
"""Leptonica's severity above all messages."""


class Word:
    """What was read, and its box."""

    def __init__(self, columns):
        self.line = tuple(columns[2:5])
        x, y, width, height = (int(value) for value in columns[6:10])
        self.box = (slice(y, y + height), slice(x, x + width))
        self.text = columns[11]


class Tesseract:
    """One handle with one page segmentation mode."""

    def __init__(self, mode):
        os.environ["OMP_THREAD_LIMIT"] = "1"
        library = ctypes.CDLL(ctypes.util.find_library("tesseract") or "libtesseract.so.5")
        ctypes.CDLL(ctypes.util.find_library("lept") or "liblept.so.5").setMsgSeverity(SILENT)
        library.TessBaseAPICreate.restype = ctypes.c_void_p
        library.TessBaseAPIGetTsvText.restype = ctypes.c_void_p
        self.library, self.handle = library, ctypes.c_void_p(library.TessBaseAPICreate())
        if library.TessBaseAPIInit3(self.handle, None, b"eng") != 0:
            sys.exit("tesseract-ocr-eng is not installed")
        library.TessBaseAPISetPageSegMode(self.handle, mode)
        library.TessBaseAPISetVariable(self.handle, b"debug_file", b"/dev/null")

    def words(self, grey):
        """Of a frame of 8 bits."""
        height, width = grey.shape
        data = numpy.ascontiguousarray(grey)
        self.library.TessBaseAPISetImage(self.handle, data.ctypes.data_as(ctypes.c_void_p), width, height, 1, width)
        self.library.TessBaseAPISetSourceResolution(self.handle, 70)
        text = self.library.TessBaseAPIGetTsvText(self.handle, 0)
        lines = ctypes.string_at(text).decode("utf-8", "replace").split("\n")
        self.library.TessDeleteText(ctypes.c_void_p(text))
        table = [line.split("\t") for line in lines]
        return [Word(columns) for columns in table if len(columns) == 12 and columns[0] == "5" and columns[11].strip()]

    def seconds(self, grey):
        """How long a frame takes."""
        start = time.perf_counter()
        self.words(grey)
        return time.perf_counter() - start
