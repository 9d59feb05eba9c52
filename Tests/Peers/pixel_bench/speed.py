"""What a picture costs: one thread of the command beside Tesseract (psm 11) in this process, in turns; medians."""
import os
import statistics
import time
from concurrent.futures import ProcessPoolExecutor

from . import command, empty, pictures
from .tesseract import Tesseract

LONG, SHORT, CLIPS = 36, 6, 3
PSM = 11
MODES = ("keep_safe", "mask_all", "by_modality")


def timed(options, folder, rounds, jobs=1):
    """By file name: the shortest time over the rounds of what is done to its pixels."""
    best = {}
    for _ in range(rounds):
        for name, seconds in command.run(options, folder, os.path.join(options.work, "out", "speed"), jobs=jobs).seconds.items():
            best[name] = min(seconds, best.get(name, seconds))
    return best


def made(folder, jobs):
    """Makes what is missing of [(name, function, arguments)]; the folder."""
    os.makedirs(folder, exist_ok=True)
    with ProcessPoolExecutor(2) as pool:
        for done in [pool.submit(make, os.path.join(folder, name), *arguments) for name, make, *arguments in jobs
                     if not os.path.exists(os.path.join(folder, name))]:
            done.result()
    return folder


def frames(options):
    """{size: {kind: (median of milliseconds, median of psm 11's)}} of frames without text."""
    out, peer = {}, Tesseract(PSM)
    for label, size in (("0.5 MP", empty.HALF), ("4 MP", empty.FOUR)):
        count = options.frames
        names = {kind: [f"{position}-{n}.dcm" for n in range(count)] for position, kind in enumerate(empty.KINDS)}
        folder = made(os.path.join(options.work, "sets", "empty-" + label.replace(" ", "")),
                      [(name, empty.frame, kind, size, n) for kind in names for n, name in enumerate(names[kind])])
        own = timed(options, folder, options.rounds)
        out[label] = {}
        for kind, files in names.items():
            theirs = []
            for name in files[:2]:
                instance, samples = pictures.read(os.path.join(folder, name))
                theirs.append(peer.seconds(pictures.shown(instance, samples[0])))
            out[label][kind] = (statistics.median(own[name] for name in files) * 1000, statistics.median(theirs) * 1000)
    return out


def texts(options, chosen):
    """{what: [(seconds by mode, psm 11's seconds)]} of single frames of the generated sets, in turns of one set's part."""
    peer = Tesseract(PSM)
    pairs = {"frame with text": [], "frame without text or clutter": [], "frame with clutter, without text": []}
    out = os.path.join(options.work, "out", "speed")
    for given in chosen:
        names = [name for name, entry in given.truth.items() if entry["frames"] == 1][:max(1, options.texts // len(chosen))]
        paths = [given.path(name) for name in names]
        rounds = {mode: [command.run(options, paths, out, mode, jobs=1).seconds for _ in range(options.rounds)]
                  for mode in MODES}
        for name in names:
            if any(name not in seconds for of_mode in rounds.values() for seconds in of_mode):
                continue  # held
            instance, samples = pictures.read(given.path(name))
            grey = pictures.shown(instance, samples[0])
            theirs = min(peer.seconds(grey) for _ in range(options.rounds))
            entry = given.truth[name]
            key = list(pairs)[0 if entry["items"] else 2 if entry["clutter"] else 1]
            pairs[key].append(({mode: min(s[name] for s in of_mode) for mode, of_mode in rounds.items()}, theirs))
    return pairs


def clips(options):
    """{kind: milliseconds of a further frame of 640 × 480}: long clips less short ones."""
    jobs = [(f"{colour}-{count}-{n}.dcm", empty.clip, count, colour == "rgb", n)
            for colour in ("grey", "rgb") for count in (SHORT, LONG) for n in range(CLIPS)]
    folder = made(os.path.join(options.work, "sets", "clips"), jobs)
    own = timed(options, folder, options.rounds)
    return {colour: statistics.median(
        (own[f"{colour}-{LONG}-{n}.dcm"] - own[f"{colour}-{SHORT}-{n}.dcm"]) / (LONG - SHORT) for n in range(CLIPS)) * 1000
        for colour in ("grey", "rgb")}


def _read(path):
    instance, samples = pictures.read(path)
    peer = Tesseract(PSM)
    for frame in samples:
        peer.words(pictures.shown(instance, frame))


def _spent(paths, processes):
    start = time.perf_counter()
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(_read, paths))
    return time.perf_counter() - start


def workers(options, given):
    """(instances a second of two threads ÷ one, the same of two processes of psm 11: what the machine gives just now)"""
    out = os.path.join(options.work, "out", "speed")
    one, two = [], []
    for _ in range(options.rounds):
        one.append(command.run(options, given.folder, out, jobs=1).elapsed)
        two.append(command.run(options, given.folder, out, jobs=2).elapsed)
    paths = [given.path(name) for name in list(given.truth)[:24]]
    machine = _spent(paths, 1) / _spent(paths, 2)
    return min(one) / min(two), machine
