/// What is covered in the pixels of one instance, and what was found in them.
public struct PixelDecision: Sendable, Hashable {
    /// nil if nothing is covered.
    public var mask: PixelMask?
    /// Lines of text that were found: each place once.
    public var lines: [FoundLine] = []
    /// Text was looked for.
    public var isSearched = false
    /// It was read as well, so that it is known what cannot be.
    public var isRead = false
    /// What it took, decoding included.
    public var duration = Duration.zero

    public init() {}

    public var found: Int { lines.count }
    public var kept: Int { lines.count { $0.kind == .kept } }
    /// Those that are covered, unreadable ones too.
    public var masked: Int { found - kept }
    /// nil where what is a line by its looks goes without being read.
    public var unreadable: Int? { isRead ? lines.count { $0.kind == .unreadable } : nil }
    public var boxes: [PixelBox] { mask?.boxes ?? [] }
}
