import Foundation
import Synchronization

/// TCP ports of the loopback interface.
enum Ports {
    private static let given = Mutex<Set<Int>>([])

    /// A port that nobody uses now and that this run gives to nobody else.
    ///
    /// Below the range that the kernel takes outgoing connections' ports from: a node that is down for a while must
    /// find its port free when it comes back.
    static func free() -> Int {
        while true {
            let port = Int.random(in: 12_000..<32_000)
            if given.withLock({ $0.insert(port).inserted }), isFree(port) { return port }
        }
    }

    private static func isFree(_ port: Int) -> Bool { onSocket(port) { bind($0, $1, $2) == 0 } }

    /// True if something accepts connections there.
    static func isListening(_ port: Int) -> Bool { onSocket(port) { connect($0, $1, $2) == 0 } }

    private static func onSocket(_ port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
