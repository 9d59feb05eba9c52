import Dicom
import Engine

/// What becomes of one instance, and which rule says so: the result of `veil explain`.
///
/// Holds original values, so it is protected health information as much as the file that it is about.
public struct Explanation: Encodable, Sendable {
    /// One attribute, before and after.
    public struct Attribute: Encodable, Sendable {
        /// `(0040,0275)[0]/(0040,0007)`, items from 0.
        public var path: String
        public var tag: String
        /// Keyword; of private attributes their Private Creator.
        public var name: String
        public var vr: String
        /// Sequences around it.
        public var level: Int
        /// Number of its item, from 0; nil at top level.
        public var item: Int?
        /// As the audit record counts it; `undecided` where the instance was held before.
        public var action: String
        /// The values in Unicode, shortened; nil if there was, or is, no such attribute.
        public var old: String?
        public var new: String?
        /// What decided, and where that stands: a profile's edition, a strategy file and line.
        public var rule: String
        public var source: String
        /// What was found in a cleaned text, in Unicode scalars of `old`.
        public var found: [Found]
        /// The instance is held because of it.
        public var holds: Bool
    }

    /// A stretch of a text that must not leave.
    public struct Found: Encodable, Hashable, Sendable {
        public var start: Int
        public var end: Int
        /// NAME, DATE …
        public var kind: String
        /// Who found it: header, rules, ner …
        public var source: String
    }

    /// An identifier before and after.
    public struct Identifier: Encodable, Sendable {
        public var name: String
        public var old: String?
        public var new: String?
    }

    /// A frame as a picture.
    public struct Picture: Encodable, Sendable {
        /// From 1, as the standard counts frames.
        public var frame: Int
        public var columns: Int
        public var rows: Int
        public var boxes: [Box]
        /// A PNG file, empty where the frame is not drawn; not part of the JSON.
        public var png: [UInt8] = []

        private enum CodingKeys: CodingKey { case frame, columns, rows, boxes }
    }

    /// What is masked in a frame, or a line of text that stays, in its own pixels.
    public struct Box: Encodable, Hashable, Sendable {
        /// From 1, in reading order on its frame; stands beside the box in the picture.
        public var number = 0
        public var x: Int
        public var y: Int
        public var width: Int
        public var height: Int
        /// First and last frame, from 1; nil: all.
        public var frames: [Int]?
        /// Text class, `device`, `outside`; or what became of a line: `kept`, `unreadable`, `masked`.
        public var kind: String
        /// Why it is masked, or that it stays.
        public var reason: String
        /// What it says, lines separated by slashes. Protected health information.
        public var text: String?
        public var isMasked = true

        /// Its pixels are covered; else it is a line, and says what becomes of it.
        var isCovered: Bool { reason.hasPrefix("covered") }
    }

    public var file: String
    public var route: String
    public var project: String
    public var strategy: String
    public var profile: String
    public var options: [String]
    /// Table and editions that the profile's rules come from.
    public var edition: String
    /// Version of the rule set.
    public var ruleSet: String
    public var sopClass: String
    public var sopClassUID: String
    public var transferSyntax: String
    public var transferSyntaxUID: String
    /// Why the instance is held; nil if it would leave.
    public var held: HeldInstance?
    public var identifiers: [Identifier] = []
    /// Attributes by action.
    public var counts: [String: Int] = [:]
    public var attributes: [Attribute] = []
    /// Group 0002, which is always made anew.
    public var meta: [Identifier] = []
    public var frameCount = 0
    public var pictures: [Picture] = []
    /// Frames that cannot be shown, a key that is not there: one line each, no values.
    public var notes: [String] = []
}
