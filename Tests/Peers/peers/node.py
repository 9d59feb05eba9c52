"""The node under test as a process: its routes.yml, start, kill, stop, and its verbs."""
import json
import os
import signal
import sqlite3
import subprocess
import time

from . import files, ports

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
KEPT = ("quarantine", "lock", "ballast")
"""What may stay in the state directory when nothing is on its way, beside the ledger's files."""

ROUTES = """version: 1
node:
  ae_title: VEIL
  host: 127.0.0.1
  port: {port}
  state_directory: {state}
  minimum_free_space: {floor}
  timeouts: {{{timeouts}}}
  retention: {{delivered_files: 0d, ledger: 10y}}
projects:
  test:
    key_file: {key}
    uid_root: "2.25"
    patient_id: {{prefix: "T-", characters: 12, issuer: ignore, missing: by_study}}
    date_shift: {{minimum_days: -365, maximum_days: -1}}
strategies:
  {strategy}
destinations:
{destinations}
routes:
  - name: test
    match: {{called_ae_title: [{called}]}}
    project: test
    strategy: basic
    destinations: [{names}]
unmatched: quarantine
"""
DESTINATION = """  {name}:
    ae_title: {ae_title}
    host: 127.0.0.1
    port: {port}
    calling_ae_title: VEIL
    associations: 2
    retry: {{first: 1s, longest: 5s, give_up_after: 7d}}
"""


def default_binary():
    """`.build/release/veil`, or what VEIL names."""
    return os.environ.get("VEIL", os.path.join(ROOT, ".build", "release", "veil"))


class Node:
    """One `veil serve` with a folder of its own."""

    def __init__(self, folder, archives, port=None, state=None, binary=None, floor="64MiB", called=("VEIL",),
                 timeouts="acse: 10s, dimse: 20s, idle: 30s", key=None, strategy="basic: {profile: basic}"):
        self.folder = os.path.abspath(folder)
        os.makedirs(self.folder, exist_ok=True)
        self.binary = (binary or default_binary()).split()
        self.port = port or ports.free()[0]
        self.state = os.path.abspath(state or os.path.join(self.folder, "state"))
        self.config = os.path.join(self.folder, "routes.yml")
        self.log = os.path.join(self.folder, "veil.log")
        self.process = None
        self.strategy = strategy
        self.key = os.path.abspath(key or os.path.join(self.folder, "test.key"))
        with open(self.config, "w") as f:
            f.write(ROUTES.format(
                port=self.port, state=self.state, floor=floor, key=self.key, timeouts=timeouts, strategy=strategy,
                called=", ".join(called),
                names=", ".join(archives),
                destinations="".join(DESTINATION.format(name=n, ae_title="ARCHIVE", port=p) for n, p in archives.items())))

    def start(self, fault=None, wait=20):
        """Starts the node; True when it listens, False when it died before (a fault point can do that)."""
        environment = dict(os.environ)
        environment.pop("VEIL_FAULT_POINT", None)
        if fault:
            environment["VEIL_FAULT_POINT"] = fault
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([*self.binary, "serve", "--config", self.config], stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL, env=environment, cwd=self.folder)
        listening = ports.wait(self.port, wait, self.alive)
        if not listening and self.alive():
            raise RuntimeError(f"the node does not listen after {wait} s; see {self.log}")
        return listening

    def alive(self):
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """SIGKILL, as a power cut would."""
        if self.alive():
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, seconds=60):
        """SIGTERM and wait; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def verb(self, *arguments, timeout=60):
        """Runs another verb of the command; returns (exit status, standard output, standard error)."""
        done = subprocess.run([*self.binary, *arguments], capture_output=True, text=True, timeout=timeout, cwd=self.folder)
        return done.returncode, done.stdout, done.stderr

    def listed(self, what):
        """The entries of `queue list` or `quarantine list`, whatever object the JSON wraps them in."""
        status, out, err = self.verb(what, "list", "--json", "--config", self.config)
        if status != 0:
            raise RuntimeError(f"veil {what} list: exit status {status}: {err.strip()}")
        return entries(out)

    def orphans(self):
        """Files of the state directory that belong to something on its way, relative to it."""
        found = []
        for base, _, names in os.walk(self.state):
            paths = [os.path.relpath(os.path.join(base, n), self.state) for n in names]
            found += [p for p in paths if p.split(os.sep)[0] not in KEPT and not p.startswith("ledger.")]
        return found

    def quarantined(self):
        """The files in quarantine."""
        folder = os.path.join(self.state, "quarantine")
        return files.instances([folder]) if os.path.isdir(folder) else []

    def ledger_trouble(self):
        """What PRAGMA integrity_check says about each SQLite file of the state directory, unless it is ok."""
        trouble, seen = [], 0
        for base, _, names in os.walk(self.state):
            for name in names:
                path = os.path.join(base, name)
                with open(path, "rb") as f:
                    if f.read(16) != b"SQLite format 3\0":
                        continue
                seen += 1
                with sqlite3.connect(path) as ledger:
                    answer = [r[0] for r in ledger.execute("PRAGMA integrity_check")]
                if answer != ["ok"]:
                    trouble.append(f"{name}: {answer[0]}")
        return trouble if seen else ["no ledger found"]


def entries(text):
    """A JSON array, the arrays inside a JSON object, or JSON Lines: as one list."""
    text = text.strip()
    if not text:
        return []
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines()]
    if isinstance(value, dict):
        lists = [v for v in value.values() if isinstance(v, list)]
        return [e for found in lists for e in found] if lists else [value]
    return value


def until(condition, seconds, step=0.2):
    """Polls until the condition holds; its last value."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > end:
            return value
        time.sleep(step)
