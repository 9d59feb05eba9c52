#include "strokes.hpp"
#include "vector.hpp"

#include <algorithm>
#include <numeric>

namespace bridge::text {
namespace {

/* Least threshold; multiples of the noise and of the mean. */
constexpr double LEAST = 8, OF_NOISE = 3, OF_MEAN = 1.2;
/* Lines may be this thick. */
constexpr int THICKEST = 3;

/* Sums down the columns of one row of tiles, of pixels that are at most `caps`, and their number. Loops over whole rows
 * are vector loops, and 16 bytes fit into a sum of 16 bits. */
struct Columns {
    std::vector<uint16_t> sums;
    std::vector<uint8_t> counts, caps;

    explicit Columns(int width) : sums(width), counts(width), caps(width) {}

    void measure(const Plane &hat, int from, int to) {
        std::fill(sums.begin(), sums.end(), uint16_t(0));
        std::fill(counts.begin(), counts.end(), uint8_t(0));
        for (int y = from; y < to; y++) add(sums.data(), counts.data(), caps.data(), hat.row(y), hat.width);
    }

    unsigned sum(int x0, int x1) const { return std::accumulate(&sums[x0], &sums[0] + x1, 0u); }
    unsigned count(int x0, int x1) const { return std::accumulate(&counts[x0], &counts[0] + x1, 0u); }

private:
    VECTOR_LOOP static void add(uint16_t *__restrict sums, uint8_t *__restrict counts, const uint8_t *__restrict caps,
                                const uint8_t *__restrict row, int width) {
        for (int x = 0; x < width; x++) {
            bool is_low = row[x] <= caps[x];
            sums[x] += is_low ? row[x] : uint8_t(0);
            counts[x] += is_low;
        }
    }
};

template <int WIDTH>
void compare(uint8_t *__restrict to, const uint8_t *__restrict from, uint8_t threshold) {
    for (int x = 0; x < WIDTH; x++) to[x] = from[x] > threshold;
}

}  // namespace

void Thresholds::measure(const Plane &hat) {
    columns = (hat.width + TILE - 1) / TILE;
    rows = (hat.height + TILE - 1) / TILE;
    std::vector<float> mean(size_t(columns) * rows), noise(mean.size());
    Columns sums(hat.width);
    for (int r = 0; r < rows; r++) {
        int y0 = r * TILE, y1 = std::min(y0 + TILE, hat.height);
        std::fill(sums.caps.begin(), sums.caps.end(), uint8_t(255));
        sums.measure(hat, y0, y1);
        for (int c = 0; c < columns; c++) {
            int x0 = c * TILE, x1 = std::min(x0 + TILE, hat.width);
            unsigned sum = sums.sum(x0, x1), count = unsigned((x1 - x0) * (y1 - y0));
            // Letters are above twice the mean; what is left is noise.
            std::fill(&sums.caps[x0], &sums.caps[0] + x1, uint8_t(std::min(255u, 2 * sum / count)));
            mean[size_t(r) * columns + c] = float(sum) / float(count);
        }
        sums.measure(hat, y0, y1);
        for (int c = 0; c < columns; c++) {
            int x0 = c * TILE, x1 = std::min(x0 + TILE, hat.width);
            noise[size_t(r) * columns + c] = float(sums.sum(x0, x1)) / float(std::max(sums.count(x0, x1), 1u));
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
            if (x0 + Thresholds::TILE <= hat.width) {
                compare<Thresholds::TILE>(to + x0, from + x0, threshold);
            } else {
                for (int x = x0; x < hat.width; x++) compare<1>(to + x, from + x, threshold);
            }
        }
    }
}

namespace {

/* Bit 1 marks what was filled, so that it fills nothing in turn. */
VECTOR_LOOP void fill_row(uint8_t *__restrict row, const uint8_t *__restrict above, const uint8_t *__restrict below,
                          int width) {
    for (int x = 0; x < width; x++) row[x] |= uint8_t((above[x] & below[x] & 1) << 1);
}

}  // namespace

void fill_rows(Plane &binary) {
    for (int y = 1; y + 1 < binary.height; y++) {
        fill_row(binary.row(y), binary.row(y - 1), binary.row(y + 1), binary.width);
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
    bool is_marked = false;
    // A run that is long enough has one of these pixels.
    for (int y = 0; y < height; y++) {
        const uint8_t *row = binary.row(y);
        for (int x = shortest - 1; x < width; x += shortest) {
            if (!row[x]) continue;
            int from = x, to = x + 1;
            while (from > 0 && row[from - 1]) from--;
            while (to < width && row[to]) to++;
            if (to - from < shortest) continue;
            mark_row(binary, y, from, to);
            is_marked = true;
            while (x + shortest < to) x += shortest;
        }
    }
    // Where the run ends that was looked at last.
    std::vector<int> ends(size_t(width), 0);
    for (int y = shortest - 1; y < height; y += shortest) {
        const uint8_t *row = binary.row(y);
        for (int x = 0; x < width; x++) {
            if (!row[x] || y < ends[size_t(x)]) continue;
            int from = y, to = y + 1;
            while (from > 0 && binary.row(from - 1)[x]) from--;
            while (to < height && binary.row(to)[x]) to++;
            ends[size_t(x)] = to;
            if (to - from < shortest) continue;
            mark_column(binary, x, from, to);
            is_marked = true;
        }
    }
    if (!is_marked) return;
    for (auto &pixel : binary.pixels) pixel = pixel == 1;
}

}  // namespace bridge::text
