#include "view.hpp"
#include "vector.hpp"

#include <guard.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace bridge::text {
namespace {

/* Pixels outside the window that ask for a plane of their own, and coloured ones. */
constexpr double OUTSIDE_WINDOW = 0.002, COLOURED = 0.0005;
/* Smaller pictures get a margin to the right and below, so that both scales are searched. */
constexpr int SMALLEST = 48;
/* A window that leaves values an eighth of their range apart closer than this many levels hides text. */
constexpr int FLAT = 8;
/* Values of up to eight bits within so many levels are spread, as viewers do that scale to the values. */
constexpr int FEW_LEVELS = 64;

Plane negative(const Plane &plane) {
    Plane result(plane.width, plane.height);
    uint8_t *__restrict to = result.pixels.data();
    const uint8_t *__restrict from = plane.pixels.data();
    for (size_t i = 0, count = plane.pixels.size(); i < count; i++) to[i] = 255 - from[i];
    return result;
}

/* The numbers in cells. */
struct Cells {
    const uint8_t *samples;
    unsigned bytes, lowest, mask, half;

    explicit Cells(const bridge_text_image &image, const uint8_t *samples)
        : samples(samples),
          bytes(image.cell_bytes),
          lowest(image.lowest_bit),
          mask((1u << image.bits_stored) - 1),
          half(image.is_signed ? 1u << (image.bits_stored - 1) : 0) {}

    /* How far above the lowest possible value. */
    template <class Cell>
    size_t rank(size_t index) const {
        Cell cell;
        std::memcpy(&cell, samples + index * sizeof cell, sizeof cell);
        return ((cell >> lowest) & mask) ^ half;
    }

