import Dicom
import Instances

/// Plans what the rules of one strategy and the pseudonyms of one project make of an instance.
///
/// Pure: the same Data Set, rules and key give the same plan, whatever came before.
public struct Deidentifier: Sendable {
    public let ruleSet: RuleSet
    /// What stands for originals in the project.
    public let pseudonymizer: Pseudonymizer
    /// Asked about texts that are cleaned.
    public let analyzer: (any TextAnalyzer)?

    /// - Parameter analyzer: where it does not answer, instances are held.
    public init(ruleSet: RuleSet, pseudonymizer: Pseudonymizer, analyzer: (any TextAnalyzer)? = nil) {
        self.ruleSet = ruleSet
        self.pseudonymizer = pseudonymizer
        self.analyzer = analyzer
    }

    /// The plan for the Data Set behind `view`; nothing is changed.
    ///
    /// - Parameters:
    ///   - explain: fill `Plan.decisions` too, which costs time.
    ///   - pixels: what the caller does about pixels, if the strategy says that they are to be cleaned.
    ///   - fileName: the file that the instance was read from, for a mapping table that goes by files; nil: none.
    ///   - budget: `instance_time_limit` is thrown when it is spent.
    /// - Throws: why the instance has to be held.
    public func plan(
        _ view: DataSetView, explain: Bool, pixels: PixelCare = .none, fileName: String? = nil,
        budget: TimeBudget = .unlimited
    ) throws(PlanHold) -> Plan {
        var planner = try Planner(
            view, ruleSet: ruleSet, pseudonymizer: pseudonymizer, explain: explain, pixels: pixels,
            fileName: fileName)
        planner.analyzer = analyzer
        planner.budget = budget
        return try planner.run()
    }

    /// The plan for an instance with its decisions, and why it has to be held, if it has: then the plan is as far as it
    /// came.
    public func explain(
        _ view: DataSetView, pixels: PixelCare = .none, fileName: String? = nil
    ) -> (plan: Plan, hold: PlanHold?) {
        do throws(PlanHold) {
            var planner = try Planner(
                view, ruleSet: ruleSet, pseudonymizer: pseudonymizer, explain: true, pixels: pixels,
                fileName: fileName)
            planner.analyzer = analyzer
            do throws(PlanHold) {
                return (try planner.run(), nil)
            } catch {
                planner.showTexts()
                return (planner.plan, error)
            }
        } catch {
            return (Plan(), error)
        }
    }
}
