"""Every common sender gets its instances through, unchanged but for the identity."""
import glob
import os

from .stage import expect, run

STORESCU = {
    # storescu proposes one family of transfer syntaxes a call
    "explicit": [], "implicit": [], "big-endian": [], "deflated": ["-xd"], "rle": ["-xr"], "jpeg-lossless-70": ["-xs"],
    "jpeg-baseline": ["-xy"], "jpeg-extended": ["-xx"], "jpeg-ls": ["-xt"], "jpeg-ls-near": ["-xu"], "j2k": ["-xv"],
    "j2k-lossy": ["-xw"],
}
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
    study = stage.study("--kinds", KNOWN_TO_DCMTK, "--syntaxes", ",".join([*STORESCU, "jpeg-lossless-57"]))
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
    from peers import wire
    node = stage.node({"archive": 1})
    c = wire.Connection("127.0.0.1", node.port)
    many = [wire.context(n, b"1.2.826.0.1.3680043.10.943.%d" % n, [wire.EXPLICIT]) for n in range(1, 256, 2)]
    kind, body = c.associate(many)
    expect(kind == 2, f"the association was not accepted: {kind}")
    results = wire.accepted(body)
    expect(len(results) == 128 and not any(results.values()), f"{sum(map(bool, results.values()))} contexts refused")
    return "128 private SOP Classes accepted"


def hostile_callers_and_broken_data_sets(stage):
    """Everything that hostile.py knows; after each case the node answers a C-ECHO at once."""
    import sys
    from peers import programs
    node = stage.node({"archive": 1})
    out = run([sys.executable, os.path.join(programs.FOLDER, "hostile.py"), "127.0.0.1", str(node.port), "--timeout", "6"])
    expect(node.alive(), "the node died")
    return f"{len(out.splitlines())} cases"


SCENARIOS = [pynetdicom_sends_every_kind_in_every_transfer_syntax, storescu_sends, dcmsend_sends, orthanc_sends,
             echoscu_is_answered, a_hundred_and_twenty_eight_contexts, hostile_callers_and_broken_data_sets]
