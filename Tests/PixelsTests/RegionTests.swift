import DataSets
import Dicom
import Testing

@testable import Pixels

@Suite struct RegionTests {
    private typealias Box = [Int]

    private static func boxes(_ region: DeviceRegion, rows: Int = 480, columns: Int = 640) -> [Box] {
        region.boxes(rows: rows, columns: columns, nil, rule: "r").map { [$0.x, $0.y, $0.width, $0.height] }
    }

    @Test(
        "Regions count from the edge that they name, and what is not said reaches to the edge",
        arguments: [
            (DeviceRegion.Extent(), DeviceRegion.Extent(start: .pixels(0), size: .pixels(60)), [0, 0, 640, 60]),
            (.init(end: .pixels(0), size: .pixels(100)), .init(end: .pixels(10), size: .pixels(30)), [540, 440, 100, 30]),
            (.init(start: .pixels(20), end: .pixels(30)), .init(start: .pixels(400)), [20, 400, 590, 80]),
            (.init(start: .pixels(-200), size: .pixels(50)), .init(start: .pixels(-40)), [440, 440, 50, 40]),
            (.init(end: .pixels(-100)), .init(end: .percent(50)), [0, 0, 100, 240]),
            (.init(size: .percent(10)), .init(start: .percent(50), size: .percent(25)), [0, 240, 640, 120]),
            (.init(start: .pixels(600), size: .pixels(100)), .init(start: .pixels(470), size: .pixels(99)), [600, 470, 40, 10]),
        ])
    func edges(horizontal: DeviceRegion.Extent, vertical: DeviceRegion.Extent, box: [Int]) {
        #expect(Self.boxes(DeviceRegion(.rectangle(horizontal: horizontal, vertical: vertical))) == [box])
    }

    @Test("A region that lies outside of a picture covers nothing of it")
    func outside() {
        let region = DeviceRegion(
            .rectangle(horizontal: .init(start: .pixels(640), size: .pixels(9)), vertical: .init()))
        #expect(Self.boxes(region).isEmpty)
        #expect(Self.boxes(region, columns: 641) == [[640, 0, 1, 480]])
    }

    // MARK: ultrasound

    private static func regions(_ corners: [[UInt32]], rows: Int = 100, columns: Int = 200) throws -> UltrasoundRegions? {
        var file = ImageFile(rows: rows, columns: columns, allocated: 8, stored: 8)
        file.pixels = [[UInt8](repeating: 0, count: rows * columns)]
        file.others = [(Tag(0x0018, 0x6011), "SQ", corners.flatMap(item))]
        let stored = try TemporaryFile(file.dataSet())
        let dataSet = try DataSet(path: stored.path, offset: 0, transferSyntax: file.syntax)
        defer { withExtendedLifetime(stored) {} }
        return UltrasoundRegions(try dataSet.view(), rows: rows, columns: columns)
    }

    /// Explicit VR Little Endian (PS3.5 §7.5).
    static func item(_ corners: [UInt32]) -> [UInt8] {
        var elements: [UInt8] = []
        for (element, corner) in zip([0x6018, 0x601A, 0x601C, 0x601E], corners) {
            elements += little(0x0018) + little(element)
            elements += Array("UL".utf8) + little(4) + little32(Int(corner))
        }
        return [0xFE, 0xFF, 0x00, 0xE0] + little32(elements.count) + elements
    }

    @Test("Outside of ultrasound regions lies what no region holds, each pixel once")
    func complement() throws {
        let corners: [[UInt32]] = [[10, 20, 99, 79], [50, 40, 150, 90], [160, 0, 199, 10]]
        let regions = try #require(try Self.regions(corners))
        var counts = [[Int]](repeating: [Int](repeating: 0, count: 200), count: 100)
        for box in regions.outsideBoxes {
            for y in box.y..<(box.y + box.height) { for x in box.x..<(box.x + box.width) { counts[y][x] += 1 } }
        }
        for corner in corners.map({ $0.map { Int($0) } }) {
            for y in corner[1]...corner[3] { for x in corner[0]...corner[2] where counts[y][x] < 9 { counts[y][x] += 10 } }
        }
        let wrong = counts.joined().filter { $0 != 1 && $0 != 10 }
        #expect(wrong.isEmpty)
    }

    @Test("One region in the middle leaves four boxes around it")
    func frame() throws {
        let regions = try #require(try Self.regions([[10, 20, 189, 79]]))
        #expect(
            regions.outsideBoxes.map { [$0.x, $0.y, $0.width, $0.height] } == [
                [0, 0, 200, 20], [0, 20, 10, 60], [190, 20, 10, 60], [0, 80, 200, 20],
            ])
    }

    @Test(
        "Regions that cannot be tell nothing",
        arguments: [
            [[10, 20, 5, 79]], [[10, 20, 10, 79]], [[10, 20, 300, 79]], [[10, 20, 189, 101]], [[10, 20, 4_294_967_295, 79]],
            [[10, 20, 100, 79], [0, 0, 0, 0]], [],
        ] as [[[UInt32]]])
    func malformed(corners: [[UInt32]]) throws {
        #expect(try Self.regions(corners) == nil)
    }

    @Test("A last pixel that is told as the one behind it counts as the last")
    func offByOne() throws {
        #expect(try #require(try Self.regions([[0, 0, 200, 100]])).outsideBoxes.isEmpty)
    }
}
