#include "components.hpp"

#include <algorithm>
#include <array>

namespace bridge::text {
namespace {

/* What is split: as large as two letters, and so much above its threshold that noise cannot be. */
constexpr int SMALLEST = 7, LEAST_AREA = 16;
constexpr float CONTRAST = 1.6f;
/* The share of a component's pixels below its level, and that of its level which its parts are above. */
constexpr float BELOW = 0.85f, SHARE = 0.5f;

/* A level that nearly all of a component's pixels are below. */
int level(const Component &component, const std::vector<Run> &runs, const Plane &hat) {
    std::array<int, 256> seen{};
    for (int i = 0; i < component.run_count; i++) {
        const Run &run = runs[component.first_run + i];
        const uint8_t *row = hat.row(run.y);
        for (int x = run.x0; x < run.x1; x++) seen[row[x]]++;
    }
    int count = 0, v = 0;
    while (v < 255 && float(count += seen[v]) < BELOW * float(component.area)) v++;
    return v;
}

}  // namespace

void Components::split(const Plane &hat, const Thresholds &thresholds) {
    for (size_t i = 0; i < whole_count; i++) {
        const Component whole = all[i];
        bool is_large = std::max(whole.width(), whole.height()) >= SMALLEST && whole.area >= LEAST_AREA;
        if (!is_large || whole.run_count == 0) continue;
        int threshold = thresholds.at((whole.x0 + whole.x1) / 2, (whole.y0 + whole.y1) / 2);
        if (whole.contrast < CONTRAST * float(threshold)) continue;
        int higher = int(SHARE * float(level(whole, runs, hat)));
        if (higher <= threshold) continue;
        scanned.clear();
        rows.assign(1, 0);
        for (int r = whole.first_run, y = whole.y0; r < whole.first_run + whole.run_count; r++) {
            const Run run = runs[r];
            for (; y < run.y; y++) rows.push_back(int(scanned.size()));
            const uint8_t *row = hat.row(run.y);
            for (int x = run.x0; x < run.x1;) {
                while (x < run.x1 && row[x] <= higher) x++;
                int from = x;
                while (x < run.x1 && row[x] > higher) x++;
                if (x > from) scanned.push_back(Run{run.y, from, x, 0});
            }
        }
        rows.push_back(int(scanned.size()));
        size_t before = all.size(), runs_before = runs.size();
        collect(hat, int(i));
        int found = int(all.size() - before);
        const Component &first = all[before];
        bool is_same = found == 1 && 4 * first.width() >= 3 * whole.width() && 4 * first.height() >= 3 * whole.height();
        if (is_same || found == 0) {
            all.resize(before);
            runs.resize(runs_before);
            continue;
        }
        all[i].first_child = int(before);
        all[i].child_count = found;
    }
}

}  // namespace bridge::text
