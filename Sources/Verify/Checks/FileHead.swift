import BridgeErrors
import DataSets
import Foundation

/// What stands in a file before its Data Set: a preamble, and File Meta Information.
enum FileHead {
    /// A check for each thing that may not be there: a preamble that is not empty, elements that name a sender or hold
    /// private information (PS3.10 §7.1).
    ///
    /// - Throws: `DimseError` if the file cannot be read.
    static func results(path: String) throws(DimseError) -> [CheckResult] {
        let probe = try FileProbe.probe(path: path)
        guard probe.hasMeta, let head = bytes(path, Int(clamping: probe.offset)) else { return [] }
        let isPart10 = head.count >= 132 && head[128..<132].elementsEqual(Array("DICM".utf8))
        var results: [CheckResult] = []
        if isPart10, head[..<128].contains(where: { $0 != 0 }) { results.append(surplus("preamble")) }
        var position = isPart10 ? 132 : 0
        // Explicit VR Little Endian, whatever the Data Set has.
        while position + 8 <= head.count {
            let isLong = longVRs.contains(String(decoding: head[(position + 4)..<(position + 6)], as: UTF8.self))
            guard !isLong || position + 12 <= head.count else { break }
            let element = UInt16(head[position + 2]) | UInt16(head[position + 3]) << 8
            let field = isLong ? head[(position + 8)..<(position + 12)] : head[(position + 6)..<(position + 8)]
            let length = field.reversed().reduce(0) { $0 << 8 | Int($1) }
            if !allowed.contains(element) {
                let digits = String(element, radix: 16)
                results.append(surplus("<(0002,\(String(repeating: "0", count: 4 - digits.count))\(digits))>"))
            }
            position += (isLong ? 12 : 8) + length
        }
        return results
    }

    private static func surplus(_ path: String) -> CheckResult {
        CheckResult(
            .textRemoved, at: path, expected: "", found: "present", passed: false,
            rule: "File Meta Information that tells nothing of the sender")
    }

    /// Length, version, UIDs, and who wrote the file: a product, not a site.
    private static let allowed: Set<UInt16> = [0x0000, 0x0001, 0x0002, 0x0003, 0x0010, 0x0012, 0x0013]
    private static let longVRs: Set<String> = ["OB", "OW", "UN", "UT", "SQ", "OF", "OD", "OL", "UC", "UR"]

    private static func bytes(_ path: String, _ count: Int) -> [UInt8]? {
        // What cannot be read is told by whoever reads the Data Set.
        guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: min(count, 1 << 20)) else {
            return nil
        }
        return Array(data)
    }
}
