"""Two cases that relay_bench.py has no target for: a slow archive and silent callers."""
import json
import os
import socket
import time

from peers import wire


def start(rb, a, name, sink_binary):
    """A sink and the node in front of it."""
    cfg = type("Settings", (), {"work": a.work, "bin": os.path.join(a.work, "bin"), "corpus": os.path.join(a.work, "corpus"),
                                "custom": ["veil=" + a.command], "sender": "nodelay", "ctp": None})
    sink = rb.Sink(os.path.join(cfg.bin, sink_binary), a.work, "BENCHPHI" + "ID")
    target = rb.make_target("veil", cfg)
    target.dir = os.path.join(a.work, "t-" + name)
    try:
        target.start()
    except BaseException:
        target.stop()
        sink.stop()
        raise
    return cfg, sink, target


def slow_archive(rb, a):
    """The archive holds each answer back 50 ms: are the senders done before it is, and does memory stay flat?"""
    rows = []
    for kind, k in (("small", 4), ("us", 4)):
        cfg, sink, target = start(rb, a, "slow", "slow-sink")
        try:
            with open(os.path.join(cfg.corpus, kind, "manifest.json")) as f:
                count = json.load(f)["instances"]
            rss = rb.Rss(target.p.pid)
            rss.start()
            began = time.monotonic()
            senders = rb.send(cfg, target.port, rb.split(cfg.corpus, kind, k, cfg.work))
            codes = [p.wait() for p in senders]
            acknowledged = time.monotonic() - began
            end = time.monotonic() + 120
            while sink.read()["instances"] < count and time.monotonic() < end:
                time.sleep(0.02)
            delivered = time.monotonic() - began
            rss.stop()
            seen = sink.read()
            rows.append({"kind": kind, "k": k, "sent": count, "arrived": seen["instances"], "leaks": seen["leaks"],
                         "sender_rc": codes, "ack_s": round(acknowledged, 2), "e2e_s": round(delivered, 2),
                         "rss_mb": round(rss.peak / 1e6, 1)})
            print("slow archive:", rows[-1], flush=True)
        finally:
            target.stop()
            sink.stop()
    return rows


def silent_callers(rb, a, count=20):
    """Connections that never say anything, and the seconds that a C-ECHO takes beside them."""
    _, sink, target = start(rb, a, "silent", "sink")
    held = []
    try:
        held = [socket.create_connection(("127.0.0.1", target.port), 5) for _ in range(count)]
        times = []
        while len(times) < 10 and None not in times:
            times.append(wire.echo("127.0.0.1", target.port, timeout=10))
        print("silent callers: C-ECHO", times, flush=True)
        return {"silent": count, "echo_s": times}
    finally:
        for connection in held:
            connection.close()
        target.stop()
        sink.stop()
