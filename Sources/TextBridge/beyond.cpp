#include "beyond.hpp"

#include <guard.hpp>

#include <algorithm>

namespace bridge::text {
namespace {

/* In heights of the line: steps along it, what no stroke is as wide as, and the margins that stay free of letters. */
constexpr float STEP = 0.5f, WIDEST = 0.35f, MARGIN = 0.25f;
/* Steps without letters after which a line has ended, and steps that are looked at. */
constexpr int GAP = 2, STEPS = 14;
/* Letters: the least mean contrast of strokes, as a share of the line's own, and by how much it is above the margins'. */
constexpr float LEAST = 1.5f, SHARE = 0.2f, RATIO = 1.8f;

/* Mean contrast of what is narrow along the line, between the letters' top and bottom, and in the margins. */
struct Contrast {
    float inside = 0, around = 0;
};

/* One row of a stretch, in memory that is used again. */
struct Row {
    int widest;
    std::vector<int> levels, least;

    /* Sum of what is brighter (or darker) than everything `widest` pixels fit into. */
    int narrow(bool is_dark) {
        int count = int(levels.size()), sum = 0;
        least.assign(levels.size(), 0);
        for (int x = 0; x + widest <= count; x++) {
            auto from = levels.begin() + x;
            least[size_t(x)] =
                is_dark ? *std::max_element(from, from + widest) : *std::min_element(from, from + widest);
        }
        for (int x = widest; x < count - widest; x++) {
            auto from = least.begin() + x - widest + 1;
            int ground = is_dark ? *std::min_element(from, from + widest) : *std::max_element(from, from + widest);
            sum += std::abs(levels[size_t(x)] - ground);
        }
        return sum;
    }
};

Contrast contrast(const Plane &plane, const Strip &strip, int from, int to, bool is_dark, Row &row) {
    int height = strip.bottom - strip.top, margin = std::max(2, int(MARGIN * float(height)));
    int length = strip.is_vertical ? plane.height : plane.width,
        breadth = strip.is_vertical ? plane.width : plane.height;
    row.widest = std::max(4, int(WIDEST * float(height)));
    int64_t sums[3] = {}, counts[3] = {};
    for (int across = std::max(strip.top - margin, 0); across < std::min(strip.bottom + margin, breadth); across++) {
        row.levels.clear();
        for (int along = from - row.widest; along < to + row.widest; along++) {
            int at = std::clamp(along, 0, length - 1);
            row.levels.push_back(strip.is_vertical ? plane.row(at)[across] : plane.row(across)[at]);
        }
        int part = across < strip.top ? 0 : across < strip.bottom ? 1 : 2;
        sums[part] += row.narrow(is_dark);
        counts[part] += to - from;
    }
    auto mean = [&](int part) { return float(sums[part]) / float(std::max(counts[part], int64_t(1))); };
    return Contrast{mean(1), std::max(mean(0), mean(2))};
}

}  // namespace

int beyond(const Plane &plane, const Strip &strip, bool is_forward) {
    int length = strip.is_vertical ? plane.height : plane.width;
    int step = std::max(3, int(STEP * float(strip.bottom - strip.top)));
    Row row;
    float own = std::max(contrast(plane, strip, strip.from, strip.to, false, row).inside,
                         contrast(plane, strip, strip.from, strip.to, true, row).inside);
    float least = std::max(LEAST, SHARE * own);
    int reached = 0, gap = 0;
    for (int number = 0; number < STEPS && gap <= GAP; number++) {
        int from = is_forward ? strip.to + number * step : strip.from - (number + 1) * step, to = from + step;
        if (from < 0 || to > length) break;
        bool are_letters = false;
        for (bool is_dark : {false, true}) {
            Contrast here = contrast(plane, strip, from, to, is_dark, row);
            are_letters |= here.inside >= least && here.inside >= RATIO * here.around;
        }
        gap = are_letters ? 0 : gap + 1;
        if (are_letters) reached = (number + 1) * step;
    }
    return reached;
}

}  // namespace bridge::text

using namespace bridge;

bool bridge_text_beyond(const bridge_text_view *view, const bridge_text_line *line, int32_t *before, int32_t *after,
                        bridge_error *error) noexcept {
    return guarded(error, false, [&] {
        if (line->plane >= view->planes.size()) return fail(error, BRIDGE_E_ARGUMENT, "no such plane");
        const text::Plane &plane = view->planes[line->plane];
        text::Strip strip{line->x, line->x + line->width, line->y, line->y + line->height, line->is_vertical};
        if (line->is_vertical) strip = {line->y, line->y + line->height, line->x, line->x + line->width, true};
        *before = text::beyond(plane, strip, false);
        *after = text::beyond(plane, strip, true);
        return true;
    });
}
