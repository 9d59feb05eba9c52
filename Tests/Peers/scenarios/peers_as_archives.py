"""Every common archive gets what it takes."""
import os

from peers import ports

from .stage import expect, run
from .peers_as_senders import KNOWN_TO_DCMTK

SYNTAXES = ("explicit,implicit,big-endian,deflated,rle,jpeg-baseline,jpeg-extended,jpeg-lossless-57,jpeg-lossless-70,"
            "jpeg-ls,j2k")


def storescp_receives(stage):
    """storescp, bit preserving, every transfer syntax that it takes: not JPEG Lossless process 14 without selection value 1."""
    port = ports.free()[0]
    os.makedirs(stage.path("storescp"))
    stage.process(["storescp", "--fork", "+xa", "+B", "-aet", "ARCHIVE", "-od", stage.path("storescp"), str(port)],
                  "storescp.log")
    expect(ports.wait(port, 10), "storescp does not listen")
    node = stage.node({"archive": port})
    study = stage.study("--kinds", KNOWN_TO_DCMTK, "--syntaxes", SYNTAXES.replace("jpeg-lossless-57,", ""))
    sent = stage.send(node, study)
    stage.delivered(node)
    return stage.same(node, study, sent, stage.record_arrived(stage.path("storescp")))


def orthanc_receives(stage):
    """Orthanc, read back over its REST interface."""
    orthanc = stage.orthanc()
    node = stage.node({"archive": orthanc.port})
    study = stage.study("--kinds", KNOWN_TO_DCMTK, "--syntaxes", SYNTAXES)
    sent = stage.send(node, study)
    stage.delivered(node)
    orthanc.save_all(stage.path("downloaded"))
    return stage.same(node, study, sent, stage.record_arrived(stage.path("downloaded")))


def delivered_instances_are_valid(stage):
    """dciodvfy finds no error in a delivered instance that it does not find in the original."""
    import subprocess
    archive = stage.archive()
    node = stage.node({"archive": archive.port})
    study = stage.study("--kinds", "ct,mr,cr,us,sc,rtplan", "--syntaxes", "explicit,implicit", "--light")
    stage.send(node, study)
    stage.delivered(node)

    def errors(path):
        done = subprocess.run(["dciodvfy", path], capture_output=True, text=True, errors="replace")
        return {line for line in done.stderr.splitlines() if line.startswith("Error")}
    from peers import files, records
    before = {files.parse(p).InstanceNumber: errors(p) for p in files.instances([study])}
    for arrival in records.read(archive.record):
        new = errors(arrival["file"]) - before[arrival["instance_number"]]
        expect(not new, f"instance {arrival['instance_number']}: {sorted(new)[:3]}")
    return f"{len(before)} instances"


SCENARIOS = [storescp_receives, orthanc_receives, delivered_instances_are_valid]
