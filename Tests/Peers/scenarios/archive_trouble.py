"""What an archive can do to a node, and what the node must make of it."""
import time

from peers import records
from peers.node import until

from .stage import expect

FEW = ("--small", "12")


def play(stage, *options, **node):
    """An archive that misbehaves, a node, and twelve small instances sent to it."""
    archive = stage.archive(*options)
    made = stage.node({"archive": archive.port}, **node)
    study = stage.study(*FEW)
    sent = stage.send(made, study)
    return archive, made, study, sent


def recovers(stage, *options):
    """The trouble passes, everything arrives."""
    archive, node, study, sent = play(stage, *options)
    stage.delivered(node, 90)
    summary = stage.same(node, study, sent, archive.record)
    expect(not stage.held(node), f"held: {stage.held(node)}")
    return summary


def archive_is_down_at_first(stage):
    """Nobody listens for ten seconds."""
    archive = stage.archive("--down-first", "10", start=False)
    archive.start("--down-first", "10")
    node = stage.node({"archive": archive.port})
    study = stage.study(*FEW)
    sent = stage.send(node, study)
    stage.delivered(node, 60)
    return stage.same(node, study, sent, archive.record)


def archive_goes_down_for_a_while(stage):
    """It ends every association and stops listening for ten seconds."""
    return recovers(stage, "--on", "4=down:10")


def archive_is_out_of_resources_then_fine(stage):
    """A700 is tried again."""
    return recovers(stage, "--on", "1-5=A700")


def archive_fails_in_processing_then_fine(stage):
    """0110 and 0124 are tried again."""
    return recovers(stage, "--on", "2=0110", "--on", "4=0124")


def archive_answers_with_warnings(stage):
    """B000, B006, B007 and 0111 count as delivered: one attempt each."""
    archive, node, study, sent = play(stage, "--on", "1=B000", "--on", "2=B006", "--on", "3=B007", "--on", "4=0111")
    stage.delivered(node)
    expect(len(records.read(archive.record)) == 12, "an instance was sent again after a warning")
    expect(not stage.held(node), f"held: {stage.held(node)}")
    return "4 warnings, 12 arrivals"


def refused(stage, status):
    """A refusal for good: in quarantine at once, the others go on, nothing is tried again."""
    archive, node, _, _ = play(stage, "--on", f"3={status}")
    stage.delivered(node)
    arrivals = records.read(archive.record)
    expect(len(arrivals) == 12, f"{len(arrivals)} attempts instead of 12")
    expect(len(stage.held(node)) == 1, f"held: {stage.held(node)}")
    return f"held: {stage.held(node)[0]}"


def archive_refuses_with_a900(stage):
    """Data set does not match SOP Class."""
    return refused(stage, "A900")


def archive_refuses_with_c000(stage):
    """Cannot understand."""
    return refused(stage, "C000")


def archive_refuses_with_0122(stage):
    """SOP Class not supported."""
    return refused(stage, "0122")


def archive_goes_silent_in_an_association(stage):
    """No answer to the third instance: the time-out fires, the rest goes on."""
    return recovers(stage, "--on", "3=silent")


def archive_aborts(stage):
    """A-ABORT instead of a response."""
    return recovers(stage, "--on", "2=abort", "--on", "5=abort")


def archive_closes_in_the_middle_of_a_pdu(stage):
    """Half a response, then nothing."""
    return recovers(stage, "--on", "2=close-mid-pdu")


def archive_vanishes_without_a_word(stage):
    """Half open: neither FIN nor RST."""
    return recovers(stage, "--on", "2=vanish")


