import Foundation
import Frames
import Ledger
import Pixels

/// A small picture of an instance that is held for its pixels, with the boxes found so far: for the person who decides.
enum HeldPicture {
    /// An SVG file; nil if the frame cannot be drawn.
    static func svg(of instance: ReceivedInstance, path: String, _ boxes: [PixelBox]) -> String? {
        let frame = boxes.compactMap(\.frames).first?.lowerBound ?? 0
        // What cannot be decoded has no picture; that is often why the instance is held.
        let drawn = try? FrameImage(
            path: path, offset: instance.dataSetOffset, transferSyntax: instance.transferSyntax, frame: frame,
            maximumSide: 512)
        guard let drawn else { return nil }
        let size = "\(drawn.columns) \(drawn.rows)"
        let data = Data(drawn.png).base64EncodedString()
        var text = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(size)\">"
        text += "<image width=\"\(drawn.columns)\" height=\"\(drawn.rows)\" preserveAspectRatio=\"none\" "
        text += "href=\"data:image/png;base64,\(data)\"/>"
        for box in boxes where box.frames?.contains(frame) ?? true {
            text += "<rect x=\"\(box.x)\" y=\"\(box.y)\" width=\"\(box.width)\" height=\"\(box.height)\" "
            text += "fill=\"none\" stroke=\"#ff5a3c\" stroke-width=\"2\"/>"
        }
        return text + "</svg>\n"
    }
}
