#include "strokes.hpp"

#include <algorithm>
#include <cstring>

namespace bridge::text {
namespace {

/* Least threshold; multiples of the noise and of the mean. */
constexpr double LEAST = 8, OF_NOISE = 3, OF_MEAN = 1.2;
/* Lines may be this thick. */
constexpr int THICKEST = 3;

}  // namespace

void Thresholds::measure(const Plane &hat) {
    columns = (hat.width + TILE - 1) / TILE;
    rows = (hat.height + TILE - 1) / TILE;
    std::vector<float> mean(size_t(columns) * rows), noise(mean.size());
    for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
            int x0 = c * TILE, x1 = std::min(x0 + TILE, hat.width);
            int y0 = r * TILE, y1 = std::min(y0 + TILE, hat.height);
            unsigned sum = 0;
            for (int y = y0; y < y1; y++) {
                const uint8_t *row = hat.row(y);
                for (int x = x0; x < x1; x++) sum += row[x];
            }
            unsigned count = unsigned(x1 - x0) * unsigned(y1 - y0);
            // Letters are above twice the mean; what is left is noise.
            uint8_t cap = uint8_t(std::min(255u, 2 * sum / count));
            unsigned low_sum = 0, low_count = 0;
            for (int y = y0; y < y1; y++) {
                const uint8_t *row = hat.row(y);
                for (int x = x0; x < x1; x++) {
                    low_sum += row[x] <= cap ? row[x] : 0;
                    low_count += row[x] <= cap;
                }
            }
            mean[size_t(r) * columns + c] = float(sum) / float(count);
            noise[size_t(r) * columns + c] = float(low_sum) / float(std::max(low_count, 1u));
        }
    }
    values.resize(mean.size());
    for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
            double m = 0, n = 0;
            int count = 0;
            for (int y = std::max(r - 1, 0); y <= std::min(r + 1, rows - 1); y++) {
                for (int x = std::max(c - 1, 0); x <= std::min(c + 1, columns - 1); x++) {
                    m += mean[size_t(y) * columns + x];
                    n += noise[size_t(y) * columns + x];
                    count++;
                }
            }
            double value = std::max({LEAST, OF_NOISE * n / count, OF_MEAN * m / count});
            values[size_t(r) * columns + c] = uint8_t(std::min(value, 254.0));
        }
    }
}

void binarize(const Plane &hat, const Thresholds &thresholds, Plane &result) {
    result.width = hat.width;
    result.height = hat.height;
    result.pixels.resize(hat.pixels.size());
    for (int y = 0; y < hat.height; y++) {
        const uint8_t *from = hat.row(y);
        uint8_t *to = result.row(y);
        for (int x0 = 0; x0 < hat.width; x0 += Thresholds::TILE) {
            uint8_t threshold = uint8_t(thresholds.at(x0, y));
            int x1 = std::min(x0 + Thresholds::TILE, hat.width);
            for (int x = x0; x < x1; x++) to[x] = from[x] > threshold;
        }
    }
}

void fill_rows(Plane &binary) {
    for (int y = 1; y + 1 < binary.height; y++) {
        const uint8_t *above = binary.row(y - 1), *below = binary.row(y + 1);
        uint8_t *row = binary.row(y);
        // Bit 1 marks what was filled, so that it fills nothing in turn.
        for (int x = 0; x < binary.width; x++) row[x] |= uint8_t((above[x] & below[x] & 1) << 1);
    }
    for (auto &pixel : binary.pixels) pixel = pixel != 0;
}

namespace {

constexpr uint8_t LINE = 4;

int reach(const Plane &binary, int x, int y, int dx, int dy) {
    int count = 0;
    for (x += dx, y += dy; count <= THICKEST; count++, x += dx, y += dy) {
        if (x < 0 || y < 0 || x >= binary.width || y >= binary.height || !binary.row(y)[x]) break;
    }
    return count;
}

void mark_row(Plane &binary, int y, int from, int to) {
    for (int x = from; x < to; x++) {
        if (1 + reach(binary, x, y, 0, -1) + reach(binary, x, y, 0, 1) <= THICKEST) binary.row(y)[x] |= LINE;
    }
}

void mark_column(Plane &binary, int x, int from, int to) {
    for (int y = from; y < to; y++) {
        if (1 + reach(binary, x, y, -1, 0) + reach(binary, x, y, 1, 0) <= THICKEST) binary.row(y)[x] |= LINE;
    }
}

}  // namespace

void remove_lines(Plane &binary, int shortest) {
    int width = binary.width, height = binary.height;
    std::vector<uint16_t> down(width);
    bool is_marked = false;
    for (int y = 0; y <= height; y++) {
        const uint8_t *row = y < height ? binary.row(y) : nullptr;
        for (int x = 0; row && x < width;) {
            auto *start = static_cast<const uint8_t *>(std::memchr(row + x, 0, size_t(width - x)));
            // `x` begins a run, or stands in a gap.
            int end = start ? int(start - row) : width;
            if (end - x >= shortest) {
                mark_row(binary, y, x, end);
                is_marked = true;
            }
            x = end;
            while (x + 8 <= width) {
                uint64_t eight;
                std::memcpy(&eight, row + x, 8);
                if (eight) break;
                x += 8;
            }
            while (x < width && !row[x]) x++;
        }
        unsigned ended = 0;
        for (int x = 0; x < width; x++) {
            uint16_t on = row ? row[x] != 0 : 0;
            ended |= unsigned(!on && down[x] >= shortest);
        }
        if (ended) {
            for (int x = 0; x < width; x++) {
                if ((row && row[x]) || down[x] < shortest) continue;
                mark_column(binary, x, y - down[x], y);
                is_marked = true;
            }
        }
        if (!row) break;
        for (int x = 0; x < width; x++) down[x] = row[x] ? uint16_t(down[x] + 1) : uint16_t(0);
    }
    if (!is_marked) return;
    for (auto &pixel : binary.pixels) pixel = pixel == 1;
}

}  // namespace bridge::text
