"""Small images in every encoding that DCMTK and pydicom's plug-ins can make, one file each."""
import os
import subprocess
import warnings

import imagecodecs
import numpy
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID

import coefficients

ROWS, COLUMNS = 72, 100
NATIVE = {
    "implicit": ("1.2.840.10008.1.2", ["dcmconv", "+ti"]), "explicit": ("1.2.840.10008.1.2.1", None),
    "big-endian": ("1.2.840.10008.1.2.2", ["dcmconv", "+tb"]), "deflated": ("1.2.840.10008.1.2.1.99", ["dcmconv", "+td"]),
}
LOSSLESS = {
    "rle": ["dcmcrle"], "jpeg-57": ["dcmcjpeg", "+el", "+un"], "jpeg-70": ["dcmcjpeg", "+e1", "+un"],
    "jls": ["dcmcjpls", "+el", "+un"], "jls-near": ["dcmcjpls", "+en", "+un"],
    "jls-planes": ["dcmcjpls", "+el", "+un", "+iv"], "jls-lines": ["dcmcjpls", "+el", "+un", "+il"],
}
BASELINE = {
    "444": ["+s4"], "422": ["+s2"], "420": ["+np"], "rgb": ["+cr"], "standard-tables": ["-ho"],
    "fragments": ["+fs", "1"], "no-table": ["-ot"],
}
# What none of the encoders makes: sampling of each component, restart interval.
SAMPLINGS = {
    "grey-restart": ([(1, 1)], 5), "restart": ([(2, 2), (1, 1), (1, 1)], 3), "440": ([(1, 2), (1, 1), (1, 1)], 0),
    "411": ([(4, 1), (1, 1), (1, 1)], 0), "restart-line": ([(2, 1), (1, 1), (1, 1)], 7),
}
DECODERS = {
    "1.2.840.10008.1.2.5": ["dcmdrle"], "1.2.840.10008.1.2.4.50": ["dcmdjpeg", "+cn"],
    "1.2.840.10008.1.2.4.51": ["dcmdjpeg", "+cn"], "1.2.840.10008.1.2.4.57": ["dcmdjpeg", "+cn"],
    "1.2.840.10008.1.2.4.70": ["dcmdjpeg", "+cn"], "1.2.840.10008.1.2.4.80": ["dcmdjpls"],
    "1.2.840.10008.1.2.4.81": ["dcmdjpls"],
}
LOSSY = {"1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"}
# name: photometric interpretation, samples, bits allocated, bits stored, signed, planar
KINDS = {
    "mono2-8": ("MONOCHROME2", 1, 8, 8, 0, 0), "mono1-8": ("MONOCHROME1", 1, 8, 8, 0, 0),
    "mono2-12": ("MONOCHROME2", 1, 16, 12, 0, 0), "mono1-16": ("MONOCHROME1", 1, 16, 16, 0, 0),
    "mono2-signed": ("MONOCHROME2", 1, 16, 16, 1, 0), "palette": ("PALETTE COLOR", 1, 8, 8, 0, 0),
    "rgb": ("RGB", 3, 8, 8, 0, 0), "rgb-planar": ("RGB", 3, 8, 8, 0, 1), "ybr": ("YBR_FULL", 3, 8, 8, 0, 0),
}
# Only without an encoder, or with pydicom's.
RARE = {
    "bit": ("MONOCHROME2", 1, 1, 1, 0, 0), "mono2-32": ("MONOCHROME2", 1, 32, 32, 0, 0),
    "rgb-16": ("RGB", 3, 16, 16, 0, 1), "ybr-422": ("YBR_FULL_422", 3, 8, 8, 0, 0),
    "mono1-signed": ("MONOCHROME1", 1, 16, 12, 1, 0),
}


