"""Orthanc as a sender and as an archive."""
import json
import os
import subprocess
import urllib.request

from . import ports


class Orthanc:
    """One Orthanc with a folder, a DICOM port and a REST port of its own."""

    def __init__(self, folder, name="orthanc", modalities=None):
        self.folder = os.path.join(os.path.abspath(folder), name)
        os.makedirs(self.folder)
        self.port, self.http = ports.free(2)
        self.config = os.path.join(self.folder, "orthanc.json")
        self.process = None
        with open(self.config, "w") as f:
            json.dump({
                "Name": name, "DicomAet": "ARCHIVE", "DicomPort": self.port, "DicomCheckCalledAet": False,
                "DicomAlwaysAllowStore": True, "HttpPort": self.http, "RemoteAccessAllowed": False,
                "AuthenticationEnabled": False, "StorageDirectory": self.folder, "IndexDirectory": self.folder,
                "UnknownSopClassAccepted": True, "OverwriteInstances": True, "Plugins": [], "StorageCompression": False,
                "DicomModalities": {n: [aet, "127.0.0.1", port] for n, (aet, port) in (modalities or {}).items()},
            }, f)

    def start(self):
        """Starts it and waits for both ports."""
        with open(os.path.join(self.folder, "log"), "ab") as log:
            self.process = subprocess.Popen(["Orthanc", self.config], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        for port in (self.port, self.http):
            if not ports.wait(port, 30, lambda: self.process.poll() is None):
                raise RuntimeError(f"Orthanc does not start; see {self.folder}/log")

    def call(self, path, body=None):
        """GET, or POST with a body; the raw answer."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.http}{path}", data=body)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=120) as answer:
            return answer.read()

    def upload(self, path):
        """Puts a file in; Orthanc's id of the instance."""
        with open(path, "rb") as f:
            return json.loads(self.call("/instances", f.read()))["ID"]

    def send(self, modality, identifiers):
        """C-STOREs instances to a modality and waits; fails as HTTP does."""
        body = {"Resources": identifiers, "Synchronous": True}
        return json.loads(self.call(f"/modalities/{modality}/store", json.dumps(body).encode()))

    def save_all(self, folder):
        """Downloads every instance as a DICOM file."""
        os.makedirs(folder, exist_ok=True)
        for identifier in json.loads(self.call("/instances")):
            with open(os.path.join(folder, identifier + ".dcm"), "wb") as f:
                f.write(self.call(f"/instances/{identifier}/file"))

    def kill(self):
        """SIGKILL."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
