import Glibc

/// Figures of a page, in their order: as many as a page can hold stand on it, the others on further pages beside it,
/// `NAME-masked-2.html` and so on. Nothing is left out, and no page grows beyond what a browser can show.
final class PicturePages {
    private let path: String
    private let title: String
    private let word: String
    /// Of one page.
    private let largest: Int
    /// Figures of the first page.
    private(set) var figures: [String] = []
    private var size = 0
    private(set) var count = 0
    /// Further pages: names beside the report, and how many figures each has.
    private(set) var pages: [(name: String, count: Int)] = []
    private var file: PrivateFile?

    /// - Parameters:
    ///   - path: of the report.
    ///   - word: part of the names of further pages.
    ///   - largest: bytes of figures on one page; one figure is always taken.
    init(_ path: String, title: String, word: String, largest: Int) {
        (self.path, self.title, self.word, self.largest) = (path, title, word, largest)
    }

    func add(_ figure: String) throws(VerifyError) {
        count += 1
        let isFull = size > 0 && size + figure.utf8.count > largest
        if isFull {
            try closePage()
            let name = Self.path(path, word, pages.count + 2)
            let page = try PrivateFile(name)
            try page.write(HTMLPage.head("\(title): \(word), page \(pages.count + 2)"))
            file = page
            pages.append((String(name.split(separator: "/").last ?? ""), 0))
            size = 0
        }
        size += figure.utf8.count
        if let file {
            try file.write(figure)
            pages[pages.count - 1].count += 1
        } else {
            figures.append(figure)
        }
    }

    /// Closes the last page, and takes away those of an earlier run that had more.
    func finish() throws(VerifyError) {
        try closePage()
        var number = pages.count + 2
        while unlink(Self.path(path, word, number)) == 0 { number += 1 }
    }

    private func closePage() throws(VerifyError) {
        guard let file else { return }
        try file.write(HTMLPage.foot)
        try file.flush()
        self.file = nil
    }

    /// `report.html` becomes `report-masked-2.html`.
    private static func path(_ path: String, _ word: String, _ number: Int) -> String {
        let stem = path.hasSuffix(".html") ? String(path.dropLast(5)) : path
        return "\(stem)-\(word)-\(number).html"
    }
}
