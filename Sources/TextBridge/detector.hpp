/* detector.hpp - lines of text in the planes of a frame. */
#ifndef VEIL_TEXT_DETECTOR_HPP
#define VEIL_TEXT_DETECTOR_HPP

#include "scorer.hpp"

#include <functional>

namespace bridge::text {

/* Fills `layer` from its plane: strokes, components, lines. */
std::vector<Line> find_lines(Layer &layer);

/* Everything that may be a line, at both scales, with its numbers; `layer` is used again and again. */
void each_candidate(const std::vector<Plane> &planes, Layer &layer,
                    const std::function<void(const Layer &, const Line &, const Features &)> &body);

}  // namespace bridge::text

#endif
