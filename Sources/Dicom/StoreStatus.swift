/// What a Status means that answers a C-STORE-RQ: the one table, for every code from 0000 to FFFF.
///
/// PS3.4 §B.2.3 names the codes of the Storage Service Class, PS3.7 Annex C the classes and the general codes.
public struct StoreStatus: Hashable, Sendable {
    /// The Status Classes of PS3.7 Annex C. A code of none of them counts as a failure: nobody said that it was stored.
    public enum Class: Hashable, Sendable {
        case success, warning, failure, cancel, pending, unassigned
    }

    /// The codes of this row.
    public let codes: ClosedRange<UInt16>
    public let statusClass: Class
    /// The standard's words.
    public let name: String
    /// Where the standard says so.
    public let section: String

    /// The row of a code.
    public init(_ status: DimseStatus) {
        self =
            StoreStatus.table.first { $0.codes.contains(status.rawValue) }
            ?? StoreStatus(status.rawValue...status.rawValue, .unassigned, "not assigned", "PS3.7 C")
    }

    private init(_ codes: ClosedRange<UInt16>, _ statusClass: Class, _ name: String, _ section: String) {
        (self.codes, self.statusClass, self.name, self.section) = (codes, statusClass, name, section)
    }

    private init(_ code: UInt16, _ statusClass: Class, _ name: String, _ section: String) {
        self.init(code...code, statusClass, name, section)
    }

    /// Single codes stand before the range that they are in.
    public static let table: [StoreStatus] = [
        StoreStatus(0x0000, .success, "Success", "PS3.4 B.2.3"),
        StoreStatus(0xB000, .warning, "Coercion of Data Elements", "PS3.4 B.2.3"),
        StoreStatus(0xB006, .warning, "Elements Discarded", "PS3.4 B.2.3"),
        StoreStatus(0xB007, .warning, "Data Set does not match SOP Class", "PS3.4 B.2.3"),
        StoreStatus(0xA700...0xA7FF, .failure, "Refused: Out of Resources", "PS3.4 B.2.3"),
        StoreStatus(0xA900...0xA9FF, .failure, "Error: Data Set does not match SOP Class", "PS3.4 B.2.3"),
        StoreStatus(0xC000...0xCFFF, .failure, "Error: Cannot understand", "PS3.4 B.2.3"),
        StoreStatus(0x0001, .warning, "Requested optional Attributes are not supported", "PS3.7 C.4"),
        StoreStatus(0x0107, .warning, "Attribute list error", "PS3.7 C.4"),
        StoreStatus(0x0116, .warning, "Attribute Value out of range", "PS3.7 C.4"),
        StoreStatus(0xB000...0xBFFF, .warning, "Warning", "PS3.7 C.4"),
        StoreStatus(0x0105, .failure, "No such Attribute", "PS3.7 C.5"),
        StoreStatus(0x0106, .failure, "Invalid Attribute Value", "PS3.7 C.5"),
        StoreStatus(0x0110, .failure, "Processing failure", "PS3.7 C.5"),
        StoreStatus(0x0111, .failure, "Duplicate SOP Instance", "PS3.7 C.5"),
        StoreStatus(0x0112, .failure, "No such SOP Instance", "PS3.7 C.5"),
        StoreStatus(0x0115, .failure, "Invalid argument value", "PS3.7 C.5"),
        StoreStatus(0x0117, .failure, "Invalid SOP Instance", "PS3.7 C.5"),
        StoreStatus(0x0118, .failure, "No such SOP Class", "PS3.7 C.5"),
        StoreStatus(0x0119, .failure, "Class-Instance conflict", "PS3.7 C.5"),
        StoreStatus(0x0120, .failure, "Missing Attribute", "PS3.7 C.5"),
        StoreStatus(0x0121, .failure, "Missing Attribute Value", "PS3.7 C.5"),
        StoreStatus(0x0122, .failure, "Refused: SOP Class not supported", "PS3.7 C.5"),
        StoreStatus(0x0124, .failure, "Refused: not authorized", "PS3.7 C.5"),
        StoreStatus(0x0210, .failure, "Duplicate invocation", "PS3.7 C.5"),
        StoreStatus(0x0211, .failure, "Unrecognized operation", "PS3.7 C.5"),
        StoreStatus(0x0212, .failure, "Mistyped argument", "PS3.7 C.5"),
        StoreStatus(0x0213, .failure, "Resource limitation", "PS3.7 C.5"),
        StoreStatus(0x0100...0x02FF, .failure, "Failure", "PS3.7 C.5"),
        StoreStatus(0xA000...0xAFFF, .failure, "Failure", "PS3.7 C.5"),
        StoreStatus(0xFE00, .cancel, "Cancel", "PS3.7 C.3"),
        StoreStatus(0xFF00...0xFF01, .pending, "Pending", "PS3.7 C.2"),
    ]
}

extension DimseStatus {
    /// The archive has the instance: it stored it now, with a warning or without, or had it before (0111).
    public var isStored: Bool {
        if self == .duplicateSOPInstance { return true }
        switch StoreStatus(self).statusClass {
        case .success, .warning: return true
        case .failure, .cancel, .pending, .unassigned: return false
        }
    }

    /// Whether it may stand in `retry.statuses`: a failure, or a code that the standard does not assign.
    public var isFailure: Bool {
        if self == .duplicateSOPInstance { return false }
        switch StoreStatus(self).statusClass {
        case .failure, .unassigned: return true
        case .success, .warning, .cancel, .pending: return false
        }
    }
}
