/* lines.hpp - components that may be letters of one line. */
#ifndef VEIL_TEXT_LINES_HPP
#define VEIL_TEXT_LINES_HPP

#include "components.hpp"

#include <cmath>

namespace bridge::text {

struct Line {
    int x0, y0, x1, y1;
    bool is_vertical;
    std::vector<int> members; /* components, from left to right or from top to bottom */
    /* Of a line that is tilted: how far it falls with each pixel along it, and what it would be across if it were not,
     * at the place where it begins. */
    float slope = 0;
    int level_top = 0, level_bottom = 0;

    int length() const { return is_vertical ? y1 - y0 : x1 - x0; }
    int breadth() const { return is_vertical ? x1 - x0 : y1 - y0; }
    /* How far it has fallen where it is `along` pixels long. */
    int fall(int along) const { return slope == 0 ? 0 : int(std::lround(slope * float(along))); }
};

/* Whether a component can be a letter, or a few that touch. */
bool may_be_letter(const Component &component);

/* How far foreground like letters goes on beyond the line's end, whatever it is connected with. */
int reach(const Plane &binary, const Line &line, bool is_forward);

/* Lines along x, and along y where several components stand in a column; once more with what was split in its parts. */
std::vector<Line> link_lines(const Components &components, int width, int height);

}  // namespace bridge::text

#endif
