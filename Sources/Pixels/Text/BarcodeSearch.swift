import PictureText

/// Barcodes in the frames of an image. Whatever one says, it is covered: nobody can see that it identifies nobody.
struct BarcodeSearch {
    private let size: FrameSize
    private let isAsked: Bool
    private let step: Int
    private var found: [PixelBox] = []

    /// What boxes and lines of them are called.
    static let name = "barcode"

    /// Of longer clips, frames this far apart are looked at, and the last one.
    private static let pages = 16, step = 8

    private let last: Int

    init(_ size: FrameSize, isAsked: Bool, frames: Int) {
        self.size = size
        self.isAsked = isAsked
        step = frames > Self.pages ? Self.step : 1
        last = frames - 1
    }

    mutating func look(in view: TextView, frame: Int) throws {
        guard isAsked, frame % step == 0 || frame == last else { return }
        for area in try view.barcodes() {
            let box = PixelBox(
                x: area.x, y: area.y, width: area.width, height: area.height, reason: .text(Self.name))
            if let box = box.clipped(rows: size.rows, columns: size.columns), !found.contains(box) { found.append(box) }
        }
    }

    func added(to search: TextSearch) -> TextSearch {
        var search = search
        search.boxes += found
        search.lines += found.map {
            FoundLine(x: $0.x, y: $0.y, width: $0.width, height: $0.height, kind: .identifying(Self.name))
        }
        return search
    }
}
