import BridgeErrors
import DcmtkBridge
import Dicom
import Synchronization

/// A presentation context to propose: one SOP Class in one Transfer Syntax.
public struct Proposal: Hashable, Sendable {
    /// The abstract syntax.
    public let sopClassUID: String
    /// The only one of its context.
    public let transferSyntax: TransferSyntax

    /// A proposal of this pair.
    public init(sopClassUID: String, transferSyntax: TransferSyntax) {
        self.sopClassUID = sopClassUID
        self.transferSyntax = transferSyntax
    }

    /// For C-ECHO.
    public static let verification = Proposal(sopClassUID: "1.2.840.10008.1.1", transferSyntax: .implicitLittleEndian)
}

/// An outgoing association for C-STORE and C-ECHO.
///
/// Calls block, and wait for each other; `interrupt` does not. The association is released when the last reference
/// goes.
public final class StoreSCU: Sendable {
    /// Whom to call and how long to wait.
    public struct Options: Hashable, Sendable {
        /// IPv4 address or name.
        public var host: String
        /// TCP.
        public var port: UInt16
        /// Ours; at most 16 characters.
        public var callingAETitle: String
        /// The peer's; at most 16 characters.
        public var calledAETitle: String
        /// Longest P-DATA-TF that the peer may send, 4096...131072.
        public var maxPDU: Int
        /// For TCP; in whole seconds, as the others.
        public var connectTimeout: Duration
        /// For negotiation and release.
        public var acseTimeout: Duration
        /// For a response, and for a PDU on its way in either direction.
        public var dimseTimeout: Duration

        /// Waits as long as is usual unless told otherwise.
        public init(
            host: String, port: UInt16, callingAETitle: String, calledAETitle: String, maxPDU: Int = 131_072,
            connectTimeout: Duration = .seconds(15), acseTimeout: Duration = .seconds(30),
            dimseTimeout: Duration = .seconds(60)
        ) {
            self.host = host
            self.port = port
            self.callingAETitle = callingAETitle
            self.calledAETitle = calledAETitle
            self.maxPDU = maxPDU
            self.connectTimeout = connectTimeout
            self.acseTimeout = acseTimeout
            self.dimseTimeout = dimseTimeout
        }
    }

    /// A part of a Data Set to send.
    public enum Piece {
        /// An array's.
        case bytes([UInt8])
        /// Memory that stays as it is until the call returns.
        case memory(UnsafeRawBufferPointer)
        /// A range of an open file.
        case file(descriptor: Int32, offset: UInt64, count: UInt64)
    }

    /// Most contexts in one association (PS3.8 §9.3.2.2: their IDs are odd bytes).
    public static let maximumProposals = 128

    /// Used under `turn`, except for `interrupt`, which the bridge allows from any thread.
    private nonisolated(unsafe) let raw: OpaquePointer
    private let turn = Mutex(())

    /// Connects and negotiates.
    ///
    /// - Throws: `.address`, `.connect`, `.timeout`, `.rejected`, `.aborted`, `.noContext` if none was accepted,
    ///   `.protocolViolation`, `.argument` for no proposals or more than 128.
    public init(_ options: Options, proposals: [Proposal]) throws(DimseError) {
        bridge_initialize()
        raw = try DimseError.checked { slot in
            withCStrings([options.host, options.callingAETitle, options.calledAETitle]) { texts in
                var raw = bridge_scu_options(
                    host: texts[0], port: options.port, calling_ae_title: texts[1], called_ae_title: texts[2],
                    max_pdu: UInt32(clamping: options.maxPDU), connect_timeout: options.connectTimeout.wholeSeconds,
                    acse_timeout: options.acseTimeout.wholeSeconds, dimse_timeout: options.dimseTimeout.wholeSeconds)
                return withCStrings(proposals.flatMap { [$0.sopClassUID, $0.transferSyntax.uid] }) { uids in
                    let pairs = proposals.indices.map {
                        bridge_proposal(sop_class_uid: uids[2 * $0], transfer_syntax_uid: uids[2 * $0 + 1])
                    }
                    return bridge_scu_connect(&raw, pairs, UInt32(clamping: pairs.count), &slot)
                }
            }
        }
    }

