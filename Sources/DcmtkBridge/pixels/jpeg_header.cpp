/* jpeg_header.cpp - see frame_codec.hpp: as much of a JPEG stream as tells which decoder can read it. */
#include "../include/DcmtkBridge.h"
#include "frame_codec.hpp"

#include <failure.hpp>

#include <cstring>

namespace bridge {

namespace {

unsigned big16(const uint8_t *bytes) { return static_cast<unsigned>(bytes[0]) << 8 | bytes[1]; }

bool is_frame_header(uint8_t code) {
    return code == 0xF7 || (code >= 0xC0 && code <= 0xCF && code != 0xC4 && code != 0xC8 && code != 0xCC);
}

[[noreturn]] void malformed() { throw Failure{BRIDGE_E_UNREADABLE, "a JPEG header cannot be read"}; }

}  // namespace

std::vector<uint16_t> within_precision(const uint8_t *samples, const FrameFormat &format, unsigned precision) {
    std::vector<uint16_t> cells((format.bytes() + 1) / 2);
    memcpy(cells.data(), samples, format.bytes());
    unsigned mask = (1u << precision) - 1;
    if (format.cell_bytes == 1) mask |= mask << 8;
    for (uint16_t &cell : cells) cell = static_cast<uint16_t>(cell & mask);
    return cells;
}

JpegHeader read_jpeg_header(const uint8_t *bytes, size_t count) {
    JpegHeader header = {};
    size_t position = 2;
    while (position + 4 <= count) {
        if (bytes[position] != 0xFF) malformed();
        const uint8_t code = bytes[position + 1];
        if (code == 0xFF) {
            position++;
            continue;
        }
        const size_t length = big16(bytes + position + 2);
        const uint8_t *content = bytes + position + 4;
        if (length < 2 || length > count - position - 2) malformed();
        if (is_frame_header(code)) {
            if (length < 8) malformed();
            header.process = code;
            header.precision = content[0];
            header.rows = big16(content + 1);
            header.columns = big16(content + 3);
            header.components = content[5];
        } else if (code == 0xDA) {
            const size_t parameters = 1 + 2 * static_cast<size_t>(content[0]);
            if (header.process == 0 || length < 2 + parameters + 3) malformed();
            header.predictor = content[parameters];
            header.point_transform = content[parameters + 2] & 0x0F;
            return header;
        }
        position += 2 + length;
    }
    malformed();
}

}  // namespace bridge
