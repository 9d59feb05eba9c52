#include "features.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace bridge::text {
namespace {

constexpr int CROWD = 64;

template <class Number>
struct Moments {
    Number sum = 0, squares = 0;
    int count = 0;

    void add(Number x) {
        sum += x;
        squares += x * x;
        count++;
    }
    double mean() const { return count ? double(sum) / count : 0; }
    double deviation() const {
        double m = mean();
        return count ? std::sqrt(std::max(double(squares) / count - m * m, 0.0)) : 0;
    }
};

/* Of whole numbers: exact, and faster than fractions. */
using Whole = Moments<int64_t>;
using Fractions = Moments<double>;

/* The surroundings of a line, turned so that it runs along x. 0: ground, 1: foreground of others, 2: its own. */
struct Crop {
    int width, height, margin;
    std::vector<uint8_t> level, hat, kind;

    size_t at(int x, int y) const { return size_t(y) * width + x; }
};

/* Pixels from `x` on, those of the edge where the row has none. */
void copy_row(const uint8_t *row, int row_width, int x, int count, uint8_t *to) {
    int before = std::clamp(-x, 0, count), behind = std::clamp(x + count - row_width, 0, count);
    std::memset(to, row[0], size_t(before));
    std::memcpy(to + before, row + x + before, size_t(count - before - behind));
    std::memset(to + count - behind, row[row_width - 1], size_t(behind));
}

Crop crop(const Layer &layer, const Line &line) {
    int w = line.x1 - line.x0, h = line.y1 - line.y0;
    int margin = 2 + (line.is_vertical ? w : h) / 4;
    Crop c;
    c.margin = margin;
    int cw = w + 2 * margin, ch = h + 2 * margin;
    c.width = line.is_vertical ? ch : cw;
    c.height = line.is_vertical ? cw : ch;
    size_t count = size_t(cw) * ch;
    std::vector<uint8_t> turned(line.is_vertical ? cw : 0);
    auto fill = [&](const Plane &plane, std::vector<uint8_t> &to) {
        to.resize(count);
        for (int v = 0; v < ch; v++) {
            const uint8_t *row = plane.row(std::clamp(line.y0 - margin + v, 0, plane.height - 1));
            uint8_t *target = line.is_vertical ? turned.data() : &to[size_t(v) * c.width];
            copy_row(row, plane.width, line.x0 - margin, cw, target);
            for (int u = 0; line.is_vertical && u < cw; u++) to[size_t(u) * c.width + v] = turned[u];
        }
    };
    fill(*layer.pixels, c.level);
    fill(layer.hat, c.hat);
    fill(layer.binary, c.kind);
    for (int member : line.members) {
        const Component &component = layer.components.all[member];
        for (int i = 0; i < component.run_count; i++) {
            const Run &run = layer.components.runs[component.first_run + i];
            for (int x = run.x0; x < run.x1; x++) {
                int u = x - line.x0 + margin, v = run.y - line.y0 + margin;
                c.kind[line.is_vertical ? size_t(u) * c.width + v : size_t(v) * c.width + u] = 2;
            }
        }
    }
    return c;
}

/* What the members' boxes tell, in line heights. */
struct Shape {
    Whole heights, widths, tops, bottoms, gaps;
    Fractions fills, contrasts;
    int narrow = 0, square = 0;
};

Shape shape(const Layer &layer, const Line &line) {
    Shape s;
    int previous = 0;
    bool is_first = true;
    for (int member : line.members) {
        const Component &c = layer.components.all[member];
        bool v = line.is_vertical;
        int from = v ? c.y0 : c.x0, to = v ? c.y1 : c.x1, top = v ? c.x0 : c.y0, bottom = v ? c.x1 : c.y1;
        s.heights.add(bottom - top);
        s.widths.add(to - from);
        s.tops.add(top);
        s.bottoms.add(bottom);
        s.fills.add(double(c.area) / ((to - from) * (bottom - top)));
        s.contrasts.add(c.contrast);
        s.narrow += to - from <= 3;
        s.square += std::abs((to - from) - (bottom - top)) <= 2;
        if (!is_first) s.gaps.add(from - previous);
        previous = is_first ? to : std::max(previous, to);
        is_first = false;
    }
    return s;
}

/* What the pixels tell. */
struct Ink {
    Whole own, ground, ring, runs, edges;
    int64_t own_hat = 0, ground_hat = 0;
    int alien = 0, flat = 0, row_runs = 0, column_runs = 0;
};

Ink ink(const Crop &c) {
    Ink k;
    int m = c.margin;
    std::array<int, 256> seen{};
    for (int y = 0; y < c.height; y++) {
        bool is_row = y >= m && y < c.height - m;
        int run = 0;
        for (int x = 0; x < c.width; x++) {
            size_t i = c.at(x, y);
            bool is_in = is_row && x >= m && x < c.width - m;
            bool is_edge = !is_in && x >= m - 2 && x < c.width - m + 2 && y >= m - 2 && y < c.height - m + 2;
            if (is_edge) {
                k.ring.add(c.level[i]);
                k.alien += c.kind[i] == 1;
            }
            if (!is_in) continue;
            if (c.kind[i] == 2) {
                k.own.add(c.level[i]);
                k.own_hat += c.hat[i];
                seen[c.level[i]]++;
                run++;
                bool is_end = x + 1 >= c.width - m || c.kind[i + 1] != 2;
                if (is_end) {
                    k.runs.add(run);
                    run = 0;
                    k.row_runs++;
                    k.edges.add(std::abs(int(c.level[i]) - int(c.level[std::min(i + 2, c.level.size() - 1)])));
                }
                if (c.kind[i - c.width] != 2) k.column_runs++;
            } else if (c.kind[i] == 0) {
                k.ground.add(c.level[i]);
                k.ground_hat += c.hat[i];
            } else {
                k.alien++;
            }
        }
    }
    int best = 0;
    for (int v = 0; v < 256; v++) {
        int near = seen[v] + (v > 0 ? seen[v - 1] : 0) + (v < 255 ? seen[v + 1] : 0);
        best = std::max(best, near);
    }
    k.flat = best;
    return k;
}

float ratio(double a, double b) { return float(a / std::max(b, 1e-3)); }

}  // namespace

