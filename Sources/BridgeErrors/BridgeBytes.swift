package import BridgeSupport

/// Bytes that a bridge hands out.
package enum BridgeBytes {
    /// What `call` filled, which is freed.
    ///
    /// - Throws: what its slot says.
    package static func taken(
        _ call: (inout bridge_bytes, inout bridge_error) -> Bool
    ) throws(DimseError) -> [UInt8] {
        var result = bridge_bytes()
        try DimseError.checked { slot in call(&result, &slot) ? () : nil }
        defer { bridge_bytes_free(&result) }
        return Array(UnsafeBufferPointer(start: result.bytes, count: result.count))
    }
}
