import Foundation
import Pixels
import Testing

@Suite("Text is found in whatever shape it stands in a picture")
struct TextShapeTests {
    @Test("lines that rise or fall a little", arguments: [-8.0, 5.0, 12.0])
    func tilted(degrees: Double) throws {
        var picture = TextPicture(rows: 260, columns: 400)
        try picture.write("KOWALSKI, PIOTR", x: 80, y: 118)
        let found = try search(picture.tilted(degrees).image(), .maskAll)
        // Letters around the middle, and those 90 pixels to the left, a bit inside of them.
        let rise = Int(90 * tan(degrees * .pi / 180))
        #expect(found.covers(x: 190, y: 124, width: 20, height: 10))
        #expect(found.covers(x: 100, y: 124 + rise, width: 20, height: 8))
    }

    @Test("letters of 160 pixels in a picture that is large enough for them")
    func large() throws {
        var picture = TextPicture(rows: 1000, columns: 1800)
        try picture.write("NOVAK", x: 200, y: 300, height: 160)
        let found = try search(picture.image(), .maskAll)
        #expect(found.covers(x: 225, y: 330, width: 300, height: 90))
    }

    @Test("letters that are bright on one side of an edge and dark on the other", arguments: [false, true])
    func acrossAnEdge(isTurned: Bool) throws {
        var picture = TextPicture(ground: 30)
        for index in picture.grey.indices where index % picture.columns >= 150 { picture.grey[index] = 130 }
        try picture.write("KOWALSKI 4471", x: 40, y: 60, level: 90)
        let found = try search(isTurned ? picture.turned().image() : picture.image(), .maskAll)
        // What was at x is at the height of 359 - x then.
        #expect(
            found.covers(x: isTurned ? 66 : 44, y: isTurned ? 140 : 66, width: isTurned ? 10 : 175, height: isTurned ? 175 : 10))
        #expect(
            found.spares(x: isTurned ? 60 : 280, y: isTurned ? 20 : 60, width: isTurned ? 20 : 60, height: isTurned ? 60 : 20))
    }

    @Test("an initial that stands apart goes with its name")
    func initial() throws {
        var picture = TextPicture(ground: 0)
        try picture.write("L", x: 40, y: 60)
        try picture.write("KELLY", x: 92, y: 60)
        let found = try search(picture.image(), .maskAll)
        #expect(found.covers(x: 44, y: 65, width: 10, height: 12))
        #expect(found.covers(x: 98, y: 65, width: 50, height: 12))
    }

    @Test("small letters that run into each other", arguments: [TextMode.keepSafe, .maskAll])
    func blurred(mode: TextMode) throws {
        var picture = TextPicture(ground: 0)
        try picture.write("MRN 4471902", x: 20, y: 40, height: 12)
        try picture.write("19:43:07", x: 20, y: 120, height: 12)
        let found = try search(picture.blurred().image(), mode)
        #expect(found.covers(x: 24, y: 43, width: 50, height: 7))
        #expect(found.covers(x: 24, y: 123, width: 36, height: 7))
    }

    @Test("two words below each other that run upwards")
    func turnedWords() throws {
        var picture = TextPicture(rows: 120, columns: 200, ground: 0)
        try picture.write("90 yrs", x: 40, y: 40)
        let found = try search(picture.turned().image(), .maskAll)
        #expect(found.covers(x: 45, y: 108, width: 10, height: 45))
    }
}

extension TextPicture {
    /// Turned around the middle; what falls into view from outside is ground.
    fileprivate func tilted(_ degrees: Double) -> TextPicture {
        var result = TextPicture(rows: rows, columns: columns)
        let (s, c) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
        for row in 0..<rows {
            for column in 0..<columns {
                let u = Double(column - columns / 2), v = Double(row - rows / 2)
                let x = c * u - s * v + Double(columns / 2), y = s * u + c * v + Double(rows / 2)
                let (x0, y0) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
                guard x0 >= 0, y0 >= 0, x0 + 1 < columns, y0 + 1 < rows else { continue }
                let (fx, fy) = (x - Double(x0), y - Double(y0))
                func level(_ dx: Int, _ dy: Int) -> Double { Double(grey[(y0 + dy) * columns + x0 + dx]) }
                let upper = level(0, 0) * (1 - fx) + level(1, 0) * fx
                let lower = level(0, 1) * (1 - fx) + level(1, 1) * fx
                result.grey[row * columns + column] = UInt8(upper * (1 - fy) + lower * fy)
            }
        }
        return result
    }

    /// A sixth of each neighbour's level in each pixel.
    fileprivate func blurred() -> TextPicture {
        var result = self
        for row in 1..<(rows - 1) {
            for column in 1..<(columns - 1) {
                let at = row * columns + column
                let beside = Int(grey[at - 1]) + Int(grey[at + 1]) + Int(grey[at - columns]) + Int(grey[at + columns])
                result.grey[at] = UInt8(min(255, Int(grey[at]) * 5 / 6 + beside / 6))
            }
        }
        return result
    }
}
