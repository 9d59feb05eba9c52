"""What a tool left of the texts that truth.json tells of, and what else it changed.

A text is hidden if in every frame that shows it at least 95 % of its glyphs' pixels were replaced and at most 15 % of its
contrast is left. Replaced is what has another value, and what lies in a patch without any contrast beside such a pixel (black
letters under a black box). Legible is a text of a contrast of 0.12 of the window and of twice the noise around it.
"""
import base64
import zlib

import cv2
import numpy

from .pictures import brightness

BESIDE = 4
"""Pixels around a text's box that are looked at."""
MARGIN = 6
"""Pixels around a text's box in which a change is no harm done to the picture."""
FRAMES = 8
"""Frames of a text that are looked at, at most."""


def glyphs(text):
    """The pixels of its letters, within its box."""
    x0, y0, x1, y1 = text["box"]
    bits = numpy.unpackbits(numpy.frombuffer(zlib.decompress(base64.b64decode(text["glyph"])), numpy.uint8))
    return bits[:(y1 - y0) * (x1 - x0)].reshape(y1 - y0, x1 - x0).astype(bool)


def changed(before, after):
    """Which pixels differ, whatever their colour."""
    different = before != after
    return different.any(-1) if different.ndim == 3 else different


def left(before, after, text):
    """(share of the letters' pixels that were replaced, share of the contrast that is left) in one frame"""
    x0, y0, x1, y1 = text["box"]
    top, start = max(0, y0 - BESIDE), max(0, x0 - BESIDE)
    around = (slice(top, y1 + BESIDE), slice(start, x1 + BESIDE))
    before, after = before[around], after[around]
    inside = (slice(y0 - top, y1 - top), slice(x0 - start, x1 - start))
    letters = numpy.zeros(before.shape[:2], bool)
    letters[inside] = glyphs(text)
    ground = numpy.zeros_like(letters)
    ground[inside] = ~letters[inside]
    if not ground.any():
        ground = ~letters
    different = changed(before, after)
    old, new = brightness(before), brightness(after)
    is_flat = cv2.dilate(new, numpy.ones((3, 3))) == cv2.erode(new, numpy.ones((3, 3)))
    side = 2 * BESIDE + 1
    is_near = cv2.dilate(different.astype(numpy.uint8), numpy.ones((side, side))).astype(bool)
    replaced = different | (is_flat & is_near)
    had = abs(float(numpy.median(old[letters])) - float(numpy.median(old[ground])))
    has = abs(float(new[letters].mean()) - float(new[ground].mean()))
    if replaced[inside].mean() > 0.995 and numpy.ptp(new[inside]) == 0:
        has = 0
    return float(replaced[letters].mean()), has / max(had, 1e-6)


def over_noise(frame, text):
    """The contrast of a text over the spread of what surrounds its letters."""
    x0, y0, x1, y1 = text["box"]
    level, letters = brightness(frame)[y0:y1, x0:x1], glyphs(text)
    ground = level[~letters]
    if ground.size < 4:
        return 9.0
    middle = numpy.median(ground)
    noise = 1.4826 * numpy.median(numpy.abs(ground - middle)) + ground.std() * 0.25 + 1e-3 * (numpy.ptp(level) + 1)
    return float(min(99, abs(numpy.median(level[letters]) - middle) / noise))


def judge(before, after, entry):
    """(what became of each text, what became of the picture) from the frames before and after, and their truth"""
    different = numpy.stack([changed(a, b) for a, b in zip(before, after)])
    near_text = numpy.zeros(different.shape, bool)
    texts = []
    for text in entry["items"]:
        first, last = text["frames"]
        x0, y0, x1, y1 = text["box"]
        near_text[first:last + 1, max(0, y0 - MARGIN):y1 + MARGIN, max(0, x0 - MARGIN):x1 + MARGIN] = True
        looked_at = sorted(set(numpy.linspace(first, last, min(FRAMES, last - first + 1)).astype(int)))
        results = [left(before[n], after[n], text) for n in looked_at]
        replaced, contrast_left = min(r for r, _ in results), max(c for _, c in results)
        touched = max(float(different[n, y0:y1, x0:x1][glyphs(text)].mean()) for n in looked_at)
        noise = over_noise(before[(first + last) // 2], text)
        texts.append({
            **{key: text[key] for key in ("text", "class", "phi", "size", "font", "style", "rot", "contrast", "in_meta")},
            "file": entry["file"], "kind": entry["kind"], "replaced": replaced, "contrast_left": contrast_left,
            "legible": text["contrast"] >= 0.12 and noise >= 2, "hidden": replaced >= 0.95 and contrast_left <= 0.15,
            "kept": touched <= 0.02,
        })
    values = after[different]
    filled = numpy.unique(values, axis=0) if len(values) else values
    picture = {"file": entry["file"], "kind": entry["kind"], "clutter": entry["clutter"], "has_text": bool(texts),
               "identifies": any(t["phi"] for t in texts), "identical": not different.any(),
               "outside": float((different & ~near_text).mean()), "values": len(filled)}
    return texts, picture


def share(entries, key="hidden"):
    """Of them for which `key` holds; None of none."""
    entries = list(entries)
    return sum(bool(e[key]) for e in entries) / len(entries) if entries else None


class Score:
    """Texts and pictures of one tool in one mode; adds up over sets."""

    def __init__(self):
        self.texts, self.pictures, self.held, self.reshaped = [], [], {}, []

    def add(self, name, texts, picture):
        """What `judge` said of an instance of the set of this name."""
        for entry in (*texts, picture):
            entry["file"] = f"{name}/{entry['file']}"
        self.texts += texts
        self.pictures.append(picture)

    def only(self, files):
        """The part of it that is about these instances."""
        part = Score()
        part.texts = [t for t in self.texts if t["file"] in files]
        part.pictures = [p for p in self.pictures if p["file"] in files]
        part.held = {name: reason for name, reason in self.held.items() if name in files}
        return part

    def __iadd__(self, other):
        self.texts += other.texts
        self.pictures += other.pictures
        self.held.update(other.held)
        self.reshaped += other.reshaped
        return self

    def identifying(self):
        return [t for t in self.texts if t["phi"]]

    def figures(self):
        """By name; shares of 1."""
        phi = self.identifying()
        empty = [p for p in self.pictures if not p["has_text"]]
        count = len(self.pictures) + len(self.held) + len(self.reshaped)
        return {
            "phi": share(phi),
            "legible": share(t for t in phi if t["legible"]),
            "contrast": share(t for t in phi if t["contrast"] > 0.6),
            "pages": sum(not t["hidden"] for t in phi if t["kind"] in ("dose", "form")),
            "pictures with a leak": len({t["file"] for t in phi if not t["hidden"]}),
            "kept": share((t for t in self.texts if t["class"] in ("safe", "device")), "kept"),
            "plain": share((p for p in empty if not p["clutter"]), "identical"),
            "clutter": share((p for p in empty if p["clutter"]), "identical"),
            "empty": share(empty, "identical"),
            "outside": float(numpy.mean([p["outside"] for p in self.pictures])) if self.pictures else None,
            "other values": sum(p["values"] > 1 for p in self.pictures) + len(self.reshaped),
            "held": len(self.held) / count if count else None,
        }
