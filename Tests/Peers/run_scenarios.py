#!/usr/bin/env python3
"""Run whole-product scenarios: the real command between real peers.

Prints a line a scenario; exit status 1 when one failed. Without names: all of them.
"""
import argparse
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from peers.node import default_binary  # noqa: E402
from scenarios import archive_trouble, first_steps, peers_as_archives, peers_as_senders, same_in_same_out  # noqa: E402
from scenarios.stage import Stage  # noqa: E402

ROOMS = (first_steps, peers_as_senders, peers_as_archives, archive_trouble, same_in_same_out)
SCENARIOS = {f.__name__: f for room in ROOMS for f in room.SCENARIOS}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--list", action="store_true", help="print the names")
    parser.add_argument("--veil", default=default_binary(), help="the command under test")
    parser.add_argument("--keep", help="work in this folder and leave it (for one scenario)")
    a = parser.parse_args()
    if a.list:
        print("\n".join(SCENARIOS))
        return
    unknown = [n for n in a.names if n not in SCENARIOS]
    if unknown:
        parser.error(f"unknown scenario {unknown[0]}; --list prints them")
    failed = 0
    for name in a.names or SCENARIOS:
        began = time.monotonic()
        try:
            with Stage(a.veil, a.keep) as stage:
                said, word = SCENARIOS[name](stage), "ok  "
        except Exception as error:  # whatever went wrong, the other scenarios still run
            said, word = f"{type(error).__name__}: {error}", "FAIL"
            failed += 1
        print(f"{word} {name.replace('_', ' ')} ({time.monotonic() - began:.1f} s): {said}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
