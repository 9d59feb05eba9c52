import Foundation

/// A small CT instance in Explicit VR Little Endian, with marked values where people write identifying ones.
struct SyntheticInstance {
    /// UIDs of instances, series and studies are built on this root; no output may have it.
    static let root = "1.2.826.0.1.3680043.10.943.31"

    var patient = 1
    var study = 1
    var number = 1
    var modality = "CT"
    var sopClassUID = "1.2.840.10008.5.1.4.1.1.2"
    /// A second version of the same instance differs here.
    var comment = "QXCOMMENT"
    /// Another SOP Instance UID in the file meta group than in the Data Set.
    var announcedUID: String?
    /// Without SOP Class and Instance UID.
    var isAnonymous = false
    /// Without Patient ID.
    var hasPatientID = true
    var rows: UInt16 = 4
    var columns: UInt16 = 4
    /// 8 bits a pixel; nil: a few that differ from instance to instance.
    var pixels: [UInt8]?
    /// Cells of 16 bits, 12 of them used.
    var isDeep = false
    var transferSyntaxUID = "1.2.840.10008.1.2.1"
    /// The only fragment of encapsulated pixels.
    var fragment: [UInt8]?
    /// Contour Data in an item of Contour Sequence, as UN if it is too long for DS.
    var contour: String?
    /// Bytes after the pixels.
    var tail: [UInt8] = []

    /// A tail that makes an instance unreadable: an element that promises 4 GB and has four bytes.
    static let brokenTail: [UInt8] = [0xE1, 0x7F, 0x10, 0x00, 0x4F, 0x42, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4]

    var patientID: String { "QXPATIENT\(patient)" }
    var studyUID: String { "\(Self.root).\(patient).\(study)" }
    var uid: String { "\(studyUID).1.\(number)" }

    /// `count` instances of one series.
    static func series(_ count: Int, patient: Int = 1, study: Int = 1) -> [SyntheticInstance] {
        (1...count).map { SyntheticInstance(patient: patient, study: study, number: $0) }
    }

    /// Texts that must not be found anywhere outside quarantine, keys and mapping exports.
    static let markers = [
        "QXFAMILY", "QXPATIENT", "QXACCESSION", "QXHOSPITAL", "QXPHYSICIAN", "QXDESCRIPTION", "QXCOMMENT", "QXDEVICE",
        "QXNESTED", "QXPRIVATE", "19550813", "20210704", root,
    ]

