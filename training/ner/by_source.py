"""What each source brings: tables for docs/text.md.

usage: python -m by_source TOOL LABELLED.jsonl     (PYTHONPATH=training/ner; TOOL: training/.build/release/text-features)
"""

import sys

import judge

# Name of the row, mode of the tool, sources that count (none: all).
STEPS = [
    ("header clues", "known", {"header"}),
    ("+ rules", "known", None),
    ("+ recogniser", "unguarded", None),
    ("+ lists of what is kept", "spans", None),
]


def main():
    tool, path = sys.argv[1:]
    records = judge.read(path)
    found = [
        (name, judge.figures(records, judge.cleaned(tool, records, mode, sources))) for name, mode, sources in STEPS
    ]
    print(judge.table([(name, groups["all"]) for name, groups in found]))
    for kind in ("context", "language"):
        keys = sorted(key for key in found[-1][1] if key.startswith(kind))
        print(f"\n| leak %, words % | {' | '.join(name for name, _ in found)} |")
        print("| --- " * (len(found) + 1) + "|")
        for key in keys:
            cells = []
            for _, groups in found:
                n = groups[key]
                cells.append(f"{100 * n['leaked'] / max(1, n['with']):.1f}, {100 * n['kept'] / max(1, n['words']):.1f}")
            print(f"| {key.split(' ', 1)[1]} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
