/* features.hpp - a candidate line in numbers. */
#ifndef VEIL_TEXT_FEATURES_HPP
#define VEIL_TEXT_FEATURES_HPP

#include "lines.hpp"

#include <array>

namespace bridge::text {

/* One plane at one scale, with everything that was found in it. */
struct Layer {
    int plane = 0, scale = 1;
    const Plane *pixels = nullptr;
    Plane halved, hat, binary;
    Thresholds thresholds;
    Components components;
    /* Letters by 64-pixel cells: how crowded a place is. */
    std::vector<uint16_t> crowd;
    int crowd_columns = 0;

    void count_crowd();
};

constexpr int FEATURES = 34;
using Features = std::array<float, FEATURES>;

/* The order is that of the scorer's table: scripts/text_lines/train.py. */
Features measure(const Layer &layer, const Line &line);

}  // namespace bridge::text

#endif
