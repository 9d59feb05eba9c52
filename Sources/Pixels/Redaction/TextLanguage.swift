import Foundation

/// A language pack of Tesseract, by the name of its file without `.traineddata`.
public struct TextLanguage: Sendable, Hashable {
    public let name: String

    public init(_ name: String) { self.name = name }

    /// Whether its data are where Tesseract looks for them.
    public var isInstalled: Bool {
        Self.folders.contains { FileManager.default.isReadableFile(atPath: "\($0)/\(name).traineddata") }
    }

    private static var folders: [String] {
        if let folder = ProcessInfo.processInfo.environment["TESSDATA_PREFIX"], !folder.isEmpty { return [folder] }
        // Debian's, of Tesseract 5 and 4.
        return ["/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata"]
    }

    /// The Debian package that has it.
    public var package: String {
        let parts = name.split(separator: "/")
        guard parts.count == 2, parts[0] == "script" else {
            return "tesseract-ocr-" + name.lowercased().replacing("_", with: "-")
        }
        let isVertical = parts[1].hasSuffix("_vert")
        let script = isVertical ? String(parts[1].dropLast(5)) : String(parts[1])
        let code = Self.scripts[script] ?? script.prefix(4).lowercased()
        return "tesseract-ocr-script-\(code)" + (isVertical ? "-vert" : "")
    }

    /// ISO 15924 codes, where they are not the first four letters.
    private static let scripts = [
        "Canadian_Aboriginal": "cans", "Cyrillic": "cyrl", "Devanagari": "deva", "Fraktur": "frak", "Greek": "grek",
        "Gujarati": "gujr", "Gurmukhi": "guru", "Hangul": "hang", "HanS": "hans", "HanT": "hant", "Japanese": "jpan",
        "Kannada": "knda", "Khmer": "khmr", "Lao": "laoo", "Latin": "latn", "Malayalam": "mlym", "Myanmar": "mymr",
        "Oriya": "orya", "Syriac": "syrc", "Tibetan": "tibt", "Vietnamese": "viet",
    ]
}
