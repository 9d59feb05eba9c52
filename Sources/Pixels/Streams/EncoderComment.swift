/// Comments that encoders write about themselves. They say nothing about a patient, and streams with them stay byte for
/// byte.
enum EncoderComment {
    /// `#` stands for a version: up to four numbers of at most three digits, so that no date or identifier passes for
    /// one. The whole comment must fit.
    private static let patterns = [
        "LEAD Technologies Inc. V#", "LEAD Technologies, Inc. V#", "LEADTOOLS v#", "LEADTOOLS V#",
        "CREATOR: gd-jpeg v# (using IJG JPEG v#), default quality",
        "CREATOR: gd-jpeg v# (using IJG JPEG v#), quality = #",
        "CREATOR: XV Version #", "CREATOR: The GIMP's JPEG plug-in", "Created with GIMP", "Created with The GIMP",
        "Lavc#", "Lavc", "Lavc# libx264", "Lavc# libx265", "Lavc# mjpeg", "Lavc# jpeg2000", "Lavf#", "Lavf",
        "FFmpeg#", "CS=ITU601", "Intel(R) JPEG Library, version #",
        "Intel(R) JPEG Library, version [#]", "Created by DCMTK #", "DCMTK #",
        "Kakadu-#", "Kakadu-v#", "Created by OpenJPEG version #", "Created by OpenJPEG version #.",
        "Created by GDCM/OpenJPEG version #",
        "Creator: JasPer Version #", "Created by: JJ2000 version #", "Created by JJ2000 version #", "Grok #",
        "Created by Grok version #", "OpenJPH Ver #", "OpenJPH Ver #.", "Comprimato JPEG2000 v#", "JPEG-LS CharLS #",
        "CharLS #",
    ]

    /// Whether `bytes`, padding and line ends aside, is such a comment.
    static func isKnown(_ bytes: some Collection<UInt8>) -> Bool {
        let text = Array(bytes.prefix(longest + 1).drop { isBlank($0) }.reversed().drop { isBlank($0) }.reversed())
        guard bytes.count <= longest else { return isKakaduLayers(bytes) }
        return text.isEmpty || patterns.contains { matches(text[...], Array($0.utf8)[...]) } || isKakaduLayers(bytes)
    }

    private static let longest = 120

    private static func isBlank(_ byte: UInt8) -> Bool { [0, 9, 10, 13, 32].contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func matches(_ text: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first != UInt8(ascii: "#") {
            return text.first == first && matches(text.dropFirst(), pattern.dropFirst())
        }
        guard let version = version(text) else { return false }
        return matches(text.dropFirst(version), pattern.dropFirst())
    }

    /// Length of the version at the beginning: `6`, `2.5.0`, `58.134.100`, `3.10a`, `6.9.11-60`.
    private static func version(_ text: ArraySlice<UInt8>) -> Int? {
        var (position, numbers) = (text.startIndex, 0)
        while true {
            let digits = text[position...].prefix { isDigit($0) }.count
            guard (1...3).contains(digits), numbers < 4 else { return nil }
            position += digits
            numbers += 1
            guard position + 1 < text.endIndex, [UInt8(ascii: "."), UInt8(ascii: "-")].contains(text[position]),
                isDigit(text[position + 1])
            else { break }
            position += 1
        }
        if position < text.endIndex, [UInt8(ascii: "a"), UInt8(ascii: "b")].contains(text[position]) { position += 1 }
        return position - text.startIndex
    }

    /// Kakadu's second comment: a heading, and lines of two numbers.
    private static func isKakaduLayers(_ bytes: some Collection<UInt8>) -> Bool {
        let lines = bytes.split { $0 == 0x0A || $0 == 0x0D || $0 == 0 }
        guard let head = lines.first, head.starts(with: Array("Kdu-Layer-Info: log_2{Delta-".utf8)), head.count < 80,
            head.allSatisfy({ !isDigit($0) || $0 == UInt8(ascii: "2") })
        else { return false }
        return lines.dropFirst().allSatisfy { line in
            line.count <= 24 && line.allSatisfy(Set("0123456789.,-+eE ".utf8).contains)
                && line.filter { isDigit($0) }.count <= 9 && line.filter { $0 == UInt8(ascii: ".") }.count == 2
                && line.filter { $0 == UInt8(ascii: ",") }.count == 1
        }
    }
}
