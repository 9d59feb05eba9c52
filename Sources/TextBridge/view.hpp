/* view.hpp - what a frame looks like to the search for text: planes of 8 bits in which text, if any, is bright. */
#ifndef VEIL_TEXT_VIEW_HPP
#define VEIL_TEXT_VIEW_HPP

#include "include/TextBridge.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bridge::text {

/* Rows of 8-bit pixels without gaps. */
struct Plane {
    int width = 0, height = 0;
    std::vector<uint8_t> pixels;

    Plane() = default;
    Plane(int width, int height) : width(width), height(height), pixels(size_t(width) * height) {}

    const uint8_t *row(int y) const { return pixels.data() + size_t(y) * width; }
    uint8_t *row(int y) { return pixels.data() + size_t(y) * width; }
};

/* The planes of one frame: as displayed and its negative; for colours the brightest and the darkest channel; where they
 * show more, planes for values outside the window, or for how colourful and how light pixels are. Small pictures have a
 * margin to the right and below. */
std::vector<Plane> make_planes(const bridge_text_image &image, const uint8_t *samples);

}  // namespace bridge::text

struct bridge_text_view {
    std::vector<bridge::text::Plane> planes;
};

#endif
