/// The Transfer Syntaxes that Veil knows the layout of, with the names of the standard (PS3.6 Table A-1).
///
/// JPIP (94, 95, 204, 205) refers to pixels elsewhere, and SMPTE ST 2110 carries streams beside the Data Set: they stay unknown.
extension TransferSyntax {
    /// The name of PS3.6; nil for one that Veil does not know.
    public var name: String? { TransferSyntax.names[uid] }

    /// All whose Data Sets can be read, in the order of PS3.6.
    public static let readable: [TransferSyntax] = table.map { TransferSyntax(uid: $0.uid) }.filter { $0.encoding != nil }

    private static let names = Dictionary(table.map { ($0.uid, $0.name) }, uniquingKeysWith: { first, _ in first })

    private static let table: [(uid: String, name: String)] =
        [
            ("1.2.840.10008.1.2", "Implicit VR Little Endian"),
            ("1.2.840.10008.1.2.1", "Explicit VR Little Endian"),
            ("1.2.840.10008.1.2.1.98", "Encapsulated Uncompressed Explicit VR Little Endian"),
            ("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian"),
            ("1.2.840.10008.1.2.2", "Explicit VR Big Endian"),
        ] + jpegFamily.map { ("1.2.840.10008.1.2.4.\($0.number)", $0.name) } + [
            ("1.2.840.10008.1.2.5", "RLE Lossless"),
            ("1.2.840.10008.1.2.8.1", "Deflated Image Frame Compression"),
        ]

    private static let jpegFamily: [(number: String, name: String)] = [
        ("50", "JPEG Baseline (Process 1)"),
        ("51", "JPEG Extended (Process 2 & 4)"),
        ("52", "JPEG Extended (Process 3 & 5)"),
        ("53", "JPEG Spectral Selection, Non-Hierarchical (Process 6 & 8)"),
        ("54", "JPEG Spectral Selection, Non-Hierarchical (Process 7 & 9)"),
        ("55", "JPEG Full Progression, Non-Hierarchical (Process 10 & 12)"),
        ("56", "JPEG Full Progression, Non-Hierarchical (Process 11 & 13)"),
        ("57", "JPEG Lossless, Non-Hierarchical (Process 14)"),
        ("58", "JPEG Lossless, Non-Hierarchical (Process 15)"),
        ("59", "JPEG Extended, Hierarchical (Process 16 & 18)"),
        ("60", "JPEG Extended, Hierarchical (Process 17 & 19)"),
        ("61", "JPEG Spectral Selection, Hierarchical (Process 20 & 22)"),
        ("62", "JPEG Spectral Selection, Hierarchical (Process 21 & 23)"),
        ("63", "JPEG Full Progression, Hierarchical (Process 24 & 26)"),
        ("64", "JPEG Full Progression, Hierarchical (Process 25 & 27)"),
        ("65", "JPEG Lossless, Hierarchical (Process 28)"),
        ("66", "JPEG Lossless, Hierarchical (Process 29)"),
        ("70", "JPEG Lossless, Non-Hierarchical, First-Order Prediction (Process 14 [Selection Value 1])"),
        ("80", "JPEG-LS Lossless Image Compression"),
        ("81", "JPEG-LS Lossy (Near-Lossless) Image Compression"),
        ("90", "JPEG 2000 Image Compression (Lossless Only)"),
        ("91", "JPEG 2000 Image Compression"),
        ("92", "JPEG 2000 Part 2 Multi-component Image Compression (Lossless Only)"),
        ("93", "JPEG 2000 Part 2 Multi-component Image Compression"),
        ("100", "MPEG2 Main Profile / Main Level"),
        ("100.1", "Fragmentable MPEG2 Main Profile / Main Level"),
        ("101", "MPEG2 Main Profile / High Level"),
        ("101.1", "Fragmentable MPEG2 Main Profile / High Level"),
        ("102", "MPEG-4 AVC/H.264 High Profile / Level 4.1"),
        ("102.1", "Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.1"),
        ("103", "MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1"),
        ("103.1", "Fragmentable MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1"),
        ("104", "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video"),
        ("104.1", "Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 2D Video"),
        ("105", "MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video"),
        ("105.1", "Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 For 3D Video"),
        ("106", "MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2"),
        ("106.1", "Fragmentable MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2"),
        ("107", "HEVC/H.265 Main Profile / Level 5.1"),
        ("108", "HEVC/H.265 Main 10 Profile / Level 5.1"),
        ("110", "JPEG XL Lossless"),
        ("111", "JPEG XL JPEG Recompression"),
        ("112", "JPEG XL"),
        ("201", "High-Throughput JPEG 2000 Image Compression (Lossless Only)"),
        ("202", "High-Throughput JPEG 2000 with RPCL Options Image Compression (Lossless Only)"),
        ("203", "High-Throughput JPEG 2000 Image Compression"),
    ]
}
