"""Synthetic records: header, text, and what of it is PHI. Nobody in it exists."""

import hashlib
import random

import lists
from grammar import Grammar
from values import Values

LANGUAGES = {
    "en": 62,
    "de": 7,
    "fr": 6,
    "es": 5,
    "it": 4,
    "nl": 4,
    "pt": 3,
    "pl": 3,
    "no": 3,
    "tr": 3,
    "ja": 3,
    "zh": 3,
    "ru": 3,
    "ko": 2,
}
CONTEXTS = {
    "report_sentence": 15,
    "history": 12,
    "ocr_line": 12,
    "study_description": 12,
    "request": 11,
    "image_comments": 10,
    "series_description": 8,
    "sr_text": 8,
    "patient_comments": 8,
    "protocol_name": 6,
    "device_text": 5,
    "filename_like": 5,
}
SHORT = ("study_description", "series_description", "protocol_name")
OWN = ("de", "fr", "es", "it", "ja", "zh", "ko")
OCR = {
    "O": "0",
    "0": "O",
    "I": "1",
    "1": "I",
    "l": "1",
    "S": "5",
    "5": "S",
    "B": "8",
    "8": "B",
    "Z": "2",
    "m": "rn",
    "e": "c",
    "i": "l",
    "G": "6",
}


class Corpus:
    """Records by seed. `held`: None uses all; False leaves out a fifth of templates, names and words; True takes those."""

    def __init__(self, seed, held):
        self.choose, self.held = random.Random(seed), held
        self.grammars = {}
        for language in LANGUAGES:
            files = (
                ["en", "shared"]
                if language == "en"
                else [language, "en", "shared"] if language in OWN else [language, "skeleton", "en", "shared"]
            )
            self.grammars[language] = Grammar(*files)
        english = sorted(w for w, size in lists.english().items() if size <= 70 and w.isalpha())
        self.pools = {"en": [w for w in english if held is None or lists.fold(w, 5, of=4) == held]}
        for language in ("de", "fr", "es", "it", "nl", "pt", "ru"):
            ranked = sorted(lists.foreign(language), key=lists.foreign(language).get)[:30_000]
            named = self._names()
            self.pools[language] = [w for w in ranked if len(w) > 2 and lists.plain(w) not in named]

    def _names(self):
        if not hasattr(self, "_all_names"):
            found = {lists.plain(n) for pair in lists.faker_names().values() for part in pair for n in part}
            self._all_names = found | {lists.plain(n) for n in lists.census()[0][:2500]}
        return self._all_names

    def word(self, choose, language):
        pool = self.pools.get(language) or self.pools["en"]
        return choose.choice(pool)

    def allowed(self, symbol, place):
        """Which alternatives of the grammar may be used: whole families of templates are held out."""
        # What only names things (eponyms, scanners, months of a language) is split like words.
        part = hashlib.sha256(f"{symbol}|{place}".encode()).digest()[0] % 5 == 0
        return part == self.held

    def record(self, number):
        choose = self.choose
        language = choose.choices(list(LANGUAGES), LANGUAGES.values())[0]
        context = choose.choices(list(CONTEXTS), CONTEXTS.values())[0]
        values = Values(choose, language, self.held, self.word)
        # The held-out set is about other templates: its sentences are, the small parts are as they come.
        tops = {
            context,
            "sentence",
            "reportphi",
            "note",
            "reason",
            "exam",
            "docname",
            "patid",
            "eponym",
            "finding2",
            "keepers",
            "num",
            "scanner",
        }
        if self.held is None:
            allowed = None
        elif self.held:
            allowed = lambda symbol, place: symbol not in tops or self.allowed(symbol, place)
        else:
            allowed = lambda symbol, place: symbol not in tops or not self._is_held(symbol, place)
        pieces = self.grammars[language].expand(context, choose, values.slot, allowed)
        pieces = [(t, r) for t, r in pieces if t]
        pieces = self.replaced(pieces, language, values)
        header = values.header(pieces)
        pieces = self.written(pieces, context)
        text = "".join(t for t, _ in pieces)
        spans, keep, position = [], [], 0
        for piece, role in pieces:
            if role == "keep":
                keep.append({"start": position, "end": position + len(piece)})
            elif role and role != "free" and piece.strip():
                start = position + len(piece) - len(piece.lstrip())
                spans.append({"start": start, "end": position + len(piece.rstrip()), "class": role})
            elif role == "free":
                spans.append({"start": position, "end": position + len(piece), "class": "free"})
            position += len(piece)
        if context in SHORT and len(text) > 64 and choose.random() < 0.9:
            text = text[:64]
            spans = [{**s, "end": min(s["end"], 64)} for s in spans if s["start"] < 64]
            keep = [s for s in keep if s["end"] <= 64]
        return {
            "id": f"syn-{number:06}",
            "lang": language,
            "context": context,
            "header": header,
            "text": text,
            "spans": [s for s in spans if s["class"] != "free"],
            "free": [{"start": s["start"], "end": s["end"]} for s in spans if s["class"] == "free"],
            "keep": keep,
        }

    def _is_held(self, symbol, place):
        return hashlib.sha256(f"{symbol}|{place}".encode()).digest()[0] % 5 == 0

    def replaced(self, pieces, language, values):
        """Random words in place of some of the safe ones: an unknown word is no name because it is unknown."""
        choose = self.choose
        rate = choose.choice([0, 0, 0, 0.08, 0.15, 0.25])
        if not rate or language in ("ja", "zh", "ko"):
            return pieces
        out = []
        for number, (text, role) in enumerate(pieces):
            if role is None or role == "keep" and choose.random() < 0.2:
                words = text.split(" ")
                # The word before PHI is mostly what tells it: it stays, or there would be nothing to learn.
                is_cue = number + 1 < len(pieces) and pieces[number + 1][1] not in (None, "keep")
                cue = max((at for at, word in enumerate(words) if word.isalpha()), default=-1) if is_cue else -1
                for at, word in enumerate(words):
                    if at == cue and choose.random() < 0.85:
                        continue
                    if word.isalpha() and len(word) > 3 and choose.random() < rate:
                        chance = choose.random()
                        if chance < 0.12:
                            new = values._invented_word()
                        else:
                            new = self.word(choose, language)
                        words[at] = new.upper() if word.isupper() else new.capitalize() if word[0].isupper() else new
                text = " ".join(words)
            out.append((text, role))
        return out

    def written(self, pieces, context):
        """Case, underscores, errors of OCR and of typing."""
        choose = self.choose
        chance = choose.random()
        if chance < (0.4 if context in SHORT + ("ocr_line",) else 0.2):
            pieces = [(t.upper(), r) for t, r in pieces]
        elif chance < (0.46 if context in SHORT + ("ocr_line",) else 0.3):
            pieces = [(t.lower(), r) for t, r in pieces]
        elif chance < 0.5 and choose.random() < 0.15:
            pieces = [(t.lower() if r in (None, "keep") else t, r) for t, r in pieces]
        if context in SHORT and choose.random() < 0.12:
            pieces = [(t.replace(" ", "_"), r) for t, r in pieces]
        if context == "ocr_line" and choose.random() < 0.35:
            pieces = [(self.misread(t), r) for t, r in pieces]
        elif choose.random() < 0.05:
            pieces = [(self.mistyped(t) if r is None else t, r) for t, r in pieces]
        return pieces

    def misread(self, text):
        rate, out = self.choose.choice([0.02, 0.05, 0.1]), []
        for c in text:
            chance = self.choose.random()
            if chance < rate and c in OCR:
                out.append(OCR[c])
            elif c == " " and chance < rate:
                continue
            else:
                out.append(c)
        return "".join(out)

    def mistyped(self, text):
        out = list(text)
        for at in range(len(out) - 1):
            if out[at].isalpha() and out[at + 1].isalpha() and self.choose.random() < 0.03:
                out[at], out[at + 1] = out[at + 1], out[at]
        return "".join(out)


def records(seed, count, held):
    corpus = Corpus(seed, held)
    return [corpus.record(number) for number in range(count)]
