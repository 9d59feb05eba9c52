import Deid
import Dicom

/// A project: the world within which the same original gets the same replacement. One entry of `projects`.
public struct ProjectConfiguration: Hashable, Sendable {
    /// The key under `projects`.
    public var name: String
    /// Absolute path of the project's secret key. It may be missing: whoever runs the project decides whether to make it.
    public var keyFile: String
    /// What new UIDs begin with: at most 24 characters, so that a dot and 128 bits fit in 64.
    public var uidRoot: String
    /// How Patient IDs are replaced.
    public var patientID: PatientIDSource
    /// The range that a patient's one offset is taken from.
    public var dateShift: DateShiftRange
}

extension ProjectConfiguration {
    /// How Patient IDs of a project are replaced: `patient_id`.
    public struct PatientIDSource: Hashable, Sendable {
        /// Where new Patient IDs come from.
        public enum Replacements: Hashable, Sendable {
            /// `prefix` and keyed base-32 characters, 5 bits each; together at most 64.
            case characters(prefix: String, count: Int)
            /// Absolute path of a CSV table `patient_id,issuer,replacement`; without a row an instance is held.
            case table(path: String)
        }

        /// Where new Patient IDs come from.
        public var replacements: Replacements
        /// Whether the issuer counts.
        public var issuer: PatientIDPolicy.Issuer
        /// What becomes of an instance without Patient ID; always `hold` with a table.
        public var missing: PatientIDPolicy.Missing
    }
}

extension ProjectConfiguration {
    /// Reads one entry of `projects`; every key has a default. The result counts only if no error was recorded.
    init?(name: String, _ field: Field) {
        guard let section = Section(field, keys: ConfigurationKeys.project) else { return nil }
        self.name = name
        let standard = Field(
            node: .scalar("keys/\(name).key", isPlain: false, line: field.node.line), keyPath: field.keyPath,
            reading: field.reading)
        guard let keyFile = (section["key_file"] ?? standard).path() else { return nil }
        self.keyFile = keyFile
        uidRoot = section["uid_root"]?.uidRoot() ?? "2.25"
        patientID = section["patient_id"].flatMap(PatientIDSource.init) ?? .standard
        dateShift = .standard
        guard let given = section["date_shift"], let shift = Section(given, keys: ConfigurationKeys.dateShift) else {
            return
        }
        let range = -36_500...36_500
        let low = shift["minimum_days"]?.integer(in: range) ?? dateShift.minimumDays
        let high = shift["maximum_days"]?.integer(in: range) ?? dateShift.maximumDays
        let place = shift["minimum_days"] ?? shift["maximum_days"] ?? given
        if low > high {
            place.error("minimum_days \(low) is above maximum_days \(high)", "the defaults are -365 and -1")
        } else if low == 0 && high == 0 {
            place.error("an offset of 0 days would leave every date as it is")
        } else {
            do throws(PseudonymError) {
                dateShift = try DateShiftRange(minimumDays: low, maximumDays: high)
            } catch {
                place.error("\(error)")
            }
        }
    }
}

extension ProjectConfiguration.PatientIDSource {
    /// What counts where the file says nothing: 12 characters, 60 bits.
    static let standard = Self(replacements: .characters(prefix: "", count: 12), issuer: .ignore, missing: .byStudy)

    init?(_ field: Field) {
        guard let section = Section(field, keys: ConfigurationKeys.patientID) else { return nil }
        self = .standard
        section["issuer"]?.choice(PatientIDPolicy.Issuer.self).map { issuer = $0 }
        section["missing"]?.choice(PatientIDPolicy.Missing.self).map { missing = $0 }
        let prefix = section["prefix"]?.patientIDPrefix() ?? ""
        let count = section["characters"]?.integer(in: 8...26) ?? 12
        guard let table = section["table"] else {
            replacements = .characters(prefix: prefix, count: count)
            if prefix.utf8.count + count > 64 {
                field.error(
                    "prefix and characters are \(prefix.utf8.count + count) together", "a Patient ID has at most 64")
            }
            return
        }
        for key in ["prefix", "characters"] {
            section[key]?.error("means nothing beside table", "the table holds whole Patient IDs")
        }
        if let given = section["missing"], missing == .byStudy {
            given.error(
                "by_study means nothing beside table",
                "without a row an instance is held; write hold or leave the key out")
        }
        missing = .hold
        guard let path = table.existingFile() else { return nil }
        replacements = .table(path: path)
    }
}

extension Field {
    fileprivate func uidRoot() -> String? {
        guard let text = text() else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        // PS3.5 §9 and ISO/IEC 9834-1: the first arc is 0, 1 or 2, the second below 40 under 0 and 1.
        let arcs = parts.prefix(2).compactMap(Int.init)
        let isLegal = UID.isValid(text) && arcs.count == 2 && arcs[0] <= 2 && (arcs[0] == 2 || arcs[1] < 40)
        guard isLegal, text.utf8.count <= 24 else {
            let advice =
                text.hasSuffix(".")
                ? "leave out the last dot" : "write numbers with dots between, at most 24 characters, or 2.25"
            error("\(quoted(text)) is not a UID root", advice)
            return nil
        }
        guard !UID.isStandard(text + ".") else {
            error("\(quoted(text)) belongs to the DICOM standard", "write your organisation's own root, or 2.25")
            return nil
        }
        return text
    }

    fileprivate func patientIDPrefix() -> String? {
        guard let text = text() else { return nil }
        // Legal in any Specific Character Set (PS3.5 §6.2).
        guard text.utf8.first != UInt8(ascii: " "),
            text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else {
            error(
                "\(quoted(text)) cannot begin a Patient ID", "write ASCII characters without backslash, no blank first")
            return nil
        }
        return text
    }
}
