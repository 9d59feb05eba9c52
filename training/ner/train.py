"""Trains, evaluates and writes everything that is committed; called by training/train-ner."""

import argparse
import subprocess
import sys
import time
from pathlib import Path

import card
import corpus
import features
import fixture
import judge
import model

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = ROOT / "Sources/TextModels/data/recognizer-weights.bin"
LEXICON = ROOT / "Sources/TextModels/data/recognizer-lexicon.bin"
FIXTURE = ROOT / "Tests/DeidTests/RecognizerParityFixture.swift"
CARD = ROOT / "docs/model-card-ner.md"


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def fit(options, labels, held, count):
    """Weights in place and the tool built with them."""
    records = corpus.records(options.seed, count, held)
    say(f"{len(records)} records")
    tokens = features.of(options.tool, records)
    say(f"{sum(map(len, tokens))} tokens")
    crf = options.work / "names.crf"
    model.train(crf, records, tokens, options.seed, options.iterations)
    packed = model.pack(crf, WEIGHTS, labels)
    say(f"trained: {packed}")
    subprocess.run(
        ["swift", "build", "--package-path", "training", "-c", "release", "--product", "text-features"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return crf, {**packed, "records": len(records), "tokens": sum(map(len, tokens))}


def measured(options, records):
    """By source: clues and rules, and with the recogniser."""
    return {mode: judge.figures(records, judge.cleaned(options.tool, records, mode)) for mode in ("known", "spans")}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--records", type=int, default=18_000)
    parser.add_argument("--iterations", type=int, default=80)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--look", type=Path, help="a labelled set that training does not see")
    parser.add_argument("--skip-held-out", action="store_true", help="only the final weights, no figures, no card")
    options = parser.parse_args()
    labels = subprocess.run([options.tool, "labels"], capture_output=True, text=True, check=True).stdout.split()

    results = {}
    if not options.skip_held_out:
        # A fifth of all templates, names, places and words is not seen by this first model.
        fit(options, labels, False, options.records * 2 // 3)
        results["held out"] = measured(options, corpus.records(options.seed + 1, 4000, True))
        say(judge.row("held out", results["held out"]["spans"]["all"]))
    crf, size = fit(options, labels, None, options.records)
    fixture.write(crf, FIXTURE, labels, options.seed)
    if options.look:
        results["look"] = measured(options, judge.read(options.look))
        say(judge.row("look", results["look"]["spans"]["all"]))
    if not options.skip_held_out:
        card.write(CARD, size, LEXICON.stat().st_size, results, options)


if __name__ == "__main__":
    main()
