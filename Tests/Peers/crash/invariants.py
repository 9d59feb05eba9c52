"""What must hold after every phase, however the node died."""
import json
import os
from dataclasses import dataclass, field

from peers import files, records
from peers.node import until


@dataclass
class Result:
    """One row of the summary."""
    phase: str
    instances: int = 0
    acknowledged: int = 0
    held: int = 0
    arrived: int = 0
    arrivals: int = 0
    kills: int = 0
    archive_kills: int = 0
    note: str = ""
    violations: list = field(default_factory=list)


def answered(paths):
    """SOP Instance UIDs that some sender was answered 0000 for."""
    return {r["sop_instance_uid"] for p in paths for r in records.read(p) if r.get("status") == "0000"}


def statuses(paths):
    """How often each status was answered; None is no answer."""
    count = {}
    for path in paths:
        for r in records.read(path):
            count[r.get("status")] = count.get(r.get("status"), 0) + 1
    return count


def rejected(paths):
    """How many associations were rejected."""
    return sum(r.get("why") == "rejected" for path in paths for r in records.read(path))


def settle(node, seconds):
    """Waits until nothing waits for delivery and the spool folders are empty; what is left after that time."""
    def quiet():
        return not node.listed("queue") and not node.orphans()
    until(quiet, seconds, 0.5)
    return node.listed("queue"), node.orphans()


def check_arrivals(result, entries, routed, archive_record):
    """Acknowledged = arrived, each in one version only. Instances are told apart by their pixels: as they were, or as
    `veil deidentify` covers them, when every other byte is what it writes too."""
    by_pixels = {e["pixel_sha256"]: e for e in entries}
    versions = {}
    for arrival in records.read(archive_record):
        result.arrivals += 1
        if arrival["pixel_sha256"] not in by_pixels:
            result.violations.append("an instance arrived whose pixels nobody sent")
            continue
        if arrival["sha256"] != by_pixels[arrival["pixel_sha256"]].get("sha256", arrival["sha256"]):
            result.violations.append("an instance arrived with other bytes than veil deidentify writes")
        versions.setdefault(arrival["pixel_sha256"], set()).add((arrival["sop_instance_uid"], arrival["sha256"]))
    result.arrived = len(versions)
    lost = [e for e in entries if e["sop_instance_uid"] in routed and e["pixel_sha256"] not in versions]
    for entry in lost:
        result.violations.append(f"answered 0000, never arrived: {os.path.basename(entry['path'])}")
    for pixels, seen in versions.items():
        if len(seen) > 1:
            result.violations.append(f"arrived in {len(seen)} versions: {os.path.basename(by_pixels[pixels]['path'])}")
    uids = {}
    for pixels, seen in versions.items():
        for uid, _ in seen:
            if uids.setdefault(uid, pixels) != pixels:
                result.violations.append("two instances arrived under one SOP Instance UID")


def check_held(result, node, expected):
    """What matched no route is in quarantine. A copy that a kill made (held, not yet answered, sent again) does no harm."""
    files_held = node.quarantined()
    uids = [str(files.meta(path).MediaStorageSOPInstanceUID) for path in files_held]
    listed = {row["instance"] for row in node.listed("quarantine")}
    result.held = len(set(uids))
    if set(uids) != expected:
        result.violations.append(f"{len(expected - set(uids))} instances are missing in quarantine, "
                                 f"{len(set(uids) - expected)} do not belong there")
    if len(listed) != len(uids):
        result.violations.append(f"{len(uids)} files in quarantine, {len(listed)} listed")
    if len(uids) > len(set(uids)):
        result.note += f" {len(uids) - len(set(uids))} held twice"


def check_state(result, node, seconds=60):
    """Nothing queued, no orphan files, an intact ledger; also after a clean restart. Leaves the node stopped."""
    queued, orphans = settle(node, seconds)
    if queued:
        result.violations.append(f"{len(queued)} deliveries still wait after {seconds} s")
    status = node.stop()
    if status != 0:
        result.violations.append(f"exit status {status} after SIGTERM")
    node.start()
    queued, orphans = settle(node, seconds)
    if queued or orphans:
        result.violations.append(f"after a restart {len(queued)} deliveries and {len(orphans)} files are left"
                                 + (f", e.g. in {os.path.dirname(orphans[0])}" if orphans else ""))
    node.stop()
    result.violations += node.ledger_trouble()


def manifest(folder):
    """The generator's manifest of a folder."""
    with open(os.path.join(folder, "manifest.json")) as f:
        return json.load(f)["instances"]
