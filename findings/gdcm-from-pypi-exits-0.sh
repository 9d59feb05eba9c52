#!/usr/bin/env bash
# GDCM's programs from PyPI report success whatever happened.
#
# Versions: python-gdcm 3.2.6, pydicom 3.0.2 (PyPI).
# Input: a valid Secondary Capture instance in the transfer syntax Encapsulated Uncompressed Explicit VR Little Endian
# (1.2.840.10008.1.2.1.98), which GDCM cannot decode; a certificate that is not there; a file that is not there.
# Behaviour: `gdcmconv`, `gdcmanon` and `gdcmdump` of the wheel are Python entry points that start the real program beside the module and
# drop its exit status. The programs themselves say 1 in each case and write nothing. GDCM from other sources has no such entry points.
# Why it matters: a pipeline that converts or de-identifies by exit status goes on without the file, and one that writes in place goes on
# with the file as it was.
#
# Output seen:
#   gdcmconv entry point 0, program 1, file written no
#   gdcmanon entry point 0, program 1, file written no
#   gdcmdump entry point 0, program 1, file written no
#
# Needs Debian 12, python3-venv and the network; touches a temporary folder only. Exit status 1 if any of it changes.
set -euo pipefail
script=$(realpath "${BASH_SOURCE[0]}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip --quiet --disable-pip-version-check install pydicom==3.0.2 python-gdcm==3.2.6
cat > make.py <<'PY'
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate

d = Dataset()
d.SOPClassUID, d.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", "1.2.826.0.1.3680043.10.943.88.30"
d.StudyInstanceUID, d.SeriesInstanceUID = "1.2.826.0.1.3680043.10.943.88.8", "1.2.826.0.1.3680043.10.943.88.9"
d.StudyDate = d.StudyTime = d.AccessionNumber = d.ReferringPhysicianName = d.StudyID = d.InstanceNumber = ""
d.PatientName, d.PatientID, d.PatientBirthDate, d.PatientSex = "A^B", "X", "", ""
d.Modality, d.ConversionType, d.SeriesNumber, d.PatientOrientation = "OT", "WSD", "1", ""
d.Rows = d.Columns = 8
d.SamplesPerPixel, d.PhotometricInterpretation, d.PixelRepresentation = 1, "MONOCHROME2", 0
d.BitsAllocated, d.BitsStored, d.HighBit = 8, 8, 7
d.PixelData = encapsulate([bytes(range(64))])
d["PixelData"].VR, d["PixelData"].is_undefined_length = "OB", True
d.file_meta = FileMetaDataset()
d.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.1.98"
d.save_as("image.dcm", enforce_file_format=True, implicit_vr=False, little_endian=True)
PY
venv/bin/python make.py
programs=$(venv/bin/python -c 'import os, gdcm; print(os.path.join(os.path.dirname(gdcm.__file__), "_gdcm"))')
try() { # program, arguments: status of the entry point and of the program itself
    local one=0 two=0 written=no
    "venv/bin/$1" "${@:2}" >/dev/null 2>&1 || one=$?
    "$programs/$1" "${@:2}" >/dev/null 2>&1 || two=$?
    if [ -e out.dcm ]; then written=yes; fi
    echo "$1 entry point $one, program $two, file written $written"
}
{
    try gdcmconv -w image.dcm out.dcm
    try gdcmanon -e --certificate none.pem image.dcm out.dcm
    try gdcmdump none.dcm
} | tee seen
sed -n 's/^#   //p' "$script" | diff - seen || { echo "the behaviour has changed" >&2; exit 1; }
