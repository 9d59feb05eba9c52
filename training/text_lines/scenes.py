"""Pictures without text: phantoms, speckle, pages, and the clutter that looks like text."""

import cv2
import numpy as np


def noise(r, h, w, coarse):
    """0...1, grains of `coarse` pixels"""
    a = r.standard_normal((max(2, int(h / coarse) + 2), max(2, int(w / coarse) + 2))).astype(np.float32)
    a = cv2.resize(a, (w, h), interpolation=cv2.INTER_CUBIC)
    return (a - a.min()) / (np.ptp(a) + 1e-6)


def cloud(r, h, w):
    return sum(noise(r, h, w, s) * s for s in (4, 12, 40, 120)) / 176


def ultrasound(r, h, w):
    a = np.zeros((h, w), np.float32)
    yy, xx = np.mgrid[:h, :w].astype(np.float32)
    if r.random() < 0.7:
        cx, cy = w * r.uniform(0.4, 0.6), h * r.uniform(-0.05, 0.1)
        angle, dist = np.arctan2(xx - cx, yy - cy), np.hypot(xx - cx, yy - cy)
        area = (abs(angle) < r.uniform(0.5, 0.9)) & (dist > h * 0.08) & (dist < h * r.uniform(0.75, 0.95))
    else:
        area = (xx > w * 0.2) & (xx < w * 0.8) & (yy > h * 0.1) & (yy < h * 0.88)
    grain = np.abs(
        cv2.GaussianBlur(
            r.standard_normal((h, w)).astype(np.float32), (0, 0), r.uniform(0.7, 2.2), sigmaY=r.uniform(0.7, 1.5)
        )
    )
    grain /= grain.mean() + 1e-6
    a = np.where(area, np.clip(cloud(r, h, w) ** 2 * grain * r.uniform(0.25, 0.8), 0, 1), 0)
    for _ in range(r.integers(0, 4)):
        cv2.ellipse(
            a,
            (int(w * r.uniform(0.3, 0.7)), int(h * r.uniform(0.3, 0.7))),
            (int(w * r.uniform(0.02, 0.12)), int(h * r.uniform(0.02, 0.12))),
            r.uniform(0, 180),
            0,
            360,
            float(r.uniform(0, 0.15)),
            -1,
        )
        a *= area
    return a * 255


def doppler(r, base):
    rgb = np.repeat(base[..., None], 3, 2)
    h, w = base.shape
    for _ in range(r.integers(1, 4)):
        x0, y0 = int(w * r.uniform(0.3, 0.6)), int(h * r.uniform(0.25, 0.6))
        ww, hh = int(w * r.uniform(0.08, 0.2)), int(h * r.uniform(0.08, 0.2))
        flow = noise(r, hh, ww, r.uniform(4, 20)) * 2 - 1
        patch = np.stack([np.clip(flow, 0, 1) * 255, np.abs(flow) * 90, np.clip(-flow, 0, 1) * 255], -1)
        sub = rgb[y0 : y0 + hh, x0 : x0 + ww]
        on = (np.abs(flow) > 0.25)[: sub.shape[0], : sub.shape[1]]
        sub[on] = patch[: sub.shape[0], : sub.shape[1]][on]
    bar = np.linspace(1, -1, int(h * 0.25))
    col = np.stack([np.clip(bar, 0, 1) * 255, np.abs(bar) * 60, np.clip(-bar, 0, 1) * 255], -1)
    x, y = int(w * r.uniform(0.02, 0.9)), int(h * 0.1)
    rgb[y : y + len(bar), x : x + 12] = col[:, None]
    return rgb


