#include "lines.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bridge::text {
namespace {

constexpr int SMALLEST = 4, TALLEST = 64, CELL = 32;
/* In heights of the letters: the widest gap. Shares: of the lower one's height that both have. */
constexpr float GAP = 1.8f, OVERLAP = 0.55f, HEIGHT_RATIO = 2.3f, CONTRAST_RATIO = 2.2f;

/* Tilted is what is so much higher than its letters, and has so many; their middles are this near to a straight line, in
 * heights. Falling or rising faster, letters are not linked. */
constexpr float TILT = 1.4f, STRAIGHT = 0.3f, STEEPEST = 0.6f;
constexpr size_t TILTED = 4;

/* Beyond an end: stretches looked at, in heights, how many, and the foreground in each that letters have. */
constexpr float STRETCH = 0.8f, LEAST_INK = 0.13f, MOST_INK = 0.7f;
constexpr int STRETCHES = 10;

/* A component as seen along the line. */
struct Letter {
    int from, to, top, bottom, index;
    float contrast;
    bool is_part;

    int height() const { return bottom - top; }
};

bool links(const Letter &a, const Letter &b) {
    int least = std::min(a.height(), b.height()), most = std::max(a.height(), b.height());
    int gap = b.from - a.to;
    if (float(gap) > GAP * float(least + most) / 2 || gap < -least / 2) return false;
    if (float(most) > HEIGHT_RATIO * float(least)) return false;
    int shared = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
    if (float(shared) < OVERLAP * float(least)) return false;
    return std::max(a.contrast, b.contrast) <= CONTRAST_RATIO * std::min(a.contrast, b.contrast);
}

int root(std::vector<int> &parents, int i) {
    while (parents[i] != i) i = parents[i] = parents[parents[i]];
    return i;
}

/* Letters by cells of the plane, in one array. */
struct Cells {
    int columns, rows;
    std::vector<int> first, letters;

