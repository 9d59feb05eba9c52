import BridgeErrors
import DcmtkBridge
import Dicom

/// What the beginning of a DICOM file tells (PS3.10 §7).
public struct FileProbe: Hashable, Sendable {
    /// Where the Data Set begins.
    public let offset: UInt64
    /// Of the file meta information; without one, what the first elements look like.
    public let transferSyntax: TransferSyntax
    /// The file has File Meta Information.
    public let hasMeta: Bool

    /// Looks at the file at `path`: Part 10 with preamble, meta header without preamble, or a bare Data Set.
    ///
    /// Reads bounded amounts only. Throws `.unreadable` if it is not DICOM, `.io` if it cannot be read.
    public static func probe(path: String) throws(DimseError) -> FileProbe {
        bridge_initialize()
        var info = bridge_file_info()
        try DimseError.checked { slot in bridge_file_probe(path, &info, &slot) ? () : nil }
        let uid = withUnsafeBytes(of: info.transfer_syntax_uid) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return FileProbe(offset: info.offset, transferSyntax: TransferSyntax(uid: uid), hasMeta: info.has_meta)
    }
}
