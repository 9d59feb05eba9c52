"""What a new user meets, and a corpus of clean files from elsewhere."""
import glob
import os
import socket
import subprocess
import warnings

from peers import files, ports, records
from peers.node import until

from .stage import expect, run


def a_new_user_needs_no_configuration(stage):
    """`veil serve` in an empty folder, one storescu: a clean file in ./archive."""
    try:
        socket.create_server(("0.0.0.0", 11112)).close()
    except OSError:
        return "not shown: somebody uses port 11112"
    study = stage.study("--kinds", "ct", "--syntaxes", "explicit")
    home = stage.path("home")
    os.makedirs(home)
    with open(stage.path("veil.log"), "ab") as log:
        node = subprocess.Popen([*stage.binary.split(), "serve"], cwd=home, stdout=log, stderr=log)
    try:
        expect(ports.wait(11112, 20, lambda: node.poll() is None), "the node does not listen on port 11112")
        run(["storescu", "-aec", "VEIL", "localhost", "11112", *glob.glob(f"{study}/*/*/*.dcm")])
        arrived = until(lambda: files.instances([os.path.join(home, "archive")]), 20)
        expect(arrived, "nothing came to ./archive")
        original, clean = (files.parse(p) for p in (glob.glob(f"{study}/*/*/*.dcm")[0], arrived[0]))
        expect(clean.PatientID != original.PatientID, "the Patient ID is the original one")
        expect(clean.PixelData == original.PixelData, "the pixels differ")
        return os.path.relpath(arrived[0], home).count(os.sep) * "…/" + "one clean file"
    finally:
        node.terminate()
        node.wait()


def usable(path):
    """Whether a test file of pydicom is a whole storage instance; broken ones have tests of their own."""
    warnings.simplefilter("ignore")
    # another encoding than its Transfer Syntax UID says
    warnings.filterwarnings("error", "Expected (explicit|implicit) VR")
    try:
        data_set = files.parse(path)
        data_set.walk(lambda _, element: element.value)
        wanted = ("SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID")
        sop_class = str(data_set.file_meta.MediaStorageSOPClassUID)
        return (all(data_set.get(k) for k in wanted) and sop_class == data_set.SOPClassUID
                and data_set.file_meta.MediaStorageSOPInstanceUID == data_set.SOPInstanceUID
                and sop_class != "1.2.840.10008.1.3.10")
    except Exception:  # not readable by pydicom: not clean
        return False


def clean_files_are_not_held(stage):
    """pydicom's own test files that are whole instances: delivered, not held."""
    import pydicom.data
    folder = os.path.join(os.path.dirname(pydicom.data.__file__), "test_files")
    chosen, seen = [], set()
    for path in files.instances([folder]):
        if usable(path) and (uid := files.parse(path).SOPInstanceUID) not in seen:
            seen.add(uid)
            chosen.append(path)
    to = stage.path("corpus")
    os.makedirs(to)
    for path in chosen:
        os.symlink(path, os.path.join(to, os.path.basename(path)))
    archive = stage.archive()
    node = stage.node({"archive": archive.port})
    sent = stage.send(node, to)
    stage.delivered(node)
    expect(len(chosen) >= 50, f"only {len(chosen)} files to try")
    held = {str(files.meta(p).MediaStorageSOPInstanceUID) for p in node.quarantined()}
    names = [os.path.basename(r["path"]) for r in records.read(sent) if r["sop_instance_uid"] in held]
    expect(not held, f"{len(names)} of {len(chosen)} held: {names}, {sorted(set(stage.held(node)))}")
    return f"{len(chosen)} delivered, none held"


SCENARIOS = [a_new_user_needs_no_configuration, clean_files_are_not_held]
