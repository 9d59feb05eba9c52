"""A small grammar for short medical texts.

`:: symbol` begins the alternatives of a symbol, one a line; `3* ` before one makes it three times as likely. In an
alternative, `<symbol>` is replaced, `[a|b|]` chooses, `«…»` may be removed or stay (titles, labels), and `{slot}` is a
value from values.py. The pieces of an expansion know what they are: PHI of a class, text to keep, or free.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "grammar"
WEIGHT = re.compile(r"^(\d+)\*(?: |$)")
SPECIAL = re.compile(r"[\[\]|<{«»]")
# What looks like PHI and is none: its text has the role "keep".
KEPT = {"epo", "num", "size", "spine", "tnm", "dur", "seq", "scanner", "drug", "vol", "cat", "view", "agesafe", "kern"}


class Grammar:
    def __init__(self, *names):
        """Symbols of the first file that has them count."""
        self.symbols = {}
        self.literals = set()
        for name in reversed(names):
            found = {}
            for number, line in enumerate((FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()):
                if not line.strip() or line.startswith("# "):
                    continue
                if line.startswith(":: "):
                    current = found.setdefault(line[3:].strip(), [])
                    continue
                weight = WEIGHT.match(line)
                text = line[weight.end() :] if weight else line
                parsed = parse(text.rstrip())
                current.append((int(weight.group(1)) if weight else 1, parsed, f"{name}:{number}"))
            self.symbols.update(found)

    def expand(self, symbol, choose, slot, allowed=None, trace=None):
        """Pieces (text, role) of one expansion; `allowed` may forbid alternatives by their place."""
        out = []
        self._symbol(symbol, choose, slot, allowed, out, None, trace)
        return out

    def _symbol(self, symbol, choose, slot, allowed, out, role, trace):
        role = role or ("keep" if symbol in KEPT else None)
        rows = self.symbols[symbol]
        usable = [row for row in rows if allowed is None or allowed(symbol, row[2])] or rows
        weights = [row[0] for row in usable]
        row = choose.choices(usable, weights)[0]
        if trace is not None:
            trace.append(row[2])
        self._nodes(row[1], choose, slot, allowed, out, role, trace)

    def _nodes(self, nodes, choose, slot, allowed, out, role, trace):
        for kind, value in nodes:
            if kind == "text":
                out.append((value, role))
            elif kind == "choice":
                self._nodes(choose.choice(value), choose, slot, allowed, out, role, trace)
            elif kind == "free":
                self._nodes(value, choose, slot, allowed, out, "free", trace)
            elif kind == "slot":
                if value.startswith(("cap:<", "title:<")):
                    inner = []
                    self._symbol(value.split("<")[1][:-1], choose, slot, allowed, inner, role, trace)
                    change = str.title if value.startswith("title") else capital
                    text = "".join(t for t, _ in inner)
                    out.append((change(text), role))
                else:
                    out.extend((t, r or role) for t, r in slot(value))
            else:
                self._symbol(value, choose, slot, allowed, out, role, trace)


def capital(text):
    return text[:1].upper() + text[1:]


def parse(text):
    nodes, position = sequence(text, 0, "")
    if position != len(text):
        raise ValueError(f"unbalanced: {text}")
    return nodes


def sequence(text, position, closing):
    nodes = []
    while position < len(text):
        character = text[position]
        if character in closing:
            break
        if character == "[":
            options, position = [], position + 1
            while True:
                option, position = sequence(text, position, "|]")
                options.append(option)
                position += 1
                if text[position - 1] == "]":
                    break
            nodes.append(("choice", options))
        elif character == "«":
            inner, position = sequence(text, position + 1, "»")
            nodes.append(("free", inner))
            position += 1
        elif character == "{":
            end = text.index("}", position)
            nodes.append(("slot", text[position + 1 : end]))
            position = end + 1
        elif character == "<" and re.match(r"<\w+>", text[position:]):
            end = text.index(">", position)
            nodes.append(("symbol", text[position + 1 : end]))
            position = end + 1
        else:
            found = SPECIAL.search(text, position + 1)
            end = found.start() if found else len(text)
            nodes.append(("text", text[position:end]))
            position = end
    return nodes, position
