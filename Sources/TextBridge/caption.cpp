/* caption.cpp - a line of text drawn with Leptonica's own bitmap font, to stand in a covered box. */
#include <failure.hpp>
#include "include/TextBridge.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>

namespace bridge {

namespace {

/* Capitals of the largest font are some 60 rows high; scaled down, 6 rows are the least that can be read. */
constexpr int font_size = 20;
constexpr float capital_height = 60, least_height = 6, least_scale = least_height / capital_height;
/* What is left of a cut text should tell something. */
constexpr size_t least_characters = 3;
/* Leptonica's averaging is for less than this. */
constexpr float most_averaged = 0.7f;
constexpr uint32_t largest_side = 65535;

struct FreePix {
    void operator()(PIX *pix) const { pixDestroy(&pix); }
};
struct FreeFont {
    void operator()(L_BMF *font) const { bmfDestroy(&font); }
};
using Picture = std::unique_ptr<PIX, FreePix>;
using Font = std::unique_ptr<L_BMF, FreeFont>;

Picture owned(PIX *pix) {
    if (!pix) throw std::bad_alloc();
    return Picture(pix);
}

/* Ink of a text and nothing around it, one bit a pixel; empty for blanks. Counts of references are not safe between
 * threads, so one of them draws at a time. */
Picture drawn(const std::string &text) {
    static std::mutex mutex;
    const std::lock_guard<std::mutex> lock(mutex);
    static const Font font(bmfCreate(nullptr, font_size));
    if (!font) throw std::bad_alloc();
    l_int32 width = 0;
    if (bmfGetStringWidth(font.get(), text.c_str(), &width) != 0 || width <= 0) return nullptr;
    const l_int32 baseline = font->baselinetab['A'];
    const Picture line = owned(pixCreate(width + 2 * font->kernwidth, 2 * font->lineheight, 1));
    l_int32 used = 0, overflows = 0;
    pixSetTextline(line.get(), font.get(), text.c_str(), 1, font->kernwidth, baseline + 1, &used, &overflows);
    PIX *clipped = nullptr;
    if (pixClipToForeground(line.get(), &clipped, nullptr) != 0) return nullptr;
    return Picture(clipped);
}

/* What of a text fits a box, in 8 bits a pixel; nothing if no character does. */
Picture fitted(std::string text, float width, float height) {
    while (!text.empty()) {
        const Picture ink = drawn(text);
        if (!ink) return nullptr;
        const float inked = static_cast<float>(pixGetWidth(ink.get()));
        const float across = width / inked, down = std::min(1.0f, height / static_cast<float>(pixGetHeight(ink.get())));
        if (down < least_scale) return nullptr;
        if (across >= least_scale) {
            const float scale = std::min(across, down);
            const Picture grey = owned(pixConvert1To8(nullptr, ink.get(), 0, 255));
            if (scale >= most_averaged) return owned(pixScaleGrayLI(grey.get(), scale, scale));
            return owned(pixScaleAreaMap(grey.get(), scale, scale));
        }
        const size_t kept = static_cast<size_t>(static_cast<float>(text.size()) * across / least_scale);
        text.resize(std::min(text.size() - 1, kept));
        if (text.size() < least_characters) break;
    }
    return nullptr;
}

std::string printable(const char *text) {
    std::string result;
    for (; *text && result.size() < 256; text++) {
        if (*text < 0x20 || *text > 0x7E) throw Failure{BRIDGE_E_ARGUMENT, "a caption that is not ASCII"};
        result += *text;
    }
    return result;
}

/* Copies as much of `ink` as there is room for, a pixel from the left, in the middle of the height. */
void place(PIX *ink, uint8_t *target, uint32_t width, uint32_t height, bool is_upright) {
    const auto wide = static_cast<uint32_t>(pixGetWidth(ink)), high = static_cast<uint32_t>(pixGetHeight(ink));
    const uint32_t left =
        is_upright ? (width - std::min(width, wide)) / 2 : std::min(1u, width - std::min(width, wide));
    const uint32_t top = is_upright ? (height - std::min(height, high)) : (height - std::min(height, high)) / 2;
    for (uint32_t y = 0; y < std::min(high, height); y++) {
        const l_uint32 *line = pixGetData(ink) + static_cast<size_t>(y) * static_cast<size_t>(pixGetWpl(ink));
        for (uint32_t x = 0; x < std::min(wide, width); x++) {
            target[static_cast<size_t>(top + y) * width + left + x] = static_cast<uint8_t>(GET_DATA_BYTE(line, x));
        }
    }
}

}  // namespace

}  // namespace bridge

using namespace bridge;

bool bridge_caption(const char *text, uint32_t width, uint32_t height, bridge_bytes *ink,
                    bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        if (width == 0 || height == 0 || width > largest_side || height > largest_side) {
            throw Failure{BRIDGE_E_ARGUMENT, "a caption of no size"};
        }
        const size_t count = static_cast<size_t>(width) * height;
        const bool is_upright = height / 3 > width;
        const auto along = static_cast<float>(is_upright ? height : width);
        const auto across = static_cast<float>(is_upright ? width : height);
        const float margin = across > 12 ? 2 : 0;
        Picture picture = fitted(printable(text), along - 2, across - margin);
        if (picture && is_upright) picture = owned(pixRotateOrth(picture.get(), 3));
        auto *bytes = static_cast<uint8_t *>(calloc(count, 1));
        if (!bytes) throw std::bad_alloc();
        if (picture) place(picture.get(), bytes, width, height, is_upright);
        *ink = {bytes, count};
        return true;
    });
}
