import Pages

/// The fixed parts of the page of `veil verify`.
enum HTMLPage {
    static func head(_ title: String) -> String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
        <title>\(HTML.escaped(title))</title><style>\(PageStyle.common)\(HTMLPage.style)</style></head><body><main>
        <p class="brand"><b>veil</b> verify</p><h1>\(HTML.escaped(title))</h1>
        <p class="warning">This page shows pictures of the originals, and failures quote their values: treat it like them.</p>

        """
    }

    /// Who made the report, when, and with what.
    static func facts(_ facts: [ReportFact]) -> String {
        guard !facts.isEmpty else { return "" }
        let rows = facts.map { fact in
            "<tr><th>\(HTML.escaped(fact.name))</th><td>\(HTML.escaped(fact.value))</td></tr>\n"
        }
        return "<section class=\"card\"><table class=\"facts\"><tbody>\n\(rows.joined())</tbody></table></section>\n"
    }

    /// What has no clean file, by reason and one by one.
    static func undelivered(_ instances: [UndeliveredInstance], of count: Int) -> String {
        let shown = instances.count < count ? "the first \(instances.count) of \(count)" : "all \(count)"
        var text = """
            <h2>Not delivered: \(shown)</h2>
            <section class="card"><table><thead><tr><th>instances</th><th>outcome</th><th>reason</th><th>meaning</th></tr></thead>
            <tbody>

            """
        let kinds = Dictionary(grouping: instances) { [$0.outcome.rawValue, $0.reason] }
        for (_, some) in kinds.sorted(by: { ($1.value.count, $0.key[1]) < ($0.value.count, $1.key[1]) }) {
            let first = some[0]
            let meaning = first.meaning.isEmpty ? first.outcome.meaning : first.meaning
            text += "<tr><td>\(some.count)</td><td>\(first.outcome.rawValue)</td>"
            text += "<td><kbd>\(HTML.escaped(first.reason))</kbd></td>"
            text += "<td>\(HTML.escaped(meaning))</td></tr>\n"
        }
        text += "</tbody></table>\n<details><summary>each of them</summary><table><tbody>\n"
        for instance in instances {
            text += "<tr><td>\(HTML.escaped(instance.path))</td><td>\(instance.outcome.rawValue)</td>"
            text += "<td><kbd>\(HTML.escaped(instance.reason))</kbd></td></tr>\n"
        }
        return text + "</tbody></table></details></section>\n"
    }

    static func totals(_ summary: Summary) -> String {
        var text = """
            <section class="card \(summary.isClean ? "clean" : "failing")">
            <p class="outcome"><span>\(outcome(summary))</span> <em>\(HTML.escaped(summary.instances))</em></p>
            <p>\(delivery(summary))</p>
            <table class="totals">
            <thead><tr><th>check</th><th>passed</th><th>failed</th><th>of</th><th></th><th>what it asks</th></tr></thead><tbody>

            """
        for check in Check.allCases {
            let count = summary.checks[check] ?? Summary.Count()
            let total = count.passed + count.failed
            let cells = [
                "<code>\(check.rawValue)</code>", "\(count.passed)", "\(count.failed)", "\(total)",
                percent(count.passed, total), "<small>\(check.meaning)</small>",
            ]
            text += "<tr class=\"\(count.failed > 0 ? "bad" : total > 0 ? "good" : "none")\">"
            text += cells.map { "<td>\($0)</td>" }.joined() + "</tr>\n"
        }
        return text + "</tbody></table></section>\n"
    }

    private static func outcome(_ summary: Summary) -> String {
        if summary.isClean {
            let compared = summary.pairs[.compared] ?? 0
            return "\(summary.passed) of \(summary.passed) checks passed on \(compared) instances"
        }
        let checks = "\(summary.failed) of \(summary.passed + summary.failed) checks failed"
        return summary.failedPairs == 0 ? checks : "\(checks), \(summary.failedPairs) instances are amiss"
    }

    /// What became of the originals, in a sentence.
    static func delivery(_ summary: Summary) -> String {
        let (held, missing) = (summary.pairs[.held] ?? 0, summary.pairs[.missing] ?? 0)
        let originals = summary.pairs.reduce(0) { $0 + ($1.key == .withoutOriginal ? 0 : $1.value) }
        if held + missing == 0 { return "Each of \(originals) originals has a clean file." }
        return "\(held + missing) of \(originals) originals have no clean file: \(held) are held by the rules, \(missing) are "
            + "missing. They are listed below; no check says anything about them."
    }

    /// `99.98 %`, never rounded up to what it is not.
    static func percent(_ passed: Int, _ total: Int) -> String {
        guard total > 0 else { return "" }
        let hundredths = passed * 10_000 / total
        let fraction = hundredths % 100
        return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) %"
    }

    static func failuresHead(_ shown: String, actions: [String]) -> String {
        let buttons = actions.map { "<button data-action=\"\($0)\" aria-pressed=\"false\">\($0)</button>" }
        return """
            <h2>Failures: \(shown)</h2>
            <section class="card"><div class="bar">
            <input id="search" type="search" placeholder="path, attribute, value">
            <span id="actions">\(buttons.joined(separator: " "))</span> <span id="count"></span></div>
            <table id="failures"><thead><tr><th>instance</th><th>check</th><th>attribute</th><th>expected</th>
            <th>found</th><th>was</th><th>rule</th></tr></thead><tbody>

            """
    }

    static let foot = """
        </main><script>
        const rows = [...document.querySelectorAll('#failures tbody tr')];
        const search = document.querySelector('#search'), count = document.querySelector('#count');
        const buttons = [...document.querySelectorAll('#actions button')];
        function filter() {
          const text = search.value.toLowerCase();
          const wanted = buttons.filter(b => b.getAttribute('aria-pressed') === 'true').map(b => b.dataset.action);
          let shown = 0;
          for (const row of rows) {
            const isShown = (!wanted.length || wanted.includes(row.dataset.action))
              && (!text || row.textContent.toLowerCase().includes(text));
            row.hidden = !isShown;
            if (isShown) shown++;
          }
          count.textContent = shown + ' of ' + rows.length;
        }
        if (search) {
          search.addEventListener('input', filter);
          for (const button of buttons) button.addEventListener('click', () => {
            button.setAttribute('aria-pressed', button.getAttribute('aria-pressed') === 'true' ? 'false' : 'true');
            filter();
          });
          filter();
        }
        </script></body></html>

        """
}

/// An original without a clean file, as the page lists it.
struct UndeliveredInstance {
    let path: String
    let outcome: PairOutcome
    /// A stable code; "" if there is none.
    let reason: String
    /// Of the reason; "" if nobody knows it.
    let meaning: String
}
