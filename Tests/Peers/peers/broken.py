"""Data sets (Explicit VR Little Endian, CT) that are broken or hostile, by name."""
import struct

INSTANCE = b"1.2.826.0.1.3680043.10.943.666.1000"


def element(tag, vr, value, length=None):
    """One explicit VR element; the length may lie."""
    value += (b"\0" if vr in (b"UI", b"OB") else b" ") * (len(value) % 2)
    size = len(value) if length is None else length
    group, number = tag >> 16, tag & 0xFFFF
    if vr in (b"OB", b"OW", b"UN", b"SQ", b"UT", b"UC", b"UR"):
        return struct.pack("<HH2s2xI", group, number, vr, size) + value
    return struct.pack("<HH2sH", group, number, vr, size) + value


def base(instance=INSTANCE, **change):
    """The elements of a small CT instance as {tag: bytes}; `change` by hexadecimal tag, None to leave out."""
    elements = {
        0x00080016: element(0x00080016, b"UI", b"1.2.840.10008.5.1.4.1.1.2"),
        0x00080018: element(0x00080018, b"UI", instance),
        0x00080060: element(0x00080060, b"CS", b"CT"),
        0x00100010: element(0x00100010, b"PN", b"BROKEN^JANE"),
        0x00100020: element(0x00100020, b"LO", b"BROKEN1"),
        0x0020000D: element(0x0020000D, b"UI", b"1.2.826.0.1.3680043.10.943.666.2"),
        0x0020000E: element(0x0020000E, b"UI", b"1.2.826.0.1.3680043.10.943.666.3"),
        0x00280002: element(0x00280002, b"US", struct.pack("<H", 1)),
        0x00280004: element(0x00280004, b"CS", b"MONOCHROME2"),
        0x00280010: element(0x00280010, b"US", struct.pack("<H", 4)),
        0x00280011: element(0x00280011, b"US", struct.pack("<H", 4)),
        0x00280100: element(0x00280100, b"US", struct.pack("<H", 8)),
        0x00280101: element(0x00280101, b"US", struct.pack("<H", 8)),
        0x00280102: element(0x00280102, b"US", struct.pack("<H", 7)),
        0x00280103: element(0x00280103, b"US", struct.pack("<H", 0)),
        0x7FE00010: element(0x7FE00010, b"OB", bytes(range(16))),
    }
    for tag, replacement in change.items():
        number = int(tag.lstrip("x"), 16)
        elements.pop(number, None)
        if replacement is not None:
            elements[number] = replacement
    return b"".join(elements[t] for t in sorted(elements))


def nested(depth):
    """A sequence inside a sequence, `depth` times, with undefined lengths."""
    head = struct.pack("<HH2s2xI", 0x0008, 0x1140, b"SQ", 0xFFFFFFFF) + struct.pack("<HHI", 0xFFFE, 0xE000, 0xFFFFFFFF)
    tail = struct.pack("<HHI", 0xFFFE, 0xE00D, 0) + struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
    return head * depth + tail * depth


def cases():
    """{name: (SOP Instance UID for the command, data set bytes)}, each case with an instance of its own."""
    whole = base()
    made = {
        "good": whole,
        "empty": b"",
        "random bytes": bytes((n * 197 + 31) % 251 for n in range(4096)),
        "nested 50 deep": base(x00081140=nested(50)),
        "nested 100000 deep": base(x00081140=nested(100_000)),
        "element of 4 GB": base(x00091010=element(0x00091010, b"UN", b"short", 0xFFFFFFFE)),
        "pixel data of 2 GB": base(x7FE00010=element(0x7FE00010, b"OB", bytes(16), 0x7FFFFFFE)),
        "sequence of 1 GB": base(x00081140=element(0x00081140, b"SQ", b"", 0x40000000)),
        "odd length": base(x00104000=struct.pack("<HH2sH", 0x0010, 0x4000, b"LT", 3) + b"abc"),
        "UID padded with blanks": base(instance=INSTANCE + b"  "),
        "UID of 80 characters": base(x0020000D=element(0x0020000D, b"UI", b"1.2." + b"3" * 76)),
        "UID with a path": base(x0020000E=element(0x0020000E, b"UI", b"../../../../etc/veil")),
        "no Study UID": base(x0020000D=None),
        "no SOP Class": base(x00080016=None),
        "no SOP Instance": base(x00080018=None),
        "other SOP Instance": base(instance=INSTANCE + b".9"),
        "no Patient ID": base(x00100020=None),
        "wrong VR": base(x00100010=element(0x00100010, b"US", b"\1\0")),
        "unknown VR": base(x00100010=element(0x00100010, b"QQ", b"ab")),
        "group length": base(x00100000=element(0x00100000, b"UL", struct.pack("<I", 99999))),
        "undefined length text": base(x00104000=struct.pack("<HH2s2xI", 0x0010, 0x4000, b"UT", 0xFFFFFFFF) + b"abcd"),
        "tags out of order": element(0x00100020, b"LO", b"LATE") + whole,
        "same tag twice": base() + element(0x00100020, b"LO", b"AGAIN"),
        "bytes after the data set": whole + b"TRAILING BYTES THAT ARE NO ELEMENT",
        "item delimiter at top level": struct.pack("<HHI", 0xFFFE, 0xE00D, 0) + whole,
        "frames that promise gigabytes": base(x00280008=element(0x00280008, b"IS", b"2147483647"),
                                              x00280010=element(0x00280010, b"US", b"\xff\xff"),
                                              x00280011=element(0x00280011, b"US", b"\xff\xff")),
        "NUL in Patient ID": base(x00100020=element(0x00100020, b"LO", b"A\0B\\C")),
        "unknown character set": base(x00080005=element(0x00080005, b"CS", b"ISO_IR 999")),
    }
    for cut in (1, 7, 8, 40, len(whole) // 2, len(whole) - 17, len(whole) - 1):
        made[f"truncated at {cut}"] = whole[:cut]
    own = {name: INSTANCE[:-3] + b"%03d" % (n + 1) for n, name in enumerate(made)}
    return {name: (own[name], data.replace(INSTANCE, own[name])) for name, data in made.items()}
