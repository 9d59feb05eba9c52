import Dicom
import Instances

/// One pass over the elements of one instance.
///
/// Elements come in order, each item's after its sequence, so what was decided about a sequence is known when its
/// contents come: contents of what goes are skipped. What depends on several elements is settled at the end.
struct Planner {
    /// What became of an element.
    enum Fate: UInt8 {
        case stays, changed, emptied, gone
    }

    let view: DataSetView
    let ruleSet: RuleSet
    let pseudonymizer: Pseudonymizer
    let explain: Bool
    let pixels: PixelCare
    /// Where the instance was read from; nil: it came over the network.
    let fileName: String?
    let originalPatientID: String
    let model: IODModel
    let patient: PatientIdentity
    let dateOffset: Int
    /// The Specific Character Set has characters whose second byte can look like a backslash.
    let hasWideCharacters: Bool

    var plan = Plan()
    /// By element. What lies in a sequence that does not stay is gone: a changed one was replaced as a whole.
    var fates: [Fate]
    /// Where the items of each sequence stand in the IOD.
    var places: [IODModel.Place]
    /// Private Creators of which something stays, and of which something went.
    var neededCreators: Set<Int> = []
    var lostCreators: Set<Int> = []
    /// Private sequences that stay for the listed attributes in them alone.
    var unlistedSequences: Set<Int> = []
    /// Blocks that rows reserve for creators that are not there.
    var newBlocks: [PrivateBlock: UInt16] = [:]
    /// Kept elements that mean nothing without another one.
    var dependents: [Int] = []
    /// UIDs replaced so far in this instance, and what the ledger was told.
    var uids: [String: String] = [:]
    var remembered: Set<Plan.Mapping> = []
    var dates = DateRecord()
    /// Days of birth; made when the first date comes.
    var births: Set<String>?
    /// What finds identifiers in texts; made when the first one comes.
    var cleaner: TextCleaner?
    /// The same for texts in pictures, made when all attributes are decided on.
    var pictureText: TextCleaner?
    /// The same for those that cannot be read.
    var raw: RawClues?
    /// Texts that stay, until all of them are known.
    var drafts: [TextDraft] = []
    /// What texts tell that the header does not.
    var sightings = Sightings()
    /// Asked about texts as well, if the site has one.
    var analyzer: (any TextAnalyzer)?
    /// Asked now and then in long loops.
    var budget = TimeBudget.unlimited
    /// Made when something beside or above an element is first asked for.
    var spots: [Spot: Int]?
    var lastPlane: (spot: Spot, stays: Bool)?
    var content = ContentRecord()

    init(
        _ view: DataSetView, ruleSet: RuleSet, pseudonymizer: Pseudonymizer, explain: Bool, pixels: PixelCare,
        fileName: String?
    ) throws(PlanHold) {
        self.view = view
        self.ruleSet = ruleSet
        self.pseudonymizer = pseudonymizer
        self.explain = explain
        self.pixels = pixels
        self.fileName = fileName
        fates = Array(repeating: .stays, count: view.elements.count)
        places = Array(repeating: .unknown, count: view.elements.count)
        let found = try Identifiers(view)
        plan.sopClassUID = UID.trimmed(found.sopClassUID)
        plan.originalSOPInstanceUID = UID.trimmed(found.sopInstanceUID)
        plan.sopInstanceUID = plan.originalSOPInstanceUID
        plan.studyInstanceUID = UID.trimmed(found.studyInstanceUID)
        plan.seriesInstanceUID = UID.trimmed(found.seriesInstanceUID)
        plan.patientID = found.patientID
        originalPatientID = found.patientID
        hasWideCharacters = found.hasWideCharacters
        model = IODModel.of(plan.sopClassUID)
        guard !plan.sopClassUID.isEmpty, !plan.originalSOPInstanceUID.isEmpty else {
            throw PlanHold(.identifiersMissing)
        }
        // No archive files it without them (PS3.3 §C.7.2.1, §C.7.3.1: Type 1), and it would be tried again for days.
        if plan.studyInstanceUID.isEmpty && model.has(.studyInstanceUID) { throw PlanHold(.studyUIDMissing) }
        if plan.seriesInstanceUID.isEmpty && model.has(.seriesInstanceUID) { throw PlanHold(.seriesUIDMissing) }
        do throws(PseudonymError) {
            patient = try pseudonymizer.patient(
                id: found.patientID, issuer: found.issuer, studyInstanceUID: plan.studyInstanceUID)
        } catch {
            // Palettes, protocols and the like are about nobody; one identity for each of them.
            guard !model.hasPatient, error.code == .studyUIDMissing,
                // What fails here as well is thrown as the first error.
                let own = try? pseudonymizer.patient(id: "", issuer: "", studyInstanceUID: plan.originalSOPInstanceUID)
            else { throw PlanHold(error) }
            patient = own
        }
        dateOffset = pseudonymizer.dateOffset(for: patient)
    }

