"""How much of the text in the sets is hidden in both modes, and what else changes."""
import json
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor

from . import command, pictures, scorer

MODES = ("keep_safe", "mask_all")


def _judged(job):
    before, after, entry = job
    _, old = pictures.read(before)
    _, new = pictures.read(after)
    return scorer.judge(old, new, entry) if old.shape == new.shape else None


def score(given, out, held):
    """A set's clean files against its truth."""
    result = scorer.Score()
    result.held = {f"{given.name}/{name}": reason for name, reason in held.items()}
    names = [name for name in given.truth if name not in held]
    jobs = [(given.path(name), os.path.join(out, name), given.truth[name]) for name in names]
    with ProcessPoolExecutor(2) as pool:
        for name, judged in zip(names, pool.map(_judged, jobs, chunksize=4)):
            if judged is None:
                result.reshaped.append(f"{given.name}/{name}")
            else:
                result.add(given.name, *judged)
    return result


def measure(options, given, mode):
    """The command over a set, and its score; where its clean files are."""
    out = os.path.join(options.work, "out", f"{given.name}-{mode}")
    report = command.run(options, given.folder, out, mode)
    return score(given, out, report.held), out


def agrees(options, given, out, own):
    """Whether --scorer finds the same texts hidden and kept and the same pictures untouched."""
    path = os.path.join(options.work, "scorer.json")
    ended = subprocess.run([sys.executable, options.scorer, given.folder, out, os.path.join(given.folder, "truth.json"),
                            "--list-leaks", "0", "--json", path], capture_output=True, text=True)
    if ended.returncode:
        print(ended.stderr[-1000:])
        return False
    with open(path) as f:
        other = json.load(f)

    def named(entry):
        return f"{given.name}/{entry['file']}"
    texts = sorted((named(t), t["text"], t["hidden"], t["kept"], t["contrast"] >= 0.12 and t["cnr"] >= 2)
                   for t in other["items"])
    images = sorted((named(p), p["identical"], round(p["over_notext"], 6)) for p in other["images"])
    return (texts == sorted((t["file"], t["text"], t["hidden"], t["kept"], t["legible"]) for t in own.texts)
            and images == sorted((p["file"], p["identical"], round(p["outside"], 6)) for p in own.pictures))
