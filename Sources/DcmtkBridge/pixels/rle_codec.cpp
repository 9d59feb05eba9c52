/* rle_codec.cpp - RLE Lossless (PS3.5 Annex G): a plane a byte of a sample, most significant first, each row packed by
 * itself. Packed by DCMTK, unpacked here: DCMTK (3.6.7 to 3.7.0) takes the control byte 128, which gives nothing (G.3.2), for
 * a run of 129. */
#include "../include/DcmtkBridge.h"
#include "frame_codec.hpp"

#include <failure.hpp>
#include "../data/header.hpp"

#include <dcmtk/dcmdata/dcrleenc.h>

#include <algorithm>
#include <cstring>

namespace bridge {

namespace {

constexpr size_t header_size = 64;
constexpr size_t most_segments = 15;

[[noreturn]] void malformed() { throw Failure{BRIDGE_E_UNREADABLE, "an RLE frame cannot be decoded"}; }

/* Where byte `plane` of the first pixel's cells stands among interleaved cells. */
size_t first_byte(size_t plane, const FrameFormat &format) {
    const size_t sample = plane / format.cell_bytes, significance = plane % format.cell_bytes;
    return sample * format.cell_bytes + format.cell_bytes - 1 - significance;
}

constexpr uint8_t no_operation = 128;

/* Bytes from a control byte to the next one. */
size_t packed(uint8_t control) { return control == no_operation ? 1 : control < no_operation ? control + 2u : 2; }
/* Bytes that they give. */
size_t unpacked(uint8_t control) {
    return control == no_operation ? 0 : control < no_operation ? control + 1u : 257u - control;
}

/* The segments of a frame, from the header's offsets. */
struct Segments {
    const uint8_t *bytes;
    size_t total;
    size_t count;

    Segments(const uint8_t *frame, size_t size) : bytes(frame), total(size), count(0) {
        if (size < header_size) malformed();
        count = number32(frame, false);
        if (count < 1 || count > most_segments) malformed();
        for (size_t i = 0; i < count; i++) {
            if (begin(i) < header_size || begin(i) > end(i) || end(i) > total) malformed();
        }
    }
    size_t begin(size_t index) const { return number32(bytes + 4 + 4 * index, false); }
    size_t end(size_t index) const { return index + 1 < count ? begin(index + 1) : total; }
};

/* Unpacks a segment into every `step`th byte from `target` on, `cells` of them. What follows the last one is padding. */
void unpack(const uint8_t *position, const uint8_t *end, uint8_t *target, size_t step, size_t cells) {
    while (cells > 0) {
        if (position == end) malformed();
        const uint8_t control = *position;
        const size_t given = unpacked(control);
        if (packed(control) > static_cast<size_t>(end - position) || given > cells) malformed();
        for (size_t i = 0; i < given; i++) {
            *target = position[control < no_operation ? 1 + i : 1];
            target += step;
        }
        cells -= given;
        position += packed(control);
    }
}

}  // namespace

std::vector<uint8_t> decode_rle(const uint8_t *bytes, size_t count, const FrameFormat &format) {
    const size_t planes = format.samples * format.cell_bytes;
    const Segments segments(bytes, count);
    if (segments.count != planes) malformed();
    std::vector<uint8_t> result(format.bytes());
    for (size_t plane = 0; plane < planes; plane++) {
        unpack(bytes + segments.begin(plane), bytes + segments.end(plane), result.data() + first_byte(plane, format),
               planes, format.pixels());
    }
    return result;
}

std::vector<uint8_t> without_no_operations(const uint8_t *bytes, size_t count, size_t cells) {
    const Segments segments(bytes, count);
    std::vector<uint8_t> result(bytes, bytes + header_size);
    for (size_t index = 0; index < segments.count; index++) {
        for (size_t i = 0; i < 4; i++) result[4 + 4 * index + i] = static_cast<uint8_t>(result.size() >> (8 * i));
        const uint8_t *position = bytes + segments.begin(index), *end = bytes + segments.end(index);
        for (size_t given = 0; given < cells;) {
            if (position == end || packed(*position) > static_cast<size_t>(end - position)) malformed();
            const uint8_t *next = position + packed(*position);
            given += unpacked(*position);
            if (*position != no_operation) result.insert(result.end(), position, next);
            position = next;
        }
        if (result.size() % 2 != 0) result.push_back(0);
    }
    return result;
}

std::vector<uint8_t> encode_rle(const uint8_t *samples, const FrameFormat &format) {
    const size_t planes = format.samples * format.cell_bytes;
    if (planes > most_segments) throw Failure{BRIDGE_E_TRANSFER_SYNTAX, "too many planes for RLE"};
    std::vector<uint8_t> result(header_size, 0);
    const auto put = [&](size_t field, size_t number) {
        for (size_t i = 0; i < 4; i++) result[4 * field + i] = static_cast<uint8_t>(number >> (8 * i));
    };
    put(0, planes);
    for (size_t plane = 0; plane < planes; plane++) {
        DcmRLEEncoder encoder(1);
        const uint8_t *source = samples + first_byte(plane, format);
        for (size_t row = 0; row < format.rows; row++) {
            for (size_t column = 0; column < format.columns; column++) {
                encoder.add(*source);
                source += planes;
            }
            encoder.flush();
        }
        if (encoder.fail()) throw std::bad_alloc();
        const size_t begin = result.size();
        put(plane + 1, begin);
        result.resize(begin + encoder.size());
        encoder.write(result.data() + begin);
    }
    return result;
}

}  // namespace bridge
