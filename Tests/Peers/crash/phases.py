"""The phases of the campaign. Each has a node, an archive and instances of its own."""
import os
import random
import shutil
import subprocess
import sys
import threading
import time

from peers import programs
from peers.node import Node, until

from . import burned, invariants
from .invariants import Result

NO_ROUTE = "NOROUTE"
"""A Called AE title that no route takes: what is sent to it belongs in quarantine."""


def generate(folder, count, seed, edge=16):
    """Tiny synthetic instances, each with pixels of its own."""
    script = os.path.join(programs.FOLDER, "generate_study.py")
    subprocess.run([sys.executable, script, folder, "--small", str(count), "--seed", str(seed), "--patients", "8",
                    "--studies", "2", "--edge", str(edge)], check=True, stdout=subprocess.DEVNULL)
    return invariants.manifest(folder)


def share(folder, entries, name, parts):
    """Spreads instances over so many folders (hard links), one a sender."""
    folders = []
    for n in range(parts):
        to = os.path.join(folder, f"{name}-{n}")
        os.makedirs(to)
        for entry in entries[n::parts]:
            os.link(os.path.join(folder, "sent", entry["path"]), os.path.join(to, os.path.basename(entry["path"])))
        folders.append(to)
    return folders


class Phase:
    """Set-up that all phases share."""

    def __init__(self, name, a, count, edge=16, texts=0, large=0, strategy=None, **node):
        self.name, self.a, self.count = name, a, count + texts + large
        self.random = random.Random(f"{a.seed} {name}")
        self.folder = os.path.join(a.work, name)
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        seed, sent = f"{a.seed}{sum(name.encode())}", os.path.join(self.folder, "sent")
        self.plain = generate(sent, count, seed, edge)
        burned_in = burned.generate(sent, texts, large, seed, count)
        self.texts, self.large = burned_in[:texts], burned_in[texts:]
        self.entries = self.plain + burned_in
        devices = os.path.join(self.folder, "devices.yml")
        with open(devices, "w") as f:
            f.write(burned.DEVICES)
        self.archive = programs.Archive(self.folder)
        self.node = Node(os.path.join(self.folder, "node"), {"archive": self.archive.port}, binary=a.veil,
                         strategy=strategy or burned.STRATEGY.format(devices=devices), **node)
        self.result = Result(name, instances=self.count)
        if burned_in:
            burned.expect(self.folder, self.node, burned_in, self.result.violations)
        self.records = []
        self.senders = []

    def send(self, entries, name, senders, *options, called="VEIL", resend=True):
        """Starts senders over a share of the instances each."""
        for n, part in enumerate(share(self.folder, entries, name, senders)):
            record = os.path.join(self.folder, f"{name}-{n}.jsonl")
            self.records.append(record)
            again = ["--resend", "--give-up", str(self.a.give_up)] if resend else []
            self.senders.append(programs.sender(self.node.port, [part], record, "--called", called, "--calling",
                                                f"SENDER{n}", "--no-digests", "--timeout", "20", *again, *options))

    def sending(self):
        """Whether any sender still runs."""
        return any(s.poll() is None for s in self.senders)

    def finish(self, held=()):
        """Lets senders end, then checks everything; `held` are the entries that belong in quarantine."""
        for s in self.senders:
            s.wait()
        answered = invariants.answered(self.records)
        self.result.acknowledged = len(answered)
        if len(answered) != self.count:
            self.result.violations.append(f"{self.count - len(answered)} instances were never answered 0000")
        held_uids = {e["sop_instance_uid"] for e in held}
        routed = answered - held_uids
        invariants.settle(self.node, self.a.settle)
        invariants.check_held(self.result, self.node, held_uids & answered)
        invariants.check_state(self.result, self.node, self.a.settle)
        invariants.check_arrivals(self.result, self.entries, routed, self.archive.record)
        return self.result

    def clean_up(self):
        """Ends what this phase started."""
        for s in self.senders:
            if s.poll() is None:
                s.kill()
                s.wait()
        if self.node.alive():
            self.node.kill()
        self.archive.kill()


