#!/usr/bin/env python3
"""A C-STORE sender for tests: every file in its own transfer syntax, one presentation
context per SOP Class and Transfer Syntax; records what each instance was answered.

Each attempt is one JSON line in --record: path, sop_instance_uid, sha256 (of the data set
as sent), pixel_sha256, status (hex; null when no answer came), attempt, time.
Exit status 0 when every instance was at last answered 0000 (or B0xx), else 1.
"""
import argparse
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from pynetdicom import AE, _config, build_context, evt  # noqa: E402

from peers import files, records  # noqa: E402

CONTEXTS = 128


class Instance:
    """One file to send."""

    def __init__(self, path):
        meta = files.meta(path)
        self.path, self.attempts = path, 0
        self.key = (str(meta.MediaStorageSOPClassUID), str(meta.TransferSyntaxUID))
        self.uid = str(meta.MediaStorageSOPInstanceUID)

    def digests(self):
        """SHA-256 of the data set as sent and of its pixels."""
        try:
            pixel = files.pixel_digest(files.parse(self.path))
        except Exception:  # broken on purpose: sent as it is, without a pixel digest
            pixel = None
        return {"sha256": files.digest(files.data_set_bytes(self.path)), "pixel_sha256": pixel}


def success(status):
    """0000 and the warnings of PS3.4 B.2.3 mean that the peer has it."""
    return status is not None and (status == 0x0000 or status & 0xF000 == 0xB000)


class Sender:
    """Sends a list of instances until all are acknowledged or time is up."""

    def __init__(self, a):
        self.a = a
        self.record = records.Record(a.record)
        self.unanswered = False
        self.ae = AE(ae_title=a.calling)
        self.ae.acse_timeout = self.ae.dimse_timeout = self.ae.network_timeout = a.timeout
        self.ae.connection_timeout = min(5, a.timeout)
        self.ae.maximum_pdu_size = 131072

    def run(self, todo):
        """Rounds over what is not acknowledged yet; returns what never was."""
        end = time.monotonic() + self.a.give_up
        while todo:
            todo = self.round(todo)
            if not self.a.resend or time.monotonic() > end:
                break
            if todo:
                time.sleep(self.a.wait)
        return todo

    def round(self, todo):
        """Associations for up to 128 contexts each; returns what has to be sent again."""
        keys = list(dict.fromkeys(i.key for i in todo))
        left = []
        for start in range(0, len(keys), CONTEXTS):
            part = keys[start:start + CONTEXTS]
            left += self.associate(part, [i for i in todo if i.key in part])
        return left

    def associate(self, keys, todo):
        """One association; after trouble the rest of it is returned."""
        association = self.ae.associate(
            self.a.host, self.a.port, [build_context(c, t) for c, t in keys], ae_title=self.a.called, max_pdu=131072,
            evt_handlers=[(evt.EVT_CONN_OPEN, no_delay)])
        leave_answers(association)
        if not association.is_established:
            why = "rejected" if association.is_rejected else "aborted" if association.is_aborted else "no association"
            self.record.add(status=None, why=why, time=time.time())
            association.abort()
            return todo
        left, sent = [], 0
        for n, instance in enumerate(todo):
            if not association.is_established:
                left += todo[n:]
                break
            status = self.store(association, instance)
            if not success(status):
                left.append(instance)
            sent += 1
            if status is None and self.unanswered:
                # pynetdicom may not have noticed yet that the connection is gone
                association.abort()
                left += todo[n + 1:]
                break
            if self.a.abort_after and sent >= self.a.abort_after:
                association.abort()
                left += todo[n + 1:]
                break
            if self.a.pause:
                time.sleep(self.a.pause)
        if association.is_established:
            association.release()
        return left

    def store(self, association, instance):
        """Sends one file as it is and records the answer."""
        instance.attempts += 1
        status = why = None
        self.unanswered = False
        try:
            answer = association.send_c_store(instance.path)
            status = answer.Status if "Status" in answer else None
            self.unanswered = status is None
        except (ValueError, RuntimeError, AttributeError, OSError) as error:
            # no accepted context, or the connection went away under the call
            why = type(error).__name__
        self.record.add(path=instance.path, sop_instance_uid=instance.uid,
                        status=None if status is None else f"{status:04X}", why=why, attempt=instance.attempts,
                        time=time.time(), **({} if self.a.no_digests else instance.digests()))
        return status


def leave_answers(association):
    """pynetdicom's reactor says that it pauses before it does, and may then take the answer that send_c_store waits for:
    while a request is under way (the checkpoint is cleared) it gets nothing."""
    take = association.dimse.get_msg

    def get_msg(block=False):
        if not block and not association._reactor_checkpoint.is_set():
            return None, None
        return take(block)
    association.dimse.get_msg = get_msg


def no_delay(event):
    """Nagle's algorithm off, as most scanners have it."""
    import socket
    event.assoc.dul.socket.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("what", nargs="+", help="files and folders")
    parser.add_argument("--calling", default="SENDER")
    parser.add_argument("--called", default="VEIL")
    parser.add_argument("--record", help="JSON Lines of attempts (appended)")
    parser.add_argument("--no-digests", action="store_true", help="leave out the digests (faster)")
    parser.add_argument("--resend", action="store_true", help="send again what was not answered 0000")
    parser.add_argument("--give-up", type=float, default=120, help="seconds after which --resend stops")
    parser.add_argument("--wait", type=float, default=0.2, help="seconds between rounds")
    parser.add_argument("--pause", type=float, default=0, help="seconds between instances")
    parser.add_argument("--timeout", type=float, default=30, help="seconds for every answer")
    parser.add_argument("--abort-after", type=int, default=0, metavar="N", help="A-ABORT after N instances of an association")
    parser.add_argument("--times", type=int, default=1, help="send everything so many times")
    a = parser.parse_args()
    _config.LOG_HANDLER_LEVEL = "none"
    _config.STORE_SEND_CHUNKED_DATASET = True
    _config.ENFORCE_UID_CONFORMANCE = False
    todo = [Instance(p) for _ in range(a.times) for p in files.instances(a.what)]
    left = Sender(a).run(todo)
    print(f"{len(todo) - len(left)} of {len(todo)} acknowledged")
    sys.exit(1 if left else 0)


if __name__ == "__main__":
    main()
