"""A series of CT through the whole node, from senders to an archive: header only, and with its pixels searched."""
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time

import pydicom

from peers import ports
from synthetic import identifying, instance
from synthetic.markers import CHARACTER_SETS, Markers

from . import empty, speed

CONFIGURATION = """version: 1
node:
  ae_title: VEIL
  host: 127.0.0.1
  port: {port}
  state_directory: state
  minimum_free_space: 100MB
  retention: {{delivered_files: 0d, ledger: 0d}}
projects: {{bench: {{key_file: bench.key}}}}
strategies: {{bench: {{profile: basic, options: [{options}]}}}}
destinations: {{archive: {{ae_title: ARCHIVE, host: 127.0.0.1, port: {archive}, associations: 4}}}}
routes: [{{name: bench, project: bench, strategy: bench, destinations: [archive]}}]
"""
CASES = {"header only": "", "with pixels": "clean_pixel_data"}
ENVIRONMENT = {**os.environ, "TCP_NODELAY": "1", "OMP_THREAD_LIMIT": "1"}


def header(number):
    """More than a hundred attributes, as a scanner's headers have."""
    markers = Markers(1, 0, 0, number)
    made = instance.header("ct", markers, 0, 0, number, True, None)
    rows = [r for r in identifying.ATTRIBUTES if r["vr"] != "SQ" and r["keyword"] not in instance.NOT_FOR_EVERY_KIND]
    identifying.fill(made, rows[::6], markers, "", *CHARACTER_SETS[0])
    for keyword in ("PixelData", "SmallestImagePixelValue", "LargestImagePixelValue"):
        if keyword in made:
            del made[keyword]
    return made


def one_slice(path, number):
    """A slice of the series with its header."""
    empty.slice_of_series(path, number, header(number))


class Run:
    """An archive and the node before it."""

    def __init__(self, options, case):
        self.folder = os.path.join(options.work, "node")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.arrived = os.path.join(self.folder, "arrived")
        os.makedirs(self.arrived)
        archive, self.port = ports.free(2)
        with open(os.path.join(self.folder, "routes.yml"), "w") as f:
            f.write(CONFIGURATION.format(port=self.port, archive=archive, options=CASES[case]))
        self.log = open(os.path.join(self.folder, "log"), "ab")
        self.archive = self._start("storescp", "--fork", "+B", "+uf", "-aet", "ARCHIVE", "-od", self.arrived, str(archive))
        self.node = self._start(options.veil, "serve", "--config", "routes.yml")
        if not (ports.wait(archive, 20) and ports.wait(self.port, 20, lambda: self.node.poll() is None)):
            self.stop()
            sys.exit(f"the node or its archive does not listen; see {self.log.name}")

    def _start(self, *command):
        return subprocess.Popen(command, cwd=self.folder, env=ENVIRONMENT, stdout=self.log, stderr=self.log,
                                stdin=subprocess.DEVNULL)

    def send(self, files, associations):
        """Seconds until the last one lies in the archive."""
        before = len(os.listdir(self.arrived))
        start = time.perf_counter()
        senders = [self._start("storescu", "-aec", "VEIL", "127.0.0.1", str(self.port), *files[n::associations])
                   for n in range(associations)]
        while len(os.listdir(self.arrived)) < before + len(files):
            if time.perf_counter() - start > 300 or self.node.poll() is not None:
                self.stop()
                sys.exit(f"the series did not arrive; see {self.log.name}")
            time.sleep(0.01)
        elapsed = time.perf_counter() - start
        for sender in senders:
            sender.wait()
        return elapsed

    def spent(self):
        """The node's CPU so far, in seconds."""
        with open(f"/proc/{self.node.pid}/stat") as f:
            fields = f.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak(self):
        """The node's highest resident set so far, in megabytes."""
        with open(f"/proc/{self.node.pid}/status") as f:
            return next(int(line.split()[1]) for line in f if line.startswith("VmHWM:")) * 1024 / 1e6

    def stop(self):
        for process in (self.node, self.archive):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(60)
        self.log.close()


def touched(folder, sent):
    """How many of those that arrived have other pixels than what was sent."""
    wanted = {hash(pydicom.dcmread(path).PixelData) for path in sent}
    return sum(hash(pydicom.dcmread(os.path.join(folder, name)).PixelData) not in wanted for name in os.listdir(folder))


def measure(options):
    """{associations: {case: slices a second}}, {case: the node's CPU for a slice in ms}, {case: peak of its resident set in MB},
    share of slices with the same pixels; medians"""
    count = options.slices
    folder = speed.made(os.path.join(options.work, "sets", "series"),
                        [(f"{n:04d}.dcm", one_slice, n) for n in range(count + 8)])
    files = [os.path.join(folder, f"{n:04d}.dcm") for n in range(count + 8)]
    files, first = files[:count], files[count:]
    rates = {k: {case: [] for case in CASES} for k in options.associations}
    costs, peaks, changed = {case: [] for case in CASES}, {case: 0.0 for case in CASES}, 0
    for _ in range(options.rounds):
        for k in options.associations:
            for case in CASES:
                run = Run(options, case)
                run.send(first, 1)
                before = run.spent()
                rates[k][case].append(count / run.send(files, k))
                costs[case].append((run.spent() - before) / count * 1000)
                peaks[case] = max(peaks[case], run.peak())
                run.stop()
                changed = max(changed, touched(run.arrived, files + first))
    medians = {k: {case: statistics.median(r) for case, r in cases.items()} for k, cases in rates.items()}
    return medians, {case: statistics.median(ms) for case, ms in costs.items()}, peaks, 1 - changed / count
