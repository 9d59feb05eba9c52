#!/usr/bin/env python3
"""Burned-in text: how much of it is hidden, what else changes, and what it costs. Called by scripts/bench-pixels.

One run prints one table of what was measured and what was to be reached. Its parts:
  score      both modes over generated sets (half of each seed drawn with faces and layouts that no training had; the last
             seed is the day's, so nobody has looked at it) and over the sets that --sets names
  baselines  the same pictures through whole-frame Tesseract, and Veil over the same part of them
  speed      text-free frames, frames with text, clips by the frame, two threads beside one
  series     a series of CT through the whole node, header only and with its pixels
Exit status 0 whatever the figures are, unless --strict.
"""
import argparse
import datetime
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from pixel_bench import accuracy, baselines, scorer, sets, table  # noqa: E402
from pixel_bench.table import percent  # noqa: E402

PARTS = ("score", "baselines", "speed", "series")
LEAKS = 60


def accuracy_rows(out, mode, score, name):
    """What the issue of burned-in text asks of a mode."""
    figures = score.figures()
    out.heading(f"{mode}, {name}: {len(score.pictures)} pictures, {len(score.identifying())} texts that identify")
    out.share("legible texts hidden", figures["legible"], 0.97 if mode == "keep_safe" else 0.98)
    out.share("texts of contrast > 0.6 hidden", figures["contrast"], 0.99)
    out.goal("texts left in dose reports and forms", figures["pages"], 0, at_least=False)
    if mode == "keep_safe":
        out.share("safe texts kept", figures["kept"], 0.7)
    out.share("without text: pixels identical", figures["plain"], 0.97)
    out.share("without text but with clutter: pixels identical", figures["clutter"], 0.85)
    out.share("area changed outside any text", figures["outside"], 0.008, at_least=False, digits=2)
    out.goal("pictures changed in more than their fill", figures["other values"], 0, at_least=False)
    out.share("instances held", figures["held"], 0.01, at_least=False)
    out.note("all texts, legible or not, hidden", percent(figures["phi"]))
    out.note("pictures with a text left", f"{figures['pictures with a leak']} of {sum(p['identifies'] for p in score.pictures)}")


def leaks(score):
    """The texts that were not hidden, for the console."""
    for text in [t for t in score.identifying() if not t["hidden"]][:LEAKS]:
        print(f"   left: {text['file']} {text['kind']} {text['class']} {text['text']!r} size {text['size']} {text['font']} "
              f"{text['style']} turned {text['rot']} contrast {text['contrast']} {'legible' if text['legible'] else 'faint'}, "
              f"replaced {text['replaced']:.2f}, contrast left {text['contrast_left']:.2f}")


def measure_accuracy(options, out, own, given):
    """{mode: {name of a set: its score}}"""
    scores = {}
    for mode in accuracy.MODES:
        scores[mode] = {}
        for which in own + given:
            score, clean = accuracy.measure(options, which, mode)
            scores[mode][which.name] = score
            figures = score.figures()
            print(f"{mode}, {which.name}: legible texts hidden {percent(figures['legible'])}, held {score.held or 0}", flush=True)
            if options.leaks:
                leaks(score)
            if which in given:
                accuracy_rows(out, mode, score, f"given set {which.name}")
                if options.scorer:
                    same = accuracy.agrees(options, which, clean, score)
                    out.goal("texts and pictures judged otherwise by the given scorer", 0 if same else 1, 0, at_least=False)
        if own:
            accuracy_rows(out, mode, total(scores[mode][s.name] for s in own), "generated sets")
    return scores


def total(scores):
    """All of them as one."""
    added = scorer.Score()
    for score in scores:
        added += score
    return added


def measure_baselines(options, out, chosen, scores):
    """Others and Veil over the same pictures."""
    results = baselines.measure(chosen, options.baseline_every)
    files = {f"{s.name}/{name}" for s in chosen for name in s.every(options.baseline_every)}
    results = {**{f"Veil, {mode}": total(of_mode.values()).only(files) for mode, of_mode in scores.items()}, **results}
    out.heading(f"The same {len(files)} pictures: legible texts hidden · all · pictures with a text left · safe kept · "
                "without text untouched · area outside text")
    for name, score in results.items():
        f = score.figures()
        out.note(name, f"{percent(f['legible'])} · {percent(f['phi'])} · {f['pictures with a leak']} of "
                       f"{sum(p['identifies'] for p in score.pictures)} · {percent(f['kept'], 0)} · "
                       f"{percent(f['empty'], 0)} · {percent(f['outside'], 2)}")
    out.note(*table.PROTOTYPE)


