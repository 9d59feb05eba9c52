/// How the page looks beside what all pages have.
extension HTMLPage {
    static let style = """
        main { max-width: 1440px; margin: 0 auto; padding: 28px }
        .brand { margin: 0 }
        h1 { margin: 2px 0 12px; font-size: 26px; overflow-wrap: anywhere }
        h2 { margin: 26px 0 10px; font-size: 17px } h3 { margin: 0 0 10px; font-size: 14px; overflow-wrap: anywhere }
        .warning { padding: 10px 16px; background: var(--changes-soft); color: var(--changes); border-radius: 10px }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 18px 20px;
          margin: 0 0 18px;
          overflow-x: auto }
        .outcome { margin: 0 0 14px }
        .clean .outcome span { background: var(--comes-soft); color: var(--comes) }
        .failing .outcome span { background: var(--goes-soft); color: var(--goes) }
        table { border-collapse: collapse } th { text-align: left; color: var(--soft); font-weight: 500 }
        th, td { padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top;
          overflow-wrap: anywhere }
        .totals td:not(:first-child), .totals th:not(:first-child) { text-align: right;
          font-variant-numeric: tabular-nums }
        .totals td:last-child, .totals th:last-child { text-align: left; max-width: 560px }
        .bad td:nth-child(3), .bad td:nth-child(5) { color: var(--goes); font-weight: 650 } .none { color: var(--soft) }
        .good td:nth-child(5) { color: var(--comes) }
        .facts th { padding-right: 22px; white-space: nowrap; vertical-align: top } .note { color: var(--soft); margin: 0 0 10px }
        small { color: var(--soft) }
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
        """
}
