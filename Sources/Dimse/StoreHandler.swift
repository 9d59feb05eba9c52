import DcmtkBridge
import Dicom

/// A C-STORE-RQ command (PS3.7 §9.3.1.1) whose Data Set is about to come.
public struct StoreRequest: Hashable, Sendable {
    /// As in `AssociationRequest`.
    public let association: UInt64
    /// Affected SOP Class UID without padding; not checked for being one.
    public let sopClassUID: String
    /// Affected SOP Instance UID without padding; not checked for being one.
    public let sopInstanceUID: String
    /// Of the presentation context.
    public let transferSyntaxUID: String
    /// As in `AssociationRequest`.
    public let callingAETitle: String
    /// As in `AssociationRequest`.
    public let calledAETitle: String
    /// Dotted IPv4.
    public let peerAddress: String

    init(_ request: bridge_store_request) {
        association = request.association
        sopClassUID = String(cString: request.sop_class_uid)
        sopInstanceUID = String(cString: request.sop_instance_uid)
        transferSyntaxUID = String(cString: request.transfer_syntax_uid)
        callingAETitle = String(cString: request.calling_ae_title)
        calledAETitle = String(cString: request.called_ae_title)
        peerAddress = String(cString: request.peer_address)
    }
}

/// The decisions of a C-STORE SCP.
///
/// Called synchronously on association threads, several at once and with a megabyte of stack. Only
/// `StoreSink.finish` may take its time.
public protocol StoreHandler: AnyObject, Sendable {
    /// The fate of an association; asked only while fewer than `Listener.Options.maxAssociations` stand.
    func associate(_ request: AssociationRequest) -> AssociationDecision
    /// Whether an abstract syntax is served. Always a syntactically possible UID.
    func kind(ofAbstractSyntax uid: String) -> AbstractSyntaxKind
    /// The index of the transfer syntax to accept for a storage context, out of those proposed in the peer's order; nil
    /// refuses the context.
    func chooseTransferSyntax(_ proposed: [String]) -> Int?
    /// Where the Data Set of a request goes; a failure is answered after the Data Set was read and dropped.
    func begin(_ request: StoreRequest) -> Result<any StoreSink, DimseStatus>
    /// A connection is over; called once for each, also for rejected ones and for those that never requested.
    func associationEnded(_ summary: AssociationSummary)
}

/// Takes one Data Set. Used by one thread, and let go after `finish`.
public protocol StoreSink: AnyObject {
    /// The next bytes, valid during the call. False: give no more; the rest is read and dropped, then `finish` is
    /// called.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool
    /// Called exactly once. `complete`: the whole Data Set was offered, and the status is answered; else the peer is
    /// gone and the status goes nowhere.
    func finish(complete: Bool) -> DimseStatus
}

/// What the bridge's callbacks find behind their context pointer.
final class StoreHandlerBox: Sendable {
    let handler: any StoreHandler

    init(_ handler: any StoreHandler) { self.handler = handler }

    /// The thunks: each finds the handler and calls one method of it.
    static func callbacks(context: UnsafeMutableRawPointer) -> bridge_listener_callbacks {
        bridge_listener_callbacks(
            context: context,
            associate: { context, info in
                switch storeHandler(at: context).associate(AssociationRequest(info.pointee)) {
                case .accept: bridge_association_decision(accept: true, result: 0, source: 0, reason: 0)
                case .reject(let why):
                    bridge_association_decision(
                        accept: false, result: why.result, source: why.source, reason: why.reason)
                }
            },
            abstract_syntax: { context, uid in
                switch storeHandler(at: context).kind(ofAbstractSyntax: String(cString: uid)) {
                case .refused: BRIDGE_CONTEXT_REFUSED
                case .verification: BRIDGE_CONTEXT_VERIFICATION
                case .storage: BRIDGE_CONTEXT_STORAGE
                }
            },
            transfer_syntax: { context, uids, count in
                let proposed = (0..<Int(count)).map { String(cString: uids[$0]) }
                return storeHandler(at: context).chooseTransferSyntax(proposed).map { Int32($0) } ?? -1
            },
            store_begin: { context, request, status in
                switch storeHandler(at: context).begin(StoreRequest(request.pointee)) {
                case .success(let sink):
                    return Unmanaged.passRetained(StoreSinkBox(sink)).toOpaque()
                case .failure(let refusal):
                    status.pointee = refusal.rawValue
                    return nil
                }
            },
            store_data: { store, bytes, count in
                let sink = Unmanaged<StoreSinkBox>.fromOpaque(store).takeUnretainedValue().sink
                return sink.receive(UnsafeRawBufferPointer(start: bytes, count: count))
            },
            store_end: { store, complete in
                let sink = Unmanaged<StoreSinkBox>.fromOpaque(store).takeRetainedValue().sink
                return sink.finish(complete: complete).rawValue
            },
            association_end: { context, info, outcome, stored in
                storeHandler(at: context).associationEnded(
                    AssociationSummary(
                        request: AssociationRequest(info.pointee), outcome: String(cString: outcome),
                        stored: Int(stored)))
            })
    }
}

/// Behind a store handle of the bridge, from `store_begin` to `store_end`.
final class StoreSinkBox {
    let sink: any StoreSink

    init(_ sink: any StoreSink) { self.sink = sink }
}

private func storeHandler(at context: UnsafeMutableRawPointer) -> any StoreHandler {
    Unmanaged<StoreHandlerBox>.fromOpaque(context).takeUnretainedValue().handler
}
