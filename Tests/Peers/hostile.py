#!/usr/bin/env python3
"""Hostile callers and broken data sets against a node, each followed by a C-ECHO that must be answered at once.

One JSON line a case: case, outcome (`status A900`, `abort`, `closed`, `rejected`, `timeout` …),
seconds, echo (seconds of the C-ECHO after it, null when it failed). Exit status 1 when a C-ECHO
failed or took longer than --echo-limit, else 0: what an outcome should be is the caller's to judge.
"""
import argparse
import json
import os
import random
import struct
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from peers import broken, wire  # noqa: E402

STORAGE = [wire.context(1, wire.CT, [wire.EXPLICIT])]


def raw(data, close=False):
    """A case that sends bytes before any association."""
    def run(c, a):
        c.send(data)
        if close:
            c.close()
            return "we closed"
        return c.outcome()
    return run


def request(contexts=None, **rest):
    """A case that is an A-ASSOCIATE-RQ; tells how many contexts were accepted."""
    def run(c, a):
        rest.setdefault("called", a.called.encode())
        kind, body = c.associate(STORAGE if contexts is None else contexts, **rest)
        if kind == 2:
            results = list(wire.accepted(body).values())
            return f"accepted {results.count(0)} of {len(results)} contexts"
        return {3: "rejected", 7: "abort"}.get(kind, str(kind))
    return run


def associated(*pdus, close=False):
    """A case that sends PDUs within an association."""
    def run(c, a):
        if c.associate(STORAGE, called=a.called.encode())[0] != 2:
            return "no association"
        for data in pdus:
            c.send(data)
        if close:
            c.close()
            return "we closed"
        return c.outcome()
    return run


def stored(data_set, instance):
    """A case that is a C-STORE of a data set."""
    pieces = [data_set[n:n + 16000] for n in range(0, len(data_set), 16000)] or [b""]
    return associated(wire.fragment(1, wire.store_request(instance), True),
                      *[wire.fragment(1, p, False, n == len(pieces) - 1) for n, p in enumerate(pieces)])


def slowly(data, seconds):
    """A case that sends one byte at a time."""
    def run(c, a):
        end = time.monotonic() + seconds
        for n in range(len(data)):
            c.send(data[n:n + 1])
            time.sleep(a.slow)
            if time.monotonic() > end:
                c.close()
                return "we gave up"
        return c.outcome()
    return run


def silent(c, a):
    """Connects, says nothing, stays; the C-ECHO afterwards runs beside it."""
    a.held.append(c)
    return "held"


