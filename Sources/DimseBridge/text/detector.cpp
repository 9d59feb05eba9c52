#include "detector.hpp"

#include "../guard.hpp"

#include <algorithm>
#include <stdexcept>

namespace bridge::text {
namespace {

/* The square that no stroke fits into, and from which size of picture on it is the larger one. */
constexpr int SIDE = 9, LARGE_SIDE = 13, LARGE = 1100;
/* Runs as long as this are no strokes. */
constexpr int LINE = 40;
/* Pictures this small have no text. */
constexpr int SMALLEST = 24;

/* From this score on, where foreground goes on beside a line is looked at. */
constexpr float LIKELY = 1;

/* Nothing that a person could read has so few pixels. */
bool may_be_text(const Layer &layer, const Line &line) {
    int width = line.x1 - line.x0, height = line.y1 - line.y0;
    if (line.members.size() > 1) return true;
    return width >= 4 && height >= 6 && layer.components.all[line.members[0]].area >= 10;
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
    layer.count_crowd();
    return link_lines(layer.components.all, plane.width, plane.height);
}

void each_candidate(const std::vector<Plane> &planes, Layer &layer,
                    const std::function<void(const Layer &, const Line &, const Features &)> &body) {
    for (size_t p = 0; p < planes.size(); p++) {
        // Planes for colours repeat others where a frame of a clip has none.
        bool is_known = std::any_of(planes.begin(), planes.begin() + std::ptrdiff_t(p),
                                    [&](const Plane &other) { return other.pixels == planes[p].pixels; });
        if (is_known) continue;
        layer.plane = int(p);
        for (int scale = 1; scale <= 2; scale++) {
            layer.scale = scale;
            layer.pixels = &planes[p];
            if (scale == 2) {
                halve(planes[p], layer.halved);
                layer.pixels = &layer.halved;
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
