"""Trains the linear-chain CRF and packs it into the form that Sources/Deid/Text/NER reads."""

import random
import struct

import pycrfsuite

import features

# How often training does without a group of features in a record, so that nothing rests on it alone.
DROPOUT = {
    "lexicon": 0.2,
    "word": 0.12,
    "suffix": 0.5,
    "header": 0.06,
    "rule": 0.12,
    "clinical": 0.12,
    "cue": 0.1,
    "context": 0.1,
}


def train(path, records, tokens, seed, iterations):
    choose = random.Random(seed)
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {
            "c1": 0.08,
            "c2": 0.05,
            "max_iterations": iterations,
            "feature.minfreq": 4,
            "feature.possible_transitions": True,
        }
    )
    for record, row in zip(records, tokens, strict=True):
        if not row:
            continue
        dropped = {name for name, rate in DROPOUT.items() if choose.random() < rate}
        if dropped:
            seen = [[f for f in token[2] if features.group(f) not in dropped] for token in row]
        else:
            seen = [token[2] for token in row]
        trainer.append(seen, features.labels(record, row))
    trainer.train(str(path))


def pack(crf, path, labels):
    """Magic, labels, scale in millionths, transitions, features, weights in that scale."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(crf))
    info = tagger.info()
    weights = {}
    number = {label: index for index, label in enumerate(labels)}
    for (feature, label), weight in info.state_features.items():
        weights.setdefault(feature, [0.0] * len(labels))[number[label]] = weight
    transitions = [[0.0] * len(labels) for _ in labels]
    for (before, after), weight in info.transitions.items():
        transitions[number[before]][number[after]] = weight
    # What hardly says anything is not worth its place.
    kept = {f: row for f, row in weights.items() if max(map(abs, row)) >= 0.02}
    biggest = max(abs(w) for row in list(kept.values()) + transitions for w in row)
    scale = max(1, -(-int(biggest * 1_000_000) // 32767))
    short = lambda row: [max(-32767, min(32767, round(w * 1_000_000 / scale))) for w in row]
    order = sorted(kept, key=lambda f: int(f, 16))
    data = b"VCR1" + struct.pack("<II", len(labels), scale)
    for row in transitions:
        data += struct.pack(f"<{len(row)}h", *short(row))
    data += struct.pack("<I", len(order)) + struct.pack(f"<{len(order)}I", *(int(f, 16) for f in order))
    for feature in order:
        data += struct.pack(f"<{len(labels)}h", *short(kept[feature]))
    path.write_bytes(data)
    return {"features": len(order), "bytes": len(data)}


def chances(crf, tokens, labels):
    """Per record and token: how likely it identifies, and the likeliest class."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(crf))
    known = [label for label in tagger.labels()]
    others = [label for label in known if label != "O"]
    result = []
    for row in tokens:
        if not row:
            result.append([])
            continue
        tagger.set([token[2] for token in row])
        found = []
        for index in range(len(row)):
            best = max(others, key=lambda label: tagger.marginal(label, index))
            found.append((1 - tagger.marginal("O", index), best))
        result.append(found)
    return result
