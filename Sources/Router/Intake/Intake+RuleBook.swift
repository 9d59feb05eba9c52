import BridgeErrors
import DataSets
import Dicom
import Ledger
import Routes

extension Intake.Rules {
    /// The rules of the configuration in effect.
    init(_ book: RuleBookHolder) {
        self.init(
            minimumFreeSpace: { book.current.configuration.node.minimumFreeSpace },
            wants: { instance, path in book.current.wants(instance, path) })
    }
}

extension RuleBook {
    /// With `unmatched: refuse` an instance that no route takes is not wanted. What cannot be read is wanted, and held later.
    fileprivate func wants(_ instance: ReceivedInstance, _ path: String) -> Bool {
        guard configuration.unmatched == .refuse, instance.transferSyntax.encoding != nil else { return true }
        do throws(DimseError) {
            let dataSet = try DataSet(path: path, offset: instance.dataSetOffset, transferSyntax: instance.transferSyntax)
            return try !routes(for: instance, view: dataSet.view()).isEmpty
        } catch {
            return true
        }
    }
}
