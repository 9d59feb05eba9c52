import DataSets
import Frames

extension PixelFrames {
    /// Encapsulated frames of an image, told apart by fragments, offset tables or where streams begin.
    ///
    /// - Throws: `frames_unclear`, `DimseError`.
    init(of dataSet: borrowing DataSet, _ module: PixelModule, _ value: PixelValue) throws {
        let table = try value.offsetTable.map { try dataSet.readPixels(at: module.index, $0) } ?? []
        let extended = try module.extendedOffsets.map { dataSet.has($0) ? try dataSet.load($0) : [] } ?? []
        var starts: Set<UInt64> = []
        if module.frames > 1, module.frames < value.fragments.count {
            for fragment in value.fragments {
                let head = try dataSet.readPixels(at: module.index, fragment.prefix(12))
                if Self.beginsStream(head) { starts.insert(fragment.lowerBound) }
            }
        }
        let frames = PixelFrames(
            encapsulated: value, count: module.frames, offsetTable: table, extended: extended,
            beginsFrame: { starts.contains($0.lowerBound) })
        guard let frames else { throw PixelHold(.framesUnclear) }
        self = frames
    }

    private static func beginsStream(_ head: [UInt8]) -> Bool {
        head.starts(with: [0xFF, 0xD8, 0xFF]) || head.starts(with: [0xFF, 0x4F, 0xFF, 0x51]) || head.has("jP  ", at: 4)
    }
}
