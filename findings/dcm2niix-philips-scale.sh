#!/usr/bin/env bash
# dcm2niix 1.0.20260724: without Philips' private Scale Slope (2005,100E) the same stored values come out as other numbers, and nothing says so.
#
# Philips MR images carry two scales: Rescale Slope (0028,1053) for display, and the private Scale Slope (2005,100E),
# creator "Philips MR Imaging DD 001", for values that can be compared between scans. dcm2niix uses both where both are
# there ("Philips Scaling Values ..."), and the display scale alone where the private one is missing, as it is after most
# de-identification. Exit status 0, no warning, in the NIfTI header another scl_slope.
#
# Seen: slope with the private attribute 1178.74, without it 1.5, both with exit status 0 and no line with "warning".
# What helps: keep (2005,100D) and (2005,100E); they are on PS3.15's own list of safe private attributes (Table E.3.10-1).
#
# Exits non-zero if that behaviour changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --quiet --disable-pip-version-check install dcm2niix==1.0.20260724 pydicom==3.0.2 numpy==2.2.6
cat > "$folder/make.py" <<'PYTHON'
import pathlib
import sys

import numpy
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

MR = "1.2.840.10008.5.1.4.1.1.4"
for kind in ("with", "without"):
    folder = pathlib.Path(sys.argv[1]) / kind
    folder.mkdir()
    for number in range(1, 5):
        uid = f"1.2.276.0.7230010.3.1.4.{number}"
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = MR, uid
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        image = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
        image.SOPClassUID, image.SOPInstanceUID = MR, uid
        image.StudyInstanceUID, image.SeriesInstanceUID = "1.2.276.0.7230010.3.1.2", "1.2.276.0.7230010.3.1.3"
        image.FrameOfReferenceUID = "1.2.276.0.7230010.3.1.5"
        image.ProtocolName, image.PatientPosition = "T1", "HFS"
        image.PatientName, image.PatientID, image.PatientBirthDate, image.PatientSex = "", "1", "", ""
        image.StudyDate, image.StudyTime, image.StudyID, image.AccessionNumber = "20240101", "100000", "1", ""
        image.ReferringPhysicianName = ""
        image.Modality, image.Manufacturer = "MR", "Philips Medical Systems"
        image.SeriesNumber, image.InstanceNumber = 1, number
        image.ImageType = ["ORIGINAL", "PRIMARY", "M", "SE", "M"]
        image.ScanningSequence, image.SequenceVariant, image.ScanOptions = "SE", "NONE", ""
        image.MRAcquisitionType, image.EchoTime, image.RepetitionTime = "2D", "10", "500"
        image.Rows = image.Columns = 8
        image.SamplesPerPixel, image.PhotometricInterpretation = 1, "MONOCHROME2"
        image.BitsAllocated, image.BitsStored, image.HighBit, image.PixelRepresentation = 16, 12, 11, 0
        image.PixelSpacing, image.SliceThickness = ["2", "2"], "2"
        image.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
        image.ImagePositionPatient = ["-8", "-8", str(2 * number)]
        image.RescaleSlope, image.RescaleIntercept, image.RescaleType = "1.5", "0", "normalized"
        if kind == "with":
            block = image.private_block(0x2005, "Philips MR Imaging DD 001", create=True)
            block.add_new(0x0D, "FL", 0.0)
            block.add_new(0x0E, "FL", 0.00084836)
        image.PixelData = numpy.full((8, 8), 100 * number, numpy.uint16).tobytes()
        image.save_as(folder / f"{number}.dcm", enforce_file_format=True)
PYTHON
"$folder/venv/bin/python" "$folder/make.py" "$folder"
slope() { # of the NIfTI file that dcm2niix makes of a folder
    mkdir "$folder/$1-nii"
    "$folder/venv/bin/dcm2niix" -b n -z n -f image -o "$folder/$1-nii" "$folder/$1" > "$folder/$1.log"
    "$folder/venv/bin/python" -c 'import struct, sys; print("%.2f" % struct.unpack_from("<f", open(sys.argv[1], "rb").read(), 112))' \
        "$folder/$1-nii/image.nii"
}
with=$(slope with)
without=$(slope without)
echo "scl_slope with (2005,100E): $with, without: $without"
if grep -qi warning "$folder/without.log"; then echo "it warns now"; exit 1; fi
[ "$with" = 1178.74 ] && [ "$without" = 1.50 ] || { echo "the scales are others now"; exit 1; }