def darkest(data_set, frame):
    """What covers a frame: the darkest stored value of each sample, no darker than the frame where that is far away."""
    bits, signed = data_set.BitsStored, data_set.PixelRepresentation == 1
    bottom, top = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    name = data_set.PhotometricInterpretation
    if name == "PALETTE COLOR":
        return 7
    if name.startswith("YBR_FULL"):
        return [0, 128, 128]
    if name == "MONOCHROME1" and bits > (8 if signed else 12):
        return max(frame.max(), 0) if signed else frame.max()
    if bits > 8 and name == "MONOCHROME2" and signed:
        return min(frame.min(), 0)
    return top if name == "MONOCHROME1" else bottom


def image(kind, frames, seed):
    name, samples, allocated, stored, signed, planar = {**KINDS, **RARE}[kind]
    made = Dataset()
    made.SOPClassUID, made.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", "2.25.77"
    made.PatientID = made.PatientName = "none"
    made.StudyInstanceUID, made.SeriesInstanceUID, made.Modality = "2.25.2", "2.25.3", "OT"
    made.SamplesPerPixel, made.PhotometricInterpretation = samples, name
    if samples > 1:
        made.PlanarConfiguration = planar
    if frames > 1:
        made.NumberOfFrames = frames
    made.Rows, made.Columns = ROWS, COLUMNS
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = allocated, stored, stored - 1, signed
    if name == "PALETTE COLOR":
        ramp = (numpy.arange(256) * 250 + 900).astype("<u2")
        ramp[7] = 3
        for colour in ("Red", "Green", "Blue"):
            setattr(made, f"{colour}PaletteColorLookupTableDescriptor", [256, 0, 16])
            setattr(made, f"{colour}PaletteColorLookupTableData", ramp.tobytes())
    made.file_meta = FileMetaDataset()
    made.file_meta.MediaStorageSOPClassUID, made.file_meta.MediaStorageSOPInstanceUID = made.SOPClassUID, "2.25.77"
    made.file_meta.TransferSyntaxUID = UID("1.2.840.10008.1.2.1")
    made.add_new(0x7FE00010, "OB" if allocated <= 8 else "OW", draw(made, seed))
    return made


