"""The table of what was measured and what was to be reached."""
import datetime
import os
import platform

PROTOTYPE = ("prototype of the study (quoted, its own pictures)",
             "95.5–96.5 % of legible texts hidden; psm 11: 59 %; Presidio-like: 29 %")


BEGIN, END = "<!-- figures of make bench-pixels -->", "<!-- end of figures -->"


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


def percent(value, digits=1):
    """A share of 1, or a dash."""
    return "–" if value is None else f"{value * 100:.{digits}f} %"


COLUMNS = ("pictures", "texts that identify", "hidden", "legible hidden", "contrast > 0.6 hidden", "safe kept",
           "without text untouched", "with clutter", "area outside text", "held")


def rows(first, scores):
    """Markdown: a line for each score by name."""
    lines = [f"| {first} | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name, score in scores.items():
        f = score.figures()
        cells = (name, str(len(score.pictures)), str(len(score.identifying())), percent(f["phi"]), percent(f["legible"]),
                 percent(f["contrast"]), percent(f["kept"], 0), percent(f["plain"], 0), percent(f["clutter"], 0),
                 percent(f["outside"], 2), str(len(score.held)))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def by_kind(score):
    """The parts of a score by kind of picture."""
    return {kind: score.only({p["file"] for p in score.pictures if p["kind"] == kind})
            for kind in sorted({p["kind"] for p in score.pictures})}


def machine(veil):
    """One line: when, where, what."""
    with open("/proc/cpuinfo") as f:
        model = next((line.split(":")[1].strip() for line in f if line.startswith("model name")), platform.machine())
    return (f"{datetime.date.today()}, {os.cpu_count()} cores of {model}, load {os.getloadavg()[2]:.1f} over the last quarter of "
            f"an hour, {veil}")


def replace(page, text):
    """Puts the text between the two lines of a page that say where figures begin and end."""
    with open(page) as f:
        before, rest = f.read().split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    with open(page, "w") as f:
        f.write(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")