    mutating func run() throws(PlanHold) -> Plan {
        try refuseWhatCannotBeCleaned()
        for index in view.elements.indices {
            if index % Self.budgetStep == 0 { try checkBudget() }
            let element = view.elements[index]
            if fates[index] == .gone || element.parent >= 0 && fates[element.parent] != .stays {
                fates[index] = .gone
                continue
            }
            let found = model.look(element.tag, in: element.parent < 0 ? model.root : places[element.parent])
            places[index] = found.items
            try decide(index, element, found.type)
        }
        try settleTexts()
        settleDependents()
        try ensure()
        settleCreators()
        try addPatientID()
        mark()
        if cleansPixels { pictureText = textCleaner().adding(sightings.clues) }
        return plan
    }

    /// As many elements as are decided on between two looks at the clock.
    private static let budgetStep = 256

    func checkBudget() throws(PlanHold) {
        if budget.isSpent { throw PlanHold(.instanceTimeLimit, "rules") }
    }

    /// Instances of which something would leave that no rule looks into.
    private mutating func refuseWhatCannotBeCleaned() throws(PlanHold) {
        if plan.sopClassUID == StorageSOPClass.directoryUID { throw PlanHold(.directory) }
        let document = Tag(0x0042, 0x0011)
        let options = ruleSet.source.options
        let holdsPixels =
            options.contains(.cleanRecognizableVisualFeatures) || options.contains(.cleanPixelData) && pixels == .none
        for index in view.elements.indices where view.elements[index].parent < 0 {
            let tag = view.elements[index].tag
            if holdsPixels, Self.pixelTags.contains(tag.rawValue) { throw PlanHold(.pixelsNotCleaned) }
            if tag == document { try decideDocument(index) }
        }
    }

    private static let pixelTags: Set<UInt32> = [0x7FE0_0008, 0x7FE0_0009, 0x7FE0_0010]

    /// What the rows of the strategy files say about an element.
    func find(_ index: Int) -> RowIndex.Finding {
        let element = view.elements[index]
        return ruleSet.index.find(
            element.tag, element.vr, isNested: element.parent >= 0, creator: { creator(of: index) },
            isAt: { isAt($0, index) })
    }

    /// The row that decides about an element; nil if none does.
    func row(for index: Int) -> StrategyRow? {
        if case .row(let row) = find(index) { row } else { nil }
    }

