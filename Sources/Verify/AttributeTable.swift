import BridgeErrors
import DataSets
import Dicom
import Foundation

/// A column of `veil table`: something about the file, or a top-level attribute.
public enum TableColumn: Hashable, Sendable {
    case path, size, transferSyntax, frames
    case attribute(Tag)

    /// What a person calls it: a keyword, `(gggg,eeee)` or eight digits, or one of the four about the file.
    public init?(_ name: String) {
        switch name {
        case "path": self = .path
        case "size": self = .size
        case "transfer_syntax": self = .transferSyntax
        case "frames": self = .frames
        default:
            let digits = name.filter { !"(,) ".contains($0) }
            if digits.count == 8, let number = UInt32(digits, radix: 16) {
                self = .attribute(Tag(rawValue: number))
            } else if let tag = DataDictionary.tag(ofKeyword: name) {
                self = .attribute(tag)
            } else {
                return nil
            }
        }
    }

    /// The heading.
    public var name: String {
        switch self {
        case .path: "path"
        case .size: "size"
        case .transferSyntax: "transfer_syntax"
        case .frames: "frames"
        case .attribute(let tag): DataDictionary.keyword(of: tag) ?? tag.description
        }
    }

    /// What stands first in every table.
    public static let file: [TableColumn] = [.path, .size, .transferSyntax, .frames]

    /// What tells instances apart on a screen.
    public static let usual: [TableColumn] =
        file
        + [
            .patientID, .patientName, Tag(0x0008, 0x0020), .modality, Tag(0x0008, 0x1030), Tag(0x0008, 0x103E),
            Tag(0x0020, 0x0011), Tag(0x0020, 0x0013),
        ].map { .attribute($0) }
}

/// Files as rows of one table, read one at a time.
public struct AttributeTable: Sendable {
    public let columns: [TableColumn]

    public init(_ columns: [TableColumn]) { self.columns = columns }

    /// The file's cells in order of the columns.
    /// - Throws: `DimseError` if it is no DICOM file or cannot be read.
    public func row(_ path: String) throws(DimseError) -> [String] {
        let file = try Reader(path: path)
        return columns.map { cell($0, path, file) }
    }

    /// Attributes of the standard at top level of any of `paths`, in order; files that cannot be read have none.
    public static func attributes(of paths: [String]) -> [TableColumn] {
        var tags: Set<Tag> = []
        for path in paths {
            // It is named when its row is asked for.
            guard let file = try? Reader(path: path) else { continue }
            for element in file.view.elements
            where element.parent < 0 && element.isStandard && element.vr != .SQ && element.tag.element != 0
                && !PrintedValue.isBulk(element.tag)
            {
                tags.insert(element.tag)
            }
        }
        return tags.sorted().map { .attribute($0) }
    }

    private func cell(_ column: TableColumn, _ path: String, _ file: Reader) -> String {
        switch column {
        case .path: return path
        case .size:
            // A file that was just read has a size.
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            return (attributes?[.size] as? NSNumber)?.stringValue ?? ""
        case .transferSyntax: return file.view.transferSyntax.uid
        case .frames:
            let number = file.text(Tag(0x0028, 0x0008))
            let hasPixels = file.view.elements.contains { $0.parent < 0 && Self.pixels.contains($0.tag) }
            return hasPixels ? number.isEmpty ? "1" : number : "0"
        case .attribute(let tag):
            guard let index = file.view.topLevel(tag) else { return "" }
            return value(index, file)
        }
    }

    private func value(_ index: Int, _ file: Reader) -> String {
        let element = file.view.elements[index]
        if element.vr == .SQ { return "\(element.itemCount) items" }
        if PrintedValue.isBulk(element.tag) { return "\(element.length) bytes" }
        if element.vr.isText { return file.view.text(of: index)?.joined(separator: "\\") ?? "" }
        guard let value = element.value else { return element.length == 0 ? "" : "\(element.length) bytes" }
        return PrintedBytes.text(Array(value), element.vr)
    }

    private static let pixels: Set<Tag> = [Tag(0x7FE0, 0x0008), Tag(0x7FE0, 0x0009), .pixelData]
}

/// A table as CSV for nobody else to read, formulas made harmless.
public final class TableFile {
    private let file: PrivateFile

    /// - Throws: `VerifyError.unusable` if it cannot be written.
    public init(_ path: String) throws(VerifyError) { file = try PrivateFile(path) }

    public func add(_ cells: [String]) throws(VerifyError) { try file.write(CSVText.line(cells)) }

    public func finish() throws(VerifyError) { try file.flush() }
}
