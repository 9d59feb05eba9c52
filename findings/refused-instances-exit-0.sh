#!/usr/bin/env bash
# Two senders of one toolkit tell their callers opposite things about an instance that the peer refused.
#
# Versions: DCMTK 3.6.7 (Debian 12, 3.6.7-9~deb12u4), pynetdicom 3.0.4 with pydicom 3.0.2 (PyPI).
# Input: three valid Secondary Capture instances; a peer that answers every C-STORE with A700 (Refused: Out of Resources).
# Behaviour: nothing was stored. `storescu` stops at the first instance, does not send the others, and exits with 167;
# `storescu --no-halt`, `dcmsend` and pynetdicom's `storescu` send all three and exit with 0, as after success. None tries again.
# When the peer rejects the association instead (transient, local limit exceeded) all four exit with another status than 0.
# Why it matters: a script that deletes what it has sent, by exit status, loses what a full archive refused.
#
# Output seen:
#   A700      storescu exit 167, 1 sent
#   A700      storescu --no-halt exit 0, 3 sent
#   A700      dcmsend exit 0, 3 sent
#   A700      pynetdicom storescu exit 0, 3 sent
#   rejected  storescu exit 1, 0 sent
#   rejected  storescu --no-halt exit 1, 0 sent
#   rejected  dcmsend exit 61, 0 sent
#   rejected  pynetdicom storescu exit 1, 0 sent
#
# Needs Debian 12, python3-venv and the network; touches a temporary folder only. Exit status 1 if any of it changes.
set -euo pipefail
script=$(realpath "${BASH_SOURCE[0]}")
work=$(mktemp -d)
peer=
cleanup() { if [ -n "$peer" ]; then kill "$peer" 2>/dev/null || true; fi; rm -rf "$work"; }
trap cleanup EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip --quiet --disable-pip-version-check install pydicom==3.0.2 pynetdicom==3.0.4
# DCMTK's programs and the libraries that they need, unpacked beside each other.
mkdir debs root
(cd debs && apt-get -qq -o APT::Sandbox::User=root download dcmtk=3.6.7-9~deb12u4 libdcmtk17=3.6.7-9~deb12u4 libwrap0 libxml2 libtiff6 \
    libpng16-16 libssl3 libjpeg62-turbo libopenjp2-7 libicu72 libwebp7 libjbig0 libdeflate0 liblerc4 libzstd1 liblzma5 libnsl2 \
    libtirpc3 libgssapi-krb5-2 libkrb5-3 libk5crypto3 libkrb5support0 libkeyutils1 libcom-err2)
for deb in debs/*.deb; do dpkg-deb -x "$deb" root; done
export LD_LIBRARY_PATH=$work/root/usr/lib/x86_64-linux-gnu:$work/root/lib/x86_64-linux-gnu
export DCMDICTPATH=$work/root/usr/share/libdcmtk17/dicom.dic

cat > make.py <<'PY'
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian
for n in range(3):
    d = Dataset()
    d.SOPClassUID, d.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", f"1.2.826.0.1.3680043.10.943.88.{n + 1}"
    d.StudyInstanceUID, d.SeriesInstanceUID = "1.2.826.0.1.3680043.10.943.88.8", "1.2.826.0.1.3680043.10.943.88.9"
    d.StudyDate = d.StudyTime = d.AccessionNumber = d.ReferringPhysicianName = d.StudyID = d.InstanceNumber = ""
    d.PatientName, d.PatientID, d.PatientBirthDate, d.PatientSex = "A^B", "X", "", ""
    d.Modality, d.ConversionType, d.SeriesNumber, d.PatientOrientation = "OT", "WSD", "1", ""
    d.Rows = d.Columns = 4
    d.SamplesPerPixel, d.PhotometricInterpretation, d.PixelRepresentation = 1, "MONOCHROME2", 0
    d.BitsAllocated, d.BitsStored, d.HighBit, d.PixelData = 8, 8, 7, bytes(16)
    d.file_meta = FileMetaDataset()
    d.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    d.save_as(f"{n}.dcm", enforce_file_format=True)
PY
cat > peer.py <<'PY'
import sys
from pynetdicom import AE, evt
how, record = sys.argv[1], open("sent", "a")
def refuse(event):
    record.write("x"); record.flush()
    return 0xA700
def request(event):
    if how == "rejected":
        event.assoc.acse.send_reject(2, 3, 2)
        event.assoc.kill()
ae = AE(ae_title="PEER")
ae.add_supported_context("1.2.840.10008.5.1.4.1.1.7", ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1"])
server = ae.start_server(("127.0.0.1", 0), block=False, evt_handlers=[(evt.EVT_C_STORE, refuse), (evt.EVT_REQUESTED, request)])
print(server.socket.getsockname()[1], flush=True)
sys.stdin.read()
PY
venv/bin/python make.py

seen=
try() { # name, program and options
    local name=$1 status=0
    shift
    : > sent
    timeout 60 "$@" -aec PEER 127.0.0.1 "$port" 0.dcm 1.dcm 2.dcm >/dev/null 2>&1 || status=$?
    seen+=$(printf '%-9s %s exit %s, %s sent' "$how" "$name" "$status" "$(wc -c < sent)")$'\n'
}
for how in A700 rejected; do
    rm -f port fifo && mkfifo fifo
    venv/bin/python peer.py "$how" < fifo > port & peer=$!
    exec 8> fifo
    for _ in $(seq 300); do [ -s port ] && break; sleep 0.1; done
    port=$(cat port)
    try "storescu" root/usr/bin/storescu
    try "storescu --no-halt" root/usr/bin/storescu --no-halt
    try "dcmsend" root/usr/bin/dcmsend
    try "pynetdicom storescu" venv/bin/python -m pynetdicom storescu
    exec 8>&-
    kill "$peer" 2>/dev/null || true
    wait "$peer" 2>/dev/null || true
    peer=
done
printf '%s' "$seen"
expected=$(sed -n '/^# Output seen:/,/^#$/s/^#   //p' "$script")
[ "$(printf '%s' "$seen" | sed 's/ *$//')" = "$expected" ] || { echo "the behaviour has changed" >&2; exit 1; }
