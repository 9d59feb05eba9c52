import BridgeErrors
import BridgeSupport
import TextBridge

/// A line of text as a picture, to stand in a covered box.
public struct Caption: Sendable, Hashable {
    public let width: Int
    public let height: Int
    /// A byte a pixel: 255 where there is ink, less at the edges of letters.
    public let ink: [UInt8]

    /// Draws `text`, printable ASCII, as large as it fits; cut where it would not be legible any more, without any ink
    /// where not even a character fits.
    public init(_ text: String, width: Int, height: Int) throws(DimseError) {
        guard let wide = UInt32(exactly: width), let high = UInt32(exactly: height), !text.utf8.contains(0) else {
            throw DimseError(.argument)
        }
        ink = try BridgeBytes.taken { result, slot in bridge_caption(text, wide, high, &result, &slot) }
        self.width = width
        self.height = height
    }
}
