/// What x264 and x265 write about themselves: version, copyright and options. Names of options are words, their values
/// numbers and few letters.
enum EncoderOptions {
    /// Whether `text`, up to its first zero, is that and nothing else.
    static func areAll(_ text: [UInt8]) -> Bool {
        let words = String(decoding: text.prefix { $0 != 0 && $0 < 0x80 }, as: UTF8.self)
        guard let (head, options) = words.split(at: "- options: "), head.utf8.count < 200 else { return false }
        if head.hasPrefix("x264 - core ") {
            return head.hasSubstring("H.264/MPEG-4 AVC codec - Copy") && head.hasSubstring("http://www.videolan.org/x264.html")
                && options.split(separator: " ").allSatisfy { isOption($0, mayBeBare: false) }
        }
        guard head.hasPrefix("x265 (build "), head.hasSubstring("H.265/HEVC codec - Copyright"),
            head.hasSubstring("http://x265.org")
        else { return false }
        return options.split(separator: " ").allSatisfy { isOption($0, mayBeBare: true) }
    }

    private static func isOption(_ text: Substring, mayBeBare: Bool) -> Bool {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false)
        guard parts[0].utf8.allSatisfy(name.contains) else { return false }
        if parts.count == 1 { return mayBeBare && parts[0].utf8.count <= 32 }
        // x265 forgets a blank: `scenecut-aware-qp=0conformance-window-offsets`.
        let value = parts[1].hasSuffix("conformance-window-offsets") ? parts[1].prefix(1) : parts[1]
        return parts.count == 2 && value.utf8.count <= 12 && value.utf8.allSatisfy(values.contains)
            && value.filter(\.isLetter).count <= 5 && value.filter(\.isNumber).count <= 7
    }

    private static let name = Set("abcdefghijklmnopqrstuvwxyz0123456789_-".utf8)
    private static let values = Set("abcdefghijklmnopqrstuvwxyz0123456789.:,/x-".utf8)
}

extension String {
    /// What stands before and behind the first `text`.
    fileprivate func split(at text: String) -> (Substring, Substring)? {
        firstRange(of: text).map { (self[..<$0.lowerBound], self[$0.upperBound...]) }
    }
}

extension Substring {
    fileprivate func hasSubstring(_ text: String) -> Bool { firstRange(of: text) != nil }
}