    deinit { bridge_scu_destroy(raw) }

    /// Whether the peer accepted a context for this SOP Class and Transfer Syntax.
    public func accepts(sopClassUID: String, transferSyntax: TransferSyntax) -> Bool {
        turn.withLock { _ in bridge_scu_accepts(raw, sopClassUID, transferSyntax.uid) }
    }

    /// Sends one instance and waits for the answer.
    ///
    /// - Returns: The peer's status, whatever it is.
    /// - Throws: `.noContext`, and `.io` if nothing was sent yet: the association stands. Anything else ends it.
    public func store(
        sopClassUID: String, sopInstanceUID: String, transferSyntax: TransferSyntax, pieces: [Piece]
    ) throws(DimseError) -> DimseStatus {
        try turn.withLock { _ throws(DimseError) in
            try DimseError.checked { slot in
                withBridgePieces(pieces) { raws in
                    var status: UInt16 = 0
                    let answered = bridge_scu_store(
                        raw, sopClassUID, sopInstanceUID, transferSyntax.uid, raws, UInt32(clamping: raws.count),
                        &status,
                        &slot)
                    return answered ? DimseStatus(rawValue: status) : nil
                }
            }
        }
    }

    /// C-ECHO; needs `Proposal.verification` among the accepted.
    public func echo() throws(DimseError) -> DimseStatus {
        try turn.withLock { _ throws(DimseError) in
            try DimseError.checked { slot in
                var status: UInt16 = 0
                return bridge_scu_echo(raw, &status, &slot) ? DimseStatus(rawValue: status) : nil
            }
        }
    }

    /// False when the peer has closed or aborted, or a call failed. Asks the socket, not the peer.
    public var isAlive: Bool { turn.withLock { _ in bridge_scu_is_alive(raw) } }

    /// Makes a blocking call in another thread return soon with `.aborted`; the association is over.
    public func interrupt() { bridge_scu_interrupt(raw) }
}

/// Calls `body` with NUL-terminated copies.
private func withCStrings<Result>(_ texts: [String], _ body: ([UnsafePointer<CChar>]) -> Result) -> Result {
    var storage: [CChar] = []
    var starts: [Int] = []
    for text in texts {
        starts.append(storage.count)
        storage += text.utf8.lazy.filter { $0 != 0 }.map { CChar(bitPattern: $0) }
        storage.append(0)
    }
    return storage.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return body([]) }
        return body(starts.map { base + $0 })
    }
}

/// Calls `body` with the pieces as the bridge takes them; empty ones are left out, since no address means a file.
private func withBridgePieces<Result>(
    _ pieces: [StoreSCU.Piece], from index: Int = 0, into raws: [bridge_piece] = [], _ body: ([bridge_piece]) -> Result
) -> Result {
    var raws = raws
    for place in pieces.indices.dropFirst(index) {
        switch pieces[place] {
        case .file(let descriptor, let offset, let count):
            raws.append(bridge_piece(bytes: nil, file: descriptor, offset: offset, count: count))
        case .memory(let memory):
            if let raw = bridge_piece(memory) { raws.append(raw) }
        case .bytes(let bytes):
            // The rest runs inside, where the array's memory stays put.
            return bytes.withUnsafeBytes { memory in
                if let raw = bridge_piece(memory) { raws.append(raw) }
                return withBridgePieces(pieces, from: place + 1, into: raws, body)
            }
        }
    }
    return body(raws)
}

extension bridge_piece {
    fileprivate init?(_ memory: UnsafeRawBufferPointer) {
        guard let base = memory.baseAddress, !memory.isEmpty else { return nil }
        self.init(
            bytes: base.assumingMemoryBound(to: UInt8.self), file: -1, offset: 0, count: UInt64(memory.count))
    }
}
