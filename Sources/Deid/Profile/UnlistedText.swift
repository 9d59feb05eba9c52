import Dicom

/// What is known of attributes that Table E.1-1 does not name, where their VR does not tell enough.
enum UnlistedText {
    /// True for identifiers of people and orders, and for dates in another calendar; for those of devices unless an
    /// option retains them.
    static func identifies(_ tag: Tag, _ options: Set<ProfileOption>) -> Bool {
        identifiers.contains(tag)
            || devices.contains(tag) && !options.contains(.retainDeviceIdentity)
    }

    /// True for text that names a product, a technique or a vocabulary: only what the header tells is looked for in it,
    /// since its words and numbers look like names and IDs.
    static func isTechnical(_ tag: Tag) -> Bool { technical.contains(tag) }

    /// True for addresses of vocabularies, which are the same for everybody.
    static func isPublicAddress(_ tag: Tag) -> Bool { publicAddresses.contains(tag) }

    private static let identifiers = AttributeLists.tags(.unlistedIdentifier)
    /// Like Station Name, Device Serial Number and Treatment Machine Name, which Table E.1-1 names.
    private static let devices = AttributeLists.tags(.unlistedDevice)
    private static let technical = AttributeLists.tags(.technicalText)
    private static let publicAddresses = AttributeLists.tags(.publicAddress)
}
