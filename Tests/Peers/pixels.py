"""Pixels as pydicom and DCMTK see them.

usage: pixels.py compress UID IN OUT      encodes with pydicom's plug-ins
       pixels.py compare A B              exit status 0: every frame decodes to the same samples
       pixels.py originals FOLDER         images in every encoding that the peers can make
       pixels.py high-throughput FOLDER   images in High-Throughput JPEG 2000
       pixels.py covered FOLDER CLEAN X Y WIDTH HEIGHT
                                          what Veil made of them: the box covered from the second frame on, or in an
                                          only frame; prints what is not as it should be, exit status 1 if anything is
"""

import os
import subprocess
import sys

import numpy
import pydicom
from pydicom.encaps import generate_fragments, generate_frames, parse_basic_offsets
from pydicom.pixels import pixel_array

import coefficients
import kinds_of_pixels


def compress(uid, source, target):
    data_set = pydicom.dcmread(source)
    data_set.compress(uid, generate_instance_uid=False)
    data_set.save_as(target)


def compare(first, second):
    one, two = (pydicom.dcmread(path).pixel_array for path in (first, second))
    return 0 if one.shape == two.shape and numpy.array_equal(one, two) else 1


def covered(folder, clean, *box):
    box = tuple(map(int, box))
    found = 0
    for name in sorted(os.listdir(clean)):
        for complaint in complaints(os.path.join(folder, name), os.path.join(clean, name), box):
            print(f"{name}: {complaint}")
            found = 1
    return found


def complaints(before, after, box):
    one, two = pydicom.dcmread(before), pydicom.dcmread(after)
    frames = int(one.get("NumberOfFrames", 1))
    masked = [n for n in range(frames) if n > 0 or frames == 1]
    changed = [e.keyword for e in one if e.keyword != "PixelData" and two.get(e.keyword) != e.value]
    changed += [e.keyword for e in two if e.keyword not in one]
    was = one.PhotometricInterpretation
    expected = ["PhotometricInterpretation"] if was == "YBR_ICT" else []
    if "ExtendedOffsetTable" in one:
        expected += ["ExtendedOffsetTable", "ExtendedOffsetTableLengths"]
    if changed != expected:
        yield f"other attributes: {changed}"
    if was == "YBR_ICT" and two.PhotometricInterpretation != "YBR_RCT":
        yield "photometric interpretation"
    if one.file_meta.TransferSyntaxUID.is_encapsulated:
        yield from layout(one, two, frames, masked)
    if name_of(one) in ("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"):
        yield from blocks(one, two, frames, masked, box)
    else:
        yield from samples(one, two, frames, masked, box)
    yield from dcmtk(after, two)


def name_of(data_set):
    return str(data_set.file_meta.TransferSyntaxUID)


def layout(one, two, frames, masked):
    """One even fragment a frame, a true offset table where there was one, untouched frames byte for byte."""
    had, has = parse_basic_offsets(one.PixelData), parse_basic_offsets(two.PixelData)
    if bool(had) != bool(has):
        yield "an offset table came or went"
    fragments = list(generate_fragments(two.PixelData[8 + 4 * len(has):]))
    if any(len(f) % 2 for f in fragments):
        yield "a fragment of odd length"
    if has:
        starts, position = [], 0
        for fragment in fragments:
            starts.append(position)
            position += 8 + len(fragment)
        if any(offset not in starts for offset in has) or (len(fragments) == frames and has != starts):
            yield "offsets that are not those of fragments"
    if "ExtendedOffsetTable" in two:
        starts = numpy.cumsum([0] + [8 + len(f) for f in fragments])[:-1]
        if (numpy.frombuffer(two.ExtendedOffsetTable, "<u8").tolist() != starts.tolist()
                or numpy.frombuffer(two.ExtendedOffsetTableLengths, "<u8").tolist() != [len(f) for f in fragments]):
            yield "extended offsets that are not those of fragments"
    for number, (was, now) in enumerate(pairs(one, two, frames)):
        if number not in masked and was != now and one.PhotometricInterpretation != "YBR_ICT":
            yield f"frame {number} changed"


