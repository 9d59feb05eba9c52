"""Writes the lexicon: what the lists say of each word, found by the product's own hash of it."""

import re
import struct
import subprocess
from collections import defaultdict

import lists

FAMILY_COMMON, FAMILY_KNOWN = 1500, 12000


def level(field, value):
    return value << {"given": 0, "family": 2, "place": 4, "word": 6, "foreign": 9}[field]


def entries():
    """word -> fields with their highest level."""
    found = defaultdict(dict)

    def put(word, field, value):
        for part in re.findall(r"[^\W\d_]+", word):
            if len(part) > 1 or not part.isascii():
                key = lists.plain(part) if part.isascii() or ord(max(part)) < 0x250 else part.lower()
                found[key][field] = max(found[key].get(field, 0), value)

    first, family = lists.census()
    for rank, name in enumerate(first):
        put(name, "given", 3 if rank < 600 else 2 if rank < 2500 else 1)
    for rank, name in enumerate(family):
        put(name, "family", 3 if rank < FAMILY_COMMON else 2 if rank < FAMILY_KNOWN else 1)
    for given, last in lists.faker_names().values():
        for name in given:
            put(name, "given", 2)
        for name in last:
            put(name, "family", 2)
    for name, _, population in lists.cities():
        value = 3 if population > 300_000 else 2 if population > 40_000 else 1
        words = re.findall(r"[^\W\d_]+", name)
        if len(words) == 1 and population > 5_000:
            put(name, "place", value)
        elif len(words) == 2 and population > 5_000:
            found[" ".join(map(lists.plain, words))]["place"] = value
    for word, size in lists.english().items():
        put(word, "word", {10: 7, 20: 6, 35: 5, 40: 4, 50: 4, 55: 3, 60: 3, 70: 2, 80: 1}[size])
    for language in ("de", "fr", "es", "it", "nl", "pt", "ru"):
        for word, rank in lists.foreign(language).items():
            key = found.get(lists.plain(word), {})
            # Subtitles are full of first names: what is a name counts as a word only where it is a common one.
            if rank < 2000 or rank < 60_000 and not (key.get("given", 0) > 1 or key.get("family", 0) > 1):
                put(word, "foreign", 3 if rank < 1000 else 2 if rank < 8000 else 1)
    return found


def write(path, tool):
    found = entries()
    words = sorted(found)
    hashes = subprocess.run([tool, "words"], input="\n".join(words) + "\n", capture_output=True, text=True, check=True)
    table = {}
    for word, number in zip(words, hashes.stdout.split(), strict=True):
        bits = 0
        for field, value in found[word].items():
            bits |= level(field, value)
        table[int(number)] = table.get(int(number), 0) | bits
    numbers = sorted(table)
    starts, position = [], 0
    for bucket in range(0x10001):
        while position < len(numbers) and numbers[position] >> 16 < bucket:
            position += 1
        starts.append(position)
    data = b"VLX1" + struct.pack("<I", len(numbers)) + struct.pack(f"<{len(starts)}I", *starts)
    data += struct.pack(f"<{len(numbers)}H", *(n & 0xFFFF for n in numbers))
    data += struct.pack(f"<{len(numbers)}H", *(table[n] for n in numbers))
    path.write_bytes(data)
    return {"words": len(numbers), "bytes": len(data)}
