import Deid
import Foundation
import Glibc

/// What is wrong with a key file, with what mends it, for people. Nothing of what is in the file is told.
enum KeyTrouble {
    /// - Parameter isKnown: the ledger knows the project, so that no other key will do.
    static func text(_ error: PseudonymError, path: String, isKnown: Bool) -> String {
        let other = isKnown ? "restore the key file from its back-up" : "remove it and `veil key create \(path)`"
        return switch error.code {
        case .keyFileMissing where isKnown:
            "\(path): the key is missing, and the ledger knows the project; restore that key file"
        case .keyFileMissing: "\(path): the key is missing; `veil key create \(path)` makes one"
        case .keyFileExposed: "\(path): \(exposure(path))"
        case .keyFileUnreadable:
            "\(path): the key cannot be read (\(reason(error))); as \(Account.name): chown \(Account.name) \(path) && "
                + "chmod 600 \(path)"
        case .keyFileMalformed:
            "\(path): is no key: \(size(path)), and a key has 32 bytes or 64 hexadecimal digits, not all the same; \(other)"
        case .keyFileNotWritten: "\(path): the key cannot be written (\(reason(error)))"
        default: "\(path): \(error)"
        }
    }

    private static func reason(_ error: PseudonymError) -> String {
        error.systemError.map { String(cString: strerror($0)) } ?? error.code.rawValue
    }

    private static func exposure(_ path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return "the key is no regular file" }
        return "others may read or write the key (mode \(String(status.st_mode & 0o777, radix: 8))); chmod 600 \(path)"
    }

    private static func size(_ path: String) -> String {
        var status = stat()
        return stat(path, &status) == 0 ? "\(status.st_size) bytes" : "unknown size"
    }
}

/// Who runs the program.
enum Account {
    static var name: String { name(of: geteuid()) }

    static func name(of user: uid_t) -> String {
        getpwuid(user).map { String(cString: $0.pointee.pw_name) } ?? "user \(user)"
    }
}
