import Foundation
import Glibc

/// Tells systemd how the node is doing (`Type=notify`): one datagram to the socket named by `NOTIFY_SOCKET`. Without that
/// variable nothing happens.
enum ServiceManager {
    enum State: String {
        case ready = "READY=1"
        case reloading = "RELOADING=1"
        case stopping = "STOPPING=1"
    }

    static func tell(_ state: State) {
        guard let path = ProcessInfo.processInfo.environment["NOTIFY_SOCKET"], path.utf8.count < 108,
            let first = path.utf8.first
        else { return }
        var text = state.rawValue
        if state == .reloading {
            var now = timespec()
            clock_gettime(CLOCK_MONOTONIC, &now)
            text += "\nMONOTONIC_USEC=\(now.tv_sec * 1_000_000 + now.tv_nsec / 1000)"
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        // A leading @ means an abstract socket, whose name begins with NUL.
        if first == UInt8(ascii: "@") { bytes[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { target in
                _ = sendto(descriptor, text, text.utf8.count, 0, target, length)
            }
        }
    }
}
