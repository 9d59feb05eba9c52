"""Instances as arrays of frames: as stored, and as a screen shows them."""
import numpy
import pydicom
from pydicom.multival import MultiValue
from pydicom.pixels import apply_color_lut, convert_color_space


def read(path):
    """(instance, its frames in one array whose first axis is time)"""
    instance = pydicom.dcmread(path)
    samples = instance.pixel_array
    return instance, samples if int(instance.get("NumberOfFrames") or 1) > 1 else samples[None]


def brightness(samples):
    """Luma of colours, the values of anything else."""
    samples = samples.astype(numpy.float32)
    is_colour = samples.ndim >= 3 and samples.shape[-1] == 3
    return samples @ numpy.array([0.299, 0.587, 0.114], numpy.float32) if is_colour else samples


def _first(value):
    return float(value[0] if isinstance(value, MultiValue) else value)


def shown(instance, frame):
    """One frame in 8 bits of grey, dark is black: what a tool that reads text is given."""
    photometric = instance.PhotometricInterpretation
    if photometric == "PALETTE COLOR":
        frame = (apply_color_lut(frame, instance) >> 8).astype(numpy.uint8)
    elif photometric.startswith("YBR"):
        frame = convert_color_space(frame, photometric, "RGB")
    level = brightness(frame)
    low, high = (0.0, 255.0) if frame.dtype == numpy.uint8 else (float(level.min()), float(level.max()))
    if "WindowCenter" in instance:
        slope, intercept = float(instance.get("RescaleSlope", 1)), float(instance.get("RescaleIntercept", 0))
        centre = (_first(instance.WindowCenter) - intercept) / slope
        width = _first(instance.WindowWidth) / abs(slope)
        low, high = centre - width / 2, centre + width / 2
    grey = numpy.clip((level - low) / max(high - low, 1) * 255, 0, 255).astype(numpy.uint8)
    return 255 - grey if photometric == "MONOCHROME1" else grey
