#include "strokes.hpp"
#include "vector.hpp"

#include <algorithm>
#include <cstring>

namespace bridge::text {
namespace {

constexpr int STRIP = 96;

/* Least (or, `is_max`, greatest) of `side` neighbours, in steps that double what is known: `ahead` of x, or behind it. */
VECTOR_LOOP void step_rows(uint8_t *__restrict first, const uint8_t *__restrict second, int count, bool is_max) {
    if (is_max) {
        for (int x = 0; x < count; x++) first[x] = std::max(first[x], second[x]);
    } else {
        for (int x = 0; x < count; x++) first[x] = std::min(first[x], second[x]);
    }
}

/* Bytes may alias anything, pointers to bytes too, so the loops get pointers that do not: else they are no vector loops. */
VECTOR_LOOP void smaller(uint8_t *__restrict to, const uint8_t *__restrict a, const uint8_t *__restrict b, int count) {
    for (int x = 0; x < count; x++) to[x] = std::min(a[x], b[x]);
}

VECTOR_LOOP void greater(uint8_t *__restrict to, const uint8_t *__restrict a, const uint8_t *__restrict b, int count) {
    for (int x = 0; x < count; x++) to[x] = std::max(a[x], b[x]);
}

VECTOR_LOOP void above(uint8_t *__restrict to, const uint8_t *__restrict a, const uint8_t *__restrict low, int count) {
    for (int x = 0; x < count; x++) to[x] = a[x] - std::min(a[x], low[x]);
}

/* How far the window reaches after each step, beginning at 1. */
int next_step(int reach, int side) { return std::min(reach, side - reach); }

/* Opening of the rows of one strip. `e` and `spare` have room for the strip with `side - 1` rows around it. */
struct Opening {
    int width, side;
    std::vector<uint8_t> row, other;

    Opening(int width, int side) : width(width), side(side), row(width + side), other(width + side) {}

    /* `to` may be `from`. */
    void erode_row(const uint8_t *from, uint8_t *to) {
        int valid = width;
        for (int reach = 1; reach < side;) {
            int step = next_step(reach, side);
            valid -= step;
            smaller(other.data(), from, from + step, valid);
            row.swap(other);
            from = row.data();
            reach += step;
        }
        std::memcpy(to, from, valid);
        std::memset(to + valid, 0, width - valid);
    }

    /* What lies further left than the row counts for nothing. The result is in memory of its own, until the next one. */
    const uint8_t *dilate_row(const uint8_t *from) {
        for (int reach = 1; reach < side;) {
            int step = next_step(reach, side);
            std::memcpy(other.data(), from, size_t(step));
            greater(other.data() + step, from + step, from, width - step);
            row.swap(other);
            from = row.data();
            reach += step;
        }
        return from;
    }
};

}  // namespace

void top_hat(const Plane &plane, int side, Plane &result) {
    int width = plane.width, height = plane.height;
    result.width = width;
    result.height = height;
    result.pixels.resize(plane.pixels.size());
    if (width < side || height < side) {
        std::fill(result.pixels.begin(), result.pixels.end(), 0);
        return;
    }
    Opening opening(width, side);
    int margin = side - 1;
    std::vector<uint8_t> strip(size_t(STRIP + 2 * margin) * width);
    for (int top = 0; top < height; top += STRIP) {
        int bottom = std::min(top + STRIP, height);
        int first = std::max(top - margin, 0), last = std::min(bottom + margin, height);
        auto row = [&](int y) { return strip.data() + size_t(y - first) * width; };
        for (int y = first; y < last; y++) opening.erode_row(plane.row(y), row(y));
        for (int reach = 1; reach < side;) {
            int step = next_step(reach, side);
            for (int y = first; y + step < last; y++) step_rows(row(y), row(y + step), width, false);
            reach += step;
        }
        // Windows that are not whole within the plane are none.
        for (int y = last - margin; y < last; y++) std::memset(row(y), 0, width);
        for (int reach = 1; reach < side;) {
            int step = next_step(reach, side);
            for (int y = last - 1; y - step >= first; y--) step_rows(row(y), row(y - step), width, true);
            reach += step;
        }
        for (int y = top; y < bottom; y++) {
            above(result.row(y), plane.row(y), opening.dilate_row(row(y)), width);
        }
    }
}

VECTOR_LOOP void halve(const Plane &plane, Plane &result) {
    result.width = plane.width / 2;
    result.height = plane.height / 2;
    result.pixels.resize(size_t(result.width) * result.height);
    for (int y = 0; y < result.height; y++) {
        const uint8_t *a = plane.row(2 * y), *b = plane.row(2 * y + 1);
        uint8_t *to = result.row(y);
        for (int x = 0, width = result.width; x < width; x++)
            to[x] = (a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1] + 2) >> 2;
    }
}

}  // namespace bridge::text
