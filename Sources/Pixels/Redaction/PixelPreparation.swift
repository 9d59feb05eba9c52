import Deid
import Dicom

/// What the header of an instance tells about its pixels, to be read before the header is edited.
public struct PixelPreparation: Sendable {
    /// One picture of the instance.
    struct Image: Sendable {
        var module: PixelModule
        var display: TextDisplay
        /// The Icon Image Sequence that it stands in.
        var iconSequence: Int?
    }

    var images: [Image]
    /// Knows what identifies the patient.
    var text: TextCleaner
    var mode: TextMode
    var isSearched: Bool
    var searchesBarcodes: Bool
    /// Boxes of device rules.
    var fixed: [PixelBox] = []
    /// Why these cannot be told.
    var hold: PixelHold?
    var regions: UltrasoundRegions?
    /// All outside of `regions` is covered if there is text.
    var coversOutside = false

    /// - Parameters:
    ///   - modules: all that `view` holds.
    ///   - text: the plan's; without one only the header's identifiers are known, and nothing stands for them.
    public init(
        _ view: DataSetView, _ modules: [PixelModule], _ settings: PixelSettings, _ text: TextCleaner? = nil
    ) {
        let policy = PixelPolicy(settings: settings)
        images = modules.map { module in
            let sequence = view.elements[module.index].parent
            let isIcon = sequence >= 0 && view.elements[sequence].tag == .iconImageSequence
            return Image(module: module, display: TextDisplay(module, view), iconSequence: isIcon ? sequence : nil)
        }
        self.text = text ?? TextCleaner(clues: HeaderClues(view))
        mode = policy.mode(view)
        isSearched = policy.isSearched(view)
        searchesBarcodes = policy.mayShowBarcodes(view)
        guard let module = modules.first(where: { !$0.isNested }) else { return }
        regions = UltrasoundRegions(view, rows: module.rows, columns: module.columns)
        do {
            fixed = try settings.devices.boxes(for: view, rows: module.rows, columns: module.columns, regions)
        } catch {
            hold = error
        }
        coversOutside = regions != nil && policy.coversOutside(view)
    }
}
