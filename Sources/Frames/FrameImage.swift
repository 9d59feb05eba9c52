import BridgeErrors
import DcmtkBridge
import Dicom

/// One frame of an instance as a picture for people: window, palette and colour model applied, overlays left out.
public struct FrameImage: Hashable, Sendable {
    /// A PNG file of 8 bits a sample, grey or RGB.
    public let png: [UInt8]
    /// Size of the frame as stored; the picture may be smaller, in the same proportion.
    public let columns: Int
    public let rows: Int
    /// How many frames the instance has.
    public let frameCount: Int

    /// Draws frame `frame`, counted from 0, of the Data Set of the file at `path` that begins at `offset`.
    ///
    /// - Parameter maximumSide: of the picture, in pixels.
    /// - Throws: `.transferSyntax` if it cannot be decoded, `.argument` if there is no such frame or no Pixel Data,
    ///   `.tooLarge`, and what opening a `DataSet` throws.
    public init(
        path: String, offset: UInt64, transferSyntax: TransferSyntax, frame: Int, maximumSide: Int = 1024
    ) throws(DimseError) {
        bridge_initialize()
        guard let number = UInt32(exactly: frame), let side = UInt32(exactly: maximumSide), side > 0 else {
            throw DimseError(.argument)
        }
        var picture = bridge_picture()
        try DimseError.checked { slot in
            bridge_render(path, offset, transferSyntax.uid, number, side, &picture, &slot) ? () : nil
        }
        defer { bridge_picture_free(&picture) }
        png = Array(UnsafeBufferPointer(start: picture.png, count: picture.count))
        columns = Int(picture.columns)
        rows = Int(picture.rows)
        frameCount = Int(picture.frames)
    }
}