def draw(made, seed):
    """A ramp with noise, every value in the middle half of the range."""
    random = numpy.random.RandomState(seed)
    frames, samples, bits = int(made.get("NumberOfFrames", 1)), made.SamplesPerPixel, made.BitsStored
    shape = (frames, ROWS, COLUMNS, samples)
    if bits == 1:
        return numpy.packbits(random.randint(0, 2, shape).ravel(), bitorder="little").tobytes()
    ramp = numpy.linspace(0.3, 0.6, COLUMNS).reshape(1, 1, -1, 1) + random.uniform(0, 0.1, shape)
    values = (ramp * (1 << bits)).astype("i8") - ((1 << bits - 1) if made.PixelRepresentation else 0)
    if made.PhotometricInterpretation == "YBR_FULL_422":
        pairs = values.reshape(frames, ROWS, COLUMNS // 2, 2, 3)
        values = numpy.stack([pairs[..., 0, 0], pairs[..., 1, 0], pairs[..., 0, 1], pairs[..., 0, 2]], -1)
    elif made.get("PlanarConfiguration", 0) == 1:
        values = numpy.moveaxis(values, 3, 1)
    return values.astype(f"<i{max(1, made.BitsAllocated // 8)}" if made.PixelRepresentation else
                         f"<u{max(1, made.BitsAllocated // 8)}").tobytes()


def save(made, path):
    made.save_as(path, enforce_file_format=True)


def tool(command, plain, target):
    if subprocess.run([*command, plain, target], capture_output=True).returncode != 0 and os.path.exists(target):
        os.remove(target)


def compressed(made, uid, path, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made.compress(UID(uid), generate_instance_uid=False, **options)
    save(made, path)


def write(folder):
    """Files named KIND-FRAMES-SYNTAX.dcm; those whose name begins with `held` nobody can cover."""
    plain = os.path.join(folder, "plain")
    for frames in (1, 3):
        for number, kind in enumerate((*KINDS, *RARE) if frames > 1 else ("mono2-8", "mono2-12", "rgb", "bit")):
            made = image(kind, frames, number)
            save(made, plain)
            target = f"{folder}/{kind}-{frames}-{{}}.dcm".format
            for name, (_, command) in NATIVE.items():
                save(made, target(name)) if command is None else tool(command, plain, target(name))
            if kind == "mono2-32":
                tool(LOSSLESS["rle"], plain, target("rle"))
            if kind in KINDS:
                for name, command in LOSSLESS.items():
                    tool(command, plain, target(name))
            if kind in ("mono2-8", "mono1-8", "rgb"):
                for name, options in BASELINE.items():
                    if kind == "rgb" or name in ("standard-tables", "no-table"):
                        tool(["dcmcjpeg", "+eb", "+un", *options], plain, target(f"baseline-{name}"))
                tool(["dcmcjpeg", "+ee", "+un"], plain, target("extended"))
            if kind == "mono2-12":
                tool(["dcmcjpeg", "+ee", "+un"], plain, f"{folder}/held-{frames}-extended-12.dcm")
            write_with_pydicom(kind, frames, number, target)
        write_samplings(folder, frames)
    os.remove(plain)
    return write_high_throughput(folder)


def write_samplings(folder, frames):
    for name, (sampling, interval) in SAMPLINGS.items():
        made = image("ybr" if len(sampling) == 3 else "mono2-8", frames, 0)
        if len(sampling) == 3:
            made.PhotometricInterpretation = "YBR_FULL_422"
        made.file_meta.TransferSyntaxUID = UID("1.2.840.10008.1.2.4.50")
        streams = [coefficients.write(ROWS, COLUMNS, sampling, interval, seed) for seed in range(frames)]
        made.add_new(0x7FE00010, "OB", encapsulate(streams, has_bot=True))
        made["PixelData"].is_undefined_length = True
        save(made, f"{folder}/own-{frames}-{name}.dcm")


def write_high_throughput(folder):
    """OpenJPH makes them; Debian has nothing that does. Beside them lie the same pictures without an encoding."""
    for number, kind in enumerate(("mono2-8", "mono1-16", "mono2-signed", "rgb")):
        for frames in (1, 3):
            made = image(kind, frames, number)
            save(made, f"{folder}/{kind}-{frames}-beside-htj2k.dcm")
            pictures = made.pixel_array.reshape(frames, ROWS, COLUMNS, *([3] if kind == "rgb" else []))
            for last, reversible in ((201, True), (202, True), (203, False)):
                made.file_meta.TransferSyntaxUID = UID(f"1.2.840.10008.1.2.4.{last}")
                if kind == "rgb":
                    made.PhotometricInterpretation = "YBR_RCT" if reversible else "YBR_ICT"
                streams = [imagecodecs.htj2k_encode(numpy.ascontiguousarray(p), reversible=reversible) for p in pictures]
                made.add_new(0x7FE00010, "OB", encapsulate(streams, has_bot=True))
                made["PixelData"].is_undefined_length = True
                save(made, f"{folder}/held-{kind}-{frames}-htj2k-{last}.dcm")
    return 0


def write_with_pydicom(kind, frames, number, target):
    if kind == "rgb-16":
        compressed(image(kind, frames, number), "1.2.840.10008.1.2.5", target("rle-pydicom"))
    if kind not in ("bit", "mono2-32", "ybr-422", "rgb-planar", "rgb-16", "palette"):
        made = image(kind, frames, number)
        if kind == "rgb":
            made.PhotometricInterpretation = "YBR_RCT"
        compressed(made, "1.2.840.10008.1.2.4.90", target("j2k"))
        made = image(kind, frames, number)
        if kind == "rgb":
            made.PhotometricInterpretation = "YBR_ICT"
        compressed(made, "1.2.840.10008.1.2.4.91", target("j2k-lossy"), j2k_cr=[6])
    if kind == "mono2-12":
        made = image(kind, frames, number)
        made.compress(UID("1.2.840.10008.1.2.4.90"), generate_instance_uid=False, encapsulate_ext=frames > 1)
        save(made, target("j2k-extended-offsets"))
