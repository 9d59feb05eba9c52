"""Identifying values that can be found again.

Every value is a pure function of (seed, scope, key), so that a patient's values
are the same in all of the patient's instances and two runs write the same bytes.
What was put into an instance is remembered, for the manifest.
"""
import base64
import hashlib

DAYS_BETWEEN_DATES = 403
"""Further apart than any date offset reaches (a year), so that no shifted date equals another original."""

CHARACTER_SETS = [
    # Specific Character Set, family name in it
    ("ISO_IR 100", "M\u00fcller-\u00c5str\u00f6m"),
    ("ISO_IR 192", "\u0141ukasz\u017c\u00f3\u0142w"),
    ("ISO_IR 144", "\u041b\u044e\u043a\u0441\u0435\u043c\u0431\u0443\u0440\u0433"),
    ("ISO_IR 126", "\u0394\u03b9\u03bf\u03bd\u03c5\u03c3\u03b9\u03bf\u03c2"),
    ("GB18030", "\u738b\u5c0f\u4e1c"),
    (["", "ISO 2022 IR 149"], "\ud64d\uae38\ub3d9"),
    (["", "ISO 2022 IR 87"], "\u5c71\u7530\u592a\u90ce"),
    ("ISO_IR 138", "\u05e9\u05e8\u05d5\u05df\u05d3\u05d1\u05e8"),
]


def calendar():
    """All dates that the generator uses, as YYYYMMDD, oldest first."""
    import datetime
    first = datetime.date(1921, 3, 17)
    return [(first + datetime.timedelta(days=DAYS_BETWEEN_DATES * n)).strftime("%Y%m%d") for n in range(90)]


CALENDAR = calendar()


class Markers:
    """Hands out one instance's identifying values and records them."""

    def __init__(self, seed, patient, study, instance):
        self.seed = seed
        self.scopes = {"patient": f"p{patient}", "study": f"s{study}", "instance": f"i{instance}"}
        self.found = {}

    def _digest(self, scope, key):
        return hashlib.sha256(f"{self.seed}|{self.scopes[scope]}|{key}".encode()).digest()

    def _remember(self, kind, key, **what):
        self.found.setdefault(next(iter(what.values())), {"kind": kind, "where": key, **what})

    def number(self, key, below, scope="instance"):
        """A repeatable number; not a marker."""
        return int.from_bytes(self._digest(scope, "number " + key)[:6], "big") % below

    def text(self, key, kind="text", scope="instance"):
        """Eleven characters A-Z2-7 that occur nowhere by chance; legal in every text VR, SH, CS and AE included."""
        value = "ZQ" + base64.b32encode(self._digest(scope, key))[:9].decode()
        self._remember(kind, key, text=value)
        return value

    def uid(self, key, scope="instance"):
        """A UID under a root that belongs to nobody's product."""
        number = int.from_bytes(self._digest(scope, key)[:8], "big")
        value = f"1.2.826.0.1.3680043.10.943.{number % 10 ** 6}.{number // 7}"
        self._remember("uid", key, text=value)
        return value

    def date(self, key, scope="instance"):
        """A date of the calendar, YYYYMMDD."""
        value = CALENDAR[int.from_bytes(self._digest(scope, key)[:4], "big") % len(CALENDAR)]
        self._remember("date", key, text=value)
        return value

    def name(self, key, character_set, family, scope="patient"):
        """A person name with an ASCII marker and a family name in another script, both recorded."""
        from pydicom.charset import convert_encodings, encode_string
        marker = self.text(key, "name", scope)
        if character_set is None:
            return f"{marker}^Jane"
        listed = [character_set] if isinstance(character_set, str) else character_set
        encoded = encode_string(family, convert_encodings(listed))
        self._remember("name", key, hex=encoded.hex())
        return f"{marker}^{family}"

    def bytes(self, key, length):
        """A blob of the wanted even length that repeats a marker."""
        marker = self.text(key, "private").encode() + b" "
        return (marker * (length // len(marker) + 1))[:length & ~1]

    def manifest(self):
        """Everything handed out, for the manifest."""
        return list(self.found.values())
