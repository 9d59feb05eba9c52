#!/usr/bin/env python3
"""Burned-in text: how much of it is hidden, what else changes, and what it costs. Called by scripts/bench-pixels.

  pixel_bench.py --veil PATH --scorer score_pixels.py --work DIR [--sets DIR …] [--parts score,speed]

A set is a folder of instances with truth.json as score_pixels.py reads it. `score`: what that scorer says of keep_safe and
of mask_all. `speed`: medians of single frames beside whole-frame Tesseract (psm 11, the same library, in this process), clips
by the frame, two threads beside one; prints a table of figure, measured, goal. Exit status 0, whatever the figures are;
1 if something could not be measured.
"""
import argparse
import ctypes
import ctypes.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

import numpy
import pydicom

CONFIGURATION = """version: 1
node: {{state_directory: {work}/state-{mode}}}
projects: {{bench: {{key_file: {work}/bench.key}}}}
strategies: {{bench: {{profile: basic, options: [clean_pixel_data], pixels: {{when: {when}, text: {mode}}}}}}}
destinations: {{folder: {{folder: {work}/folder-{mode}}}}}
routes: [{{name: bench, project: bench, strategy: bench, destinations: [folder]}}]
"""

rows = []


def figure(name, value, goal, unit="", at_least=True):
    """One line of the table at the end."""
    if value is None:
        rows.append((name, "not measured", f"{'≥' if at_least else '≤'} {goal:g}{unit}", ""))
        return
    good = value >= goal if at_least else value <= goal
    rows.append((name, f"{value:.4g}{unit}", f"{'≥' if at_least else '≤'} {goal:g}{unit}", "PASS" if good else "short"))


class Tesseract:
    """Whole frames through the Debian library, as naive tools do it."""

    def __init__(self, psm):
        os.environ["OMP_THREAD_LIMIT"] = "1"
        library = ctypes.CDLL(ctypes.util.find_library("tesseract") or "libtesseract.so.5")
        library.TessBaseAPICreate.restype = ctypes.c_void_p
        library.TessBaseAPIGetUTF8Text.restype = ctypes.c_void_p
        self.library, self.handle = library, ctypes.c_void_p(library.TessBaseAPICreate())
        if library.TessBaseAPIInit3(self.handle, None, b"eng") != 0:
            sys.exit("tesseract-ocr-eng is not installed")
        library.TessBaseAPISetPageSegMode(self.handle, psm)

    def seconds(self, grey):
        height, width = grey.shape
        data = numpy.ascontiguousarray(grey)
        start = time.perf_counter()
        self.library.TessBaseAPISetImage(
            self.handle, data.ctypes.data_as(ctypes.c_void_p), width, height, 1, width)
        text = self.library.TessBaseAPIGetUTF8Text(self.handle)
        elapsed = time.perf_counter() - start
        self.library.TessDeleteText(ctypes.c_void_p(text))
        return elapsed


def shown(instance):
    """The first frame in 8 bits through its window."""
    a = instance.pixel_array
    a = a[0] if int(instance.get("NumberOfFrames") or 1) > 1 else a
    a = a.astype(numpy.float32)
    if a.ndim == 3:
        return a[..., :3].mean(-1).astype(numpy.uint8)
    low, high = float(a.min()), float(a.max())
    if "WindowCenter" in instance:
        def first(value):
            return float(value[0] if isinstance(value, pydicom.multival.MultiValue) else value)
        slope, intercept = float(instance.get("RescaleSlope", 1)), float(instance.get("RescaleIntercept", 0))
        centre = (first(instance.WindowCenter) - intercept) / slope
        width = first(instance.WindowWidth) / abs(slope)
        low, high = centre - width / 2, centre + width / 2
    return numpy.clip((a - low) / max(high - low, 1) * 255, 0, 255).astype(numpy.uint8)


