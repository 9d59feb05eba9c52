import Dicom

/// Data Element Tags, not those of tests.
typealias Tag = Dicom.Tag
