"""Texts as the consoles of scanners lay them out: a bar on top, columns in the four corners, one size and style for all."""

import words


def _line(r, share):
    """(text, class); `share` of them tell who it is."""
    return words.hidden(r) if r.random() < share else words.harmless(r)


def _bar(c, r, size, font, share):
    """A strip across the top with texts side by side."""
    h, w = c.taken.shape
    high = int(size * 1.8)
    c.a[:high] = float(r.choice([0, 40, 70]))
    x = w * 0.01
    for _ in range(int(r.integers(2, 6))):
        text, cls = _line(r, share)
        item = c.put(text, cls, (x, int(size * 0.4) + 1), size, "white", font)
        x = (item["box"][2] if item else x) + size * r.uniform(1.5, 6)
        if x > w * 0.8:
            break
    return high


def texts(c, kind, r, phi):
    """Draws them into a canvas; who the patient is stands at the top, how the picture was made below."""
    h, w = c.taken.shape
    size = max(10, int(min(h, w) / r.uniform(28, 55)))
    font = str(r.choice(["scalable", "scalable", "bitmap"]))
    style = str(r.choice(["white", "white", "gray", "outline", "shadow"] + (["colour"] if c.a.ndim == 3 else [])))
    step = size * r.uniform(1.2, 1.6)
    edge = int(size * r.uniform(0.3, 1.2)) + 1
    top = edge
    if r.random() < 0.3:
        top += _bar(c, r, size, font, 0.6 if phi else 0)
    for is_right in (False, True):
        x = w - 2 - edge if is_right else edge
        upper, lower = (0.6, 0.15) if phi else (0, 0)
        for i in range(int(r.integers(1, 7))):
            text, cls = _line(r, upper)
            c.put(text, cls, (x, top + i * step), size, style, font)
        for i in range(int(r.integers(0, 6))):
            text, cls = _line(r, lower)
            c.put(text, cls, (x, h - edge - (i + 1) * step), size, style, font)
    for _ in range(int(r.integers(0, 3))):
        at = (w * r.uniform(0.3, 0.6), h * r.uniform(0.3, 0.7))
        text, cls = words.harmless(r)
        c.put(text, cls, at, size, style, font)
