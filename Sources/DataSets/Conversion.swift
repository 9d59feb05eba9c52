import BridgeErrors
import DcmtkBridge
import Dicom

/// Lossless change of Transfer Syntax (PS3.5 §10), for destinations that refuse the sender's.
public enum Conversion {
    /// Rewrites the Data Set of the file at `path` that begins at `offset` as the bare Data Set `output`.
    ///
    /// Native and deflated syntaxes among each other, and native frames in fragments, RLE, JPEG Lossless and JPEG-LS Lossless
    /// to them. Throws
    /// `.transferSyntax` if that is not possible; `output` does not exist then. Nothing is synced. Decoding needs
    /// memory for all pixels.
    public static func convert(
        path: String, offset: UInt64, from: TransferSyntax, to: TransferSyntax, output: String
    ) throws(DimseError) {
        bridge_initialize()
        try DimseError.checked { slot in bridge_convert(path, offset, from.uid, to.uid, output, &slot) ? () : nil }
    }
}
