"""How well texts are cleaned, in letters and digits, as the model card tells it.

leak: records with PHI of which three or more characters of one item stay (a year of a date may). words: words outside PHI
that stay whole. untouched: records without PHI left as they are. hard: what looks like PHI and is none, left whole.
"""

import json
import re
import subprocess
from collections import defaultdict

import features

WORD = re.compile(r"[^\W_]+")
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")


def cleaned(tool, records, mode, sources=None):
    """Ranges that go, by `tool MODE`: `known` (clues and rules), `unguarded` or `spans` (everything), of these sources."""
    lines = []
    for record in records:
        header = "\x1f".join(f"{key}={features.clean(str(value))}" for key, value in record["header"].items())
        lines.append("\t".join([record["context"], header, features.clean(record["text"])]))
    done = subprocess.run([tool, mode], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    result = []
    for line in done.stdout.split("\n")[: len(records)]:
        spans = [span.split(" ") for span in line.split("\t")] if line else []
        result.append([(int(s[0]), int(s[1])) for s in spans if sources is None or s[3] in sources])
    return result


def size(text):
    return sum(2 if WIDE.match(c) else 1 for c in text if c.isalnum())


def leaks(text, span, gone):
    year = (lambda t: YEAR.sub(" ", t)) if span["class"] == "DATE" else (lambda t: t)
    item = text[span["start"] : span["end"]]
    need = 3 if span["class"] == "NAME" else min(3, max(2, size(year(item))))
    runs, run = [], ""
    for index in range(span["start"], span["end"]):
        if text[index].isalnum() and gone[index]:
            runs.append(run)
            run = ""
        else:
            run += text[index]
    return any(size(year(r)) >= need for r in runs + [run])


def figures(records, ranges):
    """Group ("all", "context …", "language …", "class …") -> counts."""
    groups = defaultdict(lambda: defaultdict(int))
    for record, spans in zip(records, ranges, strict=True):
        text = record["text"]
        gone = [False] * len(text)
        for start, end in spans:
            gone[start:end] = [True] * (end - start)
        safe = [True] * len(text)
        for span in record["free"] + record["spans"]:
            safe[span["start"] : span["end"]] = [False] * (span["end"] - span["start"])
        words = [m.span() for m in WORD.finditer(text) if all(safe[m.start() : m.end()])]
        kept = sum(not any(gone[a:b]) for a, b in words)
        leaked = [leaks(text, span, gone) for span in record["spans"]]
        hard = [not any(gone[i] for i in range(k["start"], k["end"]) if text[i].isalnum()) for k in record["keep"]]
        for key in ("all", "context " + record["context"], "language " + record["lang"]):
            n = groups[key]
            n["words"] += len(words)
            n["kept"] += kept
            n["hard"] += len(hard)
            n["hard kept"] += sum(hard)
            if record["spans"]:
                n["with"] += 1
                n["leaked"] += any(leaked)
            else:
                n["without"] += 1
                n["untouched"] += not any(g and s for g, s, c in zip(gone, safe, text) if c.isalnum())
        for span, bad in zip(record["spans"], leaked):
            n = groups["class " + span["class"]]
            n["with"] += 1
            n["leaked"] += bad
    return groups


def row(name, n):
    def share(part, whole):
        return f"{100 * n[part] / n[whole]:.1f}" if n[whole] else ""

    return (
        f"| {name} | {n['with'] + n['without']} | {share('leaked', 'with')} | {share('kept', 'words')} "
        f"| {share('untouched', 'without')} | {share('hard kept', 'hard')} |"
    )


def table(rows):
    head = "| % | texts | leak | words | untouched | hard |\n| --- | --- | --- | --- | --- | --- |"
    return "\n".join([head] + [row(name, n) for name, n in rows])


def read(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]
