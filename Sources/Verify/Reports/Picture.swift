import BridgeErrors
import DataSets
import Foundation
import Frames
import Pages

/// A part of a frame that was covered, in pixels of the frame as stored.
public struct MaskBox: Hashable, Sendable {
    /// From 0.
    public var frame: Int
    public var x: Int
    public var y: Int
    public var width: Int
    public var height: Int
    /// What it covers, by class; never the text.
    public var reason: String

    public init(frame: Int, x: Int, y: Int, width: Int, height: Int, reason: String) {
        self.frame = frame
        self.x = x
        self.y = y
        self.width = width
        self.height = height
        self.reason = reason
    }
}

/// A frame of a file for a page, or why there is none.
struct Picture {
    private let image: FrameImage?
    private let problem: String
    /// Frames of the file; 0 if it cannot be shown.
    var frameCount: Int { image?.frameCount ?? 0 }

    init(path: String, frame: Int) {
        do throws(DimseError) {
            let probe = try FileProbe.probe(path: path)
            image = try FrameImage(
                path: path, offset: probe.offset, transferSyntax: probe.transferSyntax, frame: frame, maximumSide: 640)
            problem = ""
        } catch {
            (image, problem) = (nil, error.text)
        }
    }

    /// The picture with `boxes` drawn over it, as it stands in a page.
    func html(_ caption: String, boxes: [MaskBox]) -> String {
        let caption = HTML.escaped(caption)
        guard let image else { return "<figure><p>\(caption): cannot be shown (\(problem))</p></figure>" }
        let data = Data(image.png).base64EncodedString()
        var text = "<figure><div class=\"frame\"><img alt=\"\(caption)\" src=\"data:image/png;base64,\(data)\">"
        if !boxes.isEmpty {
            text += "<svg viewBox=\"0 0 \(image.columns) \(image.rows)\" preserveAspectRatio=\"none\">"
            for box in boxes {
                text +=
                    "<rect x=\"\(box.x)\" y=\"\(box.y)\" width=\"\(box.width)\" height=\"\(box.height)\"><title>"
                    + HTML.escaped(box.reason) + "</title></rect>"
            }
            text += "</svg>"
        }
        return text + "</div><figcaption>\(caption)</figcaption></figure>"
    }
}
