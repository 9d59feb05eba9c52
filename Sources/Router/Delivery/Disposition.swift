import Dicom

/// What an archive's answer to C-STORE means for a delivery. The codes stand in `StoreStatus`.
package enum Disposition: Hashable, Sendable {
    case delivered
    case retry
    case hold

    /// - Parameter alsoTransient: the destination's `retry.statuses`.
    package static func of(_ status: DimseStatus, alsoTransient: Set<DimseStatus> = []) -> Disposition {
        if status == .success { return .delivered }
        if alsoTransient.contains(status) { return .retry }
        if status.isStored { return .delivered }
        switch status.rawValue {
        case 0xA700...0xA7FF, 0x0110, 0x0124: return .retry  // out of resources, processing failure, not authorized
        default: return .hold
        }
    }
}
