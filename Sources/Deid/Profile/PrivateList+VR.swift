import Dicom

extension PrivateList {
    /// The VR that the list gives a private attribute, for values that came without one; nil if it gives none.
    public func vr(of tag: Tag, creator: String) -> VR? {
        guard let entry = entry(tag, creator: creator, isNested: true), entry.vr != .UN else { return nil }
        return entry.vr
    }
}