def section(r, h, w):
    """CT, MR: an oval body with organs, bones, noise."""
    a = np.full((h, w), r.uniform(0, 12), np.float32)
    c = (w // 2, h // 2)
    cv2.ellipse(
        a, c, (int(w * r.uniform(0.3, 0.45)), int(h * r.uniform(0.28, 0.42))), 0, 0, 360, float(r.uniform(70, 130)), -1
    )
    for _ in range(r.integers(5, 25)):
        at = (int(w * r.uniform(0.25, 0.75)), int(h * r.uniform(0.28, 0.72)))
        cv2.ellipse(
            a,
            at,
            (int(w * r.uniform(0.006, 0.1)), int(h * r.uniform(0.006, 0.1))),
            r.uniform(0, 180),
            0,
            360,
            float(r.uniform(20, 250)),
            -1,
        )
    a = cv2.GaussianBlur(a, (0, 0), r.uniform(0.6, 2))
    return a + cloud(r, h, w) * r.uniform(5, 40) + r.standard_normal((h, w)) * r.uniform(1, 14)


def projection(r, h, w):
    """Radiographs and angiograms: wide gradients, ribs, vessels, devices."""
    a = cloud(r, h, w) * r.uniform(80, 200) + np.linspace(0, r.uniform(-80, 80), w)[None] + r.uniform(10, 90)
    a = a.astype(np.float32)
    for _ in range(r.integers(0, 14)):
        p = np.cumsum(r.uniform(-0.08, 0.1, (6, 2)), 0) * [w, h] + [w * r.uniform(0.1, 0.8), h * r.uniform(0.1, 0.8)]
        layer = np.zeros_like(a)
        cv2.polylines(layer, [p.astype(np.int32)], False, 1, int(max(1, w * r.uniform(0.002, 0.03))), cv2.LINE_AA)
        a += cv2.GaussianBlur(layer, (0, 0), r.uniform(0.7, 3)) * r.uniform(-70, 60)
    a = cv2.GaussianBlur(a, (0, 0), r.uniform(0.5, 1.5)) + r.standard_normal((h, w)) * r.uniform(0.5, 9)
    if r.random() < 0.4:
        m = int(min(h, w) * r.uniform(0.03, 0.12))
        a[:m], a[-m:], a[:, :m], a[:, -m:] = 0, 0, 0, 0
    return a


def breast(r, h, w):
    a = np.zeros((h, w), np.float32)
    cv2.ellipse(
        a,
        (0, h // 2),
        (int(w * r.uniform(0.5, 0.8)), int(h * r.uniform(0.3, 0.45))),
        0,
        0,
        360,
        float(r.uniform(60, 120)),
        -1,
    )
    a = cv2.GaussianBlur(a, (0, 0), w / 60)
    return a + (a > 10) * (cloud(r, h, w) * 120 - 30) + r.standard_normal((h, w)) * r.uniform(0.5, 4)


def page(r, h, w):
    a = np.full((h, w), r.choice([0.0, 0.0, 255.0, 250.0, 235.0, 30.0]), np.float32)
    if r.random() < 0.3:
        a += r.standard_normal((h, w)) * r.uniform(1, 8)
    return a


def photo(r, h, w):
    return (
        np.stack([cloud(r, h, w) * r.uniform(120, 255) + r.uniform(0, 40) for _ in range(3)], -1)
        + r.standard_normal((h, w, 1)) * 4
    )


def _ruler(a, r, v):
    h, w = a.shape
    vertical = r.random() < 0.6
    at, start, length = r.uniform(0.02, 0.97), r.uniform(0.05, 0.3), r.uniform(0.4, 0.65)
    step = r.uniform(5, 24)
    n = int((h if vertical else w) * length / step)
    tick = int(r.integers(3, 10))
    thick = 1 if r.random() < 0.7 else 2
    for i in range(n):
        p = int((h if vertical else w) * start + i * step)
        long = tick * (2 if i % 5 == 0 else 1)
        if vertical:
            x = int(w * at)
            cv2.line(a, (x, p), (x - long if at > 0.5 else x + long, p), v, thick)
        else:
            y = int(h * at)
            cv2.line(a, (p, y), (p, y - long if at > 0.5 else y + long), v, thick)
    if r.random() < 0.7:
        s, e = int((h if vertical else w) * start), int((h if vertical else w) * start + n * step)
        p = int((w if vertical else h) * at)
        cv2.line(a, (p, s) if vertical else (s, p), (p, e) if vertical else (e, p), v, thick)


def _trace(a, r, v):
    h, w = a.shape
    y, n = h * r.uniform(0.6, 0.95), int(w * r.uniform(0.4, 0.95))
    x = np.arange(n)
    beat = r.uniform(30, 160)
    wave = np.exp(-(((x % beat - beat / 2) / r.uniform(1, 4)) ** 2)) * h * r.uniform(0.02, 0.09)
    wave += np.exp(-(((x % beat - beat * 0.75) / 8) ** 2)) * h * 0.015 + r.standard_normal(n) * r.uniform(0, 1.2)
    points = np.stack([x + w * 0.02, y - wave], 1).astype(np.int32)
    cv2.polylines(a, [points], False, v, int(r.integers(1, 3)), cv2.LINE_AA if r.random() < 0.5 else cv2.LINE_8)


def _grid(a, r, v):
    h, w = a.shape
    x0, y0 = int(w * r.uniform(0, 0.5)), int(h * r.uniform(0, 0.5))
    x1, y1 = int(x0 + w * r.uniform(0.2, 0.5)), int(y0 + h * r.uniform(0.2, 0.5))
    s = int(r.integers(8, 60))
    dotted = r.random() < 0.35
    for x in range(x0, x1, s):
        for y in range(y0, y1, 3 if dotted else y1):
            cv2.line(a, (x, y), (x, y + (0 if dotted else y1 - y0)), v, 1)
    for y in range(y0, y1, s):
        for x in range(x0, x1, 3 if dotted else x1):
            cv2.line(a, (x, y), (x + (0 if dotted else x1 - x0), y), v, 1)


def _clips(a, r, v):
    h, w = a.shape
    x, y = w * r.uniform(0.2, 0.8), h * r.uniform(0.2, 0.8)
    for _ in range(r.integers(3, 14)):
        x, y = x + r.uniform(-30, 30), y + r.uniform(-30, 30)
        t, l = r.uniform(0, np.pi), r.uniform(4, 16)
        d = np.array([np.cos(t), np.sin(t)]) * l
        cv2.line(
            a, (int(x - d[0]), int(y - d[1])), (int(x + d[0]), int(y + d[1])), v, int(r.integers(1, 5)), cv2.LINE_AA
        )
        if r.random() < 0.3:
            cv2.circle(a, (int(x), int(y)), int(r.integers(2, 9)), v, int(r.integers(1, 3)), cv2.LINE_AA)


def _graph(a, r, v):
    h, w = a.shape
    x0, y0, ww, hh = (
        int(w * r.uniform(0, 0.6)),
        int(h * r.uniform(0, 0.6)),
        int(w * r.uniform(0.15, 0.35)),
        int(h * r.uniform(0.1, 0.35)),
    )
    cv2.rectangle(a, (x0, y0), (x0 + ww, y0 + hh), v, 1)
    kind = r.integers(3)
    xs = np.arange(0, ww, int(r.integers(3, 14)))
    ys = noise(r, 1 + 1, len(xs) + 1, 3)[0][: len(xs)] * hh
    for i, (x, y) in enumerate(zip(xs, ys)):
        if kind == 0:
            cv2.rectangle(a, (x0 + int(x), y0 + hh - int(y)), (x0 + int(x) + 2, y0 + hh), v, -1)
        elif kind == 1 and i:
            cv2.line(
                a, (x0 + int(xs[i - 1]), y0 + hh - int(ys[i - 1])), (x0 + int(x), y0 + hh - int(y)), v, 1, cv2.LINE_AA
            )
        else:
            cv2.drawMarker(a, (x0 + int(x), y0 + hh - int(y)), v, int(r.integers(0, 7)), int(r.integers(4, 10)), 1)


def _marks(a, r, v):
    h, w = a.shape
    for _ in range(r.integers(2, 8)):
        at = (int(w * r.uniform(0.05, 0.95)), int(h * r.uniform(0.05, 0.95)))
        kind = r.integers(5)
        if kind == 0:
            cv2.drawMarker(a, at, v, int(r.integers(0, 7)), int(r.integers(6, 18)), 1)
        elif kind == 1:
            cv2.arrowedLine(
                a,
                at,
                (at[0] + int(r.integers(-50, 50)), at[1] + int(r.integers(-50, 50))),
                v,
                int(r.integers(1, 3)),
                tipLength=0.3,
            )
        elif kind == 2:
            cv2.ellipse(a, at, (int(r.integers(6, 60)), int(r.integers(6, 60))), 0, 0, 360, v, 1)
        elif kind == 3:
            end = np.array(at) + r.integers(-160, 160, 2)
            for t in np.arange(0, 1, 0.03):
                q = (np.array(at) * (1 - t) + end * t).astype(int)
                cv2.circle(a, (int(q[0]), int(q[1])), 1 if r.random() < 0.5 else 0, v, -1)
        else:
            cv2.rectangle(
                a, at, (at[0] + int(r.integers(5, 24)), at[1] + int(r.integers(5, 24))), v, int(r.choice([-1, 1, 2]))
            )


def _bar(a, r, v):
    h, w = a.shape
    n = int(h * r.uniform(0.15, 0.4))
    x, y, k = int(w * r.uniform(0.02, 0.95)), int(h * r.uniform(0.05, 0.5)), int(r.integers(6, 20))
    steps = int(r.choice([n, 8, 12, 16]))
    a[y : y + n, x : x + k] = np.floor(np.linspace(steps, 0, n) + 0.5)[:, None][: a[y : y + n].shape[0]] / steps * v


def _mesh(a, r, v):
    """Sternal wires, stents, coils, screws: strokes in rows."""
    h, w = a.shape
    x, y, k = int(w * r.uniform(0.2, 0.8)), int(h * r.uniform(0.1, 0.6)), int(r.integers(6, 22))
    for i in range(r.integers(3, 9)):
        p = (x + int(r.integers(-3, 4)), y + i * int(k * 1.6))
        if r.random() < 0.5:
            cv2.ellipse(a, p, (k, k // 2), 0, 0, int(r.integers(200, 360)), v, int(r.integers(1, 4)), cv2.LINE_AA)
        else:
            cv2.polylines(
                a,
                [np.array([[p[0] + j * 4, p[1] + (j % 2) * k] for j in range(6)], np.int32)],
                False,
                v,
                1,
                cv2.LINE_AA,
            )


def _solids(a, r, v):
    """Filled triangles, diamonds, dots, ribs: shapes of a letter's size."""
    h, w = a.shape
    k = float(r.uniform(3, 14))
    ring = r.random() < 0.4
    for i in range(r.integers(1, 14)):
        t = 2 * np.pi * i / 12
        x, y = (
            (w * (0.5 + 0.3 * np.cos(t)), h * (0.5 + 0.25 * np.sin(t)))
            if ring
            else (w * r.uniform(0.03, 0.97), h * r.uniform(0.03, 0.97))
        )
        n = int(r.integers(3, 7)) if not ring else 0
        if n:
            p = [[x + k * np.sin(2 * np.pi * j / n), y - k * np.cos(2 * np.pi * j / n)] for j in range(n)]
            cv2.fillPoly(a, [np.array(p, np.int32)], v, cv2.LINE_AA)
        else:
            cv2.ellipse(
                a, (int(x), int(y)), (int(k * 1.6), int(k * 0.8)), np.degrees(t) + 90, 0, 360, v, -1, cv2.LINE_AA
            )


def _walls(a, r, v):
    """Jagged bright curves: vessel walls, pleura, wires."""
    h, w = a.shape
    for _ in range(r.integers(1, 6)):
        n = int(r.integers(6, 40))
        x0, y0, step = w * r.uniform(0.1, 0.7), h * r.uniform(0.1, 0.9), r.uniform(4, 18)
        p = np.stack([x0 + np.arange(n) * step, y0 + np.cumsum(r.uniform(-5, 5, n))], 1)
        if r.random() < 0.3:
            p = p[:, ::-1]
        layer = np.zeros_like(a)
        cv2.polylines(layer, [p.astype(np.int32)], False, 1, int(r.integers(1, 4)), cv2.LINE_AA)
        rough = np.clip(0.7 + 0.5 * noise(r, h, w, 2), 0, 1)
        a[:] = np.maximum(a, layer * v * rough) if a.mean() < 140 else np.minimum(a, 255 - layer * (255 - v))


def _frame(a, r, v):
    """Dashed boxes and their handles."""
    h, w = a.shape
    x0, y0 = int(w * r.uniform(0.1, 0.6)), int(h * r.uniform(0.1, 0.6))
    x1, y1 = x0 + int(w * r.uniform(0.1, 0.3)), y0 + int(h * r.uniform(0.1, 0.3))
    on, off = int(r.integers(1, 8)), int(r.integers(1, 8))
    for x in range(x0, x1, on + off):
        a[[y0, min(y1, h - 1)], x : min(x + on, w)] = v
    for y in range(y0, min(y1, h), on + off):
        a[y : y + on, [x0, min(x1, w - 1)]] = v


CLUTTER = {
    "solids": _solids,
    "walls": _walls,
    "frame": _frame,
    "ruler": _ruler,
    "trace": _trace,
    "grid": _grid,
    "clips": _clips,
    "graph": _graph,
    "marks": _marks,
    "bar": _bar,
    "mesh": _mesh,
}


def clutter(r, a, names=None):
    """Draws some into `a` (a plane of 0...255); returns what."""
    names = names or [str(n) for n in r.choice(list(CLUTTER), r.integers(1, 4), replace=False)]
    bright = a.mean() < 140
    for n in names:
        v = float(r.uniform(120, 255) if bright else r.uniform(0, 110))
        CLUTTER[n](a, r, v)
    return names
