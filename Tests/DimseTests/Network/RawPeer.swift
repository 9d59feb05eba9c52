import Foundation
import Glibc

/// A TCP connection that says exactly what a test wants, well-formed or not.
final class RawPeer {
    private(set) var socket: Int32

    struct Refused: Error {}

    /// Takes over a connected socket.
    init(socket: Int32) { self.socket = socket }

    /// Connects to a port of this machine.
    init(port: UInt16) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port: port)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Refused() }
    }

    deinit { close() }

    func close() {
        if socket >= 0 { Glibc.close(socket) }
        socket = -1
    }

    /// Sends all of it; a peer that has gone does not matter.
    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }

    /// The next PDU; nil if the connection ended or nothing came in time.
    func readPDU(within seconds: Double = 10) -> PDU? {
        let deadline = Date(timeIntervalSinceNow: seconds)
        guard let head = read(6, until: deadline) else { return nil }
        let length = head[2...].reduce(0) { $0 << 8 | Int($1) }
        guard let body = read(length, until: deadline) else { return nil }
        return PDU(type: head[0], body: body)
    }

    /// Whether the other side closes, or resets, within the time; what it still says is skipped.
    func endsWithin(_ seconds: Double) -> Bool {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while waitReadable(until: deadline) {
            var buffer = [UInt8](repeating: 0, count: 4096)
            if recv(socket, &buffer, buffer.count, 0) <= 0 { return true }
        }
        return false
    }

    private func read(_ count: Int, until deadline: Date) -> [UInt8]? {
        var result: [UInt8] = []
        while result.count < count {
            guard waitReadable(until: deadline) else { return nil }
            var buffer = [UInt8](repeating: 0, count: count - result.count)
            let got = recv(socket, &buffer, buffer.count, 0)
            guard got > 0 else { return nil }
            result += buffer.prefix(got)
        }
        return result
    }

    private func waitReadable(until deadline: Date) -> Bool {
        var wait = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&wait, 1, Int32(max(0, deadline.timeIntervalSinceNow * 1000))) > 0
    }
}

/// A listening socket that hands out `RawPeer`s.
final class RawServer: Sendable {
    private let socket: Int32
    let port: UInt16

    init(backlog: Int32 = 8) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.socket = socket
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        port = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw -> Void in
                _ = bind(socket, raw, length)
                _ = listen(socket, backlog)
                _ = getsockname(socket, raw, &length)
            }
            return UInt16(bigEndian: $0.pointee.sin_port)
        }
    }

    deinit { close(socket) }

    func accept() -> RawPeer { RawPeer(socket: Glibc.accept(socket, nil, nil)) }
}

private func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
}
