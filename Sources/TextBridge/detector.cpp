#include "detector.hpp"

#include <guard.hpp>

#include <algorithm>
#include <stdexcept>

namespace bridge::text {
namespace {

/* The square that no stroke fits into, and from which size of picture on it is the larger one. */
constexpr int SIDE = 9, LARGE_SIDE = 13, LARGE = 1100;
/* Runs as long as this are no strokes. */
constexpr int LINE = 40;
/* From this size on pictures are looked at at a quarter of their size, too, for the largest letters. */
constexpr int LARGEST = 1500;
/* Pictures this small have no text. */
constexpr int SMALLEST = 24;

/* From this score on, where foreground goes on beside a line is looked at. */
constexpr float LIKELY = 1;

/* Over its threshold, noise stands out by less than this factor; two parts of a column are less than this apart, in
 * breadths. */
constexpr float NOISE = 1.2f, APART = 0.6f;

/* Whether it is worth being measured. */
bool may_be_text(const Layer &layer, const Line &line) {
    const auto &all = layer.components.all;
    float contrast = 0, area = 0;
    int length = 0;
    for (int member : line.members) {
        const Component &c = all[member];
        contrast += c.contrast * float(c.area);
        area += float(c.area);
        length += line.is_vertical ? c.height() : c.width();
    }
    int threshold = layer.thresholds.at((line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2);
    if (contrast < NOISE * float(threshold) * area) return false;
    if (line.members.size() == 2 && line.is_vertical) {
        return float(line.length() - length) <= APART * float(line.breadth());
    }
    // Nothing that a person could read has so few pixels.
    return line.members.size() > 1 || (line.x1 - line.x0 >= 4 && line.y1 - line.y0 >= 6 && area >= 10);
}

}  // namespace

std::vector<Line> find_lines(Layer &layer) {
    const Plane &plane = *layer.pixels;
    int side = layer.scale == 1 && std::max(plane.width, plane.height) > LARGE ? LARGE_SIDE : SIDE;
    top_hat(plane, side, layer.hat);
    layer.thresholds.measure(layer.hat);
    binarize(layer.hat, layer.thresholds, layer.binary);
    remove_lines(layer.binary, LINE);
    fill_rows(layer.binary);
    layer.components.label(layer.binary, layer.hat);
    layer.components.split(layer.hat, layer.thresholds);
    layer.count_crowd();
    return link_lines(layer.components, plane.width, plane.height);
}

void each_candidate(const std::vector<Plane> &planes, Layer &layer,
                    const std::function<void(const Layer &, const Line &, const Features &)> &body) {
    for (size_t p = 0; p < planes.size(); p++) {
        // Planes for colours repeat others where a frame of a clip has none.
        bool is_known = std::any_of(planes.begin(), planes.begin() + std::ptrdiff_t(p),
                                    [&](const Plane &other) { return other.pixels == planes[p].pixels; });
        if (is_known) continue;
        layer.plane = int(p);
        int last = std::max(planes[p].width, planes[p].height) > LARGEST ? 4 : 2;
        for (int scale = 1; scale <= last; scale *= 2) {
            layer.scale = scale;
            layer.pixels = &planes[p];
            if (scale == 2) {
                halve(planes[p], layer.halved);
                layer.pixels = &layer.halved;
            }
            if (scale == 4) {
                halve(layer.halved, layer.quartered);
                layer.pixels = &layer.quartered;
            }
            if (std::min(layer.pixels->width, layer.pixels->height) < SMALLEST) continue;
            for (const Line &line : find_lines(layer)) {
                if (may_be_text(layer, line)) body(layer, line, measure(layer, line));
            }
        }
    }
}

}  // namespace bridge::text

using namespace bridge;

struct bridge_text_detector {
    text::Scorer scorer;
    text::Layer layer;
    std::vector<bridge_text_line> lines;
    std::vector<bridge_text_part> parts;
};

bridge_text_detector *bridge_text_detector_create(const uint8_t *scorer, size_t count, bridge_error *error) noexcept {
    return guarded(error, static_cast<bridge_text_detector *>(nullptr), [&]() -> bridge_text_detector * {
        try {
            return new bridge_text_detector{text::Scorer(scorer, count), {}, {}, {}};
        } catch (const std::invalid_argument &) {
            fail(error, BRIDGE_E_ARGUMENT, "not a table of the line scorer");
            return nullptr;
        }
    });
}

void bridge_text_detector_destroy(bridge_text_detector *detector) noexcept { delete detector; }

bool bridge_text_detect(bridge_text_detector *detector, const bridge_text_view *view, float floor,
                        bridge_text_lines *found, bridge_error *error) noexcept {
    return guarded(error, false, [&] {
        auto &lines = detector->lines;
        auto &parts = detector->parts;
        lines.clear();
        parts.clear();
        auto keep = [&](const text::Layer &layer, const text::Line &line, const text::Features &features) {
            float score = detector->scorer.text(features);
            if (score < floor) return;
            int s = layer.scale;
            double contrast = 0;
            size_t first = parts.size();
            for (int member : line.members) {
                const text::Component &c = layer.components.all[member];
                parts.push_back({s * c.x0, s * c.y0, s * c.width(), s * c.height()});
                contrast += c.contrast;
            }
            bridge_text_line result{};
            result.x = s * line.x0;
            result.y = s * line.y0;
            result.width = s * (line.x1 - line.x0);
            result.height = s * (line.y1 - line.y0);
            result.clean = detector->scorer.clean(features);
            result.text = score;
            result.contrast = float(contrast / double(line.members.size()));
            result.plane = uint16_t(layer.plane);
            result.scale = uint16_t(s);
            result.is_vertical = line.is_vertical;
            if (score >= text::LIKELY) {
                result.before = s * text::reach(layer.binary, line, false);
                result.after = s * text::reach(layer.binary, line, true);
            }
            result.first_part = uint32_t(first);
            result.part_count = uint32_t(line.members.size());
            lines.push_back(result);
        };
        text::each_candidate(view->planes, detector->layer, keep);
        *found = bridge_text_lines{lines.data(), lines.size(), parts.data(), parts.size()};
        return true;
    });
}
