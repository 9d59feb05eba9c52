"""Writes the test fixture: sequences of random features with what python-crfsuite makes of them."""

import random

import pycrfsuite


def write(crf, path, labels, seed):
    choose = random.Random(seed)
    tagger = pycrfsuite.Tagger()
    tagger.open(str(crf))
    known = sorted({feature for feature, _ in tagger.info().state_features})
    lines = []
    for _ in range(24):
        tokens = [choose.sample(known, choose.randrange(4, 9)) for _ in range(choose.randrange(1, 5))]
        tagger.set(tokens)
        lines.append("        [")
        for index, features in enumerate(tokens):
            chances = [round(1000 * tagger.marginal(label, index)) for label in labels]
            lines.append("            (")
            lines.append("                [" + ", ".join(f"0x{int(f, 16):08X}" for f in features) + "],")
            lines.append("                [" + ", ".join(map(str, chances)) + "]")
            lines.append("            )," if index + 1 < len(tokens) else "            )")
        lines.append("        ],")
    path.write_text(
        "\n".join(
            [
                "/// Random features and the chances of all classes that python-crfsuite computes; made by training/train-ner.",
                "enum RecognizerParityFixture {",
                "    static let sequences: [[(features: [UInt32], thousandths: [Int])]] = [",
                *lines,
                "    ]",
                "}",
                "",
            ]
        ),
        encoding="utf-8",
    )
