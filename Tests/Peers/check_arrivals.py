#!/usr/bin/env python3
"""Check that what arrived is what was sent, de-identified.

Compares the generator's manifest, the senders' records and the archive's record (with
its saved files) and reports, one line a finding:
  missing      acknowledged but never stored by the archive
  twice        arrived in two versions that differ
  syntax       another transfer syntax than it was sent in
  pixels       pixel bytes differ
  kept-uid     arrived under its original SOP Instance UID
  mapping      arrived under another UID than `veil mapping export` says (--mapping)
  leak         an identifying marker of the manifest is in the arriving bytes
  stranger     arrived, but belongs to nothing that was sent
Pairs by Instance Number and, where there are pixels, by their digest. Markers are searched
as Latin-1/UTF-8 bytes, as the recorded bytes of names in other scripts, and as UTF-16, in
inflated data for Deflated. Exit status 0 when there is no finding, else 1.

Findings name the marker's place, never its value.
"""
import argparse
import csv
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from peers import files, records  # noqa: E402


def stored(arrival):
    """Whether the archive said that it has this one."""
    return arrival["status"] == "0000" or arrival["status"].startswith("B")


class Patterns:
    """All markers of a manifest as byte patterns, searched by their fixed lengths."""

    def __init__(self, entries):
        self.by_length = {}
        for entry in entries:
            for marker in entry["markers"]:
                for pattern in self.forms(marker):
                    self.by_length.setdefault(len(pattern), {}).setdefault(
                        pattern, (marker["kind"], f"{entry['kind']}/{entry['syntax']}: {marker['where']}"))

    @staticmethod
    def forms(marker):
        """The byte strings that would betray this marker."""
        if "hex" in marker:
            return [bytes.fromhex(marker["hex"])]
        return [marker["text"].encode(), marker["text"].encode("utf-16-le")]

    def found(self, data):
        """(kind, place) of each marker in the data: every window of each pattern length is looked up in a set."""
        hits = []
        for length, patterns in self.by_length.items():
            windows = {data[i:i + length] for i in range(len(data) - length + 1)}
            hits += [patterns[p] for p in windows & patterns.keys() if self.is_value(p, data)]
        return hits

    @staticmethod
    def is_value(pattern, data):
        """A date's eight digits also occur by chance within a UID's; there a digit or a dot stands before them."""
        return not pattern.isdigit() or re.search(rb"(?<![0-9.])" + pattern, data) is not None


def pair(arrivals, entries, sent):
    """[(entry, its arrivals)], [arrivals without an entry]."""
    by_number = {}
    for entry in entries:
        by_number.setdefault(entry["instance_number"], []).append(entry)
    found, strangers = {id(e): [] for e in entries}, []
    for arrival in arrivals:
        candidates = by_number.get(arrival["instance_number"], [])
        if len(candidates) > 1:
            candidates = [c for c in candidates if sent_pixels(c, sent) == arrival["pixel_sha256"]]
        if len(candidates) == 1:
            found[id(candidates[0])].append(arrival)
        else:
            strangers.append(arrival)
    return [(e, found[id(e)]) for e in entries], strangers


def sent_pixels(entry, sent):
    """The pixel digest as it was sent."""
    return sent[entry["sop_instance_uid"]]["pixel_sha256"]


def check(a):
    """All findings as (kind, text), and a summary in a line."""
    with open(a.manifest) as f:
        entries = json.load(f)["instances"]
    attempts = [r for path in a.sent for r in records.read(path) if r.get("sop_instance_uid")]
    acknowledged = {r["sop_instance_uid"]: r for r in attempts if r["status"] in ("0000",)}
    arrivals = [r for path in a.arrived for r in records.read(path)]
    kept = [r for r in arrivals if stored(r)]
    mapping = read_mapping(a.mapping) if a.mapping else None
    entries = [e for e in entries if e["sop_instance_uid"] in {r["sop_instance_uid"] for r in attempts}]
    pairs, strangers = pair(arrivals, entries, {r["sop_instance_uid"]: r for r in attempts})
    findings = [("stranger", f"sop class {s['sop_class_uid']}, {s['bytes']} bytes") for s in strangers]
    for entry, came in pairs:
        findings += check_one(a, entry, came, acknowledged, mapping)
    if not a.identified:
        patterns = Patterns(entries)
        for arrival in arrivals:
            findings += leaks(arrival, patterns)
    held = sum(1 for e in entries if e["expect"] == "held")
    return findings, (f"{len(entries)} sent, {len(acknowledged)} acknowledged, {len(kept)} stored by the archive, "
                      f"{held} expected in quarantine")


def read_mapping(path):
    """original UID -> replacement, of `veil mapping export`."""
    with open(path, newline="") as f:
        return {row["original"]: row["replacement"] for row in csv.DictReader(f) if row["kind"] == "uid"}


def check_one(a, entry, came, acknowledged, mapping):
    """The findings on one instance."""
    name = f"{entry['kind']}/{entry['syntax']} {os.path.basename(entry['path'])}"
    held = entry["expect"] == "held" or entry["kind"] in a.may_be_held
    answered = acknowledged.get(entry["sop_instance_uid"])
    if answered and not any(stored(c) for c in came):
        if not held:
            yield "missing", name
        return
    if len({(c["sop_instance_uid"], c["sha256"], c["transfer_syntax"]) for c in came}) > 1:
        yield "twice", name
    for arrival in came[:1]:
        if arrival["transfer_syntax"] != entry["transfer_syntax"] and not a.converted:
            yield "syntax", f"{name}: {arrival['transfer_syntax']}"
        if answered and not a.converted and arrival["pixel_sha256"] != answered["pixel_sha256"]:
            yield "pixels", name
        if not a.identified and arrival["sop_instance_uid"] == entry["sop_instance_uid"]:
            yield "kept-uid", name
        if mapping is not None and mapping.get(entry["sop_instance_uid"]) != arrival["sop_instance_uid"]:
            yield "mapping", name


def leaks(arrival, patterns):
    """Markers in the arriving data set."""
    if not arrival.get("file"):
        raise SystemExit("the archive must save what arrives (--save) for the leak search")
    data = files.plain(files.data_set_bytes(arrival["file"]), arrival["transfer_syntax"])
    for kind, place in patterns.found(data):
        yield "leak", f"{os.path.basename(arrival['file'])} holds {kind} of {place}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--manifest", required=True)
    parser.add_argument("--sent", required=True, action="append", help="a sender's record")
    parser.add_argument("--arrived", required=True, action="append", help="an archive's record")
    parser.add_argument("--mapping", help="CSV of `veil mapping export`")
    parser.add_argument("--may-be-held", default="", help="kinds that may be in quarantine, comma-separated")
    parser.add_argument("--converted", action="store_true", help="the archive refused the transfer syntax: do not compare")
    parser.add_argument("--identified", action="store_true", help="nothing was de-identified in between: no leak search")
    parser.add_argument("--most", type=int, default=40, help="findings to print")
    a = parser.parse_args()
    a.may_be_held = a.may_be_held.split(",")
    findings, summary = check(a)
    print(summary)
    for kind, text in findings[:a.most]:
        print(f"{kind}: {text}")
    print(f"{len(findings)} findings")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
