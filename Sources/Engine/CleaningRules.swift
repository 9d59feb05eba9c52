import Deid
import Dicom
import Instances
import Pixels

/// What the engine needs to know to clean instances of one project by one strategy.
public struct CleaningRules: Sendable {
    /// What plans for attributes, with the project's pseudonyms.
    public let deidentifier: Deidentifier
    /// How pixels are treated; nil: they are left alone, and nothing is claimed about them.
    public let pixels: PixelSettings?
    /// How long one instance may be worked on; nil: as long as it takes.
    public let instanceTime: Duration?

    public init(deidentifier: Deidentifier, pixels: PixelSettings?, instanceTime: Duration? = nil) {
        self.deidentifier = deidentifier
        self.pixels = pixels
        self.instanceTime = instanceTime
    }

    /// The time that an instance has from now on.
    var budget: TimeBudget { instanceTime.map { TimeBudget($0) } ?? .unlimited }

    /// What the rules make of the attributes of an instance. Nothing is changed.
    ///
    /// - Parameters:
    ///   - explain: fill `Plan.decisions` too, which costs time.
    ///   - fileName: the file that the instance was read from; nil: it came over the network.
    ///   - budget: the instance is held when it is spent.
    public func plan(
        _ view: DataSetView, explain: Bool, fileName: String? = nil, budget: TimeBudget = .unlimited
    ) -> Planned {
        deidentifier.planned(
            view, explain: explain, pixels: pixels == nil ? .none : PixelCare(view), fileName: fileName, budget: budget)
    }
}
