/* strokes.hpp - from a plane to what stands out of its surroundings like strokes of letters. */
#ifndef VEIL_TEXT_STROKES_HPP
#define VEIL_TEXT_STROKES_HPP

#include "view.hpp"

namespace bridge::text {

/* What is brighter than everything a square of `side` pixels fits into: the white top-hat. */
void top_hat(const Plane &plane, int side, Plane &result);

/* A threshold for each square tile, above its noise. */
struct Thresholds {
    static constexpr int TILE = 16;
    int columns = 0, rows = 0;
    std::vector<uint8_t> values;

    void measure(const Plane &hat);
    int at(int x, int y) const { return values[size_t(y / TILE) * columns + x / TILE]; }
};

/* 1 where the top-hat is above its threshold. */
void binarize(const Plane &hat, const Thresholds &thresholds, Plane &result);

/* Takes rulers, grids, frames and underlines out of a binary plane: long runs that are thin, except where something
 * crosses them. */
void remove_lines(Plane &binary, int shortest);

/* Rows that scan-line fonts leave out. */
void fill_rows(Plane &binary);

/* Half the size, each pixel the mean of four. */
void halve(const Plane &plane, Plane &result);

}  // namespace bridge::text

#endif