    Cells(const std::vector<Letter> &all, int length, int breadth)
        : columns(length / CELL + 1), rows(breadth / CELL + 1), first(size_t(columns) * rows + 1), letters(all.size()) {
        std::vector<int> cell(all.size());
        for (size_t i = 0; i < all.size(); i++) {
            int middle = (all[i].top + all[i].bottom) / 2;
            cell[i] = middle / CELL * columns + all[i].from / CELL;
            first[size_t(cell[i]) + 1]++;
        }
        std::partial_sum(first.begin(), first.end(), first.begin());
        std::vector<int> next(first.begin(), first.end() - 1);
        for (size_t i = 0; i < all.size(); i++) letters[size_t(next[size_t(cell[i])]++)] = int(i);
    }
};

/* Groups of letters, each from left to right; a letter that nothing links to is a group too. */
std::vector<std::vector<int>> groups(const std::vector<Letter> &letters, int length, int breadth, bool is_split) {
    Cells cells(letters, length, breadth);
    std::vector<int> parents(letters.size());
    std::iota(parents.begin(), parents.end(), 0);
    for (size_t i = 0; i < letters.size(); i++) {
        const Letter &a = letters[i];
        int reach = int(GAP * HEIGHT_RATIO * float(a.height()) / 1.4f) + 1;
        int c0 = std::max(a.from / CELL, 0), c1 = std::min((a.to + reach) / CELL, cells.columns - 1);
        int r0 = std::max((a.top - a.height()) / CELL, 0),
            r1 = std::min((a.bottom + a.height()) / CELL, cells.rows - 1);
        for (int r = r0; r <= r1; r++) {
            // Cells of one row stand side by side.
            int end = cells.first[size_t(r) * cells.columns + c1 + 1];
            for (int k = cells.first[size_t(r) * cells.columns + c0]; k < end; k++) {
                int j = cells.letters[k];
                const Letter &b = letters[j];
                if (j == int(i) || b.from < a.from || (b.from == a.from && j < int(i)) || !links(a, b)) continue;
                int x = root(parents, int(i)), y = root(parents, j);
                if (x != y) parents[std::max(x, y)] = std::min(x, y);
            }
        }
    }
    // Where each group stands in the result; -1: it has nothing that was split.
    std::vector<int> place(letters.size(), -1);
    std::vector<std::vector<int>> found;
    for (size_t i = 0; i < letters.size(); i++) {
        int &at = place[root(parents, int(i))];
        if (letters[i].is_part != is_split || at >= 0) continue;
        at = int(found.size());
        found.emplace_back();
    }
    for (size_t i = 0; i < letters.size(); i++) {
        int at = place[root(parents, int(i))];
        if (at >= 0) found[at].push_back(int(i));
    }
    for (auto &group : found) {
        if (group.size() < 2) continue;
        std::sort(group.begin(), group.end(), [&](int a, int b) { return letters[a].from < letters[b].from; });
    }
    return found;
}

/* Finds out whether the letters stand on a slope; `line` has its box. */
void tilt(const std::vector<Letter> &letters, const std::vector<int> &group, Line &line) {
    if (group.size() < TILTED) return;
    float sum = 0, x = 0, y = 0, xx = 0, xy = 0, height = 0;
    for (int i : group) {
        // Wide ones are several, which stand on the slope together.
        const Letter &l = letters[i];
        float weight = float(l.to - l.from), u = float(l.from + l.to) / 2, v = float(l.top + l.bottom) / 2;
        sum += weight;
        x += weight * u;
        y += weight * v;
        xx += weight * u * u;
        xy += weight * u * v;
        height += weight * float(l.height());
    }
    height /= sum;
    if (float(line.breadth()) < TILT * height || float(line.length()) < 3 * height) return;
    float spread = xx - x * x / sum;
    if (spread <= 0) return;
    float slope = (xy - x * y / sum) / spread, distance = 0;
    if (std::abs(slope) > STEEPEST) return;
    int begin = letters[group[0]].from;
    line.level_top = 1 << 20;
    line.level_bottom = -(1 << 20);
    line.slope = slope;
    for (int i : group) {
        const Letter &l = letters[i];
        float middle = float(l.from + l.to) / 2;
        distance += std::abs(float(l.top + l.bottom) / 2 - y / sum - slope * (middle - x / sum)) * float(l.to - l.from);
        int fall = line.fall(int(middle) - begin);
        line.level_top = std::min(line.level_top, l.top - fall);
        line.level_bottom = std::max(line.level_bottom, l.bottom - fall);
    }
    if (distance > STRAIGHT * height * sum || line.level_bottom - line.level_top > line.breadth()) line.slope = 0;
}

void add_lines(const Components &found, int width, int height, bool is_vertical, bool is_split,
               std::vector<Line> &lines) {
    const std::vector<Component> &components = found.all;
    std::vector<Letter> letters;
    for (size_t i = 0; i < (is_split ? components.size() : found.whole_count); i++) {
        const Component &c = components[i];
        if (!may_be_letter(c) || (is_split && c.child_count > 0)) continue;
        bool is_part = i >= found.whole_count;
        Letter letter = is_vertical ? Letter{c.y0, c.y1, c.x0, c.x1, int(i), c.contrast, is_part}
                                    : Letter{c.x0, c.x1, c.y0, c.y1, int(i), c.contrast, is_part};
        if (letter.height() >= SMALLEST && letter.height() <= TALLEST) letters.push_back(letter);
    }
    int length = is_vertical ? height : width, breadth = is_vertical ? width : height;
    for (auto &group : groups(letters, length, breadth, is_split)) {
        Line line{width, height, 0, 0, is_vertical, {}};
        for (int i : group) {
            const Component &c = components[letters[i].index];
            line.x0 = std::min(line.x0, c.x0);
            line.y0 = std::min(line.y0, c.y0);
            line.x1 = std::max(line.x1, c.x1);
            line.y1 = std::max(line.y1, c.y1);
            line.members.push_back(letters[i].index);
        }
        int along = line.length(), across = line.breadth();
        // A column that is hardly longer than broad is seen as rows already.
        if (is_vertical && (line.members.size() < 2 ? along < 3 * across : along < 2 * across)) continue;
        tilt(letters, group, line);
        lines.push_back(std::move(line));
    }
}

}  // namespace

bool may_be_letter(const Component &component) {
    int w = component.width(), h = component.height();
    return std::min(w, h) <= TALLEST && std::max(w, h) >= SMALLEST && component.area >= 4;
}

int reach(const Plane &binary, const Line &line, bool is_forward) {
    bool v = line.is_vertical;
    int top = v ? line.x0 : line.y0, bottom = v ? line.x1 : line.y1, height = bottom - top;
    int limit = v ? binary.height : binary.width;
    int first = v ? line.y0 : line.x0, behind = v ? line.y1 : line.x1, end = is_forward ? behind : first - 1;
    int step = is_forward ? 1 : -1, stretch = std::max(3, int(STRETCH * float(height)));
    int reached = 0;
    bool is_gap = false;
    for (int number = 0; number < STRETCHES; number++) {
        int ink = 0, last = -1;
        for (int i = number * stretch; i < (number + 1) * stretch; i++) {
            int at = end + step * i;
            if (at < 0 || at >= limit) break;
            int before = ink;
            for (int across = top; across < bottom; across++)
                ink += v ? binary.row(at)[across] : binary.row(across)[at];
            if (ink > before) last = i;
        }
        float share = float(ink) / float(stretch * height);
        bool is_ink = share >= LEAST_INK && share <= MOST_INK;
        if (!is_ink && is_gap) break;
        if (is_ink) reached = last + 1;
        is_gap = !is_ink;
    }
    return reached;
}

std::vector<Line> link_lines(const Components &components, int width, int height) {
    std::vector<Line> lines;
    add_lines(components, width, height, false, false, lines);
    add_lines(components, width, height, true, false, lines);
    if (components.all.size() > components.whole_count) {
        add_lines(components, width, height, false, true, lines);
        add_lines(components, width, height, true, true, lines);
    }
    return lines;
}

}  // namespace bridge::text
