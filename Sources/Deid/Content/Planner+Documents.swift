import Dicom

/// Encapsulated documents (PS3.3 §C.24.2): nobody looks into them, so they are held, or replaced by empty ones.
extension Planner {
    /// Decides about Encapsulated Document, and about what is said of it.
    ///
    /// - Throws: `document_not_cleaned` for one that would leave as it is.
    mutating func decideDocument(_ index: Int) throws(PlanHold) {
        let element = view.elements[index]
        // Cleaning cannot look into a document, whose text is packed.
        let row = row(for: index)
        guard element.length > 0, row == nil || row?.action == .cleanTag else { return }
        guard ruleSet.source.documents == .replace else { throw PlanHold(.documentNotCleaned, element.tag.description) }
        let rule = "documents: replace"
        let companions: [(Tag, ContentRecord.Treatment)]
        if let (document, identifier) = emptyDocument() {
            let length = (0..<4).map { UInt8(truncatingIfNeeded: document.count >> ($0 * 8)) }
            companions = [
                (Tag(0x0042, 0x0011), .replace(document)),
                // Encapsulated Document Length: without the padding.
                (Tag(0x0042, 0x0015), .replace(length)),
                // Document Title (Type 2).
                (Tag(0x0042, 0x0010), .empty),
                (Tag(0x0040, 0xE001), .replace(Array(identifier.utf8))),
            ]
        } else if !model.has(element.tag) {
            // A report or an image is whole without it: no module of its IOD has one.
            companions = Self.documentElements.map { ($0, .delete) }
        } else {
            throw PlanHold(.documentNotCleaned, element.tag.description)
        }
        for (tag, treatment) in companions {
            if let found = self.element(Spot(-1, -1, tag)) { content.roles[found] = (treatment, rule) }
        }
    }

    /// What takes the document's place, and its identifier; nil for a kind that nobody here can write.
    private mutating func emptyDocument() -> (document: [UInt8], identifier: String)? {
        // HL7 Instance Identifier is that of the document itself; other documents have none.
        let own = topLevelText(Tag(0x0040, 0xE001))
        let identifier = pseudonymizer.uid(own ?? plan.originalSOPInstanceUID)
        let mimeType = topLevelText(Tag(0x0042, 0x0012)) ?? EmptyDocument.mimeType(ofSOPClass: plan.sopClassUID)
        return mimeType.flatMap { EmptyDocument.bytes(mimeType: $0, identifier: identifier) }.map { ($0, identifier) }
    }

    private mutating func topLevelText(_ tag: Tag) -> String? {
        guard let index = element(Spot(-1, -1, tag)), let text = ElementText.trimmed(view.elements[index]) else { return nil }
        return text.isEmpty ? nil : text
    }

    /// Document Title, Encapsulated Document, MIME Type, List of MIME Types, Encapsulated Document Length.
    private static let documentElements = [
        Tag(0x0042, 0x0010), Tag(0x0042, 0x0011), Tag(0x0042, 0x0012), Tag(0x0042, 0x0014), Tag(0x0042, 0x0015),
    ]
}
