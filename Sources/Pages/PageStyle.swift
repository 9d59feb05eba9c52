/// How Veil's pages look: colours for light and dark screens, letters, and what every page has.
public enum PageStyle {
    /// Comes before the rules of a page's own.
    public static let common = """

        :root {
          --page: #f6f7f9; --card: #fff; --line: #e3e6ea; --text: #1c2127; --soft: #67707c; --accent: #2557c7;
          --stays: #8a94a1; --goes: #b3261e; --goes-soft: #fdeceb; --comes: #17713f; --comes-soft: #e6f5ec;
          --changes: #8a5300; --changes-soft: #fff3dc; --mark: #ffd9a0; --shade: 0 1px 2px rgb(20 30 50 / .06);
          --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
        }
        @media (prefers-color-scheme: dark) { :root {
          --page: #14171b; --card: #1c2026; --line: #2e343c; --text: #e4e8ed; --soft: #98a2af; --accent: #86aeff;
          --stays: #76808d; --goes: #ff9b94; --goes-soft: #3a1f1e; --comes: #7fd6a2; --comes-soft: #18311f;
          --changes: #f2bd63; --changes-soft: #352a15; --mark: #6b4a12; --shade: none;
        } }
        * { box-sizing: border-box }
        body { margin: 0; background: var(--page); color: var(--text);
          font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif }
        .brand { color: var(--soft) }
        .brand b { color: var(--accent) }
        i { color: var(--soft) }
        a { color: var(--accent) }
        code, kbd { font-family: var(--mono); font-size: .92em }
        .outcome span { padding: 3px 12px; border-radius: 999px; font-weight: 650 }
        .outcome em { color: var(--soft); font-style: normal }
        details { margin-top: 12px }
        summary { cursor: pointer; color: var(--accent) }
        .frame svg { position: absolute; inset: 0; width: 100%; height: 100% }
        rect { fill: rgb(255 90 60 / .28); stroke: #ff5a3c; stroke-width: 1.5; vector-effect: non-scaling-stroke }

        """
}
