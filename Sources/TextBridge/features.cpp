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

/* Pixels from `x` on, those of the edge where the row has none. */
void copy_row(const uint8_t *row, int row_width, int x, int count, uint8_t *to) {
    int before = std::clamp(-x, 0, count), behind = std::clamp(x + count - row_width, 0, count);
    std::memset(to, row[0], size_t(before));
    std::memcpy(to + before, row + x + before, size_t(count - before - behind));
    std::memset(to + count - behind, row[row_width - 1], size_t(behind));
}

/* Fills `c`; what is tilted is sheared, so that it stands upright. */
void crop(const Layer &layer, const Line &line, Crop &c) {
    bool is_vertical = line.is_vertical;
    int first = is_vertical ? line.y0 : line.x0, top = is_vertical ? line.x0 : line.y0, breadth = line.breadth();
    if (line.slope != 0) {
        top = line.level_top;
        breadth = line.level_bottom - line.level_top;
    }
    int margin = Crop::MARGIN;
    c.width = line.length() + 2 * margin;
    c.height = breadth + 2 * margin;
    size_t count = size_t(c.width) * c.height;
    c.level.resize(count);
    c.hat.resize(count);
    c.kind.resize(count);
    const Plane &pixels = *layer.pixels;
    if (!is_vertical && line.slope == 0) {
        for (int v = 0; v < c.height; v++) {
            int y = std::clamp(top - margin + v, 0, pixels.height - 1);
            copy_row(pixels.row(y), pixels.width, first - margin, c.width, &c.level[c.at(0, v)]);
            copy_row(layer.hat.row(y), pixels.width, first - margin, c.width, &c.hat[c.at(0, v)]);
            copy_row(layer.binary.row(y), pixels.width, first - margin, c.width, &c.kind[c.at(0, v)]);
        }
    } else {
        for (int u = 0; u < c.width; u++) {
            int along = first - margin + u, above = top - margin + line.fall(u - margin);
            for (int v = 0; v < c.height; v++) {
                int x = std::clamp(is_vertical ? above + v : along, 0, pixels.width - 1);
                int y = std::clamp(is_vertical ? along : above + v, 0, pixels.height - 1);
                size_t to = c.at(u, v);
                c.level[to] = pixels.row(y)[x];
                c.hat[to] = layer.hat.row(y)[x];
                c.kind[to] = layer.binary.row(y)[x];
            }
        }
    }
    auto mark = [&](const Component &component, uint8_t kind) {
        for (int i = 0; i < component.run_count; i++) {
            const Run &run = layer.components.runs[component.first_run + i];
            for (int x = run.x0; x < run.x1; x++) {
                int u = (is_vertical ? run.y : x) - first + margin;
                int v = (is_vertical ? x : run.y) - top + margin - line.fall(u - margin);
                if (u >= 0 && v >= 0 && u < c.width && v < c.height) c.kind[c.at(u, v)] = kind;
            }
        }
    };
    // Of what was split only the parts are foreground.
    int last = -1;
    for (int member : line.members) {
        int parent = layer.components.all[member].parent;
        if (parent < 0 || parent == last) continue;
        last = parent;
        const Component &whole = layer.components.all[parent];
        mark(whole, 0);
        for (int i = 0; i < whole.child_count; i++) mark(layer.components.all[whole.first_child + i], 1);
    }
    for (int member : line.members) mark(layer.components.all[member], 2);
}

/* What the members' boxes tell, in line heights. */
struct Shape {
    Whole heights, widths, tops, bottoms, gaps;
    Fractions fills, contrasts;
    int narrow = 0, square = 0, parts = 0, widest_gap = 0;
};

