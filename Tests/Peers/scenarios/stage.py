"""What a scenario plays on: a folder, a node, archives, senders, and the checks."""
import os
import shutil
import subprocess
import sys
import tempfile
from types import SimpleNamespace

import check_arrivals
from peers import files, programs, records
from peers.node import Node, until
from peers.orthanc import Orthanc


class Failed(Exception):
    """What did not hold, in words."""


def expect(condition, text):
    """Fails with the text unless the condition holds."""
    if not condition:
        raise Failed(text)


class Stage:
    """Ends everything that was started on it."""

    def __init__(self, binary, keep=None):
        self.binary, self.keep = binary, keep
        self.folder = keep or tempfile.mkdtemp(prefix="veil-scenario-")
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        self.started = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for thing in reversed(self.started):
            thing.kill()
        if not self.keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, name):
        """A path in the scenario's folder."""
        return os.path.join(self.folder, name)

    def study(self, *arguments, name="study"):
        """A generated study; its folder."""
        script = os.path.join(programs.FOLDER, "generate_study.py")
        subprocess.run([sys.executable, script, self.path(name), *arguments], check=True, stdout=subprocess.DEVNULL)
        return self.path(name)

    def archive(self, *options, name="archive", start=True):
        """archive.py with these options."""
        made = programs.Archive(self.folder, name, None, *options)
        self.started.append(made)
        if start:
            made.start()
        return made

    def orthanc(self, name="orthanc", **more):
        """A running Orthanc."""
        made = Orthanc(self.folder, name, **more)
        self.started.append(made)
        made.start()
        return made

    def process(self, command, log):
        """Any other program, running."""
        with open(self.path(log), "ab") as out:
            made = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=self.folder)
        self.started.append(SimpleNamespace(kill=lambda: (made.kill(), made.wait())))
        return made

    def node(self, destinations, name="node", timeouts="acse: 3s, dimse: 4s, idle: 30s", **more):
        """A running node; its destinations are {name: port}."""
        made = Node(self.path(name), destinations, binary=self.binary, timeouts=timeouts, **more)
        self.started.append(made)
        made.start()
        return made

    def send(self, node, folder, *options, name="sent"):
        """sender.py to its end; fails unless everything was acknowledged."""
        done = programs.sender(node.port, [folder], self.path(name + ".jsonl"), *options)
        expect(done.wait(300) == 0, f"the sender was not answered 0000 for everything; see {name}.jsonl")
        return self.path(name + ".jsonl")

    def delivered(self, node, seconds=60, waiting=0):
        """Waits until so many deliveries are left."""
        def left():
            return len(node.listed("queue")) <= waiting
        expect(until(left, seconds), f"{len(node.listed('queue'))} deliveries still wait after {seconds} s")

    def held(self, node):
        """Reason codes in quarantine."""
        return sorted(row["reason"] for row in node.listed("quarantine"))

    def record_sent(self, paths, name="sent"):
        """A sender's record for files that another program sent and saw acknowledged."""
        record = records.Record(self.path(name + ".jsonl"))
        for path in paths:
            data_set = files.parse(path)
            record.add(path=path, sop_instance_uid=str(data_set.SOPInstanceUID), status="0000",
                       sha256=files.digest(files.data_set_bytes(path)), pixel_sha256=files.pixel_digest(data_set))
        return self.path(name + ".jsonl")

    def record_arrived(self, folder, name="arrived"):
        """An archive's record for files that another program stored."""
        record = records.Record(self.path(name + ".jsonl"))
        for path in files.instances([folder]):
            data_set, data = files.parse(path), files.data_set_bytes(path)
            record.add(sop_instance_uid=str(data_set.SOPInstanceUID), sop_class_uid=str(data_set.SOPClassUID),
                       transfer_syntax=str(data_set.file_meta.TransferSyntaxUID), sha256=files.digest(data),
                       pixel_sha256=files.pixel_digest(data_set), instance_number=int(data_set.InstanceNumber),
                       bytes=len(data), file=path, status="0000")
        return self.path(name + ".jsonl")

    def same(self, node, study, sent, arrived, converted=False, may_be_held=()):
        """Arrived = sent, nothing identifying; every finding fails the scenario. The summary."""
        mapping = self.path("mapping.csv")
        status, _, err = node.verb("mapping", "export", "--config", node.config, "--project", "test", "-o", mapping)
        expect(status == 0, f"veil mapping export: exit status {status} {err.strip()}")
        findings, summary = check_arrivals.check(SimpleNamespace(
            manifest=os.path.join(study, "manifest.json"), sent=[sent], arrived=[arrived], mapping=mapping,
            converted=converted, may_be_held=list(may_be_held), identified=False))
        expect(not findings, f"{summary}; {len(findings)} findings, e.g. "
               + "; ".join(f"{kind} {text}" for kind, text in findings[:8]))
        return summary


def run(command, **more):
    """A peer program to its end; fails with its output unless it succeeded."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, **more)
    expect(done.returncode == 0, f"{command[0]}: exit status {done.returncode}: {(done.stdout + done.stderr)[-400:]}")
    return done.stdout
