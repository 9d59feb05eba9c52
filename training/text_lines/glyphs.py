"""Texts as pictures: scalable and bitmap fonts of Debian packages, Hershey strokes, segment displays."""

import functools
import glob

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

SCALABLE = [
    p
    for d in ("liberation", "roboto", "noto", "open-sans", "inconsolata", "croscore", "freefont", "dejavu", "cantarell")
    for p in sorted(glob.glob(f"/usr/share/fonts/*/{d}/**/*.[to]tf", recursive=True))
]
SCALABLE = [p for p in SCALABLE if not any(w in p for w in ("Math", "Symbol", "Black", "Thin"))]
SEGMENTS = sorted(glob.glob("/usr/share/fonts/truetype/dseg/DSEG14*.ttf")) + sorted(
    glob.glob("/usr/share/fonts/truetype/ocr-a/*.ttf")
)
BITMAPS = [
    p
    for p in sorted(
        glob.glob("/usr/share/fonts/X11/misc/*-ISO8859-1.pcf.gz")
        + glob.glob("/usr/share/fonts/X11/75dpi/*-ISO8859-1.pcf.gz")
    )
    if not any(w in p for w in ("4x6", "symb", "5x7", "ko", "ja"))
]
HERSHEY = [
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_PLAIN,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_COMPLEX_SMALL,
]


def take_unseen_fonts():
    """From now on only faces that the line scorer was not trained with."""
    folders = ("truetype/lato", "truetype/hack", "truetype/firacode", "opentype/b612", "opentype/urw-base35")
    SCALABLE[:] = [
        p
        for d in folders
        for p in sorted(glob.glob(f"/usr/share/fonts/{d}/*.[to]tf"))
        if not any(w in p for w in ("Thin", "Hairline", "Black", "D050000L", "StandardSymbols"))
    ]
    BITMAPS[:] = sorted(glob.glob("/usr/share/fonts/X11/misc/ter-u*_iso-8859-1.pcf.gz"))
    if not SCALABLE or not BITMAPS:
        raise SystemExit("fonts are missing: fonts-lato fonts-hack fonts-firacode fonts-b612 fonts-urw-base35 xfonts-terminus")
    HERSHEY.clear()
    SEGMENTS.clear()


@functools.lru_cache(maxsize=400)
def _font(path, size):
    return ImageFont.truetype(path, size)


def _pil(text, font, smooth):
    box = font.getbbox(text)
    w, h = box[2] - box[0] + 4, box[3] - box[1] + 4
    if w <= 4 or h <= 4 or w > 4000:
        return None
    image = Image.new("L", (w, h))
    draw = ImageDraw.Draw(image)
    draw.fontmode = "L" if smooth else "1"
    draw.text((2 - box[0], 2 - box[1]), text, 255, font=font)
    return np.asarray(image, np.float32) / 255


def _trim(a):
    ys, xs = np.where(a > 0.3)
    return None if len(ys) == 0 else a[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]


def draw(text, size, r, kind=None):
    """(alpha in 0...1, what font it is)"""
    kind = kind or r.choice(["scalable", "bitmap", "hershey", "segments"], p=[0.5, 0.27, 0.19, 0.04])
    text = text.encode("latin-1", "replace").decode("latin-1")
    a = None
    if kind == "hershey" and not HERSHEY or kind == "segments" and not SEGMENTS:
        kind = "scalable"
    if kind == "bitmap":
        for _ in range(8):
            try:
                font = ImageFont.truetype(BITMAPS[r.integers(len(BITMAPS))], 12)
            except OSError:
                continue
            # Bitmap fonts have one size each: near what was asked for, or doubled as old consoles do.
            h = font.getbbox("Hg")[3] - font.getbbox("Hg")[1]
            if 0.6 * size <= h <= 1.4 * size:
                a = _pil(text, font, False)
                break
            if 0.6 * size <= 2 * h <= 1.4 * size:
                a = _pil(text, font, False)
                a = None if a is None else np.kron(a, np.ones((2, 2), np.float32))
                break
        kind = "bitmap" if a is not None else "scalable"
    if kind == "hershey":
        face = HERSHEY[r.integers(len(HERSHEY))]
        scale = cv2.getFontScaleFromHeight(face, max(6, int(size * 0.75)))
        thick = 1 if size < 22 else int(r.integers(1, 3))
        (w, h), base = cv2.getTextSize(text, face, scale, thick)
        image = np.zeros((h + base + 8, w + 8), np.uint8)
        cv2.putText(image, text, (4, h + 3), face, scale, 255, thick, cv2.LINE_AA if r.random() < 0.5 else cv2.LINE_8)
        a = image.astype(np.float32) / 255
    if kind == "segments":
        a = _pil(text.upper(), _font(SEGMENTS[r.integers(len(SEGMENTS))], size), r.random() < 0.7)
    if kind == "scalable":
        a = _pil(text, _font(SCALABLE[r.integers(len(SCALABLE))], size), r.random() < 0.7)
    if a is None:
        return None, kind
    a = _trim(a)
    if a is not None and r.random() < 0.05 and a.shape[0] > 10:
        a[1::2] = 0  # scan-line fonts
    if a is not None and r.random() < 0.08:
        a = cv2.GaussianBlur(a, (3, 3), 0.6)
        a = a / max(a.max(), 1e-3)
    return a, str(kind)
