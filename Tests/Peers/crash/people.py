"""People and reloads under load: cancel, release, other rules and corrections while instances are on their way, and kills.

Each set of rules leaves its name in what it makes, so the archive tells which bytes came. Holds afterwards: every version
that was answered 0000 came; what the ledger calls delivered came under the rules that it names, as often as it says; the
archive's last version of each instance is the one that counts in the ledger; nothing waits, nothing is held.
"""
import collections
import os
import signal
import sqlite3
import threading
import time

from pydicom import dcmread

from peers import files, records
from peers.node import until

from . import invariants
from .phases import Phase

NAMES = ("RULES A", "RULES B")


class Rules:
    """The strategy file of the phase; a reload makes the node read the other one."""

    def __init__(self, folder):
        self.path, self.number = os.path.join(folder, "rules.csv"), 0
        self.write()

    def write(self):
        """Written aside and renamed, as an editor does it."""
        with open(self.path + ".new", "w") as f:
            f.write('Tags,VR,Name,Status,Action,Option\n"(0020,4000)",LT,Image Comments,,replaceWithLiteral,'
                    f"{NAMES[self.number % 2]}\n")
        os.replace(self.path + ".new", self.path)

    def change(self, node):
        """Other rules for whatever is not yet worked on."""
        self.number += 1
        self.write()
        if node.alive():
            node.process.send_signal(signal.SIGHUP)


def correct(phase, entries):
    """A second version of each: other pixels under the same SOP Instance UID."""
    made = []
    for entry in entries:
        path = os.path.join("corrected", os.path.basename(entry["path"]))
        to = os.path.join(phase.folder, "sent", path)
        os.makedirs(os.path.dirname(to), exist_ok=True)
        d = dcmread(os.path.join(phase.folder, "sent", entry["path"]))
        pixels = bytearray(d.PixelData)
        pixels[-2] ^= 1
        d.PixelData = bytes(pixels)
        d.save_as(to, enforce_file_format=True)
        made.append({**entry, "path": path, "pixel_sha256": files.pixel_digest(dcmread(to))})
    return made


def comment(phase):
    """Every instance has the attribute that the rules replace."""
    for entry in phase.entries:
        path = os.path.join(phase.folder, "sent", entry["path"])
        d = dcmread(path)
        d.ImageComments = "as received"
        d.save_as(path, enforce_file_format=True)


