import Foundation
import GRDB

/// One check that an answer key asks for.
struct Answer: Decodable {
    var path: String
    var action: String
    /// The text that has to stay or to go, or the digest of the pixels.
    var text: String
    /// The original value.
    var value: String

    enum CodingKeys: String, CodingKey {
        case path = "tag_ds"
        case action
        case text = "action_text"
        case value
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        path = try fields.decode(String.self, forKey: .path)
        action = try fields.decode(String.self, forKey: .action).filter { $0 != "<" && $0 != ">" }
        text = Self.unwrapped(try fields.decode(String.self, forKey: .text))
        value = Self.unwrapped(try fields.decode(String.self, forKey: .value))
    }

    /// What is between the angle brackets.
    private static func unwrapped(_ text: String) -> String { String(text.unicodeScalars.dropFirst().dropLast()) }
}

/// An answer key in the schema of the MIDI-B challenge: SQLite, table `answer_data`, a row an instance with its checks
/// as JSON.
public final class AnswerKey: Sendable {
    private let database: DatabaseQueue
    /// The row of each instance, by the original SOP Instance UID.
    private let rows: [String: Int64]

    /// - Throws: `VerifyError.unusable` if it is no answer key.
    public init(path: String) throws(VerifyError) {
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        do {
            guard FileManager.default.fileExists(atPath: path) else {
                throw VerifyError.unusable("\(path): no such file")
            }
            database = try DatabaseQueue(path: path, configuration: configuration)
            rows = try database.read { db in
                var rows: [String: Int64] = [:]
                let found = try Row.fetchCursor(db, sql: "SELECT rowid, SOPInstanceUID FROM answer_data")
                while let row = try found.next() {
                    let uid: String = row[1]
                    rows[uid.filter { $0 != "<" && $0 != ">" }] = row[0]
                }
                return rows
            }
        } catch let error as VerifyError {
            throw error
        } catch {
            throw .unusable("\(path): is no answer key: SQLite with a table answer_data is needed")
        }
    }

    /// How many instances it knows.
    public var count: Int { rows.count }

    /// The checks for an instance in the key's order; nil if the key does not know it.
    /// - Throws: `VerifyError.unusable` for checks that cannot be read.
    func answers(of sopInstanceUID: String) throws(VerifyError) -> [Answer]? {
        guard let row = rows[sopInstanceUID] else { return nil }
        do {
            let json = try database.read { db in
                try String.fetchOne(db, sql: "SELECT AnswerData FROM answer_data WHERE rowid = ?", arguments: [row])
            }
            let answers = try JSONDecoder().decode([String: Answer].self, from: Data((json ?? "{}").utf8))
            return answers.sorted { (Int($0.key) ?? .max, $0.key) < (Int($1.key) ?? .max, $1.key) }.map(\.value)
        } catch {
            throw .unusable("answer key: the checks in row \(row) of answer_data cannot be read")
        }
    }
}
