/* rle_codec.cpp - RLE Lossless (PS3.5 Annex G): a plane a byte of a sample, most significant first, each row packed by
 * itself. */
#include "frame_codec.hpp"

#include "../data/failure.hpp"
#include "../data/header.hpp"

#include <dcmtk/dcmdata/dcrledec.h>
#include <dcmtk/dcmdata/dcrleenc.h>

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

}  // namespace

std::vector<uint8_t> decode_rle(const uint8_t *bytes, size_t count, const FrameFormat &format) {
    const size_t planes = format.samples * format.cell_bytes;
    if (planes > most_segments || count < header_size || number32(bytes, false) != planes) malformed();
    std::vector<uint8_t> result(format.bytes());
    DcmRLEDecoder decoder(format.pixels());
    for (size_t plane = 0; plane < planes; plane++) {
        const size_t begin = number32(bytes + 4 + 4 * plane, false);
        const size_t end = plane + 1 < planes ? number32(bytes + 8 + 4 * plane, false) : count;
        if (begin < header_size || begin > end || end > count) malformed();
        decoder.clear();
        // The decoder reports what is left over when the plane is full, so only the size tells.
        decoder.decompress(const_cast<uint8_t *>(bytes) + begin, end - begin);
        if (decoder.size() != format.pixels()) malformed();
        const auto *unpacked = static_cast<const uint8_t *>(decoder.getOutputBuffer());
        uint8_t *target = result.data() + first_byte(plane, format);
        for (size_t i = 0; i < format.pixels(); i++) target[i * planes] = unpacked[i];
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
