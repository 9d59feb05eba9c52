/// The fixed parts of the page of `veil verify`.
enum HTMLPage {
    static func head(_ title: String) -> String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
        <title>\(HTMLText.escaped(title))</title><style>\(HTMLPage.style)</style></head><body><main>
        <p class="brand"><b>veil</b> verify</p><h1>\(HTMLText.escaped(title))</h1>
        <p class="warning">Failures quote values of the originals: treat this page like them.</p>

        """
    }

    static func totals(_ summary: Summary) -> String {
        var text = """
            <section class="card \(summary.isClean ? "clean" : "failing")">
            <p class="outcome"><span>\(outcome(summary))</span> <em>\(HTMLText.escaped(summary.instances))</em></p>
            <table class="totals">
            <thead><tr><th>check</th><th>passed</th><th>failed</th><th>of</th><th></th></tr></thead><tbody>

            """
        for check in Check.allCases {
            let count = summary.checks[check] ?? Summary.Count()
            let total = count.passed + count.failed
            let cells = [
                "<code>\(check.rawValue)</code>", "\(count.passed)", "\(count.failed)", "\(total)",
                percent(count.passed, total),
            ]
            text += "<tr class=\"\(count.failed > 0 ? "bad" : total > 0 ? "good" : "none")\">"
            text += cells.map { "<td>\($0)</td>" }.joined() + "</tr>\n"
        }
        return text + "</tbody></table></section>\n"
    }

    private static func outcome(_ summary: Summary) -> String {
        if summary.isClean { return "Everything passed" }
        let checks = "\(summary.failed) of \(summary.passed + summary.failed) checks failed"
        return summary.failedPairs == 0 ? checks : "\(checks), \(summary.failedPairs) instances are amiss"
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
            <th>found</th><th>rule</th></tr></thead><tbody>

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
