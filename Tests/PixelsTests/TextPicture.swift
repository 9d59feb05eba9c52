import DataSets
import Deid
import Dicom
import PictureText
import Pixels
import Testing

/// Texts on a plain or noisy ground, one byte a pixel.
struct TextPicture {
    var rows = 200
    var columns = 360
    var grey: [UInt8]

    init(rows: Int = 200, columns: Int = 360, ground: UInt8 = 10) {
        self.rows = rows
        self.columns = columns
        grey = [UInt8](repeating: ground, count: rows * columns)
    }

    /// Speckle as of an ultrasound, below `ceiling`; the same for each `seed`.
    mutating func speckle(_ ceiling: Int, seed: UInt64) {
        var state = seed &* 6_364_136_223_846_793_005 &+ 1
        for index in grey.indices {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            grey[index] = UInt8(Int(state >> 33) % ceiling)
        }
    }

    /// Letters fill most of a box of this height.
    mutating func write(_ text: String, x: Int, y: Int, height: Int = 22, level: UInt8 = 240) throws {
        let width = min(columns - x, text.count * height * 3 / 4)
        let caption = try Caption(text, width: width, height: height)
        for row in 0..<height {
            for column in 0..<width {
                let ink = Int(caption.ink[row * width + column])
                let index = (y + row) * columns + x + column
                grey[index] = UInt8((Int(grey[index]) * (255 - ink) + Int(level) * ink) / 255)
            }
        }
    }

    /// A quarter turn.
    func turned() -> TextPicture {
        var result = TextPicture(rows: columns, columns: rows)
        for row in 0..<rows {
            for column in 0..<columns { result.grey[(columns - 1 - column) * rows + row] = grey[row * columns + column] }
        }
        return result
    }

    /// As an image whose samples show this: one frame of it, or `more` after it.
    func image(_ photometric: String = "MONOCHROME2", more: [TextPicture] = []) -> ImageFile {
        var image = ImageFile(rows: rows, columns: columns, frames: 1 + more.count, allocated: 8, stored: 8)
        image.photometric = photometric
        let all = ([self] + more).flatMap(\.grey)
        switch photometric {
        case "MONOCHROME1": image.pixels = [all.map { 255 - $0 }]
        case "RGB":
            image.samples = 3
            image.pixels = [all.flatMap { [$0, $0, $0 / 2] }]
        case "YBR_FULL":
            image.samples = 3
            image.pixels = [all.flatMap { [$0, 128, 128] }]
        case "PALETTE COLOR":
            // Levels backwards, so that indices and what they show differ.
            let table = (0..<256).flatMap { little((255 - $0) * 257) }
            for colour: UInt16 in 0..<3 {
                image.others.append((Tag(0x0028, 0x1101 + colour), "US", little(256) + little(0) + little(16)))
                image.others.append((Tag(0x0028, 0x1201 + colour), "OW", table))
            }
            image.pixels = [all.map { 255 - $0 }]
        default: image.pixels = [all]
        }
        if image.pixels[0].count % 2 == 1 { image.pixels[0].append(0) }
        return image
    }
}

/// Searches an image as the node does.
func search(
    _ image: ImageFile, _ mode: TextMode = .keepSafe, clues: HeaderClues = HeaderClues(),
    deadline: ContinuousClock.Instant = .now + .seconds(600)
) throws -> TextSearch {
    let file = try TemporaryFile(image.dataSet())
    let dataSet = try DataSet(path: file.path, offset: 0, transferSyntax: image.syntax)
    let view = try dataSet.view()
    let module = try #require(PixelModule.all(in: view).first)
    let reader = try FrameReader(dataSet, module, transferSyntax: image.syntax)
    let finder = try TextFinder(languages: ["eng"])
    return try finder.search(
        module, display: TextDisplay(module, view), text: TextCleaner(clues: clues), mode: mode, barcodes: true,
        deadline: deadline
    ) { try reader.samples(ofFrame: $0, in: dataSet) }
}

extension TextSearch {
    /// Whether boxes cover most of an area.
    func covers(x: Int, y: Int, width: Int, height: Int) -> Bool {
        var hidden = 0
        for row in y..<(y + height) {
            for column in x..<(x + width) {
                let isIn = boxes.contains {
                    ($0.x..<($0.x + $0.width)).contains(column) && ($0.y..<($0.y + $0.height)).contains(row)
                }
                if isIn { hidden += 1 }
            }
        }
        return hidden * 10 > width * height * 9
    }

    /// Whether what `other` covers is covered here, but for a fiftieth of each box: margins depend on neighbours.
    func hides(_ other: TextSearch) -> Bool {
        other.boxes.allSatisfy { box in
            var bare = 0
            for row in box.y..<(box.y + box.height) {
                for column in box.x..<(box.x + box.width) {
                    let isHidden = boxes.contains {
                        $0.x <= column && column < $0.x + $0.width && $0.y <= row && row < $0.y + $0.height
                    }
                    if !isHidden { bare += 1 }
                }
            }
            return bare * 50 <= box.width * box.height
        }
    }

    /// Whether no box touches an area.
    func spares(x: Int, y: Int, width: Int, height: Int) -> Bool {
        !boxes.contains { $0.x < x + width && $0.x + $0.width > x && $0.y < y + height && $0.y + $0.height > y }
    }
}
