"""Synthetic instances: a picture, texts drawn into it, and the truth about them. Everything follows from seed and number."""

import glob
import os

import cv2
import numpy as np

import glyphs
import scenes
import words

SIZES = {
    "us": [(600, 800), (480, 640), (768, 1024), (576, 720)],
    "doppler": [(600, 800), (768, 1024), (480, 640)],
    "cine": [(480, 640), (240, 320), (434, 636)],
    "ct": [(512, 512), (400, 512), (256, 256)],
    "real": [(512, 512), (256, 256), (640, 640)],
    "mr": [(256, 256), (384, 384), (320, 320)],
    "cr": [(1024, 800), (1400, 1200), (900, 1000)],
    "xa": [(512, 512), (1024, 1024)],
    "mg": [(1600, 1200), (1300, 900)],
    "dose": [(512, 512), (700, 900), (1000, 800)],
    "form": [(1000, 780), (1300, 1000)],
    "xc": [(480, 640), (720, 960)],
    "endo": [(480, 640), (576, 720)],
}
WEIGHTS = {
    "us": 5,
    "doppler": 3,
    "cine": 1,
    "ct": 3,
    "real": 3,
    "mr": 3,
    "cr": 3,
    "xa": 2.5,
    "mg": 1,
    "dose": 3,
    "form": 1.5,
    "xc": 1,
    "endo": 1,
}
MODALITY = {
    "us": "US",
    "doppler": "US",
    "cine": "US",
    "ct": "CT",
    "real": "CT",
    "mr": "MR",
    "cr": "CR",
    "xa": "XA",
    "mg": "MG",
    "dose": "SC",
    "form": "SC",
    "xc": "XC",
    "endo": "ES",
}
SEEN = 8.0
"""Levels of 255 by which a letter's pixel has to differ from what it was drawn on, or nobody sees it."""
COLOUR = {"doppler", "xc", "endo"}
_real = None


def _backgrounds():
    """Real pictures without text, of the pydicom wheel."""
    global _real
    if _real is None:
        import pydicom

        folder = os.path.join(os.path.dirname(pydicom.__file__), "data", "test_files")
        _real = []
        for name in ("CT_small.dcm", "MR_small.dcm", "liver_1frame.dcm", "693_J2KI.dcm"):
            try:
                a = pydicom.dcmread(os.path.join(folder, name)).pixel_array.astype(np.float32)
            except Exception:
                continue
            if a.ndim == 2 and min(a.shape) > 40:
                lo, hi = np.percentile(a, (1, 99))
                _real.append(np.clip((a - lo) / (hi - lo + 1e-6), 0, 1) * 255)
    return _real


def _scene(kind, r, h, w):
    if kind in ("us", "cine"):
        return scenes.ultrasound(r, h, w)
    if kind == "doppler":
        return scenes.doppler(r, scenes.ultrasound(r, h, w))
    if kind in ("ct", "mr"):
        return scenes.section(r, h, w)
    if kind == "real":
        pool = _backgrounds()
        a = cv2.resize(pool[r.integers(len(pool))], (w, h), interpolation=cv2.INTER_CUBIC)
        return a + r.standard_normal((h, w)) * r.uniform(0, 8)
    if kind in ("cr", "xa"):
        return scenes.projection(r, h, w)
    if kind == "mg":
        return scenes.breast(r, h, w)
    if kind in ("dose", "form"):
        return scenes.page(r, h, w)
    if kind == "xc":
        return scenes.photo(r, h, w)
    a = scenes.photo(r, h, w)
    yy, xx = np.mgrid[:h, :w]
    a[np.hypot(xx - w * 0.55, yy - h * 0.5) > h * 0.46] = 0
    return a


def _tilted(alpha, degrees):
    h, w = alpha.shape
    m = cv2.getRotationMatrix2D((w / 2, h / 2), degrees, 1)
    width = int(np.ceil(h * abs(m[0, 1]) + w * abs(m[0, 0])))
    height = int(np.ceil(h * abs(m[0, 0]) + w * abs(m[0, 1])))
    m[:, 2] += (width - w) / 2, (height - h) / 2
    return np.clip(cv2.warpAffine(alpha.astype(np.float32), m, (width, height), flags=cv2.INTER_LINEAR), 0, 1)


