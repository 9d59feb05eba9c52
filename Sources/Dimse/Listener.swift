import BridgeErrors
import DcmtkBridge

/// A C-STORE and C-ECHO SCP on a TCP port.
///
/// The bridge owns the accept thread and one thread for each connection. Safe to use from any thread.
public final class Listener: Sendable {
    /// Where and how to listen.
    public struct Options: Hashable, Sendable {
        /// IPv4 address or name to bind; `0.0.0.0` for all.
        public var host: String
        /// 0 takes any free one.
        public var port: UInt16
        /// More are rejected: transient, local limit exceeded.
        public var maxAssociations: Int
        /// Longest P-DATA-TF that peers may send, 4096...131072.
        public var maxPDU: Int
        /// From accept to a complete A-ASSOCIATE-RQ; in whole seconds, as the others.
        public var acseTimeout: Duration
        /// From a PDU's first byte to its last, and between the PDUs of a message.
        public var dimseTimeout: Duration
        /// Between messages.
        public var idleTimeout: Duration

        /// Contract defaults unless told otherwise.
        public init(
            host: String = "0.0.0.0", port: UInt16, maxAssociations: Int = 64, maxPDU: Int = 131_072,
            acseTimeout: Duration = .seconds(30), dimseTimeout: Duration = .seconds(60),
            idleTimeout: Duration = .seconds(300)
        ) {
            self.host = host
            self.port = port
            self.maxAssociations = maxAssociations
            self.maxPDU = maxPDU
            self.acseTimeout = acseTimeout
            self.dimseTimeout = dimseTimeout
            self.idleTimeout = idleTimeout
        }
    }

    /// The bridge locks for itself.
    private nonisolated(unsafe) let raw: OpaquePointer
    private let context: Unmanaged<StoreHandlerBox>

    /// Binds; nothing is accepted before `start`.
    ///
    /// - Throws: `.addressInUse`, `.address`, `.argument` for options out of range, `.memory`.
    public init(_ options: Options, handler: any StoreHandler) throws(DimseError) {
        bridge_initialize()
        let context = Unmanaged.passRetained(StoreHandlerBox(handler))
        do throws(DimseError) {
            raw = try DimseError.checked { slot in
                options.host.withCString { host in
                    var raw = bridge_listener_options(
                        host: host, port: options.port, max_associations: UInt32(clamping: options.maxAssociations),
                        max_pdu: UInt32(clamping: options.maxPDU), acse_timeout: options.acseTimeout.wholeSeconds,
                        dimse_timeout: options.dimseTimeout.wholeSeconds, idle_timeout: options.idleTimeout.wholeSeconds
                    )
                    var callbacks = StoreHandlerBox.callbacks(context: context.toOpaque())
                    return bridge_listener_create(&raw, &callbacks, &slot)
                }
            }
        } catch {
            context.release()
            throw error
        }
        self.context = context
    }

    /// The port that is bound.
    public var port: UInt16 { bridge_listener_port(raw) }

    /// Begins to accept; returns at once.
    public func start() { bridge_listener_start(raw) }

    /// Stops accepting and waits for the associations: idle ones are aborted at once, those in a message may finish it
    /// within `seconds`. Blocks; not to be called from a handler. Further calls do nothing.
    public func stop(within seconds: Int) { bridge_listener_stop(raw, UInt32(clamping: seconds)) }

    deinit {
        // Stops and joins, so that nobody calls the handler any more.
        bridge_listener_destroy(raw)
        context.release()
    }
}

extension Duration {
    /// Rounded up, at least 1: a timeout of zero would be none.
    var wholeSeconds: UInt32 {
        let (seconds, attoseconds) = components
        return UInt32(clamping: max(1, seconds + (attoseconds > 0 ? 1 : 0)))
    }
}
