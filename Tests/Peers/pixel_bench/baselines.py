"""What others do with the same pictures, emulated: whole frames through Tesseract, boxes of words filled.

`psm 11` covers every word of sparse text. `Presidio-like` reads with psm 3 and covers the words that are a value of the header
or fit patterns of dates, times, numbers, telephones and titles; `and all names` also covers what is part of any name that was
drawn, as a recogniser of names without a fault would. An emulation: Presidio's own models are not part of it.
"""
import itertools
import re
from concurrent.futures import ProcessPoolExecutor

from . import pictures, scorer
from .tesseract import Tesseract

NAMES = ("psm 11, every word", "Presidio-like", "Presidio-like and all names")
MONTH = r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
PATTERNS = re.compile("|".join((
    r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b", r"\b(19|20)\d{6}\b", rf"\b\d{{1,2}}[- ]{MONTH}\w*[- ]\d{{2,4}}\b",
    rf"\b{MONTH}\w* \d{{1,2}},? \d{{4}}\b", r"\b\d{1,2}:\d{2}(:\d{2})?( ?[AP]M)?\b", r"\(?\b\d{3}\)?[ -]\d{3}-\d{4}\b",
    r"\b[A-Z]{0,3}\d{5,}\b", r"\b\d{4}-\d{3}\b", r"\b(ID|MRN|ACC)\b.*", r"\b(Dr|Prof|Mr|Mrs|Ms)\.? \w+",
    r"\b\d{3}Y\b", r"\b\d+ yrs\b", r"\bAge \d+")), re.IGNORECASE)
_readers = {}


def tokens(values):
    """Words of at least two letters or digits, without case."""
    return {word for value in values for word in re.findall(r"\w{2,}", str(value).lower())}


def header_tokens(instance):
    """Of the values that such tools take from the header."""
    return tokens(e.value for e in instance if e.VR in ("PN", "LO", "SH", "DA") and e.keyword != "SoftwareVersions")


def identifying(words, known):
    """Those of a frame's words that are known or part of a pattern."""
    found = []
    for _, line in itertools.groupby(words, key=lambda w: w.line):
        line = list(line)
        text, spans = "", []
        for word in line:
            spans.append((len(text), len(text) + len(word.text)))
            text += word.text + " "
        matches = [m.span() for m in PATTERNS.finditer(text.rstrip())]
        for word, (start, end) in zip(line, spans):
            if any(a < end and start < b for a, b in matches) or tokens([word.text]) & known:
                found.append(word)
    return found


def reader(mode):
    """This process's handle."""
    if mode not in _readers:
        _readers[mode] = Tesseract(mode)
    return _readers[mode]


def covered(frames, boxes):
    """The frames with the words' boxes filled."""
    out = frames.copy()
    for frame, found in zip(out, boxes):
        for word in found:
            frame[word.box] = frames.min()
    return out


def _judged(job):
    path, entry = job
    instance, frames = pictures.read(path)
    shown = [pictures.shown(instance, frame) for frame in frames]
    sparse = [reader(11).words(grey) for grey in shown]
    page = [reader(3).words(grey) for grey in shown]
    known = header_tokens(instance)
    oracle = known | tokens(t["text"] for t in entry["items"] if t["class"] in ("name", "doctor", "institution"))
    boxes = (sparse, [identifying(words, known) for words in page], [identifying(words, oracle) for words in page])
    return [scorer.judge(frames, covered(frames, b), entry) for b in boxes]


def measure(sets, step):
    """The score of each of NAMES over every `step`-th instance of all sets."""
    chosen = [(s, name) for s in sets for name in s.every(step)]
    scores = {name: scorer.Score() for name in NAMES}
    with ProcessPoolExecutor(2) as pool:
        judged = pool.map(_judged, [(s.path(name), s.truth[name]) for s, name in chosen], chunksize=2)
        for (s, _), results in zip(chosen, judged):
            for name, result in zip(NAMES, results):
                scores[name].add(s.name, *result)
    return scores