class Canvas:
    def __init__(self, a, r):
        self.a, self.r, self.items = np.clip(a, 0, 255).astype(np.float32), r, []
        self.taken = np.zeros(a.shape[:2], bool)

    def luma(self, sl):
        b = self.a[sl]
        return b @ np.array([0.299, 0.587, 0.114], np.float32) if b.ndim == 3 else b

    def put(self, text, kind, at, size, style, font=None, rot=0, frames=None, strict=False, tilt=0):
        alpha, font = glyphs.draw(text, size, self.r, font)
        if alpha is None:
            return None
        alpha = np.rot90(alpha, rot // 90).copy()
        if tilt:
            alpha = _tilted(alpha, tilt)
        h, w = alpha.shape
        H, W = self.taken.shape
        x, y = int(at[0]), int(at[1])
        x, y = (x - w if x + w > W - 1 else x), (y - h if y + h > H - 1 else y)
        if (
            x < 1
            or y < 1
            or x + w >= W
            or y + h >= H
            or self.taken[max(0, y - 2) : y + h + 2, max(0, x - 3) : x + w + 3].any()
        ):
            return None
        sl = (slice(y, y + h), slice(x, x + w))
        ground = float(np.median(self.luma(sl)))
        if style == "boxed":
            pad = 3
            box = (slice(max(0, y - pad), y + h + pad), slice(max(0, x - pad), x + w + pad))
            ground = float(self.r.choice([0, 0, 60, 200, 255]))
            self.a[box] = ground
        r = self.r
        level = {"white": 255.0, "gray": r.uniform(150, 230), "dark": r.uniform(0, 40)}.get(style)
        if style in ("white", "gray") and ground > 160 or style == "boxed":
            level = 255.0 if ground < 128 else 0.0
        if style == "dark" and ground < 110:
            level = r.uniform(180, 255)
        if style == "lowc":
            d = r.uniform(25, 85)
            level = ground + d if ground < 128 else ground - d
        colour = np.array([level] * 3, np.float32) if level is not None else None
        if style in ("outline", "shadow"):
            colour = np.array([255.0] * 3, np.float32)
            wide = (
                cv2.dilate(np.pad(alpha, 1), np.ones((3, 3)))[1:-1, 1:-1]
                if style == "outline"
                else np.pad(alpha, ((1, 0), (1, 0)))[:-1, :-1]
            )
            self.a[sl] = self.a[sl] * (1 - wide[..., None] if self.a.ndim == 3 else 1 - wide)
            level = 255.0
        if style == "colour":
            colour = np.array(r.permutation([255, r.uniform(150, 255), r.uniform(0, 60)]), np.float32)
            level = float(colour @ [0.299, 0.587, 0.114])
        if level is None:
            return None
        strength = r.uniform(0.7, 1) if r.random() < 0.1 else 1
        m = alpha * strength
        before = self.luma(sl).copy()
        if self.a.ndim == 3:
            self.a[sl] = self.a[sl] * (1 - m[..., None]) + colour * m[..., None]
        else:
            self.a[sl] = self.a[sl] * (1 - m) + level * m
        self.taken[sl] = True
        contrast = abs(level - ground) / 255 * strength
        item = dict(
            box=[x, y, x + w, y + h],
            glyph=alpha >= 0.5,
            seen=(alpha >= 0.5) & (np.abs(self.luma(sl) - before) >= SEEN),
            text=text,
            cls=kind,
            phi=kind not in ("safe", "device", "label"),
            size=size,
            font=font,
            style=style,
            rot=rot,
            contrast=round(contrast, 3),
            frames=frames,
        )
        if item["glyph"].sum() < 3:
            return None
        self.items.append(item)
        return item


def _texts(c, kind, r, phi):
    h, w = c.taken.shape
    big = max(h, w) > 1100
    sizes = [11, 14, 18, 22, 28, 34, 40, 48, 56] if big else [9, 10, 11, 12, 13, 14, 16, 18, 20, 24, 30, 36]
    styles = ["white", "white", "white", "gray", "lowc", "outline", "shadow", "boxed", "dark"]
    if c.a.ndim == 3:
        styles += ["colour"] * 3

    def content():
        return words.hidden(r) if phi and r.random() < 0.5 else words.harmless(r)

    blocks = int(r.integers(1, 5))
    font = str(r.choice(["scalable", "bitmap", "hershey", "segments"], p=[0.48, 0.3, 0.18, 0.04]))
    style, size = str(r.choice(styles)), int(r.choice(sizes))
    for _ in range(blocks):
        if r.random() < 0.3:
            font, style, size = (
                str(r.choice(["scalable", "bitmap", "hershey"])),
                str(r.choice(styles)),
                int(r.choice(sizes)),
            )
        x = r.choice([w * 0.01, w * 0.02, w * 0.7, w * r.uniform(0, 0.8)])
        y = r.choice([h * 0.01, h * 0.8, h * r.uniform(0, 0.85)])
        rot = int(r.choice([0] * 14 + [90, 270]))
        step = size * r.uniform(1.15, 2)
        for i in range(int(r.integers(1, 7))):
            text, cls = content()
            if r.random() < 0.25 and cls != "safe" and rot == 0:
                label = c.put(str(r.choice(words.LABELS)), "label", (x, y), size, style, font)
                x2 = label["box"][2] + size * 0.5 if label else x
                c.put(text, cls, (x2, y), size, style, font)
            else:
                c.put(text, cls, (x, y), size, style, font, rot)
            x, y = (x, y + step) if rot == 0 else (x + step, y)
    for _ in range(int(r.integers(0, 5))):
        text, cls = content()
        c.put(
            text,
            cls,
            (w * r.uniform(0.02, 0.85), h * r.uniform(0.02, 0.92)),
            int(r.choice(sizes)),
            str(r.choice(styles)),
            rot=int(r.choice([0] * 9 + [90, 270])),
        )


def _rare_texts(c, r, phi):
    """Turned, tilted and large texts, of which an ordinary picture has few."""
    h, w = c.taken.shape
    styles = ["white", "white", "gray", "lowc", "outline", "shadow", "boxed", "dark"]
    for _ in range(int(r.integers(0, 5))):
        text, cls = words.hidden(r) if phi and r.random() < 0.5 else words.harmless(r)
        rot, tilt, size = 0, 0, int(r.choice([9, 10, 11, 12, 13, 14, 16, 18, 20, 24, 30, 36]))
        what = r.random()
        if what < 0.6:
            rot = int(r.choice([90, 270]))
        elif what < 0.85:
            tilt, size = float(r.uniform(2, 18) * r.choice([-1, 1])), max(size, 12)
        elif max(h, w) > 900:
            size = int(r.uniform(50, 150))
        at = (w * r.uniform(0.02, 0.85), h * r.uniform(0.02, 0.92))
        c.put(text, cls, at, size, str(r.choice(styles)), rot=rot, tilt=tilt)


def _page_texts(c, kind, r, phi):
    h, w = c.taken.shape
    size, style = int(r.choice([11, 12, 13, 14, 16, 18, 20])), "dark" if c.a.mean() > 128 else "white"
    font = str(r.choice(["scalable", "bitmap", "hershey"]))
    y = h * 0.03
    while y < h * 0.95:
        x = w * 0.04
        while x < w * 0.8:
            text, cls = words.hidden(r) if phi and r.random() < 0.2 else words.harmless(r)
            item = c.put(text, cls, (x, y), size, style, font)
            x = (item["box"][2] if item else x) + w * r.uniform(0.04, 0.2)
        if r.random() < 0.15:
            cv2.line(
                c.a,
                (int(w * 0.03), int(y + size * 1.25)),
                (int(w * 0.97), int(y + size * 1.25)),
                [float(r.uniform(60, 200))] * 3,
                1,
            )
        y += size * r.uniform(1.4, 2.6)
        if r.random() < 0.1:
            y += h * r.uniform(0, 0.2)


def instance(seed, number, texts=_texts, has_rare=False):
    """A picture with its truth; levels of 0...255, grey or RGB, one frame or several. `texts` draws where it is no page;
    `has_rare`: with more of the texts that are rare."""
    r = np.random.default_rng([seed, number])
    kinds = list(WEIGHTS)
    kind = str(r.choice(kinds, p=np.array([WEIGHTS[k] for k in kinds]) / sum(WEIGHTS.values())))
    h, w = SIZES[kind][r.integers(len(SIZES[kind]))]
    a = np.clip(_scene(kind, r, h, w), 0, 255).astype(np.float32)
    is_page = kind in ("dose", "form")
    negative = r.random() < (0.1 if is_page else 0.3)
    names = None
    if r.random() < (0.65 if negative and not is_page else 0.4):
        if a.ndim == 3:
            flat = a.mean(2)
            before = flat.copy()
            names = scenes.clutter(r, flat)
            on = flat != before
            a[on] = flat[on][:, None] * r.uniform(0.4, 1, 3)
        else:
            names = scenes.clutter(r, a)
    if a.ndim == 2 and (kind == "us" and r.random() < 0.3 or is_page and r.random() < 0.4):
        a = np.repeat(a[..., None], 3, 2)
    c = Canvas(a, r)
    phi = r.random() < 0.7
    if not negative:
        (_page_texts if is_page else texts)(c, kind, r, phi)
        if has_rare:
            _rare_texts(c, np.random.default_rng([seed, number, 4]), phi)
    if c.a.ndim == 3:
        form = str(r.choice(["rgb", "rgb", "ybr", "palette"] if kind != "xc" else ["rgb", "ybr"]))
    elif kind in ("us", "cine", "dose", "form"):
        form = str(r.choice(["mono8", "mono8", "mono8", "mono8i"] if kind != "cine" else ["mono8"]))
    else:
        form = str(r.choice(["mono16", "mono16", "mono16s", "mono16i", "mono8"]))
    frames = np.clip(c.a, 0, 255)[None]
    if kind == "cine":
        frames = _moving(c, r, h, w)
    return dict(
        kind=kind,
        modality=MODALITY[kind],
        form=form,
        rows=h,
        cols=w,
        frames=frames,
        items=c.items,
        clutter=",".join(names) if names else None,
        negative=not c.items,
        phi=any(i["phi"] for i in c.items),
        seed=seed,
        number=number,
    )


def _moving(c, r, h, w):
    """Ten frames of new speckle under the same texts; a third of the texts comes and goes."""
    count = 10
    frames = np.stack(
        [
            np.clip(scenes.ultrasound(np.random.default_rng([int(r.integers(1 << 30)), f]), h, w), 0, 255)
            for f in range(count)
        ]
    )
    for item in c.items:
        first, last = (0, count - 1) if r.random() < 0.7 else (int(r.integers(0, 5)), int(r.integers(5, count)))
        item["frames"] = [first, last]
        x0, y0, x1, y1 = item["box"]
        frames[first : last + 1, y0 - 1 : y1 + 1, x0 - 1 : x1 + 1] = c.a[None, y0 - 1 : y1 + 1, x0 - 1 : x1 + 1]
    return frames


def native(x):
    """(samples as stored, attributes) of an instance."""
    r = np.random.default_rng([x["seed"], x["number"], 1])
    a, form = x["frames"], x["form"]
    if form in ("rgb", "ybr", "palette"):
        a = np.clip(a + 0.5, 0, 255).astype(np.uint8)
        if form == "ybr":
            m = np.array([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]])
            return np.clip(a @ m.T + [0, 128, 128] + 0.5, 0, 255).astype(np.uint8), dict(photometric="YBR_FULL")
        if form == "palette":
            levels = np.clip((a.astype(int) + 25) // 51, 0, 5)
            index = (levels[..., 0] * 36 + levels[..., 1] * 6 + levels[..., 2]).astype(np.uint8)
            grey = np.ptp(a.astype(int), axis=-1) < 12
            index[grey] = 216 + (a[grey].mean(-1) * 39 / 255).astype(np.uint8)
            table = [
                [51 * (i // 36), 51 * (i // 6 % 6), 51 * (i % 6)] if i < 216 else [round((i - 216) * 255 / 39)] * 3
                for i in range(256)
            ]
            return index, dict(photometric="PALETTE COLOR", palette=np.array(table, np.uint8))
        return a, dict(photometric="RGB")
    inverse = form.endswith("i")
    level = 255 - a if inverse else a
    if form.startswith("mono8"):
        return np.clip(level + 0.5, 0, 255).astype(np.uint8), dict(
            photometric="MONOCHROME1" if inverse else "MONOCHROME2"
        )
    low, width = float(r.integers(-200, 200) if form == "mono16s" else r.integers(0, 800)), float(r.integers(600, 3000))
    value = low + level / 255 * width
    if r.random() < 0.3:
        # Texts at the end of the range, beyond the window.
        top = 32767 if form == "mono16s" and r.random() < 0.3 else 4095
        for i in x["items"]:
            if i["style"] == "white" and not inverse:
                x0, y0, x1, y1 = i["box"]
                value[:, y0:y1, x0:x1][:, i["glyph"]] = top
    return np.round(value).astype(np.int16 if form == "mono16s" else np.uint16), dict(
        photometric="MONOCHROME1" if inverse else "MONOCHROME2",
        window=(low + width / 2, width),
        signed=form == "mono16s",
        bits=16,
    )
