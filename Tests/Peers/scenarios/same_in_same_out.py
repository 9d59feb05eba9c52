"""Determinism and duplicates."""
import os
import shutil

from peers import files, records
from peers.node import until

from .stage import expect


def digests(archive):
    """{Instance Number: (SOP Instance UID, digest)} of what arrived."""
    return {r["instance_number"]: (r["sop_instance_uid"], r["sha256"]) for r in records.read(archive.record)}


def through(stage, study, name, key=None):
    """A node and an archive of its own, everything sent; what arrived."""
    archive = stage.archive(name=name + "-archive")
    node = stage.node({"archive": archive.port}, name=name, key=key)
    stage.send(node, study, name=name + "-sent")
    stage.delivered(node)
    return node, archive


def two_nodes_with_one_key_write_the_same_bytes(stage):
    """The same study through two nodes with copies of one key file, and through one with another key."""
    study = stage.study()
    first, a = through(stage, study, "first")
    shutil.copy(first.key, stage.path("copy.key"))
    os.chmod(stage.path("copy.key"), 0o600)
    _, b = through(stage, study, "second", stage.path("copy.key"))
    _, c = through(stage, study, "other")
    one, two, other = digests(a), digests(b), digests(c)
    expect(one and one == two, f"{sum(one[n] != two.get(n) for n in one)} of {len(one)} differ")
    shared = {uid for uid, _ in one.values()} & {uid for uid, _ in other.values()}
    expect(not shared, f"{len(shared)} UIDs are the same under another key")
    patients = [{str(files.parse(r["file"]).get("PatientID")) for r in records.read(x.record)} for x in (a, c)]
    expect(not patients[0] & patients[1], "a Patient ID is the same under another key")
    return f"{len(one)} instances byte-identical on two nodes, nothing in common with another key"


def a_restart_changes_nothing(stage):
    """Half of a study before a restart, half after, and the whole again through a fresh node with the key."""
    study = stage.study()
    archive = stage.archive()
    node = stage.node({"archive": archive.port})
    halves = sorted(os.path.join(study, p) for p in os.listdir(study) if p.startswith("patient"))
    stage.send(node, halves[0], name="before")
    stage.delivered(node)
    expect(node.stop() == 0, "exit status after SIGTERM is not 0")
    node.start()
    for n, half in enumerate(halves[1:]):
        stage.send(node, half, name=f"after{n}")
    stage.delivered(node)
    shutil.copy(node.key, stage.path("copy.key"))
    os.chmod(stage.path("copy.key"), 0o600)
    _, fresh = through(stage, study, "fresh", stage.path("copy.key"))
    expect(digests(archive) == digests(fresh), "outputs differ")
    return f"{len(digests(archive))} instances"


def the_same_instance_twice_is_delivered_once(stage):
    """Same bytes again: 0000 and no second delivery; other bytes: held."""
    study = stage.study("--small", "8")
    archive = stage.archive()
    node = stage.node({"archive": archive.port})
    stage.send(node, study, "--times", "3")
    stage.delivered(node)
    expect(len(records.read(archive.record)) == 8, f"{len(records.read(archive.record))} arrivals of 8 instances")
    other = stage.study("--small", "8", name="other")
    for path in files.instances([other]):
        data_set = files.parse(path)
        data_set.ImageComments = "another version"
        data_set.save_as(path)
    stage.send(node, other, name="other-sent")
    expect(until(lambda: len(stage.held(node)) == 8, 30), f"held: {stage.held(node)}")
    expect(set(stage.held(node)) == {"duplicate_differs"}, f"held: {set(stage.held(node))}")
    return "8 delivered once, 8 other versions held as duplicate_differs"


def nothing_identifying_is_logged(stage):
    """No marker of a study in the node's log."""
    import json
    import check_arrivals
    study = stage.study()
    archive = stage.archive("--on", "3=A900", "--on", "6=A700", "--on", "9=abort")
    node = stage.node({"archive": archive.port})
    stage.send(node, study)
    stage.delivered(node)
    node.stop()
    with open(study + "/manifest.json") as f:
        patterns = check_arrivals.Patterns(json.load(f)["instances"])
    with open(node.log, "rb") as f:
        text = f.read()
    places = patterns.found(text)
    expect(not places, f"the log holds {places[:5]}")
    return f"{len(text.splitlines())} log lines"


SCENARIOS = [two_nodes_with_one_key_write_the_same_bytes, a_restart_changes_nothing,
             the_same_instance_twice_is_delivered_once, nothing_identifying_is_logged]
