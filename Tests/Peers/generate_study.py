#!/usr/bin/env python3
"""Write deterministic synthetic DICOM instances that carry identifying markers everywhere.

Without --small: one instance of every kind in every transfer syntax that the kind
is made in (see --list), spread over the patients and their studies. Each attribute
of PS3.15 Table E.1-1 holds a marker, at the top level and below, in private blocks,
in UN and in several character sets. The manifest lists every marker of every instance.
"""
import argparse
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from synthetic import instance, kinds, pixels  # noqa: E402


def chosen(a):
    """The (kind, syntax) pairs that the arguments ask for."""
    if a.small:
        return [("small", "explicit")] * a.small
    wanted_kinds = a.kinds.split(",") if a.kinds else None
    wanted_syntaxes = a.syntaxes.split(",") if a.syntaxes else None
    for name in (wanted_kinds or []):
        if name not in kinds.KINDS:
            raise SystemExit(f"unknown kind {name}; known: {', '.join(kinds.KINDS)}")
    for name in (wanted_syntaxes or []):
        if name not in pixels.SYNTAXES:
            raise SystemExit(f"unknown syntax {name}; known: {', '.join(pixels.SYNTAXES)}")
    pairs = [(k, s) for k, s in kinds.CASES
             if (not wanted_kinds or k in wanted_kinds) and (not wanted_syntaxes or s in wanted_syntaxes)]
    return pairs * a.per_case


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", nargs="?", help="folder to write to")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patients", type=int, default=4, help="each with a character set of its own (8 sets)")
    parser.add_argument("--studies", type=int, default=2, help="a patient")
    parser.add_argument("--kinds", help="only these, comma-separated")
    parser.add_argument("--syntaxes", help="only these, comma-separated")
    parser.add_argument("--per-case", type=int, default=1, help="instances of each kind and syntax")
    parser.add_argument("--small", type=int, default=0, metavar="N", help="instead: N tiny CT instances (about 3 KB)")
    parser.add_argument("--edge", type=int, default=16, help="side of the tiny images; 512 makes half a megabyte")
    parser.add_argument("--light", action="store_true", help="only the main identifying attributes")
    parser.add_argument("--manifest", help="where to write the manifest (default OUT/manifest.json)")
    parser.add_argument("--list", action="store_true", help="print the kinds and transfer syntaxes, write nothing")
    a = parser.parse_args()
    if a.list:
        for kind, syntax in kinds.CASES:
            print(f"{kind:12} {syntax:18} {pixels.SYNTAXES[syntax]}")
        return
    if not a.out:
        parser.error("which folder?")
    entries = []
    for n, (kind, syntax) in enumerate(chosen(a)):
        patient = n % a.patients
        study = patient * a.studies + (n // a.patients) % a.studies
        path = os.path.join(f"patient{patient}", f"study{study}", f"{n:05d}-{kind}-{syntax}.dcm")
        light = a.light or bool(a.small)
        entry = instance.write(os.path.join(a.out, path), kind, syntax, a.seed, patient, study, n, light,
                               a.edge if a.small else None)
        entries.append({"path": path, **entry})
    with open(a.manifest or os.path.join(a.out, "manifest.json"), "w") as f:
        json.dump({"seed": a.seed, "instances": entries}, f, indent=None if a.small else 1)
    print(f"{len(entries)} instances, {len({e['transfer_syntax'] for e in entries})} transfer syntaxes in {a.out}")


if __name__ == "__main__":
    main()