def random_kills(a):
    """SIGKILL at random while four senders send and an archive dies now and then."""
    phase = Phase("random-kills", a, a.instances, texts=60, large=6)
    try:
        phase.archive.start(save=False)
        phase.node.start()
        held = phase.plain[::50]
        rest = [e for e in phase.plain if e not in held]
        covered = phase.random.sample(phase.texts + phase.large, 66)
        # so slow that sending lasts as long as the killing
        pause = a.kills * 1.2 / (len(rest) / 4)
        phase.send(rest, "sender", 4, "--pause", f"{pause:.3f}")
        phase.send(held, "unrouted", 1, "--pause", f"{a.kills * 1.2 / len(held):.3f}", called=NO_ROUTE)
        phase.send(covered, "covered", 1, "--pause", f"{a.kills * 0.8 / len(covered):.3f}")
        stop = threading.Event()
        other = threading.Thread(target=kill_archive, args=(phase, stop))
        other.start()
        try:
            while phase.result.kills < a.kills or phase.sending() and phase.result.kills < 2 * a.kills:
                # one kill in four comes while the node recovers
                early = phase.random.random() < 0.25
                time.sleep(phase.random.uniform(0, 0.3) if early else phase.random.uniform(0.3, 2))
                phase.node.kill()
                phase.result.kills += 1
                phase.node.start()
        finally:
            stop.set()
            other.join()
        return phase.finish(held)
    finally:
        phase.clean_up()


def kill_archive(phase, stop):
    """Kills the archive every few seconds; it comes back by itself."""
    dice = random.Random(phase.a.seed + 1)
    while not stop.wait(dice.uniform(1, phase.a.kills * 1.2 / phase.a.archive_kills)):
        phase.archive.kill()
        phase.result.archive_kills += 1
        stop.wait(dice.uniform(0.1, 1))
        phase.archive.start(save=False)


def fault_points(a, names):
    """The node kills itself at each line of the durability protocol, and again while it recovers."""
    each, unrouted, texts, large = 24, 3, 2, 2
    counts = {"quarantine": (1, 3), "pixels": (large,)}
    runs = [(name, count) for name in names for count in counts.get(name.split(".")[0], (1, 5))]
    of_pixels = [run for run in runs if run[0].startswith("pixels.")]
    phase = Phase("fault-points", a, len(runs) * (each + unrouted), texts=len(runs) * texts, large=len(of_pixels) * large)
    missed, held_all = [], []
    try:
        phase.archive.start(save=False)
        for n, (name, count) in enumerate(runs):
            mine = phase.plain[n * (each + unrouted):(n + 1) * (each + unrouted)]
            held_all += mine[:unrouted]
            covered = phase.texts[n * texts:(n + 1) * texts]
            if (name, count) in of_pixels:
                at = of_pixels.index((name, count)) * large
                covered = phase.large[at:at + large] + covered
            reached = False
            for attempt in range(3):
                listening = phase.node.start(fault=f"{name}:{count}")
                if attempt == 0:
                    phase.send(mine[unrouted:], f"run{n}", 2)
                    phase.send(covered, f"run{n}-covered", 1)
                    phase.send(mine[:unrouted], f"run{n}-unrouted", 1, called=NO_ROUTE)
                died = not listening or until(
                    lambda: not phase.node.alive(), a.fault_wait if attempt == 0 else 2, 0.05)
                if not died:
                    break
                reached = True
                phase.result.kills += 1
            if not reached:
                missed.append(f"{name}:{count}")
            if phase.node.alive():
                phase.node.kill()
            phase.node.start()
            for s in phase.senders:
                s.wait()
            queued, orphans = invariants.settle(phase.node, a.settle)
            if queued or orphans:
                phase.result.violations.append(f"{name}:{count}: {len(queued)} deliveries, {len(orphans)} files left")
            phase.node.stop()
        if missed:
            phase.result.violations.append("never reached: " + ", ".join(missed))
        phase.result.note = f"{len(names)} points, {len(runs)} runs"
        phase.node.start()
        return phase.finish(held_all)
    finally:
        phase.clean_up()
