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
        // HL7 Instance Identifier is that of the document itself; other documents have none.
        let own = self.element(Spot(-1, -1, Tag(0x0040, 0xE001))).flatMap { ElementText.trimmed(view.elements[$0]) }
        let identifier = pseudonymizer.uid(own ?? plan.originalSOPInstanceUID)
        guard ruleSet.source.documents == .replace, let type = self.element(Spot(-1, -1, Tag(0x0042, 0x0012))),
            let mimeType = ElementText.trimmed(view.elements[type]),
            let document = EmptyDocument.bytes(mimeType: mimeType, identifier: identifier)
        else { throw PlanHold(.documentNotCleaned, element.tag.description) }
        let length = (0..<4).map { UInt8(truncatingIfNeeded: document.count >> ($0 * 8)) }
        let rule = "documents: replace"
        let companions: [(Tag, ContentRecord.Treatment)] = [
            (Tag(0x0042, 0x0011), .replace(document)),
            // Encapsulated Document Length: without the padding.
            (Tag(0x0042, 0x0015), .replace(length)),
            // Document Title (Type 2).
            (Tag(0x0042, 0x0010), .empty),
            (Tag(0x0040, 0xE001), .replace(Array(identifier.utf8))),
        ]
        for (tag, treatment) in companions {
            if let found = self.element(Spot(-1, -1, tag)) { content.roles[found] = (treatment, rule) }
        }
    }
}
