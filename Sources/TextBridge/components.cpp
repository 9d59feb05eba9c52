#include "lines.hpp"

#include <algorithm>
#include <cstring>

namespace bridge::text {
namespace {

int root(std::vector<int> &parents, int i) {
    while (parents[i] != i) i = parents[i] = parents[parents[i]];
    return i;
}

void join(std::vector<int> &parents, int a, int b) {
    a = root(parents, a);
    b = root(parents, b);
    if (a != b) parents[std::max(a, b)] = std::min(a, b);
}

constexpr uint64_t ONES = 0x0101010101010101;

/* The first pixel from `x` on that is none of `pattern`: eight pixels of 0, or of 1. */
int next(const uint8_t *row, int x, int width, uint64_t pattern) {
    for (; x + 8 <= width; x += 8) {
        uint64_t eight;
        std::memcpy(&eight, row + x, 8);
        if (eight != pattern) return x + __builtin_ctzll(eight ^ pattern) / 8;
    }
    while (x < width && row[x] == uint8_t(pattern)) x++;
    return x;
}

void scan(const Plane &binary, std::vector<Run> &runs, std::vector<int> &rows) {
    runs.clear();
    rows.assign(1, 0);
    int width = binary.width;
    for (int y = 0; y < binary.height; y++) {
        const uint8_t *row = binary.row(y);
        for (int x = next(row, 0, width, 0); x < width;) {
            int end = next(row, x, width, ONES);
            runs.push_back(Run{y, x, end, 0});
            x = next(row, end, width, 0);
        }
        rows.push_back(int(runs.size()));
    }
}

}  // namespace

void Components::label(const Plane &binary, const Plane &hat) {
    scan(binary, scanned, rows);
    all.clear();
    runs.clear();
    collect(hat, -1);
    whole_count = all.size();
}

void Components::collect(const Plane &hat, int parent) {
    parents.resize(scanned.size());
    for (size_t i = 0; i < parents.size(); i++) parents[i] = int(i);
    for (size_t y = 1; y + 1 < rows.size(); y++) {
        int above = rows[y - 1], end = rows[y];
        for (int i = rows[y]; i < rows[y + 1]; i++) {
            while (above < end && scanned[above].x1 < scanned[i].x0) above++;
            for (int j = above; j < end && scanned[j].x0 <= scanned[i].x1; j++) join(parents, i, j);
        }
    }
    size_t before = all.size();
    for (size_t i = 0; i < scanned.size(); i++) {
        Run &run = scanned[i];
        int r = root(parents, int(i));
        if (r == int(i)) {
            run.component = int(all.size());
            all.push_back(Component{run.x0, run.y, run.x1, run.y + 1});
            all.back().parent = parent;
        } else {
            run.component = scanned[r].component;
        }
        Component &component = all[run.component];
        component.x0 = std::min(component.x0, run.x0);
        component.x1 = std::max(component.x1, run.x1);
        component.y1 = std::max(component.y1, run.y + 1);
        component.area += run.x1 - run.x0;
        component.run_count++;
        const uint8_t *row = hat.row(run.y);
        unsigned sum = 0;
        for (int x = run.x0; x < run.x1; x++) sum += row[x];
        component.contrast += float(sum);
    }
    // Only runs of what may be a letter are kept: for all others -1.
    int first = int(runs.size());
    for (size_t i = before; i < all.size(); i++) {
        Component &component = all[i];
        component.contrast /= float(component.area);
        bool is_kept = may_be_letter(component);
        component.first_run = is_kept ? first : -1;
        if (is_kept) first += component.run_count;
        component.run_count = 0;
    }
    runs.resize(size_t(first));
    for (const Run &run : scanned) {
        Component &component = all[run.component];
        if (component.first_run >= 0) runs[component.first_run + component.run_count++] = run;
    }
}

}  // namespace bridge::text
