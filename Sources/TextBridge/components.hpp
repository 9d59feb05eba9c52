/* components.hpp - connected strokes of a binary plane. */
#ifndef VEIL_TEXT_COMPONENTS_HPP
#define VEIL_TEXT_COMPONENTS_HPP

#include "strokes.hpp"

namespace bridge::text {

/* Neighbouring pixels of one row. */
struct Run {
    int y, x0, x1; /* x1: one past the last */
    int component;
};

struct Component {
    int x0, y0, x1, y1; /* one past the last */
    int area = 0;
    float contrast = 0; /* mean of the top-hat */
    int first_run = 0, run_count = 0;
    /* Of what is split by a higher threshold: its parts; of a part: what it was split from. */
    int first_child = 0, child_count = 0, parent = -1;

    int width() const { return x1 - x0; }
    int height() const { return y1 - y0; }
};

/* Runs ordered by component, then by row, of those that may be letters; memory is used again. */
struct Components {
    std::vector<Component> all;
    std::vector<Run> runs;
    /* Those behind are parts of some before. */
    size_t whole_count = 0;

    /* 8-connected. */
    void label(const Plane &binary, const Plane &hat);

    /* Adds the parts that components of high contrast fall into at half of it: letters that touch each other, or
     * something weaker. */
    void split(const Plane &hat, const Thresholds &thresholds);

private:
    std::vector<Run> scanned;
    std::vector<int> parents, rows;

    /* Adds what the scanned runs, which are ordered by row, make up. */
    void collect(const Plane &hat, int parent);
};

}  // namespace bridge::text

#endif
