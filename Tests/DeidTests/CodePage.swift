import Glibc

/// Text in code pages that no Data Set may use, as old systems write them.
enum CodePage {
    /// `text` in `page`, as iconv names it.
    static func bytes(_ text: String, _ page: String) -> [UInt8] { convert(Array(text.utf8), "UTF-8", page) ?? [] }

    /// True if `bytes` are whole characters of `page`.
    static func isWhole(_ bytes: [UInt8], _ page: String) -> Bool { convert(bytes, page, "UTF-8") != nil }

    private static func convert(_ bytes: [UInt8], _ from: String, _ to: String) -> [UInt8]? {
        guard let descriptor = iconv_open(to, from), Int(bitPattern: descriptor) != -1 else { return nil }
        defer { iconv_close(descriptor) }
        var input = bytes.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: bytes.count * 4 + 16)
        var (left, room) = (input.count, output.count)
        let capacity = room
        let result = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                var (from, to) = (input.baseAddress, output.baseAddress)
                return iconv(descriptor, &from, &left, &to, &room)
            }
        }
        guard result != .max, left == 0 else { return nil }
        return output.prefix(capacity - room).map { UInt8(bitPattern: $0) }
    }
}
