import Dicom

/// Attributes of VR UI whose values name kinds of things, never one thing: they are not remapped.
///
/// Table E.1-1 lists the attributes whose UIDs identify instances and devices. An attribute of VR UI that it does not
/// list (a newer one) is remapped too, unless the list names it or the standard assigns the value: a UID can link an
/// instance to its source whatever its attribute is called. Private SOP Classes and Transfer Syntaxes have UIDs outside
/// of the standard's root, hence a list of tags.
enum UIDPurpose {
    static func namesAKind(_ tag: Tag) -> Bool { kinds.contains(tag) }

    private static let kinds = AttributeLists.tags(.uidOfAKind)
}
