/// A line of text that was found in the pixels of an instance.
public struct FoundLine: Sendable, Hashable {
    /// What became of it.
    public enum Kind: Sendable, Hashable {
        /// It is provably safe.
        case kept
        /// It tells who somebody is: the class, as ``TextClass`` names it.
        case identifying(String)
        /// It looks like text and nobody can say what it says.
        case unreadable
        /// It was read, identifies nobody, and is covered all the same: by the mode, or for want of proof.
        case masked
    }

    /// In pixels, from the frame's upper left corner.
    public var x: Int
    public var y: Int
    public var width: Int
    public var height: Int
    /// Numbers of the frames that it was found on, from 0; nil: all.
    public var frames: Range<Int>?
    public var kind: Kind
    /// What it says, for a person who may see it: never logged, stored or sent.
    public var text: String?

    public init(
        x: Int, y: Int, width: Int, height: Int, frames: Range<Int>? = nil, kind: Kind, text: String? = nil
    ) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
        self.frames = frames
        self.kind = kind
        self.text = text
    }
}

/// What a search for text in one instance found.
public struct TextSearch: Sendable, Hashable {
    public var lines: [FoundLine]
    /// What is to be covered, on all frames; each with the reason `.text`.
    public var boxes: [PixelBox]

    public init(lines: [FoundLine] = [], boxes: [PixelBox] = []) {
        self.lines = lines
        self.boxes = boxes
    }

    public var kept: Int { lines.count { $0.kind == .kept } }
    /// Those that are covered, unreadable ones too.
    public var masked: Int { lines.count - kept }
}

/// How much of the text that was found is covered.
public enum TextMode: Sendable, Hashable {
    /// What is provably safe stays.
    case keepSafe
    /// Everything. What is a line by its looks is not read.
    case maskAll
    /// As `keepSafe`, in what would leave: each line is read as well as can be.
    case secondLook
}
