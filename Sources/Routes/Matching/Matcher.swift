import Dicom

/// What to answer to the request for an association.
public enum AssociationVerdict: String, Hashable, Sendable, CaseIterable {
    /// Go on.
    case accept
    /// Reject: called AE title not recognised (PS3.8 §9.3.4, source 1, reason 7).
    case rejectCalled
    /// Reject: calling AE title not recognised (PS3.8 §9.3.4, source 1, reason 3).
    case rejectCalling
}

/// The routes of one configuration, ready to be asked: a pure function, safe from any thread.
///
/// Two stages, as knowledge comes in: AE titles and host with the association, the rest with the instance. AE titles
/// are compared with case and without blanks at either end; hosts are dotted IPv4 addresses; attribute values are
/// compared with case, without padding, and one of several values is enough. An attribute that is absent or empty never
/// matches.
public struct Matcher: Sendable {
    /// Attributes that some route asks for, in tag order; Modality among them if one asks for it.
    public let neededTags: [Tag]
    private let routes: [RouteConfiguration]
    private let accept: [NodeConfiguration.AcceptEntry]
    private let unmatched: Configuration.Unmatched

    /// Matches by the routes of `configuration`.
    public init(_ configuration: Configuration) {
        routes = configuration.routes
        accept = configuration.node.accept
        unmatched = configuration.unmatched
        var tags = Set(routes.flatMap { $0.match.attributes.map(\.tag) })
        if routes.contains(where: { !$0.match.modalities.isEmpty }) { tags.insert(.modality) }
        neededTags = tags.sorted()
    }

    /// True if some route cannot be decided without attributes of the instance (its SOP Class aside).
    public var needsInstance: Bool { !neededTags.isEmpty }

    /// What to answer to an association. Titles may have blanks around them.
    ///
    /// With `unmatched: refuse` an association that no route can take is rejected for its called title, or for its
    /// calling title if somebody else could reach that called title.
    public func associationVerdict(called: String, calling: String, host: String) -> AssociationVerdict {
        guard isListed(calling: calling, host: host) else { return .rejectCalling }
        guard unmatched == .refuse, candidates(called: called, calling: calling, host: host).isEmpty else {
            return .accept
        }
        let title = Matcher.title(called)
        return routes.contains { Matcher.fits($0.match.calledAETitles, title) } ? .rejectCalling : .rejectCalled
    }

    /// True if `node.accept` names this sender, or nobody.
    public func isListed(calling: String, host: String) -> Bool {
        let caller = Matcher.title(calling)
        return accept.isEmpty
            || accept.contains { Matcher.fits($0.callingAETitles, caller) && Matcher.fits($0.hosts, host) }
    }

    /// The routes that can take an instance of this association, by their index in the configuration.
    public func candidates(called: String, calling: String, host: String) -> [Int] {
        let (called, calling) = (Matcher.title(called), Matcher.title(calling))
        return routes.indices.filter { index in
            let match = routes[index].match
            return Matcher.fits(match.calledAETitles, called) && Matcher.fits(match.callingAETitles, calling)
                && Matcher.fits(match.hosts, host)
        }
    }

    /// The routes among `candidates` that take the instance, in the order of the file.
    ///
    /// - Parameter value: the text of a top-level attribute, values separated by backslashes; nil if it is absent.
    ///   Asked for `neededTags` only.
    public func routes(
        among candidates: [Int], sopClassUID: String, value: (Tag) -> String?
    ) -> [RouteConfiguration] {
        let sopClass = UID.trimmed(sopClassUID)
        return candidates.map { routes[$0] }.filter { route in
            let match = route.match
            guard match.sopClasses.isEmpty || match.sopClasses.contains(where: { $0.matches(sopClass) }) else {
                return false
            }
            guard match.modalities.isEmpty || Matcher.fits(match.modalities, value: value(.modality)) else {
                return false
            }
            return match.attributes.allSatisfy { Matcher.fits($0.patterns, value: value($0.tag)) }
        }
    }

    /// Both stages at once.
    public func routes(
        called: String, calling: String, host: String, sopClassUID: String, value: (Tag) -> String?
    ) -> [RouteConfiguration] {
        routes(among: candidates(called: called, calling: calling, host: host), sopClassUID: sopClassUID, value: value)
    }

    private static func fits(_ patterns: [WildcardPattern], _ text: String) -> Bool {
        patterns.isEmpty || patterns.contains { $0.matches(text) }
    }

    private static func fits(_ patterns: [HostPattern], _ host: String) -> Bool {
        patterns.isEmpty || patterns.contains { $0.matches(host) }
    }

    private static func fits(_ patterns: [WildcardPattern], value: String?) -> Bool {
        guard let value else { return false }
        let whole = trimmed(value)
        let single = whole.split(separator: "\\").map { trimmed(String($0)) }.filter { !$0.isEmpty }
        return patterns.contains { pattern in
            // A pattern with a backslash means the whole of a multi-valued attribute, or a text that holds one.
            pattern.text.contains("\\") ? pattern.matches(whole) : single.contains(where: pattern.matches)
        }
    }

    private static func title(_ raw: String) -> String { trimmed(raw) }

    /// `text` without the padding of DICOM values at either end: blanks and NUL (PS3.5 §6.2).
    static func trimmed(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard let first = bytes.firstIndex(where: { $0 != 0x20 && $0 != 0 }),
            let last = bytes.lastIndex(where: { $0 != 0x20 && $0 != 0 })
        else { return "" }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}