Shape shape(const Layer &layer, const Line &line) {
    Shape s;
    int previous = 0;
    int first = line.is_vertical ? line.y0 : line.x0;
    bool is_first = true;
    for (int member : line.members) {
        const Component &c = layer.components.all[member];
        bool v = line.is_vertical;
        int from = v ? c.y0 : c.x0, to = v ? c.y1 : c.x1, top = v ? c.x0 : c.y0, bottom = v ? c.x1 : c.y1;
        s.parts += c.parent >= 0;
        s.heights.add(bottom - top);
        s.widths.add(to - from);
        int fall = line.fall((from + to) / 2 - first);
        s.tops.add(top - fall);
        s.bottoms.add(bottom - fall);
        s.fills.add(double(c.area) / ((to - from) * (bottom - top)));
        s.contrasts.add(c.contrast);
        s.narrow += to - from <= 3;
        s.square += std::abs((to - from) - (bottom - top)) <= 2;
        if (!is_first) {
            s.gaps.add(from - previous);
            s.widest_gap = std::max(s.widest_gap, from - previous);
        }
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
    constexpr int m = Crop::MARGIN;
    // Of each level, one place further up.
    std::array<int, 258> seen{};
    auto edge = [&](size_t from, size_t to) {
        for (size_t i = from; i < to; i++) {
            k.ring.add(c.level[i]);
            k.alien += c.kind[i] == 1;
        }
    };
    for (int y = 0; y < c.height; y++) {
        if (y < m || y >= c.height - m) {
            edge(c.at(0, y), c.at(c.width, y));
            continue;
        }
        edge(c.at(0, y), c.at(m, y));
        edge(c.at(c.width - m, y), c.at(c.width, y));
        int run = 0;
        size_t end = c.at(c.width - m, y);
        for (size_t i = c.at(m, y); i < end; i++) {
            int level = c.level[i];
            if (c.kind[i] == 2) {
                k.own.add(level);
                k.own_hat += c.hat[i];
                seen[size_t(level) + 1]++;
                run++;
                if (i + 1 == end || c.kind[i + 1] != 2) {
                    k.runs.add(run);
                    run = 0;
                    k.edges.add(std::abs(level - int(c.level[i + 2])));
                }
                k.column_runs += c.kind[i - c.width] != 2;
            } else if (c.kind[i] == 0) {
                k.ground.add(level);
                k.ground_hat += c.hat[i];
            } else {
                k.alien++;
            }
        }
    }
    k.row_runs = k.runs.count;
    for (size_t v = 1; v <= 256; v++) k.flat = std::max(k.flat, seen[v - 1] + seen[v] + seen[v + 1]);
    return k;
}

float ratio(double a, double b) { return float(a / std::max(b, 1e-3)); }

}  // namespace

void Layer::count_crowd() {
    crowd_columns = pixels->width / CROWD + 1;
    crowd_rows = pixels->height / CROWD + 1;
    crowd.assign(size_t(crowd_columns) * crowd_rows, {});
    for (size_t i = 0; i < components.whole_count; i++) {
        const Component &c = components.all[i];
        if (!may_be_letter(c)) continue;
        Crowd &cell = crowd[size_t((c.y0 + c.y1) / 2 / CROWD) * crowd_columns + (c.x0 + c.x1) / 2 / CROWD];
        cell.count++;
        cell.contrast += c.contrast;
        cell.height += float(c.height());
    }
}

Features measure(Layer &layer, const Line &line) {
    crop(layer, line, layer.crop);
    Shape s = shape(layer, line);
    Ink k = ink(layer.crop);
    double height = layer.crop.height - 2 * Crop::MARGIN, length = line.length();
    double members = double(line.members.size());
    int cx = (line.x0 + line.x1) / 2, cy = (line.y0 + line.y1) / 2;
    double threshold = layer.thresholds.at(cx, cy);
    double contrast = double(k.own_hat) / std::max(k.own.count, 1);
    double lift = std::max(k.own.mean() - k.ground.mean(), 1.0);
    double crowd = layer.crowd[size_t(cy / CROWD) * layer.crowd_columns + cx / CROWD].count;
    Layer::Crowd around;
    for (int r = std::max(cy / CROWD - 1, 0); r <= std::min(cy / CROWD + 1, layer.crowd_rows - 1); r++) {
        for (int c = std::max(cx / CROWD - 1, 0); c <= std::min(cx / CROWD + 1, layer.crowd_columns - 1); c++) {
            const Layer::Crowd &cell = layer.crowd[size_t(r) * layer.crowd_columns + c];
            around.count += cell.count;
            around.contrast += cell.contrast;
            around.height += cell.height;
        }
    }
    double others = std::max(around.count, 1), area = height * length;
    int scale = layer.scale == 4 ? 3 : layer.scale;
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
        float(scale + (line.is_vertical ? 3 : 0)),
        float(around.count),
        ratio(around.contrast / others, contrast),
        ratio(around.height / others, height),
        ratio(s.widest_gap, height),
        float(s.parts) / float(members),
        std::abs(line.slope),
    };
}

}  // namespace bridge::text