def archive_takes_only_implicit_vr(stage):
    """What can be converted without loss arrives converted; what cannot is held, with a reason."""
    archive = stage.archive("--accept-syntax", "implicit")
    node = stage.node({"archive": archive.port})
    study = stage.study("--kinds", "ct,us,sr", "--light")
    sent = stage.send(node, study)
    stage.delivered(node)
    stage.same(node, study, sent, archive.record, converted=True, may_be_held=("ct", "us", "sr"))
    import json
    with open(study + "/manifest.json") as f:
        entries = json.load(f)["instances"]
    arrived = {r["instance_number"] for r in records.read(archive.record)}
    plain = ("implicit", "explicit", "big-endian", "deflated")
    missing = [f"{e['kind']}/{e['syntax']}" for e in entries if e["syntax"] in plain and e["instance_number"] not in arrived]
    expect(not missing, f"not converted: {missing}")
    expect(len(arrived) + len(stage.held(node)) == len(entries), "some are neither delivered nor held")
    return f"{len(arrived)} arrived in Implicit VR, {len(stage.held(node))} held: {sorted(set(stage.held(node)))}"


def archive_never_answers_an_association(stage):
    """A port that accepts TCP and says nothing: everything waits, nothing is lost, the node stays quick."""
    from peers import wire
    archive = stage.archive("--mute")
    node = stage.node({"archive": archive.port})
    stage.send(node, stage.study(*FEW))
    seconds = wire.echo("127.0.0.1", node.port)
    expect(seconds is not None and seconds < 3, f"C-ECHO took {seconds} s")
    expect(len(node.listed("queue")) == 12, f"{len(node.listed('queue'))} instead of 12 wait")
    began = time.monotonic()
    expect(node.stop() == 0, "exit status after SIGTERM is not 0")
    return f"12 wait, SIGTERM took {time.monotonic() - began:.1f} s"


def archive_rejects_associations(stage):
    """Rejected is not refused: everything waits."""
    archive = stage.archive("--reject-associations")
    node = stage.node({"archive": archive.port})
    stage.send(node, stage.study(*FEW))
    time.sleep(3)
    expect(len(node.listed("queue")) == 12, f"{len(node.listed('queue'))} instead of 12 wait")
    expect(not stage.held(node), f"held: {stage.held(node)}")
    return "12 wait"


def one_of_two_destinations_is_dead(stage):
    """The dead one delays nobody, and keeps its own twelve."""
    archive = stage.archive()
    dead = stage.archive("--mute", name="dead")
    node = stage.node({"archive": archive.port, "dead": dead.port})
    study = stage.study(*FEW)
    began = time.monotonic()
    sent = stage.send(node, study)
    expect(until(lambda: len(records.read(archive.record)) == 12, 20, 0.05), "the living archive did not get everything")
    seconds = time.monotonic() - began
    stage.delivered(node, 20, waiting=12)
    expect({row["destination"] for row in node.listed("queue")} == {"dead"}, "somebody else waits too")
    stage.same(node, study, sent, archive.record)
    return f"12 arrived in {seconds:.1f} s, 12 wait for the dead one"


def archive_is_slow(stage):
    """Half a second an instance, ten in all: senders are acknowledged long before."""
    archive = stage.archive("--delay", "0.5")
    node = stage.node({"archive": archive.port})
    study = stage.study("--small", "40")
    began = time.monotonic()
    sent = stage.send(node, study)
    seconds = time.monotonic() - began
    expect(seconds < 8, f"the sender waited {seconds:.1f} s")
    stage.delivered(node, 60)
    stage.same(node, study, sent, archive.record)
    return f"40 acknowledged in {seconds:.1f} s"


SCENARIOS = [
    archive_is_down_at_first, archive_goes_down_for_a_while, archive_is_out_of_resources_then_fine,
    archive_fails_in_processing_then_fine, archive_answers_with_warnings, archive_refuses_with_a900,
    archive_refuses_with_c000, archive_refuses_with_0122, archive_goes_silent_in_an_association, archive_aborts,
    archive_closes_in_the_middle_of_a_pdu, archive_vanishes_without_a_word, archive_takes_only_implicit_vr,
    archive_never_answers_an_association, archive_rejects_associations, one_of_two_destinations_is_dead, archive_is_slow,
]
