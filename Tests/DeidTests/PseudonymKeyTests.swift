import Glibc
import Testing

@testable import Deid

@Suite("Project keys and their files")
struct PseudonymKeyTests {
    /// A folder of its own for each test, removed with what is in it.
    private final class Folder {
        let path: String

        init() throws {
            var template = Array("/tmp/veil-key-XXXXXX".utf8CString)
            path = String(cString: try #require(mkdtemp(&template)))
        }

        func write(_ bytes: [UInt8], mode: mode_t = 0o600) throws -> String {
            let file = path + "/project.key"
            let descriptor = open(file, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
            try #require(descriptor >= 0)
            try #require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
            fchmod(descriptor, mode)
            close(descriptor)
            return file
        }

        func names() throws -> [String] {
            let directory = try #require(opendir(path))
            defer { closedir(directory) }
            var names: [String] = []
            while let entry = readdir(directory) {
                names.append(
                    withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                    })
            }
            return names.filter { $0 != "." && $0 != ".." }
        }

        deinit {
            unlink(path + "/project.key")
            rmdir(path)
        }
    }

    static let bytes = (0..<32).map { UInt8($0) }
    static let digits = "000102030405060708090A0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

    @Test("the fingerprint is what an independent implementation computes, and another key has another")
    func fingerprint() throws {
        #expect(try PseudonymFixture.key().fingerprint == "55f3677545ff16e67811c85196c4b910")
        #expect(try PseudonymFixture.otherKey().fingerprint != PseudonymFixture.key().fingerprint)
    }

    @Test("a new key is 32 random bytes with mode 0600, read back the same, and leaves no draft")
    func create() throws {
        let folder = try Folder()
        let path = folder.path + "/project.key"
        let created = try ProjectKey.create(at: path)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_size == 32 && status.st_mode & 0o7777 == 0o600)
        #expect(try ProjectKey(contentsOf: path).fingerprint == created.fingerprint)
        #expect(try folder.names() == ["project.key"])
        #expect(created.fingerprint != ProjectKey.random().fingerprint)
    }

    @Test("a key is never overwritten")
    func exists() throws {
        let folder = try Folder()
        let path = try folder.write(Self.bytes)
        #expect(throws: PseudonymError(.keyFileExists)) { try ProjectKey.create(at: path) }
        #expect(try ProjectKey(contentsOf: path).fingerprint == PseudonymFixture.key().fingerprint)
        #expect(try folder.names() == ["project.key"])
    }

    @Test("a key cannot be made where there is no folder")
    func noFolder() throws {
        let path = try Folder().path + "/missing/project.key"
        #expect(throws: PseudonymError(.keyFileNotWritten)) { try ProjectKey.create(at: path) }
        #expect(throws: PseudonymError(.keyFileMissing)) { try ProjectKey(contentsOf: path) }
    }

    @Test(
        "32 bytes, or 64 digits with one line end, are the same key",
        arguments: [
            bytes, Array(digits.utf8), Array((digits + "\n").utf8), Array((digits + "\r\n").utf8),
        ])
    func formats(content: [UInt8]) throws {
        let folder = try Folder()
        let key = try ProjectKey(contentsOf: folder.write(content))
        #expect(key.fingerprint == (try PseudonymFixture.key().fingerprint))
    }

    @Test(
        "anything else is no key",
        arguments: [
            [], Array(bytes.dropLast()), bytes + [10], Array(digits.dropLast().utf8), Array((digits + "\n\n").utf8),
            Array((digits + "0").utf8), Array((digits + "\r").utf8), Array(digits.replacing("a", with: "g").utf8),
            Array(repeating: 0, count: 32), Array(repeating: 0x30, count: 64), Array(repeating: 1, count: 4096),
        ])
    func malformed(content: [UInt8]) throws {
        let folder = try Folder()
        let path = try folder.write(content)
        let error = #expect(throws: PseudonymError.self) { try ProjectKey(contentsOf: path) }
        #expect(error?.code == .keyFileMalformed)
        #expect(error?.path == path)
    }

    @Test(
        "a file that group or others may touch is refused",
        arguments: [0o640, 0o604, 0o620, 0o602, 0o601, 0o666] as [mode_t])
    func exposed(mode: mode_t) throws {
        let folder = try Folder()
        let path = try folder.write(Self.bytes, mode: mode)
        #expect(throws: PseudonymError(.keyFileExposed)) { try ProjectKey(contentsOf: path) }
    }

    @Test("a folder or a FIFO is no key, and nobody waits for it")
    func notRegular() throws {
        let folder = try Folder()
        #expect(throws: PseudonymError(.keyFileExposed)) { try ProjectKey(contentsOf: folder.path) }
        let path = folder.path + "/project.key"
        #expect(mkfifo(path, 0o600) == 0)
        #expect(throws: PseudonymError(.keyFileExposed)) { try ProjectKey(contentsOf: path) }
    }

    @Test("a key prints its fingerprint and nothing else")
    func printing() throws {
        let key = try PseudonymFixture.key()
        var text = "\(key) \(String(reflecting: key)) "
        dump(key, to: &text)
        let named = "ProjectKey(\(key.fingerprint))"
        #expect(text.replacing(named, with: "").allSatisfy { " -\n".contains($0) })
    }

    @Test("domains and fields cannot be confused with each other")
    func separation() throws {
        let hash = try PseudonymFixture.key().hash
        let hashes =
            KeyedHash.Kind.allCases.map { hash($0, "a").bytes } + [
                hash(.uid).bytes, hash(.uid, "").bytes, hash(.uid, "", "").bytes, hash(.uid, "a", "").bytes,
                hash(.uid, "", "a").bytes, hash(.uid, "ab").bytes, hash(.uid, "a", "b").bytes,
            ]
        #expect(Set(hashes).count == hashes.count)
        #expect(hash(.uid, bytes: [0x61], "b").bytes == hash(.uid, "a", "b").bytes)
    }

    @Test("every code of an error has its own stable text")
    func codes() {
        let texts = PseudonymError.Code.all.map(\.rawValue)
        #expect(Set(texts).count == texts.count)
        #expect(texts.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "_" } })
        #expect(PseudonymError.Code.all.filter(\.holdsInstance).count == 4)
    }
}
