import Dicom

/// What is done about the pixels of an instance whose strategy has the option `clean_pixel_data`.
public enum PixelCare: Sendable, Hashable {
    /// Nobody looks at them: such an instance is held if it has any.
    case none
    /// It has no picture that text could stand in, and nothing is claimed.
    case noPicture
    /// It leaves only after its pixels were searched and what was found is covered, and the output says so.
    case cleaned

    /// What the pixel step does about an instance.
    public init(_ view: DataSetView) {
        guard view.topLevel(.pixelData) != nil else {
            self = .noPicture
            return
        }
        let index = view.topLevel(.sopClassUID)
        let sopClass = index.flatMap { view.text(of: $0)?.first } ?? ""
        self = Self.withoutPicture.contains(sopClass) ? .noPicture : .cleaned
    }

    /// Storage SOP Classes whose cells are labels, doses or measurements and not what somebody photographed, scanned or
    /// drew on: no screen and no scanner writes text into them.
    private static let withoutPicture: Set<String> = [
        // Segmentation, Label Map Segmentation.
        "1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.66.7",
        // Parametric Map.
        "1.2.840.10008.5.1.4.1.1.30",
        // RT Dose.
        "1.2.840.10008.5.1.4.1.1.481.2",
    ]
}
