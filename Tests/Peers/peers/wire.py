"""PDUs and DIMSE commands byte by byte, so that they can be wrong on purpose (PS3.8 section 9.3, PS3.7 Annex E)."""
import socket
import struct
import time

APPLICATION_CONTEXT = b"1.2.840.10008.3.1.1.1"
IMPLICIT, EXPLICIT = b"1.2.840.10008.1.2", b"1.2.840.10008.1.2.1"
CT = b"1.2.840.10008.5.1.4.1.1.2"
VERIFICATION = b"1.2.840.10008.1.1"


def item(kind, body):
    """A variable item: type, reserved, length, body."""
    return struct.pack(">BxH", kind, len(body)) + body


def pdu(kind, body, length=None):
    """A PDU; `length` may lie."""
    return struct.pack(">BxI", kind, len(body) if length is None else length) + body


def context(identifier, abstract, syntaxes):
    """A presentation context item of a request."""
    return item(0x20, struct.pack("B3x", identifier) + item(0x30, abstract) + b"".join(item(0x40, s) for s in syntaxes))


def user_information(maximum=131072, extra=b""):
    """Maximum length, implementation class, and whatever else."""
    return item(0x50, item(0x51, struct.pack(">I", maximum)) + item(0x52, b"1.2.826.0.1.3680043.10.943.9") + extra)


def associate_request(contexts, called=b"VEIL", calling=b"HOSTILE", application=APPLICATION_CONTEXT, user=None, version=1):
    """An A-ASSOCIATE-RQ body."""
    return (struct.pack(">H2x", version) + called.ljust(16)[:16] + calling.ljust(16)[:16] + bytes(32)
            + item(0x10, application) + b"".join(contexts) + (user_information() if user is None else user))


def element(group, number, value):
    """An Implicit VR Little Endian element, padded to even length."""
    value += b"\0" * (len(value) % 2)
    return struct.pack("<HHI", group, number, len(value)) + value


def command(elements):
    """A command set with its group length."""
    body = b"".join(element(0, number, value) for number, value in elements)
    return element(0, 0, struct.pack("<I", len(body))) + body


def store_request(instance, sop_class=CT, message=1, data_set=0x0102):
    """A C-STORE-RQ command set."""
    return command([(0x0002, sop_class), (0x0100, struct.pack("<H", 1)), (0x0110, struct.pack("<H", message)),
                    (0x0700, struct.pack("<H", 0)), (0x0800, struct.pack("<H", data_set)), (0x1000, instance)])


def echo_request(message=1):
    """A C-ECHO-RQ command set."""
    return command([(0x0002, VERIFICATION), (0x0100, struct.pack("<H", 0x30)), (0x0110, struct.pack("<H", message)),
                    (0x0800, struct.pack("<H", 0x0101))])


def fragment(identifier, data, is_command, last=True, length=None):
    """A presentation data value in a P-DATA-TF PDU."""
    body = struct.pack("BB", identifier, is_command | last << 1) + data
    return pdu(4, struct.pack(">I", len(body) if length is None else length) + body)


def release_request():
    """An A-RELEASE-RQ."""
    return pdu(5, bytes(4))


class Connection:
    """A TCP connection that reads PDUs."""

    def __init__(self, host, port, timeout=10):
        self.socket = socket.create_connection((host, port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(timeout)

    def send(self, data):
        """Sends all; a peer that closed meanwhile is no error here, the next read tells."""
        try:
            self.socket.sendall(data)
        except OSError:
            pass

    def exactly(self, count):
        """Bytes, or None when the peer closed."""
        got = b""
        while len(got) < count:
            more = self.socket.recv(count - len(got))
            if not more:
                return None
            got += more
        return got

    def read(self):
        """(PDU type, body), ('closed', b'') or ('timeout', b'')."""
        try:
            head = self.exactly(6)
            if head is None:
                return "closed", b""
            kind, length = struct.unpack(">BxI", head)
            body = self.exactly(length)
            return ("closed", b"") if body is None else (kind, body)
        except TimeoutError:
            return "timeout", b""
        except OSError:
            return "closed", b""

    def associate(self, contexts, **rest):
        """Requests an association; returns what came back."""
        self.send(pdu(1, associate_request(contexts, **rest)))
        return self.read()

    def outcome(self):
        """What the peer does next, in words: `status 0000`, `abort`, `closed`, `timeout`, `released` …"""
        kind, body = self.read()
        names = {2: "accepted", 3: "rejected", 6: "released", 7: "abort"}
        if kind == 4:
            found = status_of(body)
            return f"status {found:04X}" if found is not None else "data"
        return names.get(kind, str(kind))

    def close(self):
        """Closes without a word of DICOM."""
        self.socket.close()


def status_of(body):
    """Status (0000,0900) of a response in a P-DATA-TF body."""
    data, at = body[6:], 0
    while at + 8 <= len(data):
        group, number, length = struct.unpack_from("<HHI", data, at)
        if (group, number) == (0, 0x0900):
            return struct.unpack_from("<H", data, at + 8)[0]
        at += 8 + length
    return None


def accepted(body):
    """{context id: result} of an A-ASSOCIATE-AC body."""
    results, at = {}, 68
    while at + 4 <= len(body):
        kind, length = struct.unpack_from(">BxH", body, at)
        if kind == 0x21:
            results[body[at + 4]] = body[at + 6]
        at += 4 + length
    return results


def echo(host, port, called=b"VEIL", timeout=10):
    """Seconds that a C-ECHO from connect to response takes; None when it fails."""
    began = time.monotonic()
    try:
        c = Connection(host, port, timeout)
    except OSError:
        return None
    kind, _ = c.associate([context(1, VERIFICATION, [IMPLICIT])], called=called, calling=b"ECHO")
    if kind != 2:
        c.close()
        return None
    c.send(fragment(1, echo_request(), True))
    answer = c.outcome()
    c.send(release_request())
    c.close()
    return time.monotonic() - began if answer == "status 0000" else None
