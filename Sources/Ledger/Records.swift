import Dicom
import Foundation
import Instances

/// An accepted instance as it came: state S3 and later of the table in `docs/adr/0003-durability.md`.
public struct ReceivedInstance: Hashable, Sendable {
    public var id: InstanceID
    public var receivedAt: Date
    public var origin: Origin
    public var sopClassUID: String
    public var transferSyntax: TransferSyntax
    /// Where the Data Set begins in the spooled file.
    public var dataSetOffset: UInt64
    /// Length of the spooled file.
    public var fileSize: UInt64
    /// A person released it from quarantine: what it collides with is replaced instead of held again.
    public var isReleased = false

    public init(
        id: InstanceID, receivedAt: Date, origin: Origin, sopClassUID: String, transferSyntax: TransferSyntax,
        dataSetOffset: UInt64, fileSize: UInt64
    ) {
        self.id = id
        self.receivedAt = receivedAt
        self.origin = origin
        self.sopClassUID = sopClassUID
        self.transferSyntax = transferSyntax
        self.dataSetOffset = dataSetOffset
        self.fileSize = fileSize
    }
}

/// What routes are chosen by, and the ledger's columns.
extension ReceivedInstance {
    public var callingAETitle: String { origin.fields.callingAETitle }
    public var calledAETitle: String { origin.fields.calledAETitle }
    public var peerAddress: String { origin.fields.peerAddress }
}

/// A clean instance, ready to leave: one per instance, project and strategy.
public struct Output: Hashable, Sendable {
    public var project: String
    public var strategy: String
    /// Version of the rule set that made it.
    public var ruleSet: String
    public var sopClassUID: String
    /// New identifiers, for the file meta group and for folders.
    public var sopInstanceUID: String
    public var patientID: String
    public var studyInstanceUID: String
    public var seriesInstanceUID: String
    public var transferSyntax: TransferSyntax
    public var dataSet: EncodedDataSet
    /// Keyed hash of the original SOP Instance UID.
    public var instanceHash: [UInt8]
    /// Keyed hash of the original Data Set's bytes.
    public var contentHash: [UInt8]
    /// Audit: counts per action, names of routes; JSON without values.
    public var summary: String
    /// The file beside the original that changed pixels are in; nil if none are.
    public var pixels: ChangedPixelsFile?
    /// The values of the original, whatever encoding they came in; nil where they were not told apart.
    public var canonical: CanonicalRecord?

    public init(
        project: String, strategy: String, ruleSet: String, sopClassUID: String, sopInstanceUID: String, patientID: String,
        studyInstanceUID: String, seriesInstanceUID: String, transferSyntax: TransferSyntax, dataSet: EncodedDataSet,
        instanceHash: [UInt8], contentHash: [UInt8], summary: String, pixels: ChangedPixelsFile? = nil,
        canonical: CanonicalRecord? = nil
    ) {
        self.project = project
        self.strategy = strategy
        self.ruleSet = ruleSet
        self.sopClassUID = sopClassUID
        self.sopInstanceUID = sopInstanceUID
        self.patientID = patientID
        self.studyInstanceUID = studyInstanceUID
        self.seriesInstanceUID = seriesInstanceUID
        self.transferSyntax = transferSyntax
        self.dataSet = dataSet
        self.instanceHash = instanceHash
        self.contentHash = contentHash
        self.summary = summary
        self.pixels = pixels
        self.canonical = canonical
    }

    /// Where it belongs, in new identifiers.
    public var series: SeriesPlace {
        SeriesPlace(studyInstanceUID: studyInstanceUID, seriesInstanceUID: seriesInstanceUID)
    }
}

/// Study and series of an instance in the identifiers that leave.
public struct SeriesPlace: Hashable, Sendable {
    public var studyInstanceUID: String
    public var seriesInstanceUID: String

    public init(studyInstanceUID: String, seriesInstanceUID: String) {
        self.studyInstanceUID = studyInstanceUID
        self.seriesInstanceUID = seriesInstanceUID
    }
}

/// A file with changed pixels of one clean instance. Nothing else may ever be sent in its place.
public struct ChangedPixelsFile: Hashable, Sendable {
    public var number: Int
    /// SHA-256 of what is in it.
    public var digest: [UInt8]

    public init(number: Int, digest: [UInt8]) {
        self.number = number
        self.digest = digest
    }
}

/// One pseudonym to remember: the original sealed and findable only with the project's key.
public struct PseudonymRecord: Hashable, Sendable {
    public var project: String
    public var kind: String
    public var originalHash: [UInt8]
    public var sealedOriginal: [UInt8]
    public var replacement: String

    public init(project: String, kind: String, originalHash: [UInt8], sealedOriginal: [UInt8], replacement: String) {
        self.project = project
        self.kind = kind
        self.originalHash = originalHash
        self.sealedOriginal = sealedOriginal
        self.replacement = replacement
    }
}

/// One instance on its way to one destination.
public struct Delivery: Hashable, Sendable {
    /// Where a delivery stands; all but `waiting` are final, unless it turns out that the bytes went all the same.
    public enum State: String, Sendable, CaseIterable {
        case waiting, delivered, held, cancelled
        /// Another version of the instance took its place before it went.
        case superseded
    }

    public var id: Int64
    public var output: Int64
    public var instance: InstanceID
    public var project: String
    public var destination: String
    public var state: State
    public var attempts: Int
    public var since: Date
    public var nextAttempt: Date
    public var lastStatus: DimseStatus?
    public var sopClassUID: String
    public var transferSyntax: TransferSyntax
    /// Keyed hash of the original SOP Instance UID: versions of one instance must not overtake each other.
    public var instanceHash: [UInt8]
    /// What else is to be said: a code of ours.
    public var note: String?

    public init(
        id: Int64, output: Int64, instance: InstanceID, project: String, destination: String, state: State, attempts: Int,
        since: Date, nextAttempt: Date, lastStatus: DimseStatus?, sopClassUID: String, transferSyntax: TransferSyntax,
        instanceHash: [UInt8] = [], note: String? = nil
    ) {
        self.id = id
        self.output = output
        self.instance = instance
        self.project = project
        self.destination = destination
        self.state = state
        self.attempts = attempts
        self.since = since
        self.nextAttempt = nextAttempt
        self.lastStatus = lastStatus
        self.sopClassUID = sopClassUID
        self.transferSyntax = transferSyntax
        self.instanceHash = instanceHash
        self.note = note
    }
}

/// One thing that was held, and why.
public struct QuarantineEntry: Hashable, Sendable {
    public var id: Int64
    public var instance: InstanceID
    /// nil: the whole instance, before any route took it.
    public var project: String?
    /// nil: all destinations of the project's routes.
    public var destination: String?
    public var reason: String
    /// Attribute paths, rule, status: never a value.
    public var detail: String
    public var since: Date
    /// Study and series in new identifiers; nil where the instance could not be read, or no project takes it.
    public var series: SeriesPlace?
}
