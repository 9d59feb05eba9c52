"""Sets of instances with truth.json: generated ones, made once for each seed and size, and given ones."""
import json
import os
import subprocess
import sys

from peers.node import ROOT

GENERATOR = os.path.join(ROOT, "scripts", "text_lines", "evaluation_set.py")
TRAINING = range(100, 200)
"""Seeds that are kept for the training of the line scorer; docs/model-card-text-lines.md names those that it had."""


class Set:
    """A folder and what is drawn into its instances."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        with open(os.path.join(folder, "truth.json")) as f:
            self.truth = {entry["file"]: entry for entry in json.load(f)["instances"]}

    def path(self, name):
        return os.path.join(self.folder, name)

    def every(self, step):
        """The files of every so many instances."""
        return list(self.truth)[::step]


def generated(options, seed, count):
    """The two sets of a seed, in faces and layouts of the training and in others; made now unless they are there."""
    if seed in TRAINING:
        sys.exit(f"seed {seed} is one of those for the line scorer's training; take another one")
    half = count // 2
    return [_made(options, seed, 0, half), _made(options, seed, half, count - half, "--unseen")]


def _made(options, seed, first, count, *more):
    name = str(seed) + "".join(option[1:] for option in more)
    folder = os.path.join(options.work, "sets", f"{name}-{first}-{count}")
    if not os.path.exists(os.path.join(folder, "truth.json")):
        subprocess.run([sys.executable, GENERATOR, "--seed", str(seed), "--first", str(first), "--count", str(count), folder,
                        *more], check=True)
    return Set(folder, name)


def given(folder):
    """Somebody else's set."""
    folder = os.path.abspath(folder)
    return Set(folder, os.path.basename(folder))
