/* lines.hpp - components that may be letters of one line. */
#ifndef VEIL_TEXT_LINES_HPP
#define VEIL_TEXT_LINES_HPP

#include "components.hpp"

namespace bridge::text {

struct Line {
    int x0, y0, x1, y1;
    bool is_vertical;
    std::vector<int> members; /* components, from left to right or from top to bottom */
};

/* Whether a component can be a letter, or a few that touch. */
bool may_be_letter(const Component &component);

/* How far foreground like letters goes on beyond the line's end, whatever it is connected with. */
int reach(const Plane &binary, const Line &line, bool is_forward);

/* Lines along x, and along y where several components stand in a column. */
std::vector<Line> link_lines(const std::vector<Component> &components, int width, int height);

}  // namespace bridge::text

#endif