def run(a):
    """The phase."""
    strategy = "basic: {{profile: basic, options: [clean_descriptors], files: [{rules}]}}"
    folder = os.path.join(a.work, "people")
    phase = Phase("people", a, max(40, a.instances // 4), strategy=strategy.format(rules=os.path.join(folder, "rules.csv")))
    try:
        comment(phase)
        rules = Rules(folder)
        corrections = correct(phase, phase.plain[::3])
        # longer than it takes the node to see a release: what is taken back meanwhile is on its way
        phase.archive.start("--on", "every:3=delay:4", save=False)
        phase.node.start()
        # as fast as the archive takes them: what is newest is often what is on its way
        phase.send(phase.plain, "sender", 3, "--pause", "0.6")
        stop, done = threading.Event(), collections.Counter()
        worker = threading.Thread(target=interfere, args=(phase, rules, stop, done))
        worker.start()
        time.sleep(2)
        phase.send(corrections, "corrected", 1, "--pause", "0.6")
        kills = max(3, a.kills // 8)
        try:
            while phase.sending() and phase.result.kills < 10 * kills:
                time.sleep(phase.random.uniform(2, 5))
                if phase.result.kills < kills:
                    phase.node.kill()
                    phase.result.kills += 1
                    phase.node.start()
        finally:
            for s in phase.senders:
                s.wait()
            stop.set()
            worker.join()
        return check(phase, corrections, done)
    finally:
        phase.clean_up()


def interfere(phase, rules, stop, done):
    """What people do, at random, beside a node that may just be dead."""
    while not stop.wait(phase.random.uniform(0, 0.1)):
        what = phase.random.choice(["cancel", "cancel", "release", "reload", "again"])
        done[what] += 1
        try:
            if what == "reload":
                rules.change(phase.node)
            elif what == "cancel":
                phase.node.verb("queue", "cancel", "--destination", "archive", "--config", phase.node.config)
                if phase.random.random() < 0.5:
                    rules.change(phase.node)
                if phase.random.random() < 0.8:
                    release(phase.node)
            elif what == "release":
                release(phase.node)
            else:
                phase.node.verb("queue", "retry", "--config", phase.node.config)
        except (OSError, RuntimeError):
            continue


def release(node):
    """Everything that is held, by instance."""
    held = sorted({row["instance"] for row in node.listed("quarantine")})
    if held:
        node.verb("quarantine", "release", "--config", node.config, *held)
    return held


def check(phase, corrections, done):
    """Lets everything go, then compares ledger and archive."""
    result, node = phase.result, phase.node
    result.note = ", ".join(f"{count} {what}" for what, count in sorted(done.items()))
    if not node.alive():
        node.start()
    until(lambda: not release(node) and not node.listed("queue"), phase.a.settle * 2, 1)
    invariants.settle(node, phase.a.settle)
    answered = {(r["sop_instance_uid"], os.path.basename(r["path"]), "corrected" in p)
                for p in phase.records for r in records.read(p) if r.get("status") == "0000"}
    result.acknowledged = len(answered)
    invariants.check_held(result, node, set())
    invariants.check_state(result, node, phase.a.settle)
    arrivals = [r for r in records.read(phase.archive.record) if r.get("status") == "0000"]
    result.arrivals = len(arrivals)
    came = {r["pixel_sha256"] for r in arrivals}
    result.arrived = len(came)
    entries = [(e, False) for e in phase.plain] + [(e, True) for e in corrections]
    result.instances = len(entries)
    for entry, is_corrected in entries:
        key = (entry["sop_instance_uid"], os.path.basename(entry["path"]), is_corrected)
        if key not in answered:
            result.violations.append(f"never answered 0000: {entry['path']}")
        elif entry["pixel_sha256"] not in came:
            result.violations.append(f"answered 0000, never arrived: {entry['path']}")
    result.violations += compare(node, arrivals)
    return result


def compare(node, arrivals):
    """What the ledger says was delivered, against what came."""
    with sqlite3.connect(os.path.join(node.state, "ledger.sqlite")) as ledger:
        rows = ledger.execute(
            "SELECT output.sopInstanceUID, output.ruleSet, delivery.isCurrent, delivery.endedAt FROM delivery "
            "JOIN output ON output.id = delivery.output WHERE delivery.state = 'delivered'").fetchall()
        stranded = ledger.execute("SELECT count(*) FROM instance WHERE state <> 'finished'").fetchone()[0]
    found = [f"{stranded} instances are not finished"] if stranded else []
    by_uid = collections.defaultdict(list)
    for arrival in arrivals:
        by_uid[arrival["sop_instance_uid"]].append(arrival["comment"])
    # which name belongs to which version of the rules: whatever they meet most often
    met = collections.Counter((rules, last) for uid, rules, current, _ in rows if current for last in by_uid[uid][-1:])
    names = {rules: max((n for r, n in met if r == rules), key=lambda n: met[(rules, n)], default=None)
             for rules in {rules for _, rules, _, _ in rows}}
    said = collections.Counter((uid, names[rules]) for uid, rules, _, _ in rows)
    for (uid, name), count in said.items():
        if by_uid[uid].count(name) < count:
            found.append(f"delivered {count} times under {name} says the ledger, came {by_uid[uid].count(name)} times")
    for uid, rules, current, _ in rows:
        if current and by_uid[uid][-1:] != [names[rules]]:
            found.append("the archive's last version is not the one that counts")
    return found
