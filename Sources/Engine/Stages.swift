import BridgeErrors
import DataSets
import Deid
import Dicom
import Pixels

// What one instance is between the steps of the pipeline. Each step takes the stage before it and gives the next one, so
// that no step can be left out or come too early. A stage owns the Data Set, which is edited in place, so that none can be
// used twice.

/// An instance as it came, parsed.
public struct ReadInstance: ~Copyable {
    public var dataSet: DataSet
    /// All its elements. Values are valid until the Data Set is edited.
    public let view: DataSetView
    /// The file that it was read from, for tables that go by files; nil: it came over the network.
    let fileName: String?

    /// Parses the Data Set of the file at `path` that begins at `offset` and ends with the file.
    ///
    /// - Throws: `HeldInstance` for what cannot be read; `DimseError` for our own trouble.
    public init(path: String, offset: UInt64, transferSyntax: TransferSyntax, fileName: String? = nil) throws {
        guard transferSyntax.encoding != nil else { throw HeldInstance(reason: .transferSyntaxUnknown) }
        let opened = try Self.open(path, offset, transferSyntax)
        view = try Self.view(of: opened)
        dataSet = opened
        self.fileName = fileName
    }

    private static func open(_ path: String, _ offset: UInt64, _ transferSyntax: TransferSyntax) throws -> DataSet {
        do throws(DimseError) {
            return try DataSet(path: path, offset: offset, transferSyntax: transferSyntax)
        } catch {
            throw HeldInstance(error) ?? error as any Error
        }
    }

    private static func view(of dataSet: borrowing DataSet) throws -> DataSetView {
        do throws(DimseError) { return try dataSet.view() } catch { throw HeldInstance(error) ?? error as any Error }
    }
}

/// It is decided what becomes of each attribute, or that the instance is held; nothing is changed yet.
struct PlannedInstance: ~Copyable {
    var dataSet: DataSet
    let original: DataSetView
    let planned: Planned
}

/// Its attributes are as planned; its pixels are as they came.
struct EditedInstance: ~Copyable {
    var dataSet: DataSet
    /// Of its elements, values are not valid any more.
    let original: DataSetView
    let plan: Plan
    /// Remembers what must not be found.
    var check: SelfCheck
    let modules: [PixelModule]
    /// What the original header told about the pixels; nil if the strategy leaves them alone.
    let preparation: PixelPreparation?
}

/// It is decided what of its pixels is covered.
struct SearchedInstance: ~Copyable {
    var edited: EditedInstance
    /// nil if the strategy leaves pixels alone.
    let decision: PixelDecision?
}

/// Its pixels are as they leave.
struct CoveredInstance: ~Copyable {
    var edited: EditedInstance
    let decision: PixelDecision?
    let report: PixelReport
}

/// No identifier of the original was found in it.
struct CheckedInstance: ~Copyable {
    let dataSet: DataSet
    let original: DataSetView
    let plan: Plan
    let decision: PixelDecision?
    let report: PixelReport
}
