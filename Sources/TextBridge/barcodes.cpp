/* barcodes.cpp - see barcodes.hpp.
 *
 * ZXing 1.4 looks for some matrix codes (Data Matrix, Aztec) around the middle of a picture only, and takes the threshold of
 * a line from its whole width. So each place that may hold a code is cut out and read as a picture of its own. One code is
 * asked for at a time and painted over before the next: asking for several at once stops the process (an assertion that
 * Debian's build of 1.4.0 keeps) where one code is found at two scales.
 */
#include "barcodes.hpp"

#include <guard.hpp>

#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <cmath>

namespace bridge::text {
namespace {

/* Side of the squares that a picture is judged by. Those of a code have two levels this far apart at least, hardly any pixel
 * between them, and many steps from one to the other. */
constexpr int SQUARE = 16, CONTRAST = 40;
constexpr double TWO_LEVELS = 0.7, STEPS = 0.1;
/* Of the squares of a place, so many look like it without a doubt. */
constexpr double SURE_LEVELS = 0.75, SURE_STEPS = 0.18;
constexpr int SURE_SQUARES = 2;
/* Codes have a quiet zone of some modules, and ZXing wants to see it. */
constexpr int MARGIN = 24;
/* Smaller places are read at twice their size as well: modules of a pixel. */
constexpr int SMALL = 200;
/* Of one place; more would be texture. */
constexpr int MOST_CODES = 12;
/* Modules of many pixels are looked for in smaller pictures. */
constexpr int LARGEST_SCALE = 8;
/* As displayed and companded, or the brightest and the darkest channel; those behind them are of colours. */
constexpr size_t MOST_PLANES = 3;
/* Bars look the same in the next line; so many lines may be dirt. */
constexpr double ALIKE = 0.5;
constexpr int DIRT = 4;

struct Place {
    int left, top, right, bottom;
};

/* How much a square looks like a part of a code: 0 not at all, 2 without a doubt. */
uint8_t looks_like_code(const Plane &plane, int left, int top) {
    const int right = std::min(left + SQUARE, plane.width), bottom = std::min(top + SQUARE, plane.height);
    uint8_t low = 255, high = 0;
    for (int y = top; y < bottom; y++) {
        for (int x = left; x < right; x++) {
            low = std::min(low, plane.row(y)[x]);
            high = std::max(high, plane.row(y)[x]);
        }
    }
    if (high - low < CONTRAST) return 0;
    const int dark = low + (high - low) * 3 / 10, bright = high - (high - low) * 3 / 10, middle = (low + high) / 2;
    int ends = 0, across = 0, down = 0;
    for (int y = top; y < bottom; y++) {
        const uint8_t *row = plane.row(y), *above = plane.row(std::max(top, y - 1));
        for (int x = left; x < right; x++) {
            ends += (row[x] <= dark) | (row[x] >= bright);
            across += x > left && (row[x] > middle) != (row[x - 1] > middle);
            down += (row[x] > middle) != (above[x] > middle);
        }
    }
    const double count = (right - left) * (bottom - top);
    if (ends >= SURE_LEVELS * count && across + down >= SURE_STEPS * count) return 2;
    return ends >= TWO_LEVELS * count && across + down >= STEPS * count;
}

std::vector<uint8_t> squares_of_codes(const Plane &plane, int across, int down) {
    std::vector<uint8_t> squares(size_t(across) * down);
    for (int y = 0; y < down; y++) {
        for (int x = 0; x < across; x++)
            squares[size_t(y) * across + x] = looks_like_code(plane, x * SQUARE, y * SQUARE);
    }
    return squares;
}

/* Rectangles around squares that touch, with a margin. */
std::vector<Place> places(const Plane &plane) {
    const int across = (plane.width + SQUARE - 1) / SQUARE, down = (plane.height + SQUARE - 1) / SQUARE;
    std::vector<uint8_t> dense = squares_of_codes(plane, across, down);
    std::vector<Place> found;
    std::vector<int> open;
    for (int start = 0; start < across * down; start++) {
        if (!dense[size_t(start)]) continue;
        Place place = {across, down, 0, 0};
        int sure = dense[size_t(start)] == 2;
        open.assign(1, start);
        dense[size_t(start)] = 0;
        while (!open.empty()) {
            const int square = open.back(), x = square % across, y = square / across;
            open.pop_back();
            place = {std::min(place.left, x), std::min(place.top, y), std::max(place.right, x + 1),
                     std::max(place.bottom, y + 1)};
            for (int j = std::max(0, y - 1); j <= std::min(down - 1, y + 1); j++) {
                for (int i = std::max(0, x - 1); i <= std::min(across - 1, x + 1); i++) {
                    uint8_t &next = dense[size_t(j) * across + i];
                    if (next) open.push_back(j * across + i);
                    sure += next == 2;
                    next = 0;
                }
            }
        }
        if (sure < SURE_SQUARES) continue;
        found.push_back({std::max(0, place.left * SQUARE - MARGIN), std::max(0, place.top * SQUARE - MARGIN),
                         std::min(plane.width, place.right * SQUARE + MARGIN),
                         std::min(plane.height, place.bottom * SQUARE + MARGIN)});
    }
    return found;
}

Plane cut(const Plane &plane, const Place &place) {
    Plane result(place.right - place.left, place.bottom - place.top);
    for (int y = 0; y < result.height; y++) {
        std::copy_n(plane.row(place.top + y) + place.left, result.width, result.row(y));
    }
    return result;
}

/* Every pixel twice, in both directions. */
Plane doubled(const Plane &plane) {
    Plane result(2 * plane.width, 2 * plane.height);
    for (int y = 0; y < result.height; y++) {
        for (int x = 0; x < result.width; x++) result.row(y)[x] = plane.row(y / 2)[x / 2];
    }
    return result;
}

/* The mean of two by two pixels. */
Plane halved(const Plane &plane) {
    Plane result(plane.width / 2, plane.height / 2);
    for (int y = 0; y < result.height; y++) {
        const uint8_t *above = plane.row(2 * y), *below = plane.row(2 * y + 1);
        uint8_t *row = result.row(y);
        for (int x = 0; x < result.width; x++) {
            row[x] = uint8_t((above[2 * x] + above[2 * x + 1] + below[2 * x] + below[2 * x + 1] + 2) / 4);
        }
    }
    return result;
}

/* Levels along a line. */
std::vector<double> levels(const Plane &plane, double x, double y, double dx, double dy, int count) {
    std::vector<double> result;
    for (int i = 0; i < count; i++) {
        const int column = std::clamp(int(std::lround(x + dx * i)), 0, plane.width - 1);
        const int row = std::clamp(int(std::lround(y + dy * i)), 0, plane.height - 1);
        result.push_back(plane.row(row)[column]);
    }
    return result;
}

/* Correlation, from -1 to 1. */
double likeness(const std::vector<double> &a, const std::vector<double> &b) {
    double mean_a = 0, mean_b = 0, ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < a.size(); i++) {
        mean_a += a[i] / double(a.size());
        mean_b += b[i] / double(a.size());
    }
    for (size_t i = 0; i < a.size(); i++) {
        ab += (a[i] - mean_a) * (b[i] - mean_b);
        aa += (a[i] - mean_a) * (a[i] - mean_a);
        bb += (b[i] - mean_b) * (b[i] - mean_b);
    }
    return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

/* A rectangle around points. */
class Bounds {
public:
    void add(double x, double y) {
        left_ = std::min(left_, x);
        right_ = std::max(right_, x);
        top_ = std::min(top_, y);
        bottom_ = std::max(bottom_, y);
    }
    Place within(const Plane &plane, double scale) const {
        return {std::max(0, int(std::floor(left_ / scale)) - 2), std::max(0, int(std::floor(top_ / scale)) - 2),
                std::min(plane.width, int(std::ceil(right_ / scale)) + 3),
                std::min(plane.height, int(std::ceil(bottom_ / scale)) + 3)};
    }

private:
    double left_ = 1e9, top_ = 1e9, right_ = -1e9, bottom_ = -1e9;
};

/* Of bars ZXing tells the lines that it read: takes in all lines that look like them. */
void add_bars(Bounds &bounds, const Plane &plane, const ZXing::Position &corners) {
    const double x = (corners[0].x + corners[3].x) / 2.0, y = (corners[0].y + corners[3].y) / 2.0;
    const double width = (corners[1].x + corners[2].x) / 2.0 - x, height = (corners[1].y + corners[2].y) / 2.0 - y;
    const double length = std::hypot(width, height);
    if (length < 8) return;
    const double dx = width / length, dy = height / length;
    const int count = int(length);
    const std::vector<double> read = levels(plane, x, y, dx, dy, count);
    for (int direction : {-1, 1}) {
        int last = 0;
        for (int step = 1; step - last <= DIRT; step++) {
            const double from_x = x - direction * step * dy, from_y = y + direction * step * dx;
            const double middle_x = from_x + width / 2, middle_y = from_y + height / 2;
            if (middle_x < 0 || middle_y < 0 || middle_x >= plane.width || middle_y >= plane.height) break;
            if (likeness(read, levels(plane, from_x, from_y, dx, dy, count)) > ALIKE) last = step;
        }
        bounds.add(x - direction * last * dy, y + direction * last * dx);
        bounds.add(x - direction * last * dy + width, y + direction * last * dx + height);
    }
}

/* One code in a place, in its own coordinates; an empty rectangle if there is none. */
Place read(const Plane &plane, const Plane &seen, double scale, const ZXing::DecodeHints &hints) {
    const ZXing::Result code =
        ZXing::ReadBarcode({seen.pixels.data(), seen.width, seen.height, ZXing::ImageFormat::Lum}, hints);
    if (!code.isValid()) return {0, 0, 0, 0};
    Bounds bounds;
    for (const auto &corner : code.position()) bounds.add(corner.x, corner.y);
    if (ZXing::BarcodeFormats(ZXing::BarcodeFormat::LinearCodes).testFlag(code.format())) {
        add_bars(bounds, seen, code.position());
    }
    return bounds.within(plane, scale);
}

Plane negative_of(const Plane &plane) {
    Plane result = plane;
    for (uint8_t &pixel : result.pixels) pixel = uint8_t(255 - pixel);
    return result;
}

Place read_either_way(const Plane &plane, bool doubles, const ZXing::DecodeHints &hints) {
    const auto is_some = [](const Place &place) { return place.right > place.left && place.bottom > place.top; };
    Place found = read(plane, plane, 1, hints);
    if (!is_some(found)) found = read(plane, negative_of(plane), 1, hints);
    if (is_some(found) || !doubles || std::min(plane.width, plane.height) > SMALL) return found;
    const Plane larger = doubled(plane);
    found = read(plane, larger, 2, hints);
    return is_some(found) ? found : read(plane, negative_of(larger), 2, hints);
}

/* Matrix codes first: their edges may be read as bars, and painting those over would leave the rest. */
Place read(const Plane &plane, bool doubles, const ZXing::DecodeHints &hints) {
    ZXing::DecodeHints some = hints;
    some.setFormats(ZXing::BarcodeFormat::MatrixCodes);
    const Place found = read_either_way(plane, doubles, some);
    if (found.right > found.left && found.bottom > found.top) return found;
    some.setFormats(ZXing::BarcodeFormat::LinearCodes);
    return read_either_way(plane, doubles, some);
}

}  // namespace

std::vector<const Plane *> different_planes(const std::vector<Plane> &planes) {
    const auto is_negative = [](const Plane &a, const Plane &b) {
        for (size_t i = 0; i < a.pixels.size(); i++) {
            if (a.pixels[i] + b.pixels[i] != 255) return false;
        }
        return true;
    };
    std::vector<const Plane *> different;
    for (size_t i = 0; i < planes.size() && i < MOST_PLANES; i++) {
        const bool is_known = std::any_of(different.begin(), different.end(), [&](const Plane *plane) {
            return plane->pixels.size() == planes[i].pixels.size() && is_negative(*plane, planes[i]);
        });
        if (!is_known) different.push_back(&planes[i]);
    }
    return different;
}

std::vector<Barcode> find_barcodes(const Plane &plane) {
    ZXing::DecodeHints hints;
    hints.setMaxNumberOfSymbols(1).setTryDownscale(false);
    std::vector<Barcode> found;
    Plane seen = plane;
    for (int scale = 1; scale <= LARGEST_SCALE && std::min(seen.width, seen.height) >= SQUARE; scale *= 2) {
        if (scale > 1) seen = halved(seen);
        for (const Place &place : places(seen)) {
            Plane part = cut(seen, place);
            for (int number = 0; number < MOST_CODES; number++) {
                const Place code = read(part, scale == 1, hints);
                if (code.right <= code.left || code.bottom <= code.top) break;
                found.push_back({scale * (place.left + code.left), scale * (place.top + code.top),
                                 scale * (code.right - code.left), scale * (code.bottom - code.top)});
                for (int y = code.top; y < code.bottom; y++) {
                    std::fill(part.row(y) + code.left, part.row(y) + code.right, uint8_t(128));
                }
            }
        }
    }
    return found;
}

}  // namespace bridge::text

using namespace bridge;

bool bridge_text_barcodes(const bridge_text_view *view, bridge_barcode *barcodes, size_t capacity, size_t *count,
                          bridge_error *error) noexcept {
    return guarded(error, false, [&] {
        *count = 0;
        for (const text::Plane *plane : text::different_planes(view->planes)) {
            for (const text::Barcode &code : text::find_barcodes(*plane)) {
                if (*count < capacity) barcodes[(*count)++] = {code.x, code.y, code.width, code.height};
            }
        }
        return true;
    });
}
