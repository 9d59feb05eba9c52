import BridgeErrors
import DataSets
import Deid
import Dicom
import Instances
import Pixels

/// The way of an instance from as it came to as it leaves, in steps: plan, carry out, find text in pixels, cover it, look
/// for identifiers, encode, compare with what was planned. Whatever goes wrong with the instance holds it.
///
/// Stages say which step comes after which; see ``ReadInstance``.
public enum Pipeline {
    /// All steps.
    ///
    /// - Parameters:
    ///   - explain: the plan has its decisions too, which costs time.
    ///   - finders: of this thread.
    ///   - keeper: takes changed pixels that are too many for memory; nil: all are in memory.
    /// - Throws: only trouble of our own: memory, files, what `keeper` throws.
    public static func run(
        _ instance: consuming ReadInstance, by rules: CleaningRules, explain: Bool = false, _ finders: TextFinders,
        keeping keeper: (any ChangedPixels)? = nil
    ) throws -> EngineResult {
        let budget = rules.budget
        let stage = plan(instance, by: rules, explain: explain, budget)
        let planned = stage.planned
        do {
            let edited = try carryOut(stage, pixels: rules.pixels)
            let searched = try search(edited, rules.pixels, finders)
            let covered = try cover(searched, keeping: keeper, budget)
            let checked = try check(covered, budget)
            return EngineResult(planned: planned, outcome: .success(try encode(checked)))
        } catch let hold as HeldInstance {
            return EngineResult(planned: planned, outcome: .failure(hold))
        } catch let error as DimseError {
            guard let hold = HeldInstance(error) else { throw error }
            return EngineResult(planned: planned, outcome: .failure(hold))
        }
    }

    /// Decides what becomes of each attribute.
    static func plan(
        _ instance: consuming ReadInstance, by rules: CleaningRules, explain: Bool, _ budget: TimeBudget = .unlimited
    ) -> PlannedInstance {
        let planned = rules.plan(instance.view, explain: explain, fileName: instance.fileName, budget: budget)
        let original = instance.view
        return PlannedInstance(dataSet: instance.dataSet, original: original, planned: planned)
    }

    /// Makes the planned edits. What is needed of the original's values is read before, as they go with it.
    ///
    /// - Throws: `HeldInstance` if the plan says so; `DimseError`.
    static func carryOut(_ instance: consuming PlannedInstance, pixels settings: PixelSettings?) throws -> EditedInstance {
        let (original, planned) = (instance.original, instance.planned)
        if let hold = planned.hold { throw HeldInstance(hold) }
        let check = SelfCheck(original, planned.plan)
        let modules = PixelModule.all(in: original)
        let preparation = settings.map { PixelPreparation(original, modules, $0, planned.pictureText) }
        var dataSet = instance.dataSet
        try dataSet.apply(planned.plan.edits)
        return EditedInstance(
            dataSet: dataSet, original: original, plan: planned.plan, check: check, modules: modules,
            preparation: preparation)
    }

    /// Decides what of the pixels is covered. Icons with text in them are removed.
    ///
    /// - Throws: `HeldInstance` if they cannot leave; `DimseError`.
    static func search(
        _ instance: consuming EditedInstance, _ settings: PixelSettings?, _ finders: TextFinders
    ) throws -> SearchedInstance {
        var edited = instance
        guard let settings, let preparation = edited.preparation else {
            return SearchedInstance(edited: edited, decision: nil)
        }
        let decision: PixelDecision
        do {
            let redactor = PixelRedactor(settings, finder: try finders.finder(for: settings.languages))
            decision = try redactor.decide(&edited.dataSet, preparation)
        } catch let hold as PixelHold {
            throw HeldInstance(hold)
        }
        return SearchedInstance(edited: edited, decision: decision)
    }

    /// Covers boxes, and removes what stands in Pixel Data and is no picture.
    ///
    /// - Throws: `HeldInstance` for pixels that cannot be made sense of or written; `DimseError`, what `keeper` throws.
    static func cover(
        _ instance: consuming SearchedInstance, keeping keeper: (any ChangedPixels)?, _ budget: TimeBudget = .unlimited
    ) throws -> CoveredInstance {
        let decision = instance.decision
        var edited = instance.edited
        var cleaner = PixelCleaner(
            transferSyntax: edited.dataSet.transferSyntax, mask: decision?.mask, isSearched: decision?.isSearched == true,
            budget: budget)
        do {
            let modules = edited.modules
            try cleaner.clean(&edited.dataSet, modules, keeping: keeper)
        } catch let hold as PixelHold {
            throw HeldInstance(hold, after: decision)
        }
        return CoveredInstance(edited: edited, decision: decision, report: cleaner.report)
    }

    /// Looks for identifiers of the original in what would leave: in streams that stay closed, and in all elements.
    ///
    /// - Throws: `HeldInstance` with the first that is found, or because the time is over; `DimseError`.
    static func check(
        _ instance: consuming CoveredInstance, _ budget: TimeBudget = .unlimited
    ) throws -> CheckedInstance {
        let (decision, report) = (instance.decision, instance.report)
        let edited = instance.edited
        var check = edited.check
        for stream in report.opaque {
            let bytes = try edited.dataSet.readPixels(at: stream.index, stream.ranges)
            if let finding = check.firstFinding(inStream: bytes, of: .pixelData) {
                throw HeldInstance(reason: .identifierFound, detail: finding.description)
            }
        }
        let (view, origins) = try edited.dataSet.edited()
        if let finding = try check.firstFinding(in: view, origins, load: { try edited.dataSet.load($0) }) {
            throw HeldInstance(reason: .identifierFound, detail: finding.description)
        }
        if budget.isSpent { throw HeldInstance(reason: .instanceTimeLimit, detail: "search of values") }
        let (original, plan) = (edited.original, edited.plan)
        return CheckedInstance(
            dataSet: edited.dataSet, original: original, plan: plan, decision: decision, report: report)
    }

    /// Encodes the instance, and compares the bytes with the received ones and the plan, by another reader than the one that
    /// wrote them.
    ///
    /// - Throws: `HeldInstance` with the first difference that is not planned; `DimseError`.
    static func encode(_ instance: consuming CheckedInstance) throws -> CleanInstance {
        let encoded = try instance.dataSet.encoded()
        let finding = try OutputCheck.firstFinding(
            original: instance.dataSet.receivedBytes(), instance.original,
            .init(edits: instance.dataSet.edits, remade: instance.dataSet.composed),
            output: instance.dataSet.bytes(of: encoded), isSequence: DataDictionary.sequences())
        if let finding { throw HeldInstance(reason: .outputNotAsPlanned, detail: finding.description) }
        // Own bytes are a value in the ledger, and SQLite's are at most 1 GB.
        guard encoded.bytes.count <= 900_000_000 else {
            throw HeldInstance(reason: .dataSetTooLarge, detail: "changed frames")
        }
        return CleanInstance(
            plan: instance.plan, transferSyntax: instance.dataSet.transferSyntax, dataSet: encoded,
            pixels: instance.decision, cleaning: instance.report)
    }
}
