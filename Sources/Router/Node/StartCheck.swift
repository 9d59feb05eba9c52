import Deid
import Foundation
import Glibc
import Ledger
import Routes
import Spool

/// What keeps a node from starting with a configuration, and what it should not start with. `veil check` and `veil serve`
/// ask the same. Nothing is made or changed.
public struct StartCheck {
    /// What keeps it from starting: one line each, with file, line, key and what mends it.
    public private(set) var errors: [String] = []
    /// What a person should know.
    public private(set) var warnings: [String] = []
    /// A node runs on the state directory: so the port is taken, and rightly.
    public private(set) var isRunning = false

    private let configuration: Configuration

    public init(_ configuration: Configuration) {
        self.configuration = configuration
        checkStateDirectory()
        checkKeys()
        if !isRunning { checkPort() }
        checkDisk()
        checkDestinations()
        checkUser()
    }

    private mutating func error(_ key: String, _ message: String) {
        errors.append(ConfigurationError(place: configuration.place(of: key), message: message).description)
    }

    private mutating func warn(_ key: String, _ message: String) {
        warnings.append(ConfigurationWarning(place: configuration.place(of: key), message: message).description)
    }

    // MARK: files

    private var state: String { configuration.node.stateDirectory }

    private mutating func checkStateDirectory() {
        let key = "node.state_directory"
        var status = stat()
        guard stat(state, &status) == 0 else {
            if let trouble = Self.troubleMaking(state) { error(key, trouble) }
            return
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { return error(key, "\(state) is no folder; name another") }
        let needed = [state] + ["spool", "quarantine", "pixels", "work", "ledger.sqlite", "lock"].map { "\(state)/\($0)" }
        for path in needed where access(path, F_OK) == 0 {
            var found = stat()
            guard stat(path, &found) == 0 else { continue }
            let rights = found.st_mode & S_IFMT == S_IFDIR ? R_OK | W_OK | X_OK : R_OK | W_OK
            guard access(path, rights) != 0 else { continue }
            let mend = found.st_uid == geteuid() ? "chmod u+rwX \(path)" : "chown -R \(Account.name) \(state)"
            return error(key, "\(path) belongs to \(Account.name(of: found.st_uid)), \(Account.name) may not use it; \(mend)")
        }
        if status.st_mode & 0o077 != 0 {
            let mode = String(status.st_mode & 0o777, radix: 8)
            warn(key, "others may look into \(state), which holds originals (mode \(mode)); chmod 700 \(state)")
        }
        isRunning = SpoolDirectory.isHeld(state)
        if let trouble = StateDirectory.troubleWithLedger(state) { error(key, trouble) }
    }

    private mutating func checkKeys() {
        let known: [String: String]
        do throws(LedgerError) {
            known = try Ledger.knownKeys(in: state) ?? [:]
        } catch let problem {
            error("node.state_directory", "\(state): \(problem)")
            return
        }
        for project in configuration.projects {
            let (path, fingerprint) = (project.keyFile, known[project.name])
            let place = "projects.\(project.name).key_file"
            do throws(PseudonymError) {
                let key = try ProjectKey(contentsOf: path)
                if let fingerprint, fingerprint != key.fingerprint {
                    error(place, "\(path): the ledger knows this project with another key; restore that key file")
                }
            } catch let problem {
                if problem.code == .keyFileMissing && fingerprint == nil {
                    if let trouble = Self.troubleMaking(path) { error(place, trouble) }
                } else {
                    error(place, KeyTrouble.text(problem, path: path, isKnown: fingerprint != nil))
                }
            }
        }
    }

    private mutating func checkDestinations() {
        for destination in configuration.destinations {
            guard let trouble = destination.localTrouble else { continue }
            warn("destinations.\(destination.name).\(trouble.key)", trouble.text + "; what is routed there waits")
        }
    }

    /// Why `path` cannot be made; nil if it can. Folders above it that are missing are made with it.
    static func troubleMaking(_ path: String) -> String? {
        var folder = path
        repeat {
            folder = URL(fileURLWithPath: folder).deletingLastPathComponent().path
        } while access(folder, F_OK) != 0 && errno == ENOENT && folder != "/"
        return troubleWriting(folder).map { "\(path) cannot be made: \($0)" }
    }

    /// Why nothing can be made in a folder; nil if it can.
    static func troubleWriting(_ folder: String) -> String? {
        guard access(folder, W_OK | X_OK) != 0 else {
            var status = stat()
            let isFolder = stat(folder, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            return isFolder ? nil : "\(folder) is no folder"
        }
        let reason = String(cString: strerror(errno))
        return "\(Account.name) may not write to \(folder) (\(reason)); chown \(Account.name) \(folder)"
    }

    // MARK: the machine

    private mutating func checkPort() {
        let (host, port) = (configuration.node.host, configuration.node.port)
        let trouble = Self.troubleBinding(host: host, port: port)
        guard trouble != 0 else { return }
        let (key, text) = Self.text(ofBinding: trouble, host: host, port: port)
        error(key, text)
    }

    /// `errno` of listening there for a moment; 0 if that is possible.
    private static func troubleBinding(host: String, port: UInt16) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout.size(ofValue: on)))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return EADDRNOTAVAIL }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { target in
                let isBound = bind(descriptor, target, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                return isBound && listen(descriptor, 1) == 0 ? 0 : errno
            }
        }
    }

    /// The key that is wrong, and what mends it.
    static func text(ofBinding trouble: Int32, host: String, port: UInt16) -> (key: String, text: String) {
        switch trouble {
        case EADDRINUSE:
            (
                "node.port",
                "\(host):\(port) is in use; `ss -ltnp 'sport = :\(port)'` shows by whom: end that, or name another port"
            )
        case EACCES:
            (
                "node.port",
                "\(host):\(port): ports below 1024 need a right: AmbientCapabilities=CAP_NET_BIND_SERVICE in the unit "
                    + "(see the end of veil.service), or name a port from 1024"
            )
        case EADDRNOTAVAIL:
            ("node.host", "\(host) is no address of this machine; write 0.0.0.0 for all interfaces, or one of `ip address`")
        default: ("node.port", "\(host):\(port): cannot listen: \(String(cString: strerror(trouble)))")
        }
    }

    private mutating func checkDisk() {
        guard let free = SpoolDirectory.freeSpace(near: state) else { return }
        let node = configuration.node
        if free <= node.associationFreeSpace {
            let what = free <= node.minimumFreeSpace ? "nothing" : "no association"
            let key = "node.minimum_free_space"
            warn(key, "\(free / 1_000_000) MB are free at \(state): \(what) is accepted until there is room")
        }
    }

    private mutating func checkUser() {
        var status = stat()
        guard geteuid() == 0, stat(state, &status) == 0, status.st_uid != 0 else { return }
        let owner = Account.name(of: status.st_uid)
        let mend = "root may do what \(owner) may not: sudo -u \(owner) veil …"
        warn("node.state_directory", "\(state) belongs to \(owner), and \(mend)")
    }
}
