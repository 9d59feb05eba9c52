"""A state directory that fills up: nothing that was answered 0000 is lost, and it recovers by itself."""
import os
import subprocess
import time

from . import invariants
from .invariants import Result
from .phases import Phase

class SmallDisk:
    """A tmpfs of so many MB; needs the right to mount."""

    def __init__(self, path, size):
        self.path, self.size = path, size

    def __enter__(self):
        os.makedirs(self.path)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={self.size}m,mode=0700", "tmpfs", self.path],
                              capture_output=True)
        if done.returncode != 0:
            raise PermissionError("no right to mount a tmpfs")
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", self.path], capture_output=True)

    def fill(self):
        """Takes every byte that is left."""
        try:
            with open(os.path.join(self.path, "ballast"), "ab", buffering=0) as f:
                for block in (1 << 20, 4096, 1):
                    try:
                        while True:
                            f.write(bytes(block))
                    except OSError:
                        continue
        except OSError:
            pass

    def free(self):
        """Gives it back."""
        try:
            os.unlink(os.path.join(self.path, "ballast"))
        except FileNotFoundError:
            pass


def on_small_disk(a, name, count, edge, floor, run, size, **burned):
    """Runs a phase whose state directory is a small disk."""
    disk = SmallDisk(os.path.join(a.work, name + "-disk"), size)
    try:
        with disk:
            phase = Phase(name, a, count, edge, state=os.path.join(disk.path, "state"), floor=floor, **burned)
            try:
                return run(phase, disk)
            finally:
                phase.clean_up()
    except PermissionError as refused:
        return Result(name, note=f"SKIPPED: {refused}")
    finally:
        if os.path.isdir(disk.path):
            os.rmdir(disk.path)


def need_refusals(phase, within=False):
    """Instances were answered A700 (`within` an association), or associations rejected; and nothing but 0000 and A700."""
    count = invariants.statuses(phase.records)
    rejected = invariants.rejected(phase.records)
    phase.result.note = ", ".join(f"{k or 'no answer'} {v}x" for k, v in sorted(count.items(), key=str))
    phase.result.note += f", rejected {rejected}x"
    if not count.get("A700") and (within or not rejected):
        phase.result.violations.append("the disk was full and nobody was refused")
    for other in set(count) - {"0000", "A700", None}:
        phase.result.violations.append(f"a full disk was answered {other}")


def dead_archive(a):
    """The archive is down until `minimum_free_space` stops intake; then it comes back."""
    def run(phase, disk):
        phase.node.start()
        phase.send(phase.entries, "first", 2, resend=False)
        for s in phase.senders:
            s.wait()
        need_refusals(phase, within=True)
        pid = phase.node.process.pid
        phase.archive.start(save=False)
        refused = [e for e in phase.entries if e["sop_instance_uid"] not in invariants.answered(phase.records)]
        phase.send(refused, "again", 2)
        for s in phase.senders:
            s.wait()
        if phase.node.process.pid != pid or not phase.node.alive():
            phase.result.violations.append("the node died of a full disk")
        return phase.finish()
    return on_small_disk(a, "full-disk-dead-archive", 60, 1024, "64MiB", run, 180)


def no_byte_left(a):
    """The disk loses its last byte again and again while instances come in and go out."""
    def run(phase, disk):
        phase.archive.start(save=False)
        phase.node.start()
        phase.send(phase.entries, "sender", 4, "--pause", "0.1")
        for _ in range(12):
            time.sleep(0.7)
            disk.fill()
            time.sleep(0.7)
            disk.free()
        disk.free()
        for s in phase.senders:
            s.wait()
        need_refusals(phase)
        if not phase.node.alive():
            phase.result.violations.append("the node died of a full disk")
        return phase.finish()
    return on_small_disk(a, "full-disk-no-byte-left", 400, 64, "64MiB", run, 180)


def no_room_for_pixels(a):
    """What was accepted waits while there is no room for its changed pixels, or their file is cut short."""
    def run(phase, disk):
        phase.archive.start(save=False)
        phase.node.start()
        phase.send(phase.large, "large", 2, "--pause", "0.3")
        phase.send(phase.texts + phase.plain, "sender", 1, "--pause", "0.1")
        for _ in range(10):
            time.sleep(phase.random.uniform(0.05, 1))
            disk.fill()
            time.sleep(phase.random.uniform(0.05, 1))
            disk.free()
        for s in phase.senders:
            s.wait()
        if not phase.node.alive():
            phase.result.violations.append("the node died of a full disk")
        return phase.finish()
    return on_small_disk(a, "full-disk-pixels", 40, 64, "64MiB", run, 260, texts=12, large=8)
