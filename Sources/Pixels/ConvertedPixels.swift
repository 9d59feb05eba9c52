import DataSets
import Dicom

/// Frames of a Data Set in two Transfer Syntaxes.
public enum ConvertedPixels {
    /// Decodes the frames of the file at `original` here and compares them with those that DCMTK made of them at `converted`;
    /// both are bare Data Sets.
    ///
    /// - Throws: `PixelHold`: `pixels_not_verified` if a sample differs; `DimseError`.
    public static func check(
        original: String, _ syntax: TransferSyntax, converted: String, as newSyntax: TransferSyntax
    ) throws {
        let before = try DataSet(path: original, offset: 0, transferSyntax: syntax)
        let after = try DataSet(path: converted, offset: 0, transferSyntax: newSyntax)
        let modules = (PixelModule.all(in: try before.view()), PixelModule.all(in: try after.view()))
        guard let old = modules.0.first(where: { !$0.isNested }) else { return }
        guard let new = modules.1.first(where: { !$0.isNested }), old.frames == new.frames else {
            throw PixelHold(.notVerified, "frames differ")
        }
        let readers = (
            try FrameReader(before, old, transferSyntax: syntax), try FrameReader(after, new, transferSyntax: newSyntax)
        )
        for number in 0..<old.frames {
            let was = try readers.0.samples(ofFrame: number, in: before), now = try readers.1.samples(ofFrame: number, in: after)
            guard was.byPixel == now.byPixel else { throw PixelHold(.notVerified, "samples differ") }
        }
    }
}

extension FrameSamples {
    /// With the samples of a pixel together.
    fileprivate var byPixel: [UInt8] {
        guard layout.isPlanar else { return bytes }
        let width = layout.cellBytes, pixels = layout.rows * layout.columns
        var result = [UInt8](repeating: 0, count: bytes.count)
        for sample in 0..<layout.samples {
            for pixel in 0..<pixels {
                for byte in 0..<width {
                    result[(pixel * layout.samples + sample) * width + byte] = bytes[(sample * pixels + pixel) * width + byte]
                }
            }
        }
        return result
    }
}
