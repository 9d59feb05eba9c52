extension HeldInstance {
    /// What the reason means and what helps, for people; nil for a reason without more to say.
    public var meaning: String? {
        switch reason {
        case "rule_vr_mismatch":
            "A row of a strategy file is for another VR than the attribute has; add a row for this VR, or one for any."
        case "pixels_not_cleaned":
            "The strategy says that pixels are to be cleaned, and these cannot be."
        case "pixels_not_described": "Rows, Columns, Bits Allocated or the like are missing or cannot be."
        case "pixels_not_decodable": "Pixels of this kind, video or floating point, cannot be searched for text."
        case "pixels_not_maskable": "Text or a fixed region was found in pixels that cannot be written again."
        case "device_rule_outside":
            "All regions of a device rule lie outside of the picture, which it was not made for; add a rule for this size."
        case "pixels_unreadable":
            "Most of the text in the picture cannot be read; look at it, and write a device rule if it is fit to leave."
        case "pixels_identifier_found": "Text that identifies somebody still shows after everything found was covered."
        case "pixels_time_limit": "The search for text took longer than the strategy's time_limit."
        case "pixels_too_large": "A frame has more than 200 million pixels, which are not searched for text."
        case "ocr_failed": "Text was found in the picture, and reading it failed."
        case "ocr_language_missing": "Tesseract's data for a language of the strategy are not installed."
        case "pixel_stream_malformed": "A frame's code stream breaks the rules of its format."
        case "document_not_cleaned":
            "An encapsulated document cannot be looked into; documents: replace sends an empty one instead."
        case "text_analyzer_unavailable":
            "The text analyzer of the strategy gave no answer that can be relied upon, and the strategy asks for it."
        case "mapping_missing": "The table that the row names has no replacement for this value; add one."
        case "value_not_shiftable": "A date or time that cannot be read cannot be shifted."
        case "value_too_long": "The replacement would be longer than the VR allows."
        case "dicomdir": "A DICOMDIR lists files and patients and is never de-identified."
        case "identifiers_missing": "Without SOP Class UID and SOP Instance UID it is no instance."
        case "value_unreadable": "The value is too long or not readable, so that nobody knows what it says."
        case "patient_id_missing": "There is no Patient ID, and the project says missing: hold."
        case "study_uid_missing": "There is no Study Instance UID, without which no archive can file an instance."
        case "series_uid_missing": "There is no Series Instance UID, without which no archive can file an instance."
        case "patient_not_in_table": "The project's table of patients has no row for this Patient ID; add one."
        case "identifier_not_ascii":
            "An identifier with letters beyond ASCII cannot get a pseudonym of its own length; let another action treat it."
        case "identifier_not_mappable": "An identifier of this form has no pseudonym; let another action treat it."
        case "identifier_too_long": "An identifier is longer than its VR allows."
        case "transfer_syntax_unknown": "Nobody knows how Data Sets of this Transfer Syntax are laid out."
        case "data_set_truncated": "The Data Set ends within an element: the file is not whole."
        case "data_set_unreadable": "The Data Set is malformed."
        case "data_set_too_deep": "Sequences are nested deeper than any IOD asks for."
        case "data_set_too_large": "The Data Set has more elements, or unfolds to more bytes, than Veil works on."
        default: nil
        }
    }
}
