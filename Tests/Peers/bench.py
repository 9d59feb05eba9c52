#!/usr/bin/env python3
"""Throughput of the node beside a disk-only receiver (floor), a durable two-hop relay (the
yardstick) and a tuned Orthanc, and the figures that the project holds itself to.

Needs the benchmark kit (relay_bench.py, sink.c, relay_floor.cc, make_corpus.py) in --bench.
Ratios count, not absolute figures: look at the column of others' CPU. Prints PASS or `short`
for each figure and ends with status 0 either way, unless --strict.
"""
import argparse
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from bench import extra, goals, setup  # noqa: E402
from peers.node import ROOT  # noqa: E402


def relay_bench(a, targets, kinds, k, sender, name):
    """One run of the kit; its rows."""
    out = os.path.join(a.work, name + ".json")
    subprocess.run([sys.executable, os.path.join(a.bench, "relay_bench.py"), "--corpus", os.path.join(a.work, "corpus"),
                    "--work", a.work, "--bin", os.path.join(a.work, "bin"), "--targets", targets,
                    "--custom", "veil=" + a.command, "--kinds", kinds, "--k", k, "--rounds", str(a.rounds),
                    "--repeat", str(a.repeat), "--sender", sender, "--out", out], check=True)
    with open(out) as f:
        return json.load(f)["rows"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", default=os.path.join(ROOT, "..", "shared", "bench"), help="folder of the kit")
    parser.add_argument("--work", default=os.path.join(ROOT, "bench-work"), help="corpora, binaries, results")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeat", type=int, default=1, help="send everything so many times per run")
    parser.add_argument("--kinds", default="ct,small,cr,us")
    parser.add_argument("--k", default="1,4", help="numbers of associations")
    parser.add_argument("--targets", default="floor,relay-edit-fsync-fast,orthanc-tuned,veil")
    parser.add_argument("--parts", default="relay,stock,slow,silent", help="of relay, stock, slow, silent")
    parser.add_argument("--command", default=os.path.join(ROOT, "scripts", "bench-node") + " {port} {sink} {dir}")
    parser.add_argument("--strict", action="store_true", help="exit status 1 when a figure is short")
    parser.add_argument("--prepare", action="store_true", help="build and generate what is missing, measure nothing")
    a = parser.parse_args()
    a.bench, a.work = os.path.abspath(a.bench), os.path.abspath(a.work)
    if not os.path.exists(os.path.join(a.bench, "relay_bench.py")):
        raise SystemExit(f"no benchmark kit in {a.bench}; name its folder with --bench")
    setup.prepare(a.bench, a.work)
    if a.prepare:
        return
    sys.path.insert(0, a.bench)
    import relay_bench as rb
    parts = a.parts.split(",")
    rows = relay_bench(a, a.targets, a.kinds, a.k, "nodelay", "relay") if "relay" in parts else []
    kinds = ",".join(k for k in ("small", "ct") if k in a.kinds.split(","))
    stock = relay_bench(a, "floor-stock,veil", kinds, "1", "stock", "stock") if "stock" in parts and kinds else []
    slow = extra.slow_archive(rb, a) if "slow" in parts else []
    silent = extra.silent_callers(rb, a) if "silent" in parts else None
    run, stock_run = goals.Run(rows), goals.Run(stock)
    text, short = goals.table([*goals.throughput(run, stock_run), *goals.resources(run), *goals.others(slow, silent)])
    with open(os.path.join(a.work, "goals.md"), "w") as f:
        f.write(text + "\n")
    print("\n" + text)
    sys.exit(1 if short and a.strict else 0)


if __name__ == "__main__":
    main()
