/// A DIMSE Status (PS3.7 Annex C; for C-STORE PS3.4 §B.2.3).
public struct DimseStatus: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let success = DimseStatus(rawValue: 0x0000)
    /// Duplicate SOP Instance (PS3.7 §C.5): the archive has it.
    public static let duplicateSOPInstance = DimseStatus(rawValue: 0x0111)
    /// Refused: Out of Resources (PS3.4 Table B.2-1).
    public static let outOfResources = DimseStatus(rawValue: 0xA700)
    /// Error: Data Set does not match SOP Class.
    public static let dataSetDoesNotMatchSOPClass = DimseStatus(rawValue: 0xA900)
    /// Error: Cannot understand.
    public static let cannotUnderstand = DimseStatus(rawValue: 0xC000)
    /// Processing failure (PS3.7 §C.5).
    public static let processingFailure = DimseStatus(rawValue: 0x0110)
    /// Refused: not authorized (PS3.7 §C.5).
    public static let notAuthorized = DimseStatus(rawValue: 0x0124)

    /// Four hexadecimal digits, as the standard writes a status.
    public var description: String {
        let digits = String(rawValue, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}

/// A refused C-STORE-RQ carries its status as a failure.
extension DimseStatus: Error {}
