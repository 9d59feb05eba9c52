/* beyond.hpp - letters beyond the ends of a line, also where they are fainter, or of the other polarity. */
#ifndef VEIL_TEXT_BEYOND_HPP
#define VEIL_TEXT_BEYOND_HPP

#include "view.hpp"

namespace bridge::text {

/* A stretch of a row of letters or, if `is_vertical`, of a column. */
struct Strip {
    int from, to, top, bottom; /* along the row and across it; one past the last */
    bool is_vertical;
};

/* How far letters go on beyond the strip's end. */
int beyond(const Plane &plane, const Strip &strip, bool is_forward);

}  // namespace bridge::text

#endif