    private mutating func decide(_ index: Int, _ element: DataElement, _ type: AttributeType) throws(PlanHold) {
        let tag = element.tag
        // Never part of a Data Set that leaves: lengths, command, meta and directory groups, trailing padding.
        if tag.isGroupLength || tag.group < 0x0008 || Self.extents.contains(tag.rawValue) {
            return delete(index, explain ? "group \(HexDigits.text(tag.group, width: 4)) and padding do not leave" : "")
        }
        let isMark = ProtectedAttributes.marks.contains(tag) || cleansPixels && tag == Self.burnedInAnnotation
        if element.parent < 0, isMark {
            // Written anew at the end.
            fates[index] = .changed
            return
        }
        if tag.isPrivateCreator { return decideCreator(index) }
        switch find(index) {
        case .mismatch(let row): throw mismatch(index, row)
        case .row(let row):
            // Where the concept says that all of a text identifies, that is what cleaning finds in it; and nothing is found
            // in a document, which is replaced.
            if row.action == .cleanTag, let role = content.roles[index] {
                if case .erase = role.treatment { return try apply(role, index, element) }
                if case .replace = role.treatment { return try apply(role, index, element) }
            }
            return try apply(row, index, element, type)
        case .none: break
        }
        if isBesideListed(element) { return delete(index, "in a private sequence that is not on the list of safe ones") }
        if let role = content.roles[index] { return try apply(role, index, element) }
        if tag.isPrivate { return try decidePrivate(index, element) }
        if isPlaneThatGoes(element) { return delete(index, "overlay planes and curves go as a whole group") }
        if !element.isStandard || element.vr == .UN {
            if ruleSet.source.unlisted != .keep {
                delete(index, "unknown attribute")
            } else {
                keep(index, "unlisted: keep")
            }
            return
        }
        if let rule = ruleSet.profileRule(tag) { return try apply(rule, index, element, type) }
        try decideUnlisted(index, element, type)
    }

    /// Length to End (retired), which is of the original Data Set, and Data Set Trailing Padding.
    private static let extents: Set<UInt32> = [0x0008_0001, 0xFFFC_FFFC]

    func mismatch(_ index: Int, _ row: StrategyRow) -> PlanHold {
        PlanHold(.ruleVRMismatch, "\(path(index)) has VR \(view.elements[index].vr), \(row.file):\(row.line)")
    }

    /// A row that names exactly this creator decides at once; else it is settled when its block is known.
    private mutating func decideCreator(_ index: Int) {
        guard let row = row(for: index), row.action == .delete || row.action == .keep, row.path.attribute.isWhole else {
            return
        }
        let rule = explain ? "\(row.action) \(row.file):\(row.line)" : ""
        if row.action == .delete { return delete(index, rule) }
        neededCreators.insert(index)
        keep(index, rule, isOnPurpose: true)
    }
}

/// What says whose instance it is, read in one pass.
private struct Identifiers {
    var sopClassUID = "", sopInstanceUID = "", studyInstanceUID = "", seriesInstanceUID = ""
    var patientID = "", issuer = ""
    var hasWideCharacters = false

    /// - Throws: `value_unreadable` for one that is too long to be loaded: it must not pass for one that is missing.
    init(_ view: DataSetView) throws(PlanHold) {
        var seen: Set<Tag> = []
        for element in view.elements where element.parent < 0 && element.tag.group <= 0x0020 {
            guard Self.tags.contains(element.tag), seen.insert(element.tag).inserted else { continue }
            guard let text = ElementText.trimmed(element) else {
                throw PlanHold(.valueUnreadable, element.tag.description)
            }
            switch element.tag {
            case .specificCharacterSet: hasWideCharacters = Self.wide.contains { text.contains($0) }
            case .sopClassUID: sopClassUID = text
            case .sopInstanceUID: sopInstanceUID = text
            case .studyInstanceUID: studyInstanceUID = text
            case .seriesInstanceUID: seriesInstanceUID = text
            case .patientID: patientID = text
            default: issuer = text
            }
        }
    }

    private static let tags: Set<Tag> = [
        .specificCharacterSet, .sopClassUID, .sopInstanceUID, .studyInstanceUID, .seriesInstanceUID, .patientID,
        .issuerOfPatientID,
    ]

    /// PS3.3 §C.12.1.1.2: two-byte characters whose second byte can be 5C.
    private static let wide = ["GB18030", "GBK", "IR 87", "IR 159"]
}