def measure_speed(options, out, own):
    """One thread, in turns with psm 11."""
    from pixel_bench import speed
    from statistics import median
    out.heading("One thread, medians")
    for (label, kinds), limit in zip(speed.frames(options).items(), (10, 50)):
        out.goal(f"frame without text, {label}", median(ours for ours, _ in kinds.values()), limit, " ms", False)
        for kind, (ours, theirs) in kinds.items():
            out.note(f"{label}, {kind}", f"{ours:.1f} ms; psm 11: {theirs:.0f} ms")
    if own:
        for name, pairs in speed.texts(options, own).items():
            for mode in speed.MODES if pairs else ():
                ours, theirs = [seconds[mode] for seconds, _ in pairs], [seconds for _, seconds in pairs]
                quotient = median(a / b for a, b in zip(ours, theirs))
                detail = f"{median(ours) * 1000:.0f} ms; psm 11: {median(theirs) * 1000:.0f} ms"
                if name == "frame with text":
                    out.goal(f"{name}, {mode}, ÷ psm 11, median of {len(pairs)} quotients", quotient, 1, at_least=False)
                    out.note(f"{name}, {mode}", detail)
                else:
                    out.note(f"{name}, {mode}, ÷ psm 11", f"{quotient:.2f}: {detail}")
    for kind, milliseconds in speed.clips(options).items():
        out.goal(f"further frame of a clip, 640 × 480, {kind}", milliseconds, 12, " ms", False)
    if own:
        ratio, machine = speed.workers(options, own[0])
        out.goal("two threads ÷ one", ratio, 1.7)
        out.note("two processes of psm 11 ÷ one (what the machine gives)", f"{machine:.2f}")


def measure_series(options, out):
    """Through the node."""
    from pixel_bench import series
    rates, costs, peaks, identical = series.measure(options)
    out.heading(f"{options.slices} slices of CT, 512 × 512, two windows, through the whole node")
    for k, cases in rates.items():
        ratio = cases["with pixels"] / cases["header only"]
        out.goal(f"with pixels ÷ header only, {k} association{'s' if k > 1 else ''}", ratio, 0.5)
        out.note("slices a second, header only · with pixels", " · ".join(f"{rate:.0f}" for rate in cases.values()))
    out.note("CPU of the node for a slice, header only · with pixels", " · ".join(f"{ms:.1f} ms" for ms in costs.values()))
    out.goal("peak RSS of the node, with pixels", peaks["with pixels"], 300 + 2 * 8, " MB", False)
    out.note("peak RSS of the node, header only", f"{peaks['header only']:.0f} MB")
    out.share("slices whose pixels are identical", identical, 0.97)


def version(options):
    """What the command calls itself."""
    return subprocess.run([options.veil, "--version"], capture_output=True, text=True).stdout.strip()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--veil", required=True, help="the command")
    parser.add_argument("--work", required=True, help="sets, results")
    parser.add_argument("--parts", default=",".join(PARTS), help="of " + ", ".join(PARTS))
    parser.add_argument("--seeds", default="7002,7003", help="seeds that were looked at before")
    parser.add_argument("--seed", type=int, default=int(datetime.date.today().strftime("%Y%m%d")),
                        help="the fresh seed; default: today's date")
    parser.add_argument("--count", type=int, default=170, help="instances of each seed")
    parser.add_argument("--sets", nargs="*", default=[], help="folders of instances with truth.json, in addition")
    parser.add_argument("--scorer", help="another scorer (ORIGINALS OUT TRUTH --json FILE); is it of the same mind?")
    parser.add_argument("--leaks", action="store_true", help="name each text that is left")
    parser.add_argument("--baseline-every", type=int, default=3, help="every so many instances for the baselines")
    parser.add_argument("--frames", type=int, default=6, help="text-free frames of each kind and size")
    parser.add_argument("--texts", type=int, default=90, help="single frames beside psm 11")
    parser.add_argument("--rounds", type=int, default=3, help="of what is timed")
    parser.add_argument("--slices", type=int, default=400)
    parser.add_argument("--associations", default="1,4")
    parser.add_argument("--page", help="a page of documentation whose figures are replaced")
    parser.add_argument("--strict", action="store_true", help="exit status 1 when a figure is short")
    options = parser.parse_args()
    options.work, options.veil = os.path.abspath(options.work), os.path.abspath(options.veil)
    options.parts = options.parts.split(",")
    options.associations = [int(k) for k in options.associations.split(",")]
    return options


def main():
    options = arguments()
    os.makedirs(options.work, exist_ok=True)
    seeds = [int(s) for s in options.seeds.split(",") if s] + [options.seed] if options.count else []
    own = [half for seed in seeds for half in sets.generated(options, seed, options.count)]
    given = [sets.given(folder) for folder in options.sets]
    print(f"sets: {', '.join(f'{s.name} ({len(s.truth)})' for s in own + given)}; in no set: the seeds "
          f"{sets.TRAINING[0]} to {sets.TRAINING[-1]}, which are kept for the line scorer's training", flush=True)
    out, scores = table.Table(), {}
    steps = {"score": lambda: scores.update(measure_accuracy(options, out, own, given)),
             "baselines": lambda: measure_baselines(options, out, own + given, scores),
             "speed": lambda: measure_speed(options, out, own),
             "series": lambda: measure_series(options, out)}
    for part in (part for part in PARTS if part in options.parts):
        start = time.monotonic()
        steps[part]()
        print(f"{part}: {time.monotonic() - start:.0f} s", flush=True)
    text = [table.machine(version(options)), out.text()]
    for mode, of_mode in scores.items():
        text += [f"{mode}, by set and by kind of picture:", table.rows("set", of_mode),
                 table.rows("kind", table.by_kind(total(of_mode.values())))]
    text = "\n\n".join(text)
    with open(os.path.join(options.work, "figures.md"), "w") as f:
        f.write(text + "\n")
    if options.page:
        table.replace(options.page, text)
    print("\n" + text)
    sys.exit(1 if options.strict and out.short() else 0)


if __name__ == "__main__":
    main()
