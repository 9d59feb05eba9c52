import DcmtkBridge
import Dicom

/// The standard's data dictionary (PS3.6 §6): DCMTK's, with the attributes that are newer.
///
/// Private attributes are not in it.
public enum DataDictionary {
    /// The VR of the attribute; where the standard allows several, the usual one (US, OW).
    public static func vr(of tag: Tag) -> VR? { lookup(tag)?.vr }

    /// The keyword of the attribute, such as `PatientName`.
    public static func keyword(of tag: Tag) -> String? { lookup(tag)?.keyword }

    /// The tag of a keyword; of a repeating group, its first.
    public static func tag(ofKeyword keyword: String) -> Tag? {
        bridge_initialize()
        var tag: UInt32 = 0
        return bridge_dictionary_tag(keyword, &tag) ? Tag(rawValue: tag) : nil
    }

    /// Whether the dictionary makes an attribute a sequence, with a memory of its own for one thread.
    public static func sequences() -> (Tag) -> Bool {
        var known: [Tag: Bool] = [:]
        return { tag in
            if let answer = known[tag] { return answer }
            let answer = vr(of: tag) == .SQ
            known[tag] = answer
            return answer
        }
    }

    private static func lookup(_ tag: Tag) -> (vr: VR, keyword: String)? {
        bridge_initialize()
        var vr: UInt16 = 0
        var keyword: UnsafePointer<CChar>?
        guard bridge_dictionary_lookup(tag.rawValue, &vr, &keyword), let keyword else { return nil }
        return (VR(rawValue: vr), String(cString: keyword))
    }
}