def pairs(one, two, frames):
    return zip(*(generate_frames(d.PixelData, number_of_frames=frames) for d in (one, two)))


def samples(one, two, frames, masked, box):
    """Darkest inside the box, the same everywhere else."""
    x, y, width, height = box
    was, now = pixel_array(one, raw=True), pixel_array(two, raw=True)
    if frames == 1:
        was, now = was[None], now[None]
    inside = numpy.zeros(was.shape[:3], bool)
    inside[masked, y:y + height, x:x + width] = True
    if one.PhotometricInterpretation == "YBR_FULL_422":
        inside[masked, y:y + height, x - x % 2:x + width + (x + width) % 2] = True
    if not numpy.array_equal(was[~inside], now[~inside]):
        yield "samples changed outside of the box"
    for number in masked:
        if not numpy.all(now[number][inside[number]] == kinds_of_pixels.darkest(one, was[number])):
            yield f"the box is not dark: {now[number][inside[number]][:3].tolist()}"


def blocks(one, two, frames, masked, box):
    """The blocks of MCUs under the box have no coefficient but the first; all others are the same."""
    x, y, width, height = box
    for number, (was, now) in enumerate(pairs(one, two, frames)):
        if number not in masked:
            continue
        was, now = coefficients.read(was), coefficients.read(now)
        if was["sampling"] != now["sampling"] or was["interval"] != now["interval"]:
            yield "sampling or restart interval"
        kept = [m for m in was["markers"] if m in (0xE0, 0xEE)]
        if kept != [m for m in now["markers"] if m in (0xE0, 0xEE)]:
            yield "JFIF or Adobe segment"
        for (component, row, column), block in was["blocks"].items():
            _, h, v = was["sampling"][component]
            mcu = (column // h, row // v)
            is_inside = (x // (8 * was["wide"]) <= mcu[0] < -(-(x + width) // (8 * was["wide"]))
                         and y // (8 * was["high"]) <= mcu[1] < -(-(y + height) // (8 * was["high"])))
            new = now["blocks"][component, row, column]
            if is_inside and any(new[1:]):
                yield "a picture in the box"
            if not is_inside and new != block:
                yield "a block outside of the box"
                break
    shown = pixel_array(two, raw=False)
    shown = shown if frames > 1 else shown[None]
    if one.PhotometricInterpretation == "MONOCHROME1":
        shown = 255 - shown
    if shown[masked][:, y + 1:y + height - 1, x + 1:x + width - 1].max() > 3:
        yield "the box is not dark"


def dcmtk(path, data_set):
    """DCMTK reads the same samples as pydicom."""
    tool = kinds_of_pixels.DECODERS.get(name_of(data_set), ["dcmconv"])
    plain = path + ".plain"
    if subprocess.run([*tool, path, plain], capture_output=True).returncode != 0:
        yield f"{tool[0]} fails"
    elif name_of(data_set) in kinds_of_pixels.DECODERS:
        mine, theirs = pixel_array(data_set, raw=True), pixel_array(pydicom.dcmread(plain), raw=True)
        # Of lossy JPEG, libraries round differently and smooth chroma each in its way.
        lossy = tool[0] == "dcmdjpeg" and name_of(data_set) in kinds_of_pixels.LOSSY
        if mine.shape != theirs.shape or (not lossy and not numpy.array_equal(mine, theirs)):
            yield "DCMTK decodes other samples"
    if os.path.exists(plain):
        os.remove(plain)


if __name__ == "__main__":
    command, arguments = sys.argv[1], sys.argv[2:]
    commands = {
        "compress": compress, "compare": compare, "originals": kinds_of_pixels.write, "covered": covered,
        "high-throughput": kinds_of_pixels.write_high_throughput,
    }
    sys.exit(commands[command](*arguments))
