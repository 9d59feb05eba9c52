import Dicom
import Instances
import Ledger

/// The way to one destination, as one delivery lane uses it: what is common to a DICOM node, a folder and a web service.
///
/// A lane calls these methods on its own thread, one after the other, and each may block. Two may be called by others:
/// `interrupt` at any time, and `isReady` while the lane waits for work. A sender that needs no connection implements
/// `send` alone.
protocol DestinationSender: AnyObject, Sendable {
    /// Whether a connection is held that has to be given up some time.
    var isConnected: Bool { get }

    /// Whether an instance of this kind can be sent at once. If not, the lane asks for a connection first, and holds no
    /// instance until it stands.
    func isReady(for kind: InstanceKind) -> Bool

    /// Connects in order to send instances of these kinds; the first one is wanted most.
    ///
    /// - Returns: nil if the connection stands; else what that means for an instance of the first kind.
    func connect(for kinds: [InstanceKind]) -> DeliveryAnswer?

    /// Sends one instance and waits for the answer. Only for what the sender is ready for.
    func send(_ instance: InstanceToSend) -> DeliveryAnswer

    /// Gives the connection up.
    func disconnect()

    /// Makes a blocking call on the lane's thread return soon.
    func interrupt()
}

/// Senders that need no connection.
extension DestinationSender {
    var isConnected: Bool { false }
    func isReady(for kind: InstanceKind) -> Bool { true }
    func connect(for kinds: [InstanceKind]) -> DeliveryAnswer? { nil }
    func disconnect() {}
    func interrupt() {}
}

/// What has to be agreed on with a peer before an instance can be sent.
struct InstanceKind: Hashable, Sendable {
    var sopClassUID: String
    var transferSyntax: TransferSyntax
}

extension Delivery {
    var kind: InstanceKind { InstanceKind(sopClassUID: sopClassUID, transferSyntax: transferSyntax) }
}

/// A clean instance with the open files that its bytes are in.
struct InstanceToSend {
    var delivery: Delivery
    var output: Output
    var files: InstanceFiles
}

/// How one attempt to deliver ended, in words that a DIMSE status, an HTTP status and an error of a file all fit.
struct DeliveryAnswer: Sendable, Equatable {
    enum Meaning: Sendable, Equatable {
        /// The destination has the instance, perhaps with a warning.
        case delivered
        /// The destination will never take it: it is held for this reason.
        case refused(HoldReason, detail: String)
        /// The destination can be reached, and may take this instance later.
        case tryLater
        /// The connection broke within this instance, which may be the instance's doing.
        case broken
        /// The destination cannot be reached: no instance can be delivered now.
        case unreachable
    }

    var meaning: Meaning
    /// What the destination said, in the standard's words: the Status of C-STORE (PS3.4 §B.2.3), which STOW-RS gives for an
    /// instance too (PS3.18 §I.2.2). nil: it said nothing about this instance.
    var status: DimseStatus?
    /// Why not, as a code of ours for ledger and log; empty where the status says it.
    var note = ""

    static func delivered(_ status: DimseStatus = .success) -> DeliveryAnswer {
        DeliveryAnswer(meaning: .delivered, status: status)
    }

    static func refused(_ reason: HoldReason, _ detail: String = "", status: DimseStatus? = nil) -> DeliveryAnswer {
        DeliveryAnswer(meaning: .refused(reason, detail: detail), status: status)
    }

    static func tryLater(_ status: DimseStatus) -> DeliveryAnswer {
        DeliveryAnswer(meaning: .tryLater, status: status, note: "status")
    }

    static func broken(_ note: String) -> DeliveryAnswer { DeliveryAnswer(meaning: .broken, note: note) }
    static func unreachable(_ note: String) -> DeliveryAnswer { DeliveryAnswer(meaning: .unreachable, note: note) }
}