    int operator[](size_t index) const {
        return int(bytes == 1 ? rank<uint8_t>(index) : rank<uint16_t>(index)) - int(half);
    }
};

/* What stands for each stored value, as a table: at most 65536 entries. */
struct Grey {
    std::vector<uint8_t> shown, companded;
};

uint8_t level(double x) { return std::isnan(x) ? 0 : uint8_t(std::clamp(x, 0.0, 1.0) * 255 + 0.5); }

/* How often each stored value occurs, from the lowest possible one on. */
using Histogram = std::vector<uint32_t>;

/* Of values that occur. */
Grey grey_table(const bridge_text_image &image, const Histogram &seen, int lowest, double centre, double width) {
    Grey table{std::vector<uint8_t>(seen.size()), std::vector<uint8_t>(seen.size())};
    for (size_t i = 0; i < seen.size(); i++) {
        if (seen[i] == 0) continue;
        double x = ((int(i) + lowest) * image.slope + image.intercept - centre) / width;
        if (image.is_inverse) x = -x;
        double wide = 2 * x;
        table.shown[i] = level(x + 0.5);
        table.companded[i] = level(wide / (1 + std::abs(wide)) / 2 + 0.5);
    }
    return table;
}

template <class Cell>
Histogram count_values(const Cells &cells, size_t count) {
    // Neighbours are often alike, and a counter that was just written takes time to be read.
    Histogram seen(size_t(cells.mask) + 1), others(seen.size());
    for (size_t i = 0; i + 1 < count; i += 2) {
        seen[cells.rank<Cell>(i)]++;
        others[cells.rank<Cell>(i + 1)]++;
    }
    if (count % 2) seen[cells.rank<Cell>(count - 1)]++;
    for (size_t i = 0; i < seen.size(); i++) seen[i] += others[i];
    return seen;
}

/* The value below which `share` of the pixels lie. */
size_t quantile(const Histogram &seen, size_t count, double share) {
    size_t sum = 0, least = size_t(share * double(count)), value = 0;
    while (value + 1 < seen.size() && (sum += seen[value]) <= least) value++;
    return value;
}

/* Without a window: from the 0.1 to the 99.9 percentile. */
void find_window(const bridge_text_image &image, const Histogram &seen, size_t count, int lowest, double &centre,
                 double &width) {
    double a = (double(quantile(seen, count, 0.001)) + lowest) * image.slope + image.intercept;
    double b = (double(quantile(seen, count, 0.999)) + lowest) * image.slope + image.intercept;
    centre = (a + b) / 2;
    width = std::max(std::abs(b - a), std::abs(image.slope));
}

/* Whether the values are so close to each other that only a viewer shows what is in them that spreads them. */
bool differ_little(const Histogram &seen) {
    auto is_there = [](uint32_t times) { return times > 0; };
    auto low = std::find_if(seen.begin(), seen.end(), is_there);
    auto high = std::find_if(seen.rbegin(), seen.rend(), is_there);
    return low != seen.end() && high.base() - low <= FEW_LEVELS;
}

/* Where a window far from the values, or much narrower or wider, hides what differs in them, the companded plane shows
 * mostly stored values, over twice their range. Whether it does so. */
bool widen(const bridge_text_image &image, const Histogram &seen, size_t count, Grey &table) {
    size_t values[] = {quantile(seen, count, 0.001), quantile(seen, count, 0.1), quantile(seen, count, 0.5),
                       quantile(seen, count, 0.9), quantile(seen, count, 0.999)};
    size_t &low = values[0], &high = values[4];
    if (low == high) {
        // Text may be all that differs from a plain ground, and be rarer than that.
        low = quantile(seen, count, 0);
        for (high = seen.size() - 1; high > low && seen[high] == 0;) high--;
    }
    bool is_hidden = false;
    for (int i = 0; i < 4; i++) {
        size_t a = values[i], b = values[i + 1];
        bool are_apart = b > a && 8 * (b - a) >= high - low;
        is_hidden |= are_apart && std::abs(table.shown[b] - table.shown[a]) < FLAT &&
                     std::abs(table.companded[b] - table.companded[a]) < FLAT;
    }
    if (!is_hidden) return false;
    bool is_dark = image.is_inverse != (image.slope < 0);
    double centre = double(low + high) / 2, width = 2 * double(high - low);
    for (size_t i = 0; i < table.companded.size(); i++) {
        double x = (double(i) - centre) / width;
        table.companded[i] = uint8_t((3 * level((is_dark ? -x : x) + 0.5) + table.companded[i]) / 4);
    }
    return true;
}

/* The plane as displayed, its negative, and both of the companded one, if that is asked for. */
template <class Cell>
std::vector<Plane> look_up(const bridge_text_image &image, const Cells &cells, const Grey &table, bool compands) {
    std::vector<Plane> planes;
    for (int i = 0; i < (compands ? 4 : 2); i++) planes.emplace_back(image.columns, image.rows);
    size_t count = planes[0].pixels.size();
    uint8_t *__restrict shown = planes[0].pixels.data(), *__restrict dark = planes[1].pixels.data();
    if (!compands) {
        const uint8_t *levels = table.shown.data();
        for (size_t i = 0; i < count; i++) shown[i] = levels[cells.rank<Cell>(i)];
        for (size_t i = 0; i < count; i++) dark[i] = 255 - shown[i];
        return planes;
    }
    std::vector<uint16_t> both(table.shown.size());
    for (size_t i = 0; i < both.size(); i++) both[i] = uint16_t(table.shown[i] | table.companded[i] << 8);
    uint8_t *__restrict wide = planes[2].pixels.data(), *__restrict wide_dark = planes[3].pixels.data();
    for (size_t i = 0; i < count; i++) {
        uint16_t levels = both[cells.rank<Cell>(i)];
        shown[i] = uint8_t(levels);
        wide[i] = uint8_t(levels >> 8);
    }
    for (size_t i = 0; i < count; i++) dark[i] = 255 - shown[i];
    for (size_t i = 0; i < count; i++) wide_dark[i] = 255 - wide[i];
    return planes;
}

template <class Cell>
std::vector<Plane> grey_planes(const bridge_text_image &image, const uint8_t *samples) {
    Cells cells(image, samples);
    size_t count = size_t(image.rows) * image.columns;
    int lowest = -int(cells.half);
    double centre = image.window_centre, width = image.window_width;
    bool may_hide = image.bits_stored > 8 || width > 0;
    Histogram seen = count_values<Cell>(cells, count);
    if (!(width > 0)) {
        if (image.bits_stored <= 8 && image.slope > 0 && !differ_little(seen)) {
            // Up to eight bits are shown as they are.
            width = cells.mask * image.slope;
            centre = width / 2 + lowest * image.slope + image.intercept;
        } else {
            find_window(image, seen, count, lowest, centre, width);
        }
    }
    Grey table = grey_table(image, seen, lowest, centre, width);
    size_t outside = 0;
    double low = centre - width / 2, high = centre + width / 2;
    for (size_t i = 0; i < seen.size(); i++) {
        double value = (double(i) + lowest) * image.slope + image.intercept;
        if (value < low || value > high) outside += seen[i];
    }
    bool is_widened = may_hide && widen(image, seen, count, table);
    bool is_wide = image.all_planes || is_widened || double(outside) > OUTSIDE_WINDOW * double(count);
    return look_up<Cell>(image, cells, table, is_wide && may_hide);
}

/* What a channel has at most: far less than its bits allow, if bytes were put into larger cells. */
int brightest_channel(const bridge_text_image &image, const Cells &cells, size_t count) {
    int most = (1 << image.bits_stored) - 1;
    if (image.bits_stored <= 8 || image.colour != BRIDGE_TEXT_RGB) return most;
    int largest = 0;
    for (size_t i = 0; i < 3 * count; i++) largest = std::max(largest, cells[i]);
    return largest < most / 8 ? std::max(largest, 255) : most;
}

uint8_t clamped(int x) { return uint8_t(std::clamp(x >> 16, 0, 255)); }

/* PS3.3 C.7.6.3.1.2, in fractions of 65536. */
VECTOR_LOOP void mix_chroma(const uint8_t *__restrict light, const uint8_t *__restrict blue,
                            const uint8_t *__restrict red, size_t count, uint8_t *__restrict rgb) {
    for (size_t i = 0; i < count; i++) {
        int y = light[i] << 16, b = blue[i] - 128, r = red[i] - 128;
        rgb[3 * i] = clamped(y + 91881 * r);
        rgb[3 * i + 1] = clamped(y - 22554 * b - 46802 * r);
        rgb[3 * i + 2] = clamped(y + 116130 * b);
    }
}

/* Red, green and blue of every pixel. */
std::vector<uint8_t> colours(const bridge_text_image &image, const uint8_t *samples) {
    Cells cells(image, samples);
    size_t count = size_t(image.rows) * image.columns;
    std::vector<uint8_t> result(3 * count);
    if (image.colour == BRIDGE_TEXT_PALETTE) {
        for (size_t i = 0; i < count; i++) {
            int last = int(image.palette_count) - 1;
            int entry = std::clamp(cells[i] - image.palette_first, 0, std::max(last, 0));
            for (int c = 0; c < 3; c++) result[3 * i + c] = last < 0 ? 0 : image.palette[3 * entry + c];
        }
        return result;
    }
    // Bytes in three planes, one behind the other.
    std::vector<uint8_t> parts(3 * count);
    int most = brightest_channel(image, cells, count);
    for (size_t c = 0; c < 3; c++) {
        for (size_t i = 0; i < count; i++) {
            size_t at = image.is_planar ? c * count + i : 3 * i + c;
            if (image.shares_chroma) at = i / 2 * 4 + (c == 0 ? i % 2 : c + 1);
            int part = image.cell_bytes == 1 && most == 255 && cells.half == 0 ? samples[at] : cells[at];
            part = std::clamp(part, 0, most);
            parts[c * count + i] = uint8_t(most == 255 ? part : int64_t(part) * 255 / most);
        }
    }
    const uint8_t *first = parts.data(), *second = first + count, *third = second + count;
    if (image.colour == BRIDGE_TEXT_YBR) {
        mix_chroma(first, second, third, count, result.data());
    } else {
        for (size_t i = 0; i < count; i++) {
            result[3 * i] = first[i];
            result[3 * i + 1] = second[i];
            result[3 * i + 2] = third[i];
        }
    }
    return result;
}

/* The brightest channel, and the negative of the darkest. How many pixels are coloured. */
VECTOR_LOOP size_t extremes(const uint8_t *__restrict rgb, size_t count, uint8_t *__restrict bright,
                            uint8_t *__restrict dark) {
    size_t coloured = 0;
    for (size_t i = 0; i < count; i++) {
        uint8_t r = rgb[3 * i], g = rgb[3 * i + 1], b = rgb[3 * i + 2];
        uint8_t high = std::max(r, std::max(g, b)), low = std::min(r, std::min(g, b));
        bright[i] = high;
        dark[i] = 255 - low;
        coloured += high - low > 48;
    }
    return coloured;
}

/* How colourful pixels are, and how light. */
VECTOR_LOOP void mix(const uint8_t *__restrict rgb, size_t count, const uint8_t *__restrict bright,
                     const uint8_t *__restrict dark, uint8_t *__restrict chroma, uint8_t *__restrict light) {
    for (size_t i = 0; i < count; i++) {
        chroma[i] = uint8_t(bright[i] + dark[i] - 255);
        // Weighted so that any two of the pure colours differ, which may have the same extremes.
        light[i] = uint8_t((2 * rgb[3 * i] + 4 * rgb[3 * i + 1] + rgb[3 * i + 2]) / 7);
    }
}

std::vector<Plane> colour_planes(const bridge_text_image &image, const uint8_t *samples) {
    std::vector<uint8_t> converted;
    const uint8_t *rgb = samples;
    bool are_bytes = image.cell_bytes == 1 && image.bits_stored == 8 && !image.is_signed;
    if (image.colour != BRIDGE_TEXT_RGB || !are_bytes || image.is_planar || image.shares_chroma) {
        converted = colours(image, samples);
        rgb = converted.data();
    }
    std::vector<Plane> planes;
    for (int i = 0; i < 2; i++) planes.emplace_back(image.columns, image.rows);
    size_t count = planes[0].pixels.size();
    uint8_t *bright = planes[0].pixels.data(), *dark = planes[1].pixels.data();
    size_t coloured = extremes(rgb, count, bright, dark);
    if (image.all_planes || double(coloured) > COLOURED * double(count)) {
        Plane chroma(image.columns, image.rows), light(image.columns, image.rows);
        mix(rgb, count, bright, dark, chroma.pixels.data(), light.pixels.data());
        planes.push_back(std::move(chroma));
        planes.push_back(negative(light));
        planes.push_back(std::move(light));
    }
    return planes;
}

/* The plane with a margin of its commonest level, to the right and below. */
Plane padded(const Plane &plane) {
    int seen[256] = {};
    for (uint8_t pixel : plane.pixels) seen[pixel]++;
    auto ground = uint8_t(std::max_element(seen, seen + 256) - seen);
    Plane result(std::max(plane.width, SMALLEST), std::max(plane.height, SMALLEST));
    std::fill(result.pixels.begin(), result.pixels.end(), ground);
    for (int y = 0; y < plane.height; y++) std::copy_n(plane.row(y), plane.width, result.row(y));
    return result;
}

size_t bytes_of(const bridge_text_image &image) {
    size_t pixels = size_t(image.rows) * image.columns;
    bool is_colour = image.colour == BRIDGE_TEXT_RGB || image.colour == BRIDGE_TEXT_YBR;
    return pixels * image.cell_bytes * (is_colour ? (image.shares_chroma ? 2 : 3) : 1);
}

}  // namespace

