#!/usr/bin/env python3
"""A C-STORE archive for tests: takes every SOP Class in every transfer syntax, records
each arrival, and misbehaves on request.

Prints `listening PORT` when ready. Each arrival is one JSON line in --record:
n, sop_instance_uid, sop_class_uid, transfer_syntax, sha256 (of the data set as received),
pixel_sha256, instance_number, comment, bytes, file, status (hex, or what was done instead), calling, called, time.
"""
import argparse
import os
import signal
import socket
import struct
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from pynetdicom import AE, _config, acse, evt  # noqa: E402
from pynetdicom.presentation import PresentationContext  # noqa: E402
from pynetdicom.sop_class import Verification  # noqa: E402

from peers import behaviour, files, records  # noqa: E402

BEHAVIOUR = behaviour.__doc__
IMPLICIT = "1.2.840.10008.1.2"
TCP_REPAIR = 19


class Archive:
    """State of the archive: how many arrived, what to do with the next."""

    def __init__(self, a):
        self.a = a
        self.rules = [behaviour.Rule(r) for r in a.on]
        self.record = records.Record(a.record)
        self.lock = threading.Lock()
        self.count = 0
        self.go_down = threading.Event()
        self.down_seconds = 0.0
        if a.save:
            os.makedirs(a.save, exist_ok=True)

    def negotiate(self, requested, supported, roles=None):
        """Accepts each proposed context with its first transfer syntax that is allowed."""
        answered = []
        for proposed in requested:
            context = PresentationContext()
            context.context_id, context.abstract_syntax = proposed.context_id, proposed.abstract_syntax
            allowed = [t for t in proposed.transfer_syntax if not self.a.accept_syntax or t in self.a.accept_syntax]
            context.transfer_syntax = allowed[:1] or [proposed.transfer_syntax[0]]
            context.result = 0x00 if allowed else 0x04
            context._as_scu = context._as_scp = True
            answered.append(context)
        return sorted(answered, key=lambda c: c.context_id), []

    def stored(self, event):
        """One arrival: record it, then do what the rules say."""
        with self.lock:
            self.count += 1
            n = self.count
        request, context = event.request, event.context
        data = request.DataSet.getvalue()
        whole = event.encoded_dataset()
        name = None
        if self.a.save:
            name = os.path.join(self.a.save, f"{os.getpid()}-{n:06d}.dcm")
            with open(name, "wb") as f:
                f.write(whole)
        pixel, number, comment = self.look(whole)
        rule = behaviour.first_match(self.rules, n)
        status = 0x0000 if rule is None or rule.status is None else rule.status
        done = f"{status:04X}" if rule is None or rule.status is not None or rule.action == "delay" else rule.action
        self.record.add(n=n, sop_instance_uid=request.AffectedSOPInstanceUID, sop_class_uid=request.AffectedSOPClassUID,
                        transfer_syntax=context.transfer_syntax, sha256=files.digest(data), pixel_sha256=pixel,
                        instance_number=number, comment=comment, bytes=len(data), file=name, status=done,
                        calling=event.assoc.requestor.ae_title, called=event.assoc.acceptor.ae_title, time=time.time())
        if self.a.delay:
            time.sleep(self.a.delay)
        if rule is not None and rule.status is None:
            self.misbehave(event, rule)
        return status

    @staticmethod
    def look(whole):
        """Pixel digest, Instance Number and Image Comments, where the data set can be read at all."""
        try:
            data_set = files.parse(whole)
            return files.pixel_digest(data_set), int(data_set.get("InstanceNumber") or 0), data_set.get("ImageComments")
        except Exception:  # a data set that pydicom cannot read is recorded by its bytes alone
            return None, None, None

    def misbehave(self, event, rule):
        """Everything but an answer."""
        association = event.assoc
        if rule.action == "delay":
            time.sleep(rule.seconds or 1)
            return
        if rule.action in ("hang", "silent"):
            time.sleep(rule.seconds or 10 ** 6)
            association.abort()
            return
        if rule.action == "abort":
            association.abort()
            return
        if rule.action == "down":
            self.down_seconds = rule.seconds or 60
            self.go_down.set()
            association.abort()
            return
        connection = association.dul.socket.socket
        if rule.action == "close-mid-pdu":
            # P-DATA-TF that promises 90 bytes and brings 20 (PS3.8 section 9.3.5)
            connection.sendall(struct.pack(">BxI", 4, 90) + bytes(20))
            connection.shutdown(socket.SHUT_RDWR)
        if rule.action == "vanish":
            # everything must have been acknowledged by TCP, or a retransmission would tell the peer
            time.sleep(0.5)
            try:
                # a socket in repair mode is closed without a word to the peer
                connection.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
            except OSError:
                pass
            connection.close()
        association.dul.kill_dul()
        time.sleep(10 ** 6)


def mute(port, host):
    """Completes TCP handshakes and never says anything."""
    listener = socket.create_server((host, port), backlog=64)
    print(f"listening {listener.getsockname()[1]}", flush=True)
    held = []
    while True:
        held.append(listener.accept()[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__ + "\n" + BEHAVIOUR,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("port", type=int, help="0: a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--ae-title", default="ARCHIVE")
    parser.add_argument("--require-ae-title", action="store_true", help="reject other Called AE titles")
    parser.add_argument("--record", help="JSON Lines of arrivals (appended)")
    parser.add_argument("--save", help="folder for what arrives, as DICOM files")
    parser.add_argument("--on", action="append", default=[], metavar="WHEN=WHAT", help="see above; may be repeated")
    parser.add_argument("--delay", type=float, default=0, help="seconds before every answer")
    parser.add_argument("--accept-syntax", action="append", default=[], metavar="UID",
                        help="only these transfer syntaxes (default all); `implicit` for Implicit VR Little Endian")
    parser.add_argument("--reject-associations", action="store_true", help="reject every association")
    parser.add_argument("--mute", action="store_true", help="accept TCP connections and never answer")
    parser.add_argument("--down-first", type=float, default=0, metavar="SECONDS", help="do not listen until then")
    a = parser.parse_args()
    a.accept_syntax = [IMPLICIT if s == "implicit" else s for s in a.accept_syntax]
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    time.sleep(a.down_first)
    if a.mute:
        mute(a.port, a.host)
    archive = Archive(a)
    _config.LOG_HANDLER_LEVEL = "none"
    _config.UNRESTRICTED_STORAGE_SERVICE = True
    _config.ENFORCE_UID_CONFORMANCE = False
    acse.negotiate_unrestricted = archive.negotiate
    ae = AE(ae_title=a.ae_title)
    ae.maximum_pdu_size, ae.maximum_associations = 131072, 64
    ae.network_timeout = ae.dimse_timeout = 3600
    ae.require_called_aet = a.require_ae_title
    if a.reject_associations:
        ae.require_calling_aet = ["NOBODY"]
    ae.add_supported_context(Verification)
    port = a.port
    while True:
        server = ae.start_server((a.host, port), block=False, evt_handlers=[
            (evt.EVT_C_STORE, archive.stored), (evt.EVT_C_ECHO, lambda e: 0x0000)])
        port = server.socket.getsockname()[1]
        print(f"listening {port}", flush=True)
        archive.go_down.wait()
        archive.go_down.clear()
        ae.shutdown()
        print(f"down for {archive.down_seconds:g} s", flush=True)
        time.sleep(archive.down_seconds)


if __name__ == "__main__":
    main()
