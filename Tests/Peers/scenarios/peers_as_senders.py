"""Every common sender gets its instances through, unchanged but for the identity."""
import glob
import json
import os
import sys

from peers import programs, wire
from peers.node import until

from . import hostile_outcomes
from .stage import expect, run

STORESCU = {
    # storescu proposes one family of transfer syntaxes a call, and converts to what is accepted first
    "explicit": ["-xe"], "implicit": ["-xi"], "big-endian": ["-xb"], "deflated": ["-xd"],
    "rle": ["-xr"], "jpeg-lossless-70": ["-xs"],
    "jpeg-baseline": ["-xy"], "jpeg-extended": ["-xx"], "jpeg-ls": ["-xt"], "jpeg-ls-near": ["-xu"], "j2k": ["-xv"],
    "j2k-lossy": ["-xw"],
}
AS_DCMSEND_SENDS = [s for s in STORESCU if s not in ("implicit", "big-endian")] + ["jpeg-lossless-57"]
"""dcmsend itself converts the other two to Explicit VR Little Endian before it sends."""
KNOWN_TO_DCMTK = "ct,mr,cr,us,sc,enhanced-ct,sr,rtstruct,rtplan,ko,pr,ecg,raw"


def pynetdicom_sends_every_kind_in_every_transfer_syntax(stage):
    """56 instances, 16 transfer syntaxes, a private SOP Class: sent = arrived, no marker anywhere."""
    archive = stage.archive()
    node = stage.node({"archive": archive.port})
    study = stage.study()
    sent = stage.send(node, study)
    stage.delivered(node)
    return stage.same(node, study, sent, archive.record)


def storescu_sends(stage):
    """One call a transfer syntax family."""
    archive = stage.archive()
    node = stage.node({"archive": archive.port})
    study = stage.study("--kinds", "ct,mr,us,sr,rtplan", "--syntaxes", ",".join(STORESCU))
    paths = []
    for syntax, option in STORESCU.items():
        chosen = sorted(glob.glob(f"{study}/*/*/*[a-z]-{syntax}.dcm"))
        run(["storescu", "-R", *option, "-aec", "VEIL", "127.0.0.1", str(node.port), *chosen])
        paths += chosen
    sent = stage.record_sent(paths)
    stage.delivered(node)
    return stage.same(node, study, sent, archive.record)


def dcmsend_sends(stage):
    """A folder in one call, nothing decompressed."""
    archive = stage.archive()
    node = stage.node({"archive": archive.port})
    study = stage.study("--kinds", KNOWN_TO_DCMTK, "--syntaxes", ",".join(AS_DCMSEND_SENDS))
    run(["dcmsend", "-dn", "+sd", "+r", "+sp", "*.dcm", "-aec", "VEIL", "127.0.0.1", str(node.port), study])
    sent = stage.record_sent(sorted(glob.glob(f"{study}/*/*/*.dcm")))
    stage.delivered(node)
    return stage.same(node, study, sent, archive.record)


def orthanc_sends(stage):
    """Uploaded to Orthanc, stored from there to the node."""
    archive = stage.archive()
    node = stage.node({"archive": archive.port})
    orthanc = stage.orthanc(modalities={"veil": ("VEIL", node.port)})
    study = stage.study("--kinds", KNOWN_TO_DCMTK, "--syntaxes", ",".join([*STORESCU, "jpeg-lossless-57"]))
    paths = sorted(glob.glob(f"{study}/*/*/*.dcm"))
    orthanc.send("veil", [orthanc.upload(p) for p in paths])
    sent = stage.record_sent(paths)
    stage.delivered(node)
    return stage.same(node, study, sent, archive.record)


def echoscu_is_answered(stage):
    """C-ECHO, also repeated on one association."""
    node = stage.node({"archive": 1})
    run(["echoscu", "-aec", "VEIL", "127.0.0.1", str(node.port)])
    run(["echoscu", "--repeat", "5", "-aec", "VEIL", "127.0.0.1", str(node.port)])
    return "6 C-ECHOs"


def a_hundred_and_twenty_eight_contexts(stage):
    """The largest association there can be."""
    node = stage.node({"archive": 1})
    c = wire.Connection("127.0.0.1", node.port)
    many = [wire.context(n, b"1.2.826.0.1.3680043.10.943.%d" % n, [wire.EXPLICIT]) for n in range(1, 256, 2)]
    kind, body = c.associate(many)
    expect(kind == 2, f"the association was not accepted: {kind}")
    results = wire.accepted(body)
    expect(len(results) == 128 and not any(results.values()), f"{sum(map(bool, results.values()))} contexts refused")
    return "128 private SOP Classes accepted"


def hostile_callers_and_broken_data_sets(stage):
    """Each case of hostile.py ends as it should, a C-ECHO is answered at once after it, and what was answered 0000 is kept."""
    node = stage.node({"archive": 1})
    out = run([sys.executable, os.path.join(programs.FOLDER, "hostile.py"), "127.0.0.1", str(node.port), "--timeout", "6",
               "--echo-limit", "3"])
    cases = [json.loads(line) for line in out.splitlines()]
    wrong = [f"{c['case']}: {c['outcome']}" for c in cases if c["outcome"] not in hostile_outcomes.allowed(c["case"])]
    expect(not wrong, "; ".join(wrong))
    expect(node.alive(), "the node died")
    taken = sum(c["outcome"] == "status 0000" for c in cases)

    def kept():
        waiting = {row["instance"] for row in node.listed("queue")}
        return len(waiting | {row["instance"] for row in node.listed("quarantine")})
    expect(until(lambda: kept() == taken, 20), f"{taken} instances answered 0000, {kept()} waiting or held")
    return f"{len(cases)} cases, {taken} taken, reasons {sorted(set(stage.held(node)))}"


SCENARIOS = [pynetdicom_sends_every_kind_in_every_transfer_syntax, storescu_sends, dcmsend_sends, orthanc_sends,
             echoscu_is_answered, a_hundred_and_twenty_eight_contexts, hostile_callers_and_broken_data_sets]
