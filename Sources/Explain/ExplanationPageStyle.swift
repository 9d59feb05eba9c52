/// How the page looks beside what all pages have, on screens and on paper, and how it filters.
extension ExplanationPage {
    static let style = """

        header, main, footer { max-width: 1440px; margin: 0 auto; padding: 0 28px }
        header { padding-top: 28px }
        .brand { letter-spacing: .02em }
        h1 { margin: 2px 0 12px; font-size: 26px; line-height: 1.25; font-weight: 650; overflow-wrap: anywhere }
        h2 { margin: 0 0 10px; font-size: 15px; font-weight: 650 }
        kbd { display: inline-block; padding: 0 7px; margin: 1px 0; border: 1px solid var(--line); border-radius: 999px;
          background: var(--page) }
        .outcome { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; margin: 0 0 22px }
        .outcome em { overflow-wrap: anywhere }
        .leaves span { background: var(--comes-soft); color: var(--comes) }
        .held span { background: var(--goes-soft); color: var(--goes) }
        .held code { font-weight: 650 }
        .cards { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 18px; align-items: start }
        .card, .pictures, .attributes { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
          box-shadow: var(--shade) }
        .card { padding: 18px 20px }
        .card h2 + dl { margin-bottom: 0 }
        .card dl + h2 { margin-top: 20px; padding-top: 16px; border-top: 1px solid var(--line) }
        dl { display: grid; grid-template-columns: minmax(110px, auto) minmax(0, 1fr); gap: 6px 18px; margin: 0 }
        dt { color: var(--soft) }
        dd { margin: 0; overflow-wrap: anywhere }
        dd ul { margin: 0; padding-left: 18px }
        summary { margin-bottom: 8px }
        del, ins { text-decoration: none; border-radius: 5px; padding: 1px 6px; box-decoration-break: clone;
          -webkit-box-decoration-break: clone }
        del { background: var(--goes-soft); color: var(--goes) }
        ins { background: var(--comes-soft); color: var(--comes) }
        del i, ins i { color: inherit; opacity: .8 }
        mark { background: var(--mark); color: inherit; border-radius: 3px; font-weight: 600 }
        mark sup { font-size: 9px; margin-left: 3px; opacity: .75; font-weight: 400 }
        .notes { margin: 18px 0 0; padding: 12px 16px 12px 34px; background: var(--changes-soft); color: var(--changes);
          border-radius: 10px }
        .pictures { margin-top: 18px; padding: 18px 20px }
        .cards .frame img { max-height: 380px }
        .frames { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); gap: 18px }
        figure { margin: 0 }
        .frame { position: relative; display: flex; justify-content: center; background: #000; border-radius: 8px;
          overflow: hidden; width: fit-content; max-width: 100%; margin: 0 auto }
        .frame img { display: block; max-width: 100%; max-height: 640px; height: auto; min-width: min(100%, 240px) }
        .frame svg text { fill: #ffd23c; paint-order: stroke; stroke: #000; stroke-width: .15em }
        rect.kept { fill: none !important; stroke: #2a9d5c !important }
        figcaption { margin-top: 6px; color: var(--soft); text-align: center }
        figcaption ol { text-align: left; margin: 6px 0 0 }
        .attributes { margin: 18px 0 30px }
        .bar { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center;
          padding: 14px 20px; background: var(--card); border-bottom: 1px solid var(--line); border-radius: 12px 12px 0 0 }
        .bar h2 { margin: 0 }
        #search { flex: 1 1 220px; max-width: 380px; padding: 7px 12px; font: inherit; color: inherit; background: var(--page);
          border: 1px solid var(--line); border-radius: 8px }
        #search:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px }
        #actions { display: flex; flex-wrap: wrap; gap: 6px }
        #actions button { font: inherit; font-size: 12.5px; padding: 3px 10px; border-radius: 999px; cursor: pointer;
          border: 1px solid var(--line); background: none; color: var(--kind) }
        #actions button[aria-pressed=true] { background: var(--kind); border-color: var(--kind); color: var(--card) }
        #count { color: var(--soft); margin-left: auto; font-variant-numeric: tabular-nums }
        #nothing { padding: 24px; text-align: center; color: var(--soft) }
        .stays { --kind: var(--stays); --kind-soft: transparent } .goes { --kind: var(--goes); --kind-soft: var(--goes-soft) }
        .comes { --kind: var(--comes); --kind-soft: var(--comes-soft) }
        .changes { --kind: var(--changes); --kind-soft: var(--changes-soft) }
        .open { --kind: var(--soft); --kind-soft: transparent }
        .row { display: grid; gap: 0 16px; padding: 7px 20px; border-top: 1px solid var(--line); align-items: start;
          grid-template-columns: minmax(230px, 3fr) 26px minmax(240px, 5fr) 104px minmax(190px, 3fr);
          content-visibility: auto; contain-intrinsic-size: auto 58px }
        .row.heading { color: var(--soft); font-size: 12px; border-top: 0; content-visibility: visible }
        .row > div { min-width: 0; overflow-wrap: anywhere }
        .row:hover { background: color-mix(in srgb, var(--accent) 5%, transparent) }
        .holds { background: var(--goes-soft) !important; box-shadow: inset 4px 0 var(--goes) }
        #held { scroll-margin-top: 90px }
        .holds strong { display: block; color: var(--goes) }
        .name { position: relative; padding-left: calc(var(--level) * 18px) }
        .name span { display: block; font-weight: 550; overflow-wrap: anywhere }
        .stays .name span { font-weight: 400 }
        .name code { color: var(--soft); font-size: 12px }
        .fold { float: left; width: 16px; margin: 0 0 0 -18px; padding: 0; border: 0; background: none; color: var(--soft);
          cursor: pointer; font: inherit; line-height: inherit }
        .fold::before { content: "\\25BE" }
        .folded .fold::before { content: "\\25B8" }
        .vr { color: var(--soft); font: 12px/1.75 var(--mono) }
        .value { white-space: pre-wrap }
        .value del, .value ins, .value .was { display: inline-block; max-width: 100%; max-height: 7.7em; overflow: auto;
          vertical-align: top }
        .value del { margin-right: 6px }
        .value del + ins::before { content: "\\2192\\00A0"; opacity: .6 }
        .was { color: var(--soft) }
        .pill { display: inline-block; font-size: 12px; line-height: 1.4; padding: 2px 9px; border-radius: 999px;
          color: var(--kind); background: var(--kind-soft); border: 1px solid color-mix(in srgb, var(--kind) 28%, transparent) }
        .why small { display: block; color: var(--soft); font-size: 12px }
        .item { padding: 3px 20px 3px calc(20px + var(--level) * 18px); border-top: 1px solid var(--line); font-size: 11.5px;
          color: var(--soft); letter-spacing: .03em; background: color-mix(in srgb, var(--page) 60%, transparent) }
        [hidden] { display: none !important }
        footer { color: var(--soft); padding-bottom: 32px }
        @media (max-width: 900px) {
          header, main, footer { padding-left: 14px; padding-right: 14px }
          .cards { grid-template-columns: minmax(0, 1fr) }
          .row { grid-template-columns: minmax(0, 1fr) auto; padding: 9px 14px }
          .row.heading, .vr { display: none }
          .value, .why { grid-column: 1 / -1; margin-top: 3px }
          .row > div:nth-child(4) { grid-column: 2; grid-row: 1 }
        }
        @media print {
          :root { --page: #fff; --card: #fff; --line: #ccc; --text: #000; --soft: #555; --accent: #000; --stays: #666;
            --goes: #a01d16; --goes-soft: #fdeceb; --comes: #11592f; --comes-soft: #e6f5ec; --changes: #6f4300;
            --changes-soft: #fff3dc; --mark: #ffd9a0 }
          body { font-size: 9.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact }
          header, main, footer { padding: 0; max-width: none }
          .bar { position: static } #search, #actions, .fold { display: none }
          .row { content-visibility: visible; break-inside: avoid; padding: 3px 4px;
            grid-template-columns: 3fr 22px 5fr 84px 3fr }
          .value * { max-height: none !important }
          .card, .pictures, .attributes { border-radius: 0; box-shadow: none; break-inside: auto }
        }

        """

