import BridgeErrors
import Dicom
import Dimse
import Foundation
import Routes
import Spool

/// What depends on the kind of a destination. A new kind is a case of `DestinationConfiguration.Kind`, a `DestinationSender`,
/// and a line in each of these.
extension DestinationConfiguration {
    /// How many deliveries go on at a time.
    var lanes: Int {
        switch kind {
        case .dimse(let peer): peer.associations
        case .folder: 1
        }
    }

    /// When to try again; folders have no setting of their own.
    var retry: Retry {
        switch kind {
        case .dimse(let peer): peer.retry
        case .folder: .standard
        }
    }

    /// The sender of one lane.
    func makeSender(timeouts: NodeConfiguration.Timeouts, spool: SpoolDirectory) -> any DestinationSender {
        switch kind {
        case .dimse(let peer): DicomSender(peer, timeouts: timeouts, spool: spool)
        case .folder(let path): FolderSender(path)
        }
    }

    /// What would keep deliveries waiting, as far as this machine can tell without asking the destination: the key that is
    /// about it, and a line for people. nil: nothing.
    var localTrouble: (key: String, text: String)? {
        switch kind {
        case .dimse: return nil
        case .folder(let path):
            let trouble = access(path, F_OK) == 0 ? StartCheck.troubleWriting(path) : StartCheck.troubleMaking(path)
            return trouble.map { ("folder", $0) }
        }
    }

    /// Asks the destination whether it is there: C-ECHO to a DICOM node.
    ///
    /// - Returns: nil for a kind that cannot be asked; `ok`, or what went wrong.
    public func echo() -> String? {
        switch kind {
        case .folder: return nil
        case .dimse(let peer):
            do throws(DimseError) {
                let association = try StoreSCU(
                    .init(
                        host: peer.host, port: peer.port, callingAETitle: peer.callingAETitle.value,
                        calledAETitle: peer.aeTitle.value, connectTimeout: .seconds(5), acseTimeout: .seconds(10),
                        dimseTimeout: .seconds(10)),
                    proposals: [.verification])
                let status = try association.echo()
                return status == .success ? "ok" : "status \(status)"
            } catch {
                return error.description
            }
        }
    }
}
