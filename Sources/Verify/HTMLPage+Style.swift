/// How the page looks.
extension HTMLPage {
    static let style = """
        :root { --page: #f6f7f9; --card: #fff; --line: #e3e6ea; --text: #1c2127; --soft: #67707c; --accent: #2557c7;
          --bad: #b3261e; --bad-soft: #fdeceb; --good: #17713f; --good-soft: #e6f5ec; --note: #8a5300;
          --note-soft: #fff3dc }
        @media (prefers-color-scheme: dark) { :root { --page: #14171b; --card: #1c2026; --line: #2e343c;
          --text: #e4e8ed;
          --soft: #98a2af; --accent: #86aeff; --bad: #ff9b94; --bad-soft: #3a1f1e; --good: #7fd6a2;
          --good-soft: #18311f;
          --note: #f2bd63; --note-soft: #352a15 } }
        * { box-sizing: border-box }
        body { margin: 0; background: var(--page); color: var(--text);
          font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif }
        main { max-width: 1440px; margin: 0 auto; padding: 28px }
        .brand { color: var(--soft); margin: 0 } .brand b { color: var(--accent) }
        h1 { margin: 2px 0 12px; font-size: 26px; overflow-wrap: anywhere }
        h2 { margin: 26px 0 10px; font-size: 17px } h3 { margin: 0 0 10px; font-size: 14px; overflow-wrap: anywhere }
        .warning { padding: 10px 16px; background: var(--note-soft); color: var(--note); border-radius: 10px }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 18px 20px;
          margin: 0 0 18px;
          overflow-x: auto }
        .outcome { margin: 0 0 14px } .outcome span { padding: 3px 12px; border-radius: 999px; font-weight: 650 }
        .outcome em { color: var(--soft); font-style: normal }
        .clean .outcome span { background: var(--good-soft); color: var(--good) }
        .failing .outcome span { background: var(--bad-soft); color: var(--bad) }
        table { border-collapse: collapse } th { text-align: left; color: var(--soft); font-weight: 500 }
        th, td { padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top;
          overflow-wrap: anywhere }
        .totals td:not(:first-child), .totals th:not(:first-child) { text-align: right;
          font-variant-numeric: tabular-nums }
        .totals td:last-child, .totals th:last-child { text-align: left; max-width: 560px }
        .bad td:nth-child(3), .bad td:nth-child(5) { color: var(--bad); font-weight: 650 } .none { color: var(--soft) }
        .good td:nth-child(5) { color: var(--good) }
        .facts th { padding-right: 22px; white-space: nowrap; vertical-align: top } .note { color: var(--soft); margin: 0 0 10px }
        details { margin-top: 12px } summary { cursor: pointer; color: var(--accent) } a { color: var(--accent) }
        code, kbd { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .92em }
        small, i { color: var(--soft) }
        .bar { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center; margin-bottom: 12px }
        #search { flex: 1 1 220px; max-width: 380px; padding: 7px 12px; font: inherit; color: inherit;
          background: var(--page);
          border: 1px solid var(--line); border-radius: 8px }
        button { font: inherit; font-size: 12.5px; padding: 3px 10px; border-radius: 999px; cursor: pointer;
          background: none;
          border: 1px solid var(--line); color: inherit }
        button[aria-pressed=true] { background: var(--accent); border-color: var(--accent); color: var(--card) }
        #count { color: var(--soft); margin-left: auto } #failures { width: 100% }
        .frames { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: 18px }
        .frames + .frames { margin-top: 14px }
        .small { grid-template-columns: repeat(auto-fill, minmax(min(100%, 220px), 1fr)) }
        figure { margin: 0; overflow-wrap: anywhere } figcaption { color: var(--soft); text-align: center; margin-top: 6px }
        .frame { position: relative; width: fit-content; max-width: 100%; margin: 0 auto; background: #000;
          border-radius: 8px;
          overflow: hidden } .frame img { display: block; max-width: 100%; height: auto; min-width: min(100%, 160px) }
        .frame svg { position: absolute; inset: 0; width: 100%; height: 100% }
        rect { fill: rgb(255 90 60 / .28); stroke: #ff5a3c; stroke-width: 1.5; vector-effect: non-scaling-stroke }
        """
}
