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
    /// - Parameters: as of ``planned(_:explain:pixels:fileName:budget:)``.
    /// - Throws: why the instance has to be held.
    public func plan(
        _ view: DataSetView, explain: Bool, pixels: PixelCare = .none, fileName: String? = nil,
        budget: TimeBudget = .unlimited
    ) throws(PlanHold) -> Plan {
        let planned = planned(view, explain: explain, pixels: pixels, fileName: fileName, budget: budget)
        if let hold = planned.hold { throw hold }
        return planned.plan
    }

    /// The plan for the Data Set behind `view`, and why the instance has to be held, if it has: then the plan is as far as
    /// it came. Nothing is changed.
    ///
    /// - Parameters:
    ///   - explain: fill `Plan.decisions` too, which costs time.
    ///   - pixels: what the caller does about pixels, if the strategy says that they are to be cleaned.
    ///   - fileName: the file that the instance was read from, for a mapping table that goes by files; nil: none.
    ///   - budget: the instance is held when it is spent (`instance_time_limit`).
    public func planned(
        _ view: DataSetView, explain: Bool, pixels: PixelCare = .none, fileName: String? = nil,
        budget: TimeBudget = .unlimited
    ) -> Planned {
        do throws(PlanHold) {
            var planner = try Planner(
                view, ruleSet: ruleSet, pseudonymizer: pseudonymizer, explain: explain, pixels: pixels,
                fileName: fileName)
            planner.analyzer = analyzer
            planner.budget = budget
            do throws(PlanHold) {
                let plan = try planner.run()
                return Planned(plan: plan, pictureText: planner.pictureText)
            } catch {
                if explain { planner.showTexts() }
                return Planned(plan: planner.plan, hold: error)
            }
        } catch {
            return Planned(plan: Plan(), hold: error)
        }
    }
}

/// What planning came to.
public struct Planned: Sendable {
    public var plan: Plan
    /// Why the instance has to be held; nil: it need not be.
    public var hold: PlanHold?
    /// Where pixels are cleaned: knows what identifies the patient and what stands for it.
    public var pictureText: TextCleaner?
}
