"""Synthetic DICOM instances that carry a searchable marker wherever an identity can hide."""