def run(options, folder, out, mode, jobs=2, when="always"):
    """`veil deidentify` over a folder: its JSON report and how long it took."""
    path = f"{options.work}/{mode}.yml"
    with open(path, "w") as file:
        file.write(CONFIGURATION.format(work=options.work, mode=mode, when=when))
    shutil.rmtree(out, ignore_errors=True)
    start = time.perf_counter()
    ended = subprocess.run(
        [options.veil, "deidentify", "--config", path, "--route", "bench", folder, "-o", out, "--keep-paths", "--json",
         "--jobs", str(jobs)],
        capture_output=True, text=True)
    if ended.returncode not in (0, 1):
        sys.exit(f"veil deidentify ended with {ended.returncode}: {ended.stderr[-2000:]}")
    return json.loads(ended.stdout), time.perf_counter() - start


def instances(folder):
    """The instances of a set, without truth.json."""
    return sorted(name for name in os.listdir(folder) if name.endswith(".dcm"))


def measure_score(options):
    for folder in options.sets:
        name = os.path.basename(os.path.normpath(os.path.dirname(folder) if folder.endswith("dev") else folder))
        for mode in ("keep_safe", "mask_all"):
            out = f"{options.work}/out-{mode}"
            report, _ = run(options, folder, out, mode)
            held = [f for f in report["failed"] if f["path"].endswith(".dcm")]
            ended = subprocess.run(
                [sys.executable, options.scorer, folder, out, os.path.join(folder, "truth.json"), "--list-leaks", "40"],
                capture_output=True, text=True)
            print(f"\n== {name}, {mode}: {report['written']} written, {len(held)} held")
            for failure in held:
                print(f"   held {os.path.basename(failure['path'])}: {failure['reason']} {failure['detail']}")
            print(ended.stdout)
            if ended.returncode:
                print(ended.stderr[-1000:])


def measure_speed(options):
    folder = options.sets[0]
    names = instances(folder)
    with open(os.path.join(folder, "truth.json")) as file:
        truth = {entry["file"]: entry for entry in json.load(file)["instances"]}
    report, one = run(options, folder, f"{options.work}/out-speed", "keep_safe", jobs=1)
    _, two = run(options, folder, f"{options.work}/out-speed", "keep_safe", jobs=2)
    took = {os.path.basename(entry["path"]): entry["seconds"] for entry in report["pixels"]}
    peer = Tesseract(11)
    single = {"text": [], "none": []}
    further = []
    for name in names:
        entry = truth[name]
        if name not in took:
            continue
        pixels = entry["rows"] * entry["cols"]
        if entry["frames"] > 1:
            further.append((took[name] / entry["frames"], pixels))
            continue
        instance = pydicom.dcmread(os.path.join(folder, name))
        measured = (took[name], peer.seconds(shown(instance)), pixels)
        single["text" if entry["items"] else "none"].append(measured)
    def near(samples, megapixels):
        chosen = [own / pixels * megapixels * 1e6 for own, _, pixels in samples
                  if 0.4 * megapixels <= pixels / 1e6 <= 2.2 * megapixels]
        return statistics.median(chosen) * 1000 if chosen else None
    figure("text-free frame of 0.5 MP, median", near(single["none"], 0.5), 10, " ms", False)
    figure("text-free frame of 4 MP, median", near(single["none"], 4), 50, " ms", False)
    if single["text"]:
        figure("frame with text ÷ psm 11, median",
               statistics.median(own / other for own, other, _ in single["text"]), 1, "", False)
    if single["none"]:
        figure("frame without text ÷ psm 11, median",
               statistics.median(own / other for own, other, _ in single["none"]), 1 / 15, "", False)
    if further:
        figure("frame of a clip, by 640 × 480, median",
               statistics.median(own / pixels * 640 * 480 for own, pixels in further) * 1000, 12, " ms", False)
    figure("two threads ÷ one", one / two, 1.7)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--veil", required=True)
    parser.add_argument("--scorer", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--sets", nargs="+", required=True)
    parser.add_argument("--parts", default="score,speed")
    options = parser.parse_args()
    os.makedirs(options.work, exist_ok=True)
    parts = options.parts.split(",")
    if "score" in parts:
        measure_score(options)
    if "speed" in parts:
        measure_speed(options)
    if rows:
        print("\n| figure | measured | goal | |\n|---|---|---|---|")
        for row in rows:
            print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
