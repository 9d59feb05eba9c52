"""The archive and the senders of this folder, as processes."""
import os
import subprocess
import sys

from . import ports

FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Archive:
    """archive.py on a fixed port, so that it can be killed and started again."""

    def __init__(self, folder, name="archive", port=None, *options):
        self.folder, self.port, self.options = os.path.abspath(folder), port or ports.free()[0], list(options)
        self.record, self.save = os.path.join(self.folder, name + ".jsonl"), os.path.join(self.folder, name)
        self.log = os.path.join(self.folder, name + ".log")
        self.process = None

    def start(self, *options, save=True):
        """Starts it and waits until it listens."""
        command = [sys.executable, os.path.join(FOLDER, "archive.py"), str(self.port), "--record", self.record,
                   *self.options, *options] + (["--save", self.save] if save else [])
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        if "--down-first" not in options and not ports.wait(self.port, 20, lambda: self.process.poll() is None):
            raise RuntimeError(f"the archive does not listen; see {self.log}")

    def kill(self):
        """SIGKILL."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()


def sender(port, folders, record, *options):
    """sender.py, started."""
    with open(record + ".log", "ab") as log:
        return subprocess.Popen([sys.executable, os.path.join(FOLDER, "sender.py"), "127.0.0.1", str(port), *folders,
                                 "--record", record, *options], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
