internal import StandardTables

/// PS3.16 CID 7050: the codes that say how an instance was de-identified.
public struct MethodCode: Hashable, Sendable {
    /// Code Value (0008,0100).
    public let value: String
    /// Coding Scheme Designator (0008,0102).
    public let scheme: String
    /// Code Meaning (0008,0104).
    public let meaning: String

    /// The Basic Application Confidentiality Profile.
    public static let basicProfile = "113100"

    /// All codes of the context group, by value.
    public static let all: [String: MethodCode] = {
        var codes: [String: MethodCode] = [:]
        TableText(standard_table_methods()).forEachRow(4) { fields in
            codes[fields[0]] = MethodCode(value: fields[0], scheme: fields[1], meaning: fields[3])
        }
        return codes
    }()
}
