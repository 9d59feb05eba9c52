import Deid
import Dicom

/// Decides by its header how an instance's pixels are treated. What the header says of text in them counts only as a
/// reason to be stricter: Burned In Annotation NO is never believed.
struct PixelPolicy {
    let settings: PixelSettings

    /// Whether text is looked for.
    func isSearched(_ view: DataSetView) -> Bool {
        settings.when == .always || PixelCare(view) == .cleaned
    }

    func mode(_ view: DataSetView) -> TextMode {
        switch settings.text {
        case .keepSafe: .keepSafe
        case .maskAll: .maskAll
        case .byModality: isMadeForReading(view) ? .maskAll : .keepSafe
        }
    }

    /// Whether all that lies outside of ultrasound regions is covered as soon as there is text: what the modality is
    /// known to write there.
    func coversOutside(_ view: DataSetView) -> Bool { settings.text == .byModality && mode(view) == .maskAll }

    /// Whether barcodes are looked for: everywhere but in slices that a scanner reconstructed, where no label can lie.
    func mayShowBarcodes(_ view: DataSetView) -> Bool {
        func value(_ tag: Tag) -> [String] { view.topLevel(tag).flatMap { view.text(of: $0) } ?? [] }
        let isSlice =
            ["CT", "MR", "PT", "NM"].contains(value(.modality).first ?? "")
            && value(Tag(0x0008, 0x0008)).first?.uppercased() == "ORIGINAL"
        return !isSlice || isMadeForReading(view)
    }

    /// Ultrasound, screens, documents, photographs: pictures that carry more text about people than about the picture.
    private func isMadeForReading(_ view: DataSetView) -> Bool {
        func value(_ tag: Tag) -> [String] { view.topLevel(tag).flatMap { view.text(of: $0) } ?? [] }
        let sopClass = value(.sopClassUID).first ?? ""
        if ["US", "SC", "XC", "OT"].contains(value(.modality).first ?? "") { return true }
        if Self.classes.contains(where: { sopClass == $0 || sopClass.hasPrefix($0 + ".") }) { return true }
        // Of the SC Equipment Module, whatever the SOP Class says (PS3.3 §C.8.6.1).
        if value(Tag(0x0008, 0x0064)).contains(where: { !$0.isEmpty }) { return true }
        if value(Tag(0x0008, 0x0008)).contains(where: { $0.uppercased().contains("SCREEN") }) { return true }
        return value(Tag(0x0028, 0x0301)).first == "YES"
    }

    private static let classes = [
        // Secondary Capture and its multi-frame kinds.
        "1.2.840.10008.5.1.4.1.1.7",
        // Ultrasound, retired ones too.
        "1.2.840.10008.5.1.4.1.1.6", "1.2.840.10008.5.1.4.1.1.3",
        // VL Photographic, Video Photographic.
        "1.2.840.10008.5.1.4.1.1.77.1.4",
    ]
}
