"""Builds the sink and the yardstick and generates the corpora, once."""
import os
import subprocess
import sys

CORPORA = {
    "ct": ["--studies", "4", "--series", "2", "--instances", "50"],
    "small": ["--studies", "8", "--series", "1", "--instances", "50"],
    "cr": ["--studies", "4", "--series", "1", "--instances", "5"],
    "us": ["--studies", "4", "--series", "1", "--instances", "2"],
}


def prepare(bench, work):
    """Leaves WORK/bin and WORK/corpus."""
    folder = os.path.join(work, "bin")
    os.makedirs(folder, exist_ok=True)
    build(os.path.join(folder, "sink"), ["cc", "-O2", "-pthread"], os.path.join(bench, "sink.c"))
    build(os.path.join(folder, "relay_floor"), ["c++", "-O2"], os.path.join(bench, "relay_floor.cc"),
          "-ldcmnet", "-ldcmdata", "-loflog", "-lofstd")
    slow = os.path.join(folder, "slow-sink")
    with open(slow, "w") as f:
        f.write(f'#!/bin/sh\nexec {folder}/sink "$@" -d 50\n')
    os.chmod(slow, 0o755)
    for kind, size in CORPORA.items():
        if not os.path.exists(os.path.join(work, "corpus", kind, "manifest.json")):
            subprocess.run([sys.executable, os.path.join(bench, "make_corpus.py"), os.path.join(work, "corpus"), kind, *size],
                           check=True)


def build(binary, compiler, source, *libraries):
    """Compiles when the binary is missing or older than its source."""
    if not os.path.exists(binary) or os.path.getmtime(binary) < os.path.getmtime(source):
        subprocess.run([*compiler, "-o", binary, source, *libraries], check=True)