    /// The whole file: preamble, file meta group, Data Set.
    var file: Data {
        var meta = Encoder()
        meta.add(0x0002, 0x0001, "OB", [0, 1])
        meta.add(0x0002, 0x0002, "UI", sopClassUID)
        meta.add(0x0002, 0x0003, "UI", announcedUID ?? uid)
        meta.add(0x0002, 0x0010, "UI", transferSyntaxUID)
        meta.add(0x0002, 0x0012, "UI", "1.2.826.0.1.3680043.10.943")
        var length = Encoder()
        length.add(0x0002, 0x0000, "UL", UInt32(meta.bytes.count).littleEndianBytes)
        return Data([UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + length.bytes + meta.bytes + dataSet)
    }

    var dataSet: [UInt8] {
        var nested = Encoder()
        nested.add(0x0008, 0x1150, "UI", sopClassUID)
        nested.add(0x0008, 0x1155, "UI", "\(Self.root).9.\(number)")
        nested.add(0x0010, 0x0010, "PN", "QXNESTED^NAME")
        var set = Encoder()
        set.add(0x0008, 0x0008, "CS", "ORIGINAL\\PRIMARY\\AXIAL")
        if !isAnonymous {
            set.add(0x0008, 0x0016, "UI", sopClassUID)
            set.add(0x0008, 0x0018, "UI", uid)
        }
        set.add(0x0008, 0x0020, "DA", "20210704")
        set.add(0x0008, 0x0030, "TM", "101112")
        set.add(0x0008, 0x0050, "SH", "QXACCESSION")
        set.add(0x0008, 0x0060, "CS", modality)
        set.add(0x0008, 0x0080, "LO", "QXHOSPITAL")
        set.add(0x0008, 0x0090, "PN", "QXPHYSICIAN^ANN")
        set.add(0x0008, 0x1030, "LO", "QXDESCRIPTION")
        set.add(sequence: 0x0008, 0x1140, item: nested.bytes)
        set.add(0x0009, 0x0010, "LO", "VEIL TEST")
        set.add(0x0009, 0x1001, "LO", "QXPRIVATE")
        set.add(0x0010, 0x0010, "PN", "QXFAMILY^JANE")
        if hasPatientID { set.add(0x0010, 0x0020, "LO", patientID) }
        set.add(0x0010, 0x0030, "DA", "19550813")
        set.add(0x0010, 0x0040, "CS", "F")
        set.add(0x0010, 0x4000, "LT", comment)
        set.add(0x0018, 0x1000, "LO", "QXDEVICE")
        set.add(0x0020, 0x000D, "UI", studyUID)
        set.add(0x0020, 0x000E, "UI", "\(studyUID).1")
        set.add(0x0020, 0x0010, "SH", "QXSTUDYID")
        set.add(0x0020, 0x0011, "IS", "1")
        set.add(0x0020, 0x0013, "IS", "\(number)")
        set.add(0x0028, 0x0002, "US", [1, 0])
        set.add(0x0028, 0x0004, "CS", "MONOCHROME2")
        set.add(0x0028, 0x0010, "US", rows.littleEndianBytes)
        set.add(0x0028, 0x0011, "US", columns.littleEndianBytes)
        set.add(0x0028, 0x0100, "US", [isDeep ? 16 : 8, 0])
        set.add(0x0028, 0x0101, "US", [isDeep ? 12 : 8, 0])
        set.add(0x0028, 0x0102, "US", [isDeep ? 11 : 7, 0])
        set.add(0x0028, 0x0103, "US", [0, 0])
        if let contour {
            var item = Encoder()
            item.add(0x3006, 0x0050, contour.utf8.count > 0xFFFE ? "UN" : "DS", contour)
            set.add(sequence: 0x3006, 0x0040, item: item.bytes)
        }
        if let fragment {
            set.add(0x7FE0, 0x0010, fragment: fragment)
            return set.bytes + tail
        }
        set.add(0x7FE0, 0x0010, isDeep ? "OW" : "OB", pixels ?? (0..<16).map { UInt8(truncatingIfNeeded: number + $0) })
        return set.bytes + tail
    }

    /// Explicit VR Little Endian (PS3.5 §7.1.2).
    private struct Encoder {
        private(set) var bytes: [UInt8] = []

        mutating func add(_ group: UInt16, _ element: UInt16, _ vr: String, _ text: String) {
            var value = Array(text.utf8)
            if value.count % 2 == 1 { value.append(vr == "UI" ? 0 : UInt8(ascii: " ")) }
            add(group, element, vr, value)
        }

        mutating func add(_ group: UInt16, _ element: UInt16, _ vr: String, _ value: [UInt8]) {
            bytes += group.littleEndianBytes + element.littleEndianBytes + Array(vr.utf8)
            bytes +=
                ["OB", "OW", "SQ", "UN"].contains(vr)
                ? [0, 0] + UInt32(value.count).littleEndianBytes : UInt16(value.count).littleEndianBytes
            bytes += value
        }

        /// With an empty offset table (PS3.5 §A.4).
        mutating func add(_ group: UInt16, _ element: UInt16, fragment: [UInt8]) {
            let item = UInt16(0xFFFE).littleEndianBytes + UInt16(0xE000).littleEndianBytes
            bytes += group.littleEndianBytes + element.littleEndianBytes + Array("OB".utf8) + [0, 0, 255, 255, 255, 255]
            bytes += item + [0, 0, 0, 0] + item + UInt32(fragment.count).littleEndianBytes + fragment
            bytes += UInt16(0xFFFE).littleEndianBytes + UInt16(0xE0DD).littleEndianBytes + [0, 0, 0, 0]
        }

        mutating func add(sequence group: UInt16, _ element: UInt16, item: [UInt8]) {
            let head = UInt16(0xFFFE).littleEndianBytes + UInt16(0xE000).littleEndianBytes
            add(group, element, "SQ", head + UInt32(item.count).littleEndianBytes + item)
        }
    }
}

extension FixedWidthInteger {
    fileprivate var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}

/// Attributes of a file's top level, by tag as `(0010,0020)`.
struct Attributes {
    private var values: [Substring: String] = [:]

    /// - Parameter dump: what `dcmdump` prints.
    init(dump: String) {
        for line in dump.split(separator: "\n") where line.hasPrefix("(") {
            let tag = line.prefix(11)
            if let begin = line.firstIndex(of: "["), let end = line.lastIndex(of: "]"), begin < end {
                values[tag] = String(line[line.index(after: begin)..<end])
            } else {
                values[tag] = ""
            }
        }
    }

    subscript(tag: String) -> String? { values[Substring(tag)] }
}
