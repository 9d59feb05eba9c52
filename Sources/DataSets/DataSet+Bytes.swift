import BridgeErrors
import DcmtkBridge
import Dicom

extension DataSet {
    /// The received Data Set as it stands in its file, or unfolded if it came deflated: to be read anew.
    ///
    /// - Parameter isReceived: false for a file that is compared with what was received.
    public func receivedBytes(isReceived: Bool = true) throws(DimseError) -> EncodedBytes {
        let file = OpenedFile(try DimseError.checked { slot in bridge_data_set_file(raw, &slot) })
        return file.bytes(from: isDeflated ? 0 : offset, isReceived: isReceived)
    }

    /// What is to leave, in the form of ``receivedBytes()``.
    public func bytes(of encoded: EncodedDataSet) throws(DimseError) -> EncodedBytes {
        guard isDeflated else {
            let file = OpenedFile(try DimseError.checked { slot in bridge_data_set_file(raw, &slot) })
            return EncodedBytes(encoded, read: file.read)
        }
        let limit = limits.maximumInflated.multipliedReportingOverflow(by: 2)
        let file = try DimseError.checked { slot in
            bridge_inflate(encoded.bytes, encoded.bytes.count, limit.overflow ? .max : limit.partialValue, &slot)
        }
        return OpenedFile(file).bytes(from: 0, isReceived: false)
    }

    private var isDeflated: Bool { transferSyntax.encoding == .deflated }
}

/// A file of the bridge's, open as long as this is there.
private final class OpenedFile {
    private let raw: OpaquePointer

    init(_ raw: OpaquePointer) { self.raw = raw }

    deinit { bridge_file_destroy(raw) }

    func bytes(from offset: UInt64, isReceived: Bool) -> EncodedBytes {
        EncodedBytes(offset: offset, end: bridge_file_size(raw), isReceived: isReceived, read: read)
    }

    func read(_ buffer: UnsafeMutableRawBufferPointer, _ offset: UInt64) throws -> Int {
        guard let target = buffer.assumingMemoryBound(to: UInt8.self).baseAddress else { return 0 }
        var got = 0
        try DimseError.checked { slot in bridge_file_read(raw, offset, target, buffer.count, &got, &slot) ? () : nil }
        return got
    }
}