def cases():
    """{name: function(connection, arguments) -> outcome}."""
    rq = wire.pdu(1, wire.associate_request(STORAGE))
    store, whole = wire.store_request(broken.INSTANCE), broken.base()
    noise = random.Random(7).randbytes(2000)
    many = [wire.context(n, b"1.2.826.0.1.3680043.10.943.%d" % n, [wire.EXPLICIT]) for n in range(1, 256, 2)]
    made = {
        "silent connection": silent,
        "one byte at a time": slowly(rq, 3),
        "half an A-ASSOCIATE-RQ, then closed": raw(rq[:40], close=True),
        "noise": raw(noise),
        "HTTP": raw(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
        "PDU of 4 GB": raw(wire.pdu(1, b"", 0xFFFFFFFF)),
        "PDU of length 0": raw(wire.pdu(1, b"")),
        "PDU type 99": raw(wire.pdu(99, bytes(10))),
        "P-DATA before the association": raw(wire.fragment(1, store, True)),
        "A-RELEASE-RQ before the association": raw(wire.release_request()),
        "128 contexts": request(many),
        "no contexts": request([]),
        "even context id": request([wire.context(2, wire.CT, [wire.EXPLICIT])]),
        "same context id twice": request(STORAGE + STORAGE),
        "context without transfer syntax": request([wire.context(1, wire.CT, [])]),
        "abstract syntax of 200 characters": request([wire.context(1, b"1." * 100 + b"1", [wire.EXPLICIT])]),
        "wrong application context": request(application=b"1.2.3"),
        "protocol version 2": request(version=2),
        "AE title with control characters": request(calling=b"A\r\nB\0\x1b[31m"),
        "AE title of blanks": request(calling=b" " * 16),
        "unknown called AE title": request(called=b"NOBODY KNOWS ME"),
        "user item that lies about its length": request(user=struct.pack(">BxH", 0x50, 60000) + bytes(8)),
        "maximum length 1": request(user=wire.user_information(1)),
        "user identity negotiation": request(user=wire.user_information(extra=wire.item(
            0x58, b"\2\0" + struct.pack(">H", 4) + b"user" + struct.pack(">H", 4) + b"pass"))),
        "unaccepted context id": associated(wire.fragment(9, store, True)),
        "PDV longer than its PDU": associated(wire.fragment(1, store, True, length=99999)),
        "PDV of length 0": associated(wire.pdu(4, struct.pack(">I", 0))),
        "PDV of length 1": associated(wire.pdu(4, struct.pack(">IB", 1, 1))),
        "P-DATA of 4 GB": associated(wire.pdu(4, bytes(100), 0xFFFFFFF0)),
        "data set before its command": associated(wire.fragment(1, whole, False)),
        "command that never ends": associated(*[wire.fragment(1, bytes(16000), True, False)] * 200),
        "command of noise": associated(wire.fragment(1, noise, True)),
        "command without SOP Instance UID": associated(wire.fragment(1, wire.command([
            (0x0002, wire.CT), (0x0100, b"\1\0"), (0x0110, b"\1\0"), (0x0800, b"\2\1")]), True)),
        "C-FIND on a storage context": associated(wire.fragment(1, wire.command([
            (0x0002, wire.CT), (0x0100, b"\x20\0"), (0x0110, b"\1\0"), (0x0700, b"\0\0"), (0x0800, b"\1\1")]), True)),
        "N-CREATE on a storage context": associated(wire.fragment(1, wire.command([
            (0x0002, wire.CT), (0x0100, b"\x40\1"), (0x0110, b"\1\0"), (0x0800, b"\1\1"), (0x1000, b"1.2")]), True)),
        "C-STORE-RQ without a data set": associated(wire.fragment(
            1, wire.store_request(broken.INSTANCE, data_set=0x0101), True)),
        "C-STORE of another SOP Class than negotiated": associated(
            wire.fragment(1, wire.store_request(broken.INSTANCE, b"1.2.840.10008.5.1.4.1.1.4"), True),
            wire.fragment(1, whole, False)),
        "closed in the middle of a data set": associated(
            wire.fragment(1, store, True), wire.fragment(1, whole[:60], False, False), close=True),
        "released in the middle of a data set": associated(
            wire.fragment(1, store, True), wire.fragment(1, whole[:60], False, False), wire.release_request()),
        "second command in the middle of a data set": associated(
            wire.fragment(1, store, True), wire.fragment(1, whole[:60], False, False), wire.fragment(1, store, True)),
        "UID with a path in the command": stored(whole, b"../../../../tmp/veil"),
        "UID of 1000 characters in the command": stored(whole, b"1." * 500),
        "UID with control characters in the command": stored(whole, b"1.2\n3\0\x1b"),
    }
    for name, (instance, data) in broken.cases().items():
        made["data set: " + name] = stored(data, instance)
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("host", nargs="?")
    parser.add_argument("port", type=int, nargs="?")
    parser.add_argument("--called", default="VEIL")
    parser.add_argument("--only", action="append", help="only this case (may be repeated)")
    parser.add_argument("--list", action="store_true", help="print the cases' names")
    parser.add_argument("--timeout", type=float, default=8, help="seconds to wait for what the node does")
    parser.add_argument("--slow", type=float, default=0.25, help="seconds between bytes of the slow case")
    parser.add_argument("--echo-limit", type=float, default=1.0)
    a = parser.parse_args()
    a.held = []
    if a.list:
        print("\n".join(cases()))
        return
    bad = 0
    for name, run in cases().items():
        if a.only and name not in a.only:
            continue
        began = time.monotonic()
        try:
            outcome = run(wire.Connection(a.host, a.port, a.timeout), a)
        except OSError as error:
            outcome = type(error).__name__
        seconds = time.monotonic() - began
        echo = wire.echo(a.host, a.port, a.called.encode())
        bad += echo is None or echo > a.echo_limit
        print(json.dumps({"case": name, "outcome": outcome, "seconds": round(seconds, 2),
                          "echo": None if echo is None else round(echo, 3)}), flush=True)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
