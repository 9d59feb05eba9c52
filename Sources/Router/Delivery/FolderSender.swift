import Spool

/// A folder destination: one file an instance.
final class FolderSender: DestinationSender {
    private let folder: String

    init(_ folder: String) { self.folder = folder }

    func send(_ instance: InstanceToSend) -> DeliveryAnswer {
        let path = "\(folder)/\(CleanInstanceWriter.layout(instance.output))"
        do {
            // The same name for a redo, so that a crash leaves nothing behind.
            let temporary = instance.delivery.instance.value
            switch try CleanInstanceWriter.write(instance.output, instance.files, to: path, temporary: temporary) {
            case .written, .alreadyThere: return .delivered()
            case .taken: return .refused(.pathTaken, "the folder has another file of this name")
            }
        } catch let error as SpoolError where error.code == .original {
            return .refused(.originalDamaged)
        } catch let error as SpoolError where error.code == .path {
            return .refused(.pathNotPossible)
        } catch {
            return .unreachable("folder")
        }
    }
}
