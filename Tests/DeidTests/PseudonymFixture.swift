@testable import Deid

/// Keys and pseudonymizers that the tests of this folder share.
enum PseudonymFixture {
    /// Bytes 0 to 31: the expectations called independent were computed for it outside of this project.
    static func key() throws -> ProjectKey { try ProjectKey(bytes: (0..<32).map { UInt8($0) }) }

    static func otherKey() throws -> ProjectKey { try ProjectKey(bytes: (1...32).map { UInt8($0) }) }

    static func pseudonymizer(
        key: ProjectKey? = nil, uidRoot: String = "2.25", issuer: PatientIDPolicy.Issuer = .ignore,
        missing: PatientIDPolicy.Missing = .byStudy
    ) throws -> Pseudonymizer {
        try Pseudonymizer(
            key: key ?? Self.key(), uidRoot: uidRoot,
            patientIDPolicy: PatientIDPolicy(prefix: "TA-", issuer: issuer, missing: missing))
    }
}
