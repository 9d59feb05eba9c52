#!/usr/bin/env python3
"""Kill the node at random, at every line of its durability protocol, let people interfere, and fill its disk; then count.

Holds afterwards, or this exits with status 1: every instance that was answered 0000 arrives
(or is in quarantine, where it belongs), none arrives in two different versions, those with text in
their pixels arrive byte for byte as `veil deidentify` writes them, no file is left in spool, pixels
and work, the ledger passes PRAGMA integrity_check, `veil queue list` is empty.
"""
import argparse
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from crash import full_disk, people, phases  # noqa: E402
from peers.node import ROOT, Node, default_binary  # noqa: E402


def known_fault_points(a):
    """The names that `veil serve --list-fault-points` prints."""
    status, out, err = Node(os.path.join(a.work, "list"), {}, binary=a.veil).verb("serve", "--list-fault-points")
    if status != 0 or not out.split():
        raise SystemExit(f"veil serve --list-fault-points: exit status {status} {err.strip()}")
    return out.split()


def show(result):
    """One line as soon as a phase is done."""
    print(f"{'ok  ' if not result.violations else 'FAIL'} {result.phase:24} {result.instances:5} instances "
          f"{result.acknowledged:5} acknowledged {result.arrived:5} arrived ({result.arrivals} arrivals) {result.held:4} held "
          f"{result.kills:4} kills {result.archive_kills:3} of the archive  {result.note}", flush=True)
    for violation in result.violations[:20]:
        print(f"       {violation}")
    if len(result.violations) > 20:
        print(f"       … and {len(result.violations) - 20} more")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--veil", default=default_binary(), help="the command under test")
    parser.add_argument("--work", default=os.path.join(ROOT, "crash-report"), help="folder for everything")
    parser.add_argument("--instances", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--archive-kills", type=int, default=15)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100000)
    parser.add_argument("--phases", default="random,people,faults,disk", help="of random, people, faults, disk")
    parser.add_argument("--fault-points", help="only these, comma-separated")
    parser.add_argument("--give-up", type=float, default=600, help="seconds after which a sender stops sending again")
    parser.add_argument("--settle", type=float, default=60, help="seconds in which everything must be delivered and swept")
    parser.add_argument("--fault-wait", type=float, default=10, help="seconds in which a fault point must be reached")
    a = parser.parse_args()
    a.work = os.path.abspath(a.work)
    os.makedirs(a.work, exist_ok=True)
    print(f"seed {a.seed}", flush=True)
    began, results = time.monotonic(), []
    wanted = a.phases.split(",")
    if "random" in wanted:
        results.append(phases.random_kills(a))
        show(results[-1])
    if "people" in wanted:
        results.append(people.run(a))
        show(results[-1])
    if "faults" in wanted:
        names = a.fault_points.split(",") if a.fault_points else known_fault_points(a)
        results.append(phases.fault_points(a, names))
        show(results[-1])
    if "disk" in wanted:
        for run in (full_disk.dead_archive, full_disk.no_byte_left, full_disk.no_room_for_pixels):
            results.append(run(a))
            show(results[-1])
    bad = sum(len(r.violations) for r in results)
    print(f"{sum(r.kills for r in results)} kills of the node, {sum(r.archive_kills for r in results)} of the archive, "
          f"{bad} violations, {time.monotonic() - began:.0f} s, seed {a.seed}")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
