#!/usr/bin/env bash
# One valid RLE stream, three decoders, two pictures.
#
# Versions: DCMTK 3.6.7 (Debian 12, 3.6.7-9~deb12u4), GDCM (PyPI python-gdcm 3.2.6), pydicom 3.0.2, pylibjpeg-rle 2.2.0 (PyPI).
# Input: an RLE Lossless image of 8 x 8 pixels whose segment has the control byte 128 behind each row. PS3.5 G.3.2 says of it: output
# nothing. Some encoders write it to end a row.
# Behaviour: pydicom, pylibjpeg-rle and GDCM output nothing and give the picture that was coded. `dcmdrle` takes it for a run of 129
# copies of the next byte, fills the rest of the picture with it, and exits with 0 without a word.
# Why it matters: a node that stores or converts through DCMTK delivers a wrong picture; one that covers pixels by DCMTK's picture and
# passes the stream on covers something else than viewers of the other kind show.
#
# Output seen:
#   dcmdrle exit 0, 56 of 64 pixels differ
#   gdcmconv exit 0, 0 of 64 pixels differ
#   pydicom 0 of 64 pixels differ
#   pylibjpeg 0 of 64 pixels differ
#
# Needs Debian 12, python3-venv and the network; touches a temporary folder only. Exit status 1 if any of it changes.
set -euo pipefail
script=$(realpath "${BASH_SOURCE[0]}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip --quiet --disable-pip-version-check install pydicom==3.0.2 numpy==2.2.6 python-gdcm==3.2.6 pylibjpeg==2.1.0 \
    pylibjpeg-rle==2.2.0
# DCMTK's programs and the libraries that they need, unpacked beside each other.
mkdir debs root
(cd debs && apt-get -qq -o APT::Sandbox::User=root download dcmtk=3.6.7-9~deb12u4 libdcmtk17=3.6.7-9~deb12u4 libwrap0 libxml2 libtiff6 \
    libpng16-16 libssl3 libjpeg62-turbo libopenjp2-7 libicu72 libwebp7 libjbig0 libdeflate0 liblerc4 libzstd1 liblzma5 libnsl2 \
    libtirpc3 libgssapi-krb5-2 libkrb5-3 libk5crypto3 libkrb5support0 libkeyutils1 libcom-err2)
for deb in debs/*.deb; do dpkg-deb -x "$deb" root; done
dcmtk() { # program, arguments
    LD_LIBRARY_PATH=$work/root/usr/lib/x86_64-linux-gnu:$work/root/lib/x86_64-linux-gnu \
        DCMDICTPATH=$work/root/usr/share/libdcmtk17/dicom.dic "$work/root/usr/bin/$1" "${@:2}"
}

cat > make.py <<'PY'
import struct
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import RLELossless

segment = b""
for row in range(8):
    segment += bytes([7]) + bytes(16 * row + column for column in range(8)) + b"\x80"
segment += bytes(len(segment) % 2)
d = Dataset()
d.SOPClassUID, d.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", "1.2.826.0.1.3680043.10.943.88.20"
d.StudyInstanceUID, d.SeriesInstanceUID = "1.2.826.0.1.3680043.10.943.88.8", "1.2.826.0.1.3680043.10.943.88.9"
d.StudyDate = d.StudyTime = d.AccessionNumber = d.ReferringPhysicianName = d.StudyID = d.InstanceNumber = ""
d.PatientName, d.PatientID, d.PatientBirthDate, d.PatientSex = "A^B", "X", "", ""
d.Modality, d.ConversionType, d.SeriesNumber, d.PatientOrientation = "OT", "WSD", "1", ""
d.Rows = d.Columns = 8
d.SamplesPerPixel, d.PhotometricInterpretation, d.PixelRepresentation = 1, "MONOCHROME2", 0
d.BitsAllocated, d.BitsStored, d.HighBit = 8, 8, 7
d.PixelData = encapsulate([struct.pack("<16L", 1, 64, *[0] * 14) + segment])
d["PixelData"].VR, d["PixelData"].is_undefined_length = "OB", True
d.file_meta = FileMetaDataset()
d.file_meta.TransferSyntaxUID = RLELossless
d.save_as("rle.dcm", enforce_file_format=True)
PY
cat > look.py <<'PY'
import sys
import pydicom

coded = bytes(16 * row + column for row in range(8) for column in range(8))
for what, path, plugin in (("dcmdrle", "dcmtk.dcm", ""), ("gdcmconv", "gdcm.dcm", ""), ("pydicom", "rle.dcm", "pydicom"), ("pylibjpeg", "rle.dcm", "pylibjpeg")):
    d = pydicom.dcmread(path)
    if plugin:
        d.pixel_array_options(decoding_plugin=plugin)
        pixels = d.pixel_array.tobytes()
    else:
        pixels = bytes(d.PixelData)
    status = {"dcmdrle": f"exit {sys.argv[1]}, ", "gdcmconv": f"exit {sys.argv[2]}, "}.get(what, "")
    print(f"{what} {status}{sum(a != b for a, b in zip(pixels, coded))} of {len(pixels)} pixels differ")
PY
venv/bin/python make.py
one=0; dcmtk dcmdrle rle.dcm dcmtk.dcm || one=$?
two=0; "$(venv/bin/python -c "import os, gdcm; print(os.path.dirname(gdcm.__file__))")/_gdcm/gdcmconv" -w rle.dcm gdcm.dcm || two=$?
venv/bin/python look.py $one $two | tee seen
sed -n 's/^#   //p' "$script" | diff - seen || { echo "the behaviour has changed" >&2; exit 1; }