    /// Search, filters and folding. Rows that lead to a match stay, so that it is seen where it is.
    static let script = """

        (() => {
          const rows = [...document.querySelectorAll('.table .row:not(.heading), .item')];
          if (!rows.length) return;
          const texts = rows.map(row => (row.textContent + ' ' + (row.firstElementChild?.title ?? '')).toLowerCase());
          const search = document.getElementById('search'), count = document.getElementById('count');
          const buttons = [...document.querySelectorAll('#actions button')], chosen = new Set();
          const apply = () => {
            const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
            const filtered = words.length > 0 || chosen.size > 0;
            const shown = new Array(rows.length).fill(false);
            const above = [];
            let matches = 0, total = 0, folded = Infinity;
            rows.forEach((row, index) => {
              const isItem = row.classList.contains('item'), level = 2 * row.dataset.level - (isItem ? 1 : 0);
              while (above.length && above[above.length - 1].level >= level) above.pop();
              above.push({ level, index });
              if (level <= folded) folded = Infinity;
              const isHidden = level > folded;
              if (!isItem) total++;
              const matched = !isItem && (!chosen.size || chosen.has(row.dataset.action))
                && words.every(word => texts[index].includes(word));
              if (matched) matches++;
              if (matched && (filtered || !isHidden)) for (const step of above) shown[step.index] = true;
              if (row.classList.contains('folded') && folded === Infinity) folded = level;
            });
            rows.forEach((row, index) => { row.hidden = !shown[index]; });
            count.textContent = filtered ? `${matches} of ${total}` : `${total}`;
            document.getElementById('nothing').hidden = matches > 0;
          };
          let waiting = 0;
          search.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(apply, 60); });
          for (const button of buttons) button.addEventListener('click', () => {
            const action = button.dataset.action;
            chosen.has(action) ? chosen.delete(action) : chosen.add(action);
            button.setAttribute('aria-pressed', chosen.has(action));
            apply();
          });
          document.querySelector('.table').addEventListener('click', event => {
            const fold = event.target.closest('.fold');
            if (!fold) return;
            fold.closest('.row').classList.toggle('folded');
            apply();
          });
          document.addEventListener('keydown', event => {
            if (event.key === '/' && document.activeElement !== search) { event.preventDefault(); search.focus(); }
            if (event.key === 'Escape') { search.value = ''; apply(); }
          });
          apply();
        })();

        """
}
