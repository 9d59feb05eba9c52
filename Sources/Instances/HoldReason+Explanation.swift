extension HoldReason {
    /// The row of the one table of reasons.
    public var explanation: Explanation {
        switch self {
        case .unmatched:
            row(.rules, "No route takes the instance.", "Add a route that matches it, or widen one, reload, then release.")
        case .transferSyntaxUnknown:
            row(
                .data, "Nobody knows how Data Sets of this Transfer Syntax are laid out.",
                "Ask the sender for another Transfer Syntax, then discard this one.")
        case .dataSetTruncated:
            row(
                .data, "The Data Set ends within an element: the file is not whole.",
                "Have it sent again, then discard this one.")
        case .dataSetUnreadable:
            row(
                .data, "The Data Set is malformed.",
                "Export it, look at it with dcmdump, and have it mended where it comes from.")
        case .dataSetTooDeep:
            row(
                .data, "Sequences are nested deeper than any IOD asks for.",
                "Export it and look at it with dcmdump: it is damaged, or made to do harm.")
        case .dataSetTooLarge:
            row(
                .data, "The Data Set has more elements, or unfolds to more bytes, than Veil works on.",
                "Export it and look at it: if it is valid, raise node.instance_memory, reload, then release; else discard it.")
        case .directory:
            row(
                .data, "A DICOMDIR lists files and patients and is never de-identified.",
                "Discard it; have one made from the clean files where one is needed.")
        case .identifiersMissing:
            row(
                .data, "Without SOP Class UID and SOP Instance UID it is no instance.",
                "Have it mended where it comes from; no archive takes it like this.")
        case .duplicateDiffers:
            row(
                .data, "The same SOP Instance UID was here before with other values; the detail names the attributes, by tag.",
                "Decide which one counts: a release sends this one, a discard keeps the earlier one.")
        case .superseded:
            row(
                .data, "Another version of the same SOP Instance was released in its place before this one was delivered.",
                "Discard it, or release it to send it after all.")

        case .seriesIncomplete:
            row(
                .rules, "Something else of its series is held, and the route says hold_incomplete_series.",
                "Look at the other one, then release the series: quarantine release --series UID.")

        case .ruleVRMismatch:
            row(
                .rules, "A row of a strategy file is for another VR than the attribute has.",
                "Add a row for this VR, or one for any, reload, then release.")
        case .mappingMissing:
            row(
                .rules, "The table that the row names has no replacement for this value.",
                "Add the value to the table, reload, then release.")
        case .mappingRowMissing:
            row(
                .rules, "The strategy's mapping_table has no row for this instance and attribute.",
                "Add the row to the table, reload, then release.")
        case .valueNotShiftable:
            row(
                .data, "A date or time that cannot be read cannot be shifted.",
                "Let another action treat the attribute, or have the value mended, then release.")
        case .valueTooLong:
            row(
                .rules, "The replacement would be longer than the VR allows.",
                "Give the row a shorter replacement, reload, then release.")
        case .valueUnreadable:
            row(
                .data, "A value is too long or cannot be read, so that nobody knows what it says.",
                "Let a row delete the attribute if it is not needed, then release.")
        case .documentNotCleaned:
            row(
                .rules, "An encapsulated document cannot be looked into.",
                "With documents: replace in the strategy an empty one leaves instead.")
        case .textAnalyzerUnavailable:
            row(
                .node, "The text analyzer of the strategy gave no answer that can be relied upon, and the strategy asks for it.",
                "See whether the analyzer runs, then release.")
        case .identifierFound:
            row(
                .rules, "The self-check still found something of the original that identifies somebody.",
                "Run explain on the exported original: a row for the attribute that it names removes it; then release.")

        case .outputNotAsPlanned:
            row(
                .node, "The output, read anew, is not what was planned: an element is missing, changed or out of order.",
                "Export the original, keep it and report it: nothing left.")

        case .patientIDMissing:
            row(
                .data, "There is no Patient ID, and the project says missing: hold.",
                "Have it mended where it comes from, or say missing: by_study, then release.")
        case .studyUIDMissing:
            row(
                .data, "There is no Study Instance UID, without which no archive can file an instance.",
                "Have it mended where it comes from.")
        case .seriesUIDMissing:
            row(
                .data, "There is no Series Instance UID, without which no archive can file an instance.",
                "Have it mended where it comes from.")
        case .patientNotInTable:
            row(
                .rules, "The project's table of patients has no row for this Patient ID.",
                "Add the patient to the table, reload, then release.")
        case .identifierNotASCII:
            row(
                .rules, "An identifier with letters beyond ASCII cannot get a pseudonym of its own length.",
                "Let another action treat the attribute, reload, then release.")
        case .identifierNotMappable:
            row(
                .rules, "An identifier of this form has no pseudonym.",
                "Let another action treat the attribute, reload, then release.")
        case .identifierTooLong:
            row(
                .data, "An identifier is longer than its VR allows.",
                "Let another action treat the attribute, or have it mended where it comes from.")
        case .pseudonymCollision:
            row(
                .rules, "Two different originals of the project would get the same pseudonym.",
                "Look for two rows of the table of patients with one replacement; else report it. Nothing was mixed up.")

        case .pixelsNotCleaned:
            row(
                .rules, "The strategy asks for pixels to be cleaned in a way that is not available.",
                "Take clean_recognizable_visual_features out of the options, or clean these images elsewhere.")
        case .pixelsNotDescribed:
            row(
                .data, "Rows, Columns, Bits Allocated or the like are missing or cannot be.",
                "Have it mended where it comes from.")
        case .pixelDataLength:
            row(
                .data, "Pixel Data is longer or shorter than Rows, Columns, Bits Allocated and Number of Frames say.",
                "Have it sent again or mended where it comes from: what stands behind the pixels may say anything.")
        case .framesUnclear:
            row(
                .data, "Nothing tells which fragments of Pixel Data belong to which frame.",
                "Have it sent with a Basic or Extended Offset Table, or one fragment a frame.")
        case .pixelStreamMalformed:
            row(
                .data, "A frame's code stream breaks the rules of its format.",
                "Have it sent again, or in another Transfer Syntax.")
        case .pixelStreamUnsupported:
            row(
                .data, "A frame's format, or a part of it, is not looked into, so nobody knows what else it carries.",
                "Have it sent in another Transfer Syntax.")
        case .pixelStreamHasAudio:
            row(.data, "There is sound beside the pictures of a video, and nobody listens to it.", "Have it sent without sound.")
        case .pixelsNotDecodable:
            row(
                .data, "Pixels of this kind cannot be searched for text.",
                "Send it on a route whose strategy does not clean pixels, if its pixels are fit to leave.")
        case .pixelsNotMaskable:
            row(
                .data, "Text or a fixed region was found in pixels that cannot be written again.",
                "Have it sent in another Transfer Syntax, uncompressed for example.")
        case .pixelsNotVerified:
            row(
                .node, "A frame that was coded anew does not show what it should: boxes covered, all else as it was.",
                "Have it sent in another Transfer Syntax, uncompressed for example, and report it.")
        case .deviceRuleOutside:
            row(
                .rules, "All regions of a device rule lie outside of the picture, which it was not made for.",
                "Add a rule for pictures of this size, reload, then release.")
        case .pixelsUnreadable:
            row(
                .data, "Most of the text in the picture cannot be read.",
                "Look at the picture; write a device rule if it is fit to leave, then release.")
        case .pixelsIdentifierFound:
            row(
                .data, "Text that identifies somebody still shows after everything found was covered.",
                "Look at the picture; write a device rule that covers it, then release.")
        case .pixelsTimeLimit:
            row(
                .rules, "The search for text took longer than the strategy's time_limit.",
                "Raise pixels.time_limit or write a device rule, reload, then release.")
        case .pixelsTooLarge:
            row(
                .data, "A frame has more than 200 million pixels, which are not searched for text.",
                "Send it on a route whose strategy does not clean pixels, if its pixels are fit to leave.")
        case .ocrFailed:
            row(.node, "Text was found in the picture, and reading it failed.", "Release it once; if it comes back, report it.")
        case .ocrLanguageMissing:
            row(
                .node, "Tesseract's data for a language of the strategy are not installed.",
                "Install the package tesseract-ocr-LANGUAGE, then release.")

        case .refusedByArchive:
            row(
                .archive, "The archive refused the instance for good; its status stands in the detail.",
                "Ask the archive's operator why, then release. A status that may pass belongs into retry.statuses.")
        case .presentationContextRefused:
            row(
                .archive, "The archive takes neither this SOP Class and Transfer Syntax nor a conversion without loss.",
                "Have the archive accept them, then release.")
        case .conversionFailed:
            row(
                .archive, "The archive refused the Transfer Syntax, and the conversion without loss failed.",
                "Have the archive accept the Transfer Syntax, then release.")
        case .gaveUp:
            row(.archive, "The destination could not be reached for give_up_after.", "Bring the destination back, then release.")
        case .pathTaken:
            row(
                .archive, "The folder has another file under the path of this instance; it was left as it is.",
                "Compare both files: move the other one away and release, or discard this one.")
        case .pathNotPossible:
            row(
                .archive, "The folder cannot have a file of this path: it is too long, or leads through a file.",
                "Look into the destination's folder, then release.")
        case .destinationRemoved:
            row(
                .rules, "The destination was taken out of routes.yml while the delivery waited.",
                "Add it again, or send on another route: reload, then release.")
        case .cancelled:
            row(.node, "An operator took the delivery out of the queue.", "Release it to send it after all, or discard it.")

        case .originalMissing:
            row(
                .node, "The original, or its changed pixels, is no longer in the state directory.",
                "Look after the disk and restore the file; changed pixels are made anew by a release.")
        case .originalDamaged:
            row(
                .node, "The original, or its changed pixels, is no longer what was written.",
                "Look after the disk; have it sent again. Changed pixels are made anew by a release.")
        case .outputMissing:
            row(.node, "The ledger has no clean instance for this delivery any more.", "Release it: it is made anew.")
        case .instanceTimeLimit:
            row(
                .rules, "Work on the instance took longer than node.instance_time.",
                "Raise node.instance_time if instances of this kind are to pass, reload, then release.")
        case .cannotBeWorkedOn:
            row(
                .node, "The node had trouble of its own with this instance for about an hour.",
                "Look at the log for memory and disk, then release.")
        case .endedTheProcess:
            row(
                .node, "The node ended three times while it worked on this instance.",
                "Keep a copy, report it, and release it only where an end of the node does no harm.")
        case .internalError:
            row(.node, "Something unexpected happened.", "Report it with the detail; a release tries again.")
        }
    }

    private func row(_ trouble: Trouble, _ meaning: String, _ next: String) -> Explanation {
        Explanation(trouble: trouble, meaning: meaning, next: next)
    }
}
