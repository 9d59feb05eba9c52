"""The table of what was measured and what was to be reached."""
import json

PROTOTYPE = ("prototype of the study (quoted, its own pictures)",
             "95.5–96.5 % of legible texts hidden; psm 11: 59 %; Presidio-like: 29 %")


class Table:
    """Rows under headings; printed as Markdown."""

    def __init__(self):
        self.rows = []

    def heading(self, text):
        self.rows.append((f"**{text}**", "", "", ""))

    def goal(self, name, value, limit, unit="", at_least=True):
        """A figure with its goal."""
        wanted = f"{'≥' if at_least else '≤'} {limit:g}{unit}"
        if value is None:
            self.rows.append((name, "none", wanted, ""))
            return
        good = value >= limit if at_least else value <= limit
        self.rows.append((name, f"{value:.3g}{unit}" if abs(value) < 100 else f"{value:.0f}{unit}", wanted,
                          "PASS" if good else "short"))

    def share(self, name, value, limit, at_least=True, digits=1):
        """A share of 1 as percent, with its goal."""
        if value is None:
            self.rows.append((name, "none", "", ""))
            return
        good = value >= limit if at_least else value <= limit
        wanted = f"{'≥' if at_least else '≤'} {limit * 100:g} %"
        self.rows.append((name, f"{value * 100:.{digits}f} %", wanted, "PASS" if good else "short"))

    def note(self, name, value):
        """A figure without a goal."""
        self.rows.append((name, value, "", ""))

    def short(self):
        """The names of the figures that are short of their goals."""
        return [row[0] for row in self.rows if row[3] == "short"]

    def text(self):
        lines = ["| figure | measured | goal | |", "|---|---|---|---|"]
        return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in self.rows])

    def save(self, stem):
        """As Markdown and as JSON."""
        with open(stem + ".md", "w") as f:
            f.write(self.text() + "\n")
        with open(stem + ".json", "w") as f:
            json.dump([dict(zip(("figure", "measured", "goal", "result"), row)) for row in self.rows], f, indent=1)


def percent(value, digits=1):
    """A share of 1, or a dash."""
    return "–" if value is None else f"{value * 100:.{digits}f} %"


def by_kind(score):
    """Markdown: what is hidden and what is touched for each kind of picture."""
    lines = ["| kind | pictures | texts that identify | hidden | legible hidden | safe kept | without text: untouched "
             "| outside text |", "|---|---|---|---|---|---|---|---|"]
    for kind in sorted({p["kind"] for p in score.pictures}):
        part = score.only({p["file"] for p in score.pictures if p["kind"] == kind})
        f = part.figures()
        lines.append(f"| {kind} | {len(part.pictures)} | {len(part.identifying())} | {percent(f['phi'])} "
                     f"| {percent(f['legible'])} | {percent(f['kept'], 0)} | {percent(f['empty'], 0)} "
                     f"| {percent(f['outside'], 2)} |")
    return "\n".join(lines)
