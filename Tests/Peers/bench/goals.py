"""The figures that the project holds itself to, against one run."""
import statistics

YARDSTICK = "relay-edit-fsync-fast"


class Run:
    """Rows of relay_bench.py, asked for medians."""

    def __init__(self, rows):
        self.rows = rows

    def median(self, target, kind, k, field):
        """The median over the rounds; None when the case was not run."""
        values = [r[field] for r in self.rows
                  if (r["target"], r["kind"], r["k"]) == (target, kind, k) and r.get(field) is not None]
        return statistics.median(values) if values else None

    def ratio(self, ours, theirs):
        """A quotient of two medians (target, kind, k, field)."""
        a, b = self.median(*ours), self.median(*theirs)
        return a / b if a is not None and b else None


def goal(name, value, limit, at_least=True, unit=""):
    """One line of the table; None when it could not be measured in this run."""
    if value is None:
        return None
    met = value >= limit if at_least else value <= limit
    return name, f"{value:.2f}{unit}", f"{'≥' if at_least else '≤'} {limit:g}{unit}", "PASS" if met else "short"


def throughput(run, stock):
    """End to end, against peers and yardstick."""
    def e2e(kind, k, other):
        return run.ratio(("veil", kind, k, "e2e_ips"), (other, kind, k, "e2e_ips"))
    yield goal("ct K=4 e2e ÷ orthanc-tuned", e2e("ct", 4, "orthanc-tuned"), 4)
    yield goal(f"ct K=4 e2e ÷ {YARDSTICK}", e2e("ct", 4, YARDSTICK), 0.7)
    yield goal("small, stock sender, K=1 e2e ÷ floor-stock", stock.ratio(
        ("veil", "small", 1, "e2e_ips"), ("floor-stock", "small", 1, "e2e_ips")), 20)
    yield goal("ct K=1 e2e ÷ orthanc-tuned", e2e("ct", 1, "orthanc-tuned"), 2.5)
    for kind, least in (("small", 4), ("cr", 2.5), ("us", 2)):
        yield goal(f"{kind} K=4 e2e ÷ orthanc-tuned", e2e(kind, 4, "orthanc-tuned"), least)
    for kind, k, least in (("ct", 1, 0.7), ("small", 1, 0.7), ("small", 4, 0.7), ("cr", 1, 1), ("cr", 4, 1), ("us", 1, 1),
                           ("us", 4, 1)):
        yield goal(f"{kind} K={k} e2e ÷ {YARDSTICK}", e2e(kind, k, YARDSTICK), least)
    yield goal("ct K=1 e2e ÷ floor", e2e("ct", 1, "floor"), 0.18)
    yield goal("ct K=4 e2e ÷ floor", e2e("ct", 4, "floor"), 0.3)
    yield goal("ct, stock sender, K=1 e2e ÷ floor-stock", stock.ratio(
        ("veil", "ct", 1, "e2e_ips"), ("floor-stock", "ct", 1, "e2e_ips")), 7)
    yield goal("ct e2e, K=4 ÷ K=1", run.ratio(("veil", "ct", 4, "e2e_ips"), ("veil", "ct", 1, "e2e_ips")), 1.4)


def resources(run):
    """CPU, memory and how far delivery lags behind."""
    for k in (1, 4):
        yield goal(f"ct K={k} CPU per instance", run.median("veil", "ct", k, "cpu_ms_each"), 4.5, False, " ms")
        yield goal(f"ct K={k} CPU ÷ {YARDSTICK}", run.ratio(
            ("veil", "ct", k, "cpu_ms_each"), (YARDSTICK, "ct", k, "cpu_ms_each")), 2, False)
    for kind in ("ct", "small", "cr", "us"):
        for k in (1, 4):
            yield goal(f"{kind} K={k} peak RSS", run.median("veil", kind, k, "rss_mb"), 64 + 4 * k, False, " MB")
    yield goal("us K=4 peak RSS ÷ small", run.ratio(("veil", "us", 4, "rss_mb"), ("veil", "small", 4, "rss_mb")), 1.2, False)
    lags = [r["e2e_s"] - r["ack_s"] for r in run.rows if r["target"] == "veil"]
    yield goal("last arrival after last acknowledgement, worst", max(lags) if lags else None, 2, False, " s")
    wrong = [r for r in run.rows if r["target"] == "veil" and not r["ok"]]
    yield goal("runs of veil that lost, leaked or changed something", float(len(wrong)) if lags else None, 0, False)


def others(slow, silent):
    """A slow archive and silent callers."""
    for row in slow:
        case = f"archive 50 ms slow, {row['kind']} K={row['k']}"
        yield goal(case + ": lost", float(row["sent"] - row["arrived"]), 0, False)
        yield goal(case + ": peak RSS", row["rss_mb"], 64 + 4 * row["k"], False, " MB")
        if row["kind"] != "small":
            continue  # too few instances for the archive's delay to show
        yield goal(case + ": acknowledged in ÷ delivered in", row["ack_s"] / row["e2e_s"], 0.5, False)
    if silent:
        worst = max((10 if t is None else t) for t in silent["echo_s"])
        yield goal(f"C-ECHO beside {silent['silent']} silent connections, worst", worst, 1, False, " s")


def table(lines):
    """Markdown."""
    shown = [line for line in lines if line]
    out = ["| figure | measured | goal | |", "|---|---|---|---|"]
    out += [f"| {' | '.join(line)} |" for line in shown]
    return "\n".join(out), sum(line[3] != "PASS" for line in shown)
