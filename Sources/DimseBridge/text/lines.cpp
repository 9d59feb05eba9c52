#include "lines.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bridge::text {
namespace {

constexpr int SMALLEST = 4, TALLEST = 64, CELL = 32;
/* In heights of the letters: the widest gap. Shares: of the lower one's height that both have. */
constexpr float GAP = 1.8f, OVERLAP = 0.55f, HEIGHT_RATIO = 2.3f, CONTRAST_RATIO = 2.2f;

/* Beyond an end: stretches looked at, in heights, how many, and the foreground in each that letters have. */
constexpr float STRETCH = 0.8f, LEAST_INK = 0.13f, MOST_INK = 0.7f;
constexpr int STRETCHES = 10;

/* A component as seen along the line. */
struct Letter {
    int from, to, top, bottom, index;
    float contrast;

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

/* Groups of letters; a letter that nothing links to is a group too. */
std::vector<std::vector<int>> groups(const std::vector<Letter> &letters, int length, int breadth) {
    int columns = length / CELL + 1, rows = breadth / CELL + 1;
    std::vector<std::vector<int>> cells(size_t(columns) * rows);
    for (size_t i = 0; i < letters.size(); i++) {
        int middle = (letters[i].top + letters[i].bottom) / 2;
        cells[size_t(middle / CELL) * columns + letters[i].from / CELL].push_back(int(i));
    }
    std::vector<int> parents(letters.size());
    std::iota(parents.begin(), parents.end(), 0);
    for (size_t i = 0; i < letters.size(); i++) {
        const Letter &a = letters[i];
        int reach = int(GAP * HEIGHT_RATIO * float(a.height()) / 1.4f) + 1;
        int c0 = std::max(a.from / CELL, 0), c1 = std::min((a.to + reach) / CELL, columns - 1);
        int r0 = std::max((a.top - a.height()) / CELL, 0), r1 = std::min((a.bottom + a.height()) / CELL, rows - 1);
        for (int r = r0; r <= r1; r++) {
            for (int c = c0; c <= c1; c++) {
                for (int j : cells[size_t(r) * columns + c]) {
                    const Letter &b = letters[j];
                    if (j == int(i) || b.from < a.from || (b.from == a.from && j < int(i)) || !links(a, b)) continue;
                    int x = root(parents, int(i)), y = root(parents, j);
                    if (x != y) parents[std::max(x, y)] = std::min(x, y);
                }
            }
        }
    }
    std::vector<std::vector<int>> found(letters.size());
    for (size_t i = 0; i < letters.size(); i++) found[root(parents, int(i))].push_back(int(i));
    found.erase(std::remove_if(found.begin(), found.end(), [](auto &group) { return group.empty(); }), found.end());
    for (auto &group : found) {
        std::sort(group.begin(), group.end(), [&](int a, int b) { return letters[a].from < letters[b].from; });
    }
    return found;
}

void add_lines(const std::vector<Component> &components, int width, int height, bool is_vertical,
               std::vector<Line> &lines) {
    std::vector<Letter> letters;
    for (size_t i = 0; i < components.size(); i++) {
        const Component &c = components[i];
        if (!may_be_letter(c)) continue;
        Letter letter = is_vertical ? Letter{c.y0, c.y1, c.x0, c.x1, int(i), c.contrast}
                                    : Letter{c.x0, c.x1, c.y0, c.y1, int(i), c.contrast};
        if (letter.height() >= SMALLEST && letter.height() <= TALLEST) letters.push_back(letter);
    }
    int length = is_vertical ? height : width, breadth = is_vertical ? width : height;
    for (auto &group : groups(letters, length, breadth)) {
        Line line{width, height, 0, 0, is_vertical, {}};
        for (int i : group) {
            const Component &c = components[letters[i].index];
            line.x0 = std::min(line.x0, c.x0);
            line.y0 = std::min(line.y0, c.y0);
            line.x1 = std::max(line.x1, c.x1);
            line.y1 = std::max(line.y1, c.y1);
            line.members.push_back(letters[i].index);
        }
        int along = is_vertical ? line.y1 - line.y0 : line.x1 - line.x0;
        int across = is_vertical ? line.x1 - line.x0 : line.y1 - line.y0;
        // A column of one, or one that is hardly longer than broad, is seen as rows already.
        if (is_vertical && (line.members.size() < 3 ? along < 3 * across : along < 2 * across)) continue;
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
            for (int across = top; across < bottom; across++) ink += v ? binary.row(at)[across] : binary.row(across)[at];
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

std::vector<Line> link_lines(const std::vector<Component> &components, int width, int height) {
    std::vector<Line> lines;
    add_lines(components, width, height, false, lines);
    add_lines(components, width, height, true, lines);
    return lines;
}

}  // namespace bridge::text