void Layer::count_crowd() {
    crowd_columns = pixels->width / CROWD + 1;
    crowd.assign(size_t(crowd_columns) * (pixels->height / CROWD + 1), 0);
    for (const Component &c : components.all) {
        if (may_be_letter(c)) crowd[size_t((c.y0 + c.y1) / 2 / CROWD) * crowd_columns + (c.x0 + c.x1) / 2 / CROWD]++;
    }
}

Features measure(const Layer &layer, const Line &line) {
    Crop c = crop(layer, line);
    Shape s = shape(layer, line);
    Ink k = ink(c);
    double height = line.is_vertical ? line.x1 - line.x0 : line.y1 - line.y0;
    double length = line.is_vertical ? line.y1 - line.y0 : line.x1 - line.x0;
    double members = double(line.members.size());
    int cx = (line.x0 + line.x1) / 2, cy = (line.y0 + line.y1) / 2;
    double threshold = layer.thresholds.at(cx, cy);
    double contrast = double(k.own_hat) / std::max(k.own.count, 1);
    double lift = std::max(k.own.mean() - k.ground.mean(), 1.0);
    double crowd = layer.crowd[size_t(cy / CROWD) * layer.crowd_columns + cx / CROWD];
    double area = height * length;
    return Features{
        float(members),
        float(height),
        ratio(length, height),
        ratio(contrast, threshold),
        float(contrast),
        float(threshold),
        ratio(k.own.count, area),
        float(s.fills.mean()),
        float(s.fills.deviation()),
        ratio(s.heights.deviation(), height),
        ratio(s.heights.mean(), height),
        ratio(s.tops.deviation(), height),
        ratio(s.bottoms.deviation(), height),
        ratio(s.widths.mean(), height),
        ratio(s.widths.deviation(), s.widths.mean()),
        ratio(s.gaps.mean(), height),
        ratio(s.gaps.deviation(), height),
        ratio(s.contrasts.deviation(), s.contrasts.mean()),
        float(k.runs.mean()),
        ratio(k.runs.mean(), height),
        ratio(k.runs.deviation(), k.runs.mean()),
        ratio(k.row_runs * height, area),
        ratio(k.column_runs * height, area),
        ratio(k.own.deviation(), lift),
        ratio(k.ground.deviation(), lift),
        ratio(double(k.ground_hat) / std::max(k.ground.count, 1), contrast),
        ratio(k.own.mean() - k.ring.mean(), lift),
        ratio(k.ring.deviation(), lift),
        ratio(k.alien, area + k.ring.count),
        ratio(k.flat, k.own.count),
        ratio(k.edges.mean(), contrast),
        float(crowd),
        float(s.narrow + s.square) / float(members),
        float(layer.scale + (line.is_vertical ? 2 : 0)),
    };
}

}  // namespace bridge::text
