/// What is covered in the pixels of one instance, and what was found in them.
public struct PixelDecision: Sendable, Hashable {
    /// nil if nothing is covered.
    public var mask: PixelMask?
    /// Lines of text that were found.
    public var lines: [FoundLine] = []
    /// Text was looked for.
    public var isSearched = false
    /// What it took, decoding included.
    public var duration = Duration.zero

    public init() {}

    public var found: Int { lines.count }
    public var kept: Int { lines.count { $0.kind == .kept } }
    public var masked: Int { found - kept }
    public var unreadable: Int { lines.count { $0.kind == .unreadable } }
    public var boxes: [PixelBox] { mask?.boxes ?? [] }
}