std::vector<Plane> make_planes(const bridge_text_image &image, const uint8_t *samples) {
    bool is_grey = image.colour == BRIDGE_TEXT_GREY;
    bool is_byte = image.cell_bytes == 1;
    std::vector<Plane> planes = !is_grey  ? colour_planes(image, samples)
                                : is_byte ? grey_planes<uint8_t>(image, samples)
                                          : grey_planes<uint16_t>(image, samples);
    if (std::min(image.rows, image.columns) < uint32_t(SMALLEST)) {
        std::transform(planes.begin(), planes.end(), planes.begin(), padded);
    }
    return planes;
}

}  // namespace bridge::text

using namespace bridge;

bridge_text_view *bridge_text_view_create(const bridge_text_image *image, const uint8_t *samples, size_t count,
                                          bridge_error *error) noexcept {
    return guarded(error, static_cast<bridge_text_view *>(nullptr), [&]() -> bridge_text_view * {
        bool is_possible = image->rows > 0 && image->columns > 0 && image->rows <= 65535 && image->columns <= 65535 &&
                           (image->cell_bytes == 1 || image->cell_bytes == 2) && image->bits_stored > 0 &&
                           image->bits_stored + image->lowest_bit <= 8 * image->cell_bytes &&
                           !(image->shares_chroma && image->columns % 2 != 0) && count >= text::bytes_of(*image);
        if (!is_possible) {
            fail(error, BRIDGE_E_ARGUMENT, "the frame is not as described");
            return nullptr;
        }
        return new bridge_text_view{text::make_planes(*image, samples)};
    });
}

bridge_text_view *bridge_text_view_copy(const bridge_text_view *view, bridge_error *error) noexcept {
    return guarded(error, static_cast<bridge_text_view *>(nullptr), [&] { return new bridge_text_view(*view); });
}

void bridge_text_view_destroy(bridge_text_view *view) noexcept { delete view; }

bool bridge_text_view_merge(bridge_text_view *view, const bridge_text_view *other, bridge_error *error) noexcept {
    return guarded(error, false, [&] {
        if (view->planes.size() != other->planes.size()) return fail(error, BRIDGE_E_ARGUMENT, "views differ");
        for (size_t p = 0; p < view->planes.size(); p++) {
            auto &mine = view->planes[p].pixels;
            const auto &theirs = other->planes[p].pixels;
            if (mine.size() != theirs.size()) return fail(error, BRIDGE_E_ARGUMENT, "views differ");
            uint8_t *__restrict to = mine.data();
            const uint8_t *__restrict from = theirs.data();
            for (size_t i = 0, count = mine.size(); i < count; i++) to[i] = std::min(to[i], from[i]);
        }
        return true;
    });
}
