/* features.hpp - a candidate line in numbers. */
#ifndef VEIL_TEXT_FEATURES_HPP
#define VEIL_TEXT_FEATURES_HPP

#include "lines.hpp"

#include <array>

namespace bridge::text {

/* The surroundings of a line, turned so that it runs along x. 0: ground, 1: foreground of others, 2: its own. */
struct Crop {
    static constexpr int MARGIN = 2;
    int width = 0, height = 0;
    std::vector<uint8_t> level, hat, kind;

    size_t at(int x, int y) const { return size_t(y) * width + x; }
};

/* One plane at one scale, with everything that was found in it. */
struct Layer {
    int plane = 0, scale = 1;
    const Plane *pixels = nullptr;
    Plane halved, quartered, hat, binary;
    Thresholds thresholds;
    Components components;
    /* Letters by 64-pixel cells: how crowded a place is, and by what. */
    struct Crowd {
        int count = 0;
        float contrast = 0, height = 0;
    };
    std::vector<Crowd> crowd;
    int crowd_columns = 0, crowd_rows = 0;
    /* Of the line that is measured; used again. */
    Crop crop;

    void count_crowd();
};

constexpr int FEATURES = 40;
using Features = std::array<float, FEATURES>;

/* The order is that of the scorer's table: training/text_lines/train.py. */
Features measure(Layer &layer, const Line &line);

}  // namespace bridge::text

#endif
