"""The product's own features: what training sees is what the recogniser sees."""

import subprocess

GROUPS = ["shape", "word", "lexicon", "header", "rule", "clinical", "context", "suffix", "cue"]


def clean(text):
    return text.replace("\t", " ").replace("\n", " ").replace("\r", " ")


def of(tool, records):
    """Per record its tokens as (start, end, [feature]), features as strings of hexadecimal digits."""
    lines = []
    for record in records:
        header = "\x1f".join(f"{key}={clean(str(value))}" for key, value in record["header"].items())
        lines.append("\t".join([record["context"], header, clean(record["text"])]))
    done = subprocess.run([tool], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    known = {}
    result = []
    for line in done.stdout.split("\n")[: len(records)]:
        tokens = []
        for token in line.split("\t") if line else []:
            start, end, *features = token.split(" ")
            tokens.append((int(start), int(end), [known.setdefault(f, f) for f in features]))
        result.append(tokens)
    return result


def labels(record, tokens):
    """One class a token: that of the PHI it overlaps."""
    found = []
    for start, end, _ in tokens:
        label = "O"
        for span in record["spans"]:
            if span["start"] < end and start < span["end"]:
                label = span["class"]
        found.append(label)
    return found


def group(feature):
    """The upper four bits say what a feature looks at."""
    return GROUPS[int(feature[0], 16)] if len(feature) == 8 else GROUPS[0]
