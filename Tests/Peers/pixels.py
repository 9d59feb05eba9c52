"""Pixels as pydicom sees them.

usage: pixels.py compress UID IN OUT      encodes with pydicom's plug-ins
       pixels.py compare A B              exit status 0: every frame decodes to the same samples
"""

import sys

import numpy
import pydicom


def compress(uid, source, target):
    data_set = pydicom.dcmread(source)
    data_set.compress(uid, generate_instance_uid=False)
    data_set.save_as(target)


def compare(first, second):
    one, two = (pydicom.dcmread(path).pixel_array for path in (first, second))
    return 0 if one.shape == two.shape and numpy.array_equal(one, two) else 1


if __name__ == "__main__":
    command, arguments = sys.argv[1], sys.argv[2:]
    sys.exit({"compress": compress, "compare": compare}[command](*arguments))
