/* frames.cpp - decoding and encoding one frame (DcmtkBridge.h, "pixels"). Any thread; no state. */
#include "../include/DcmtkBridge.h"
#include "frame_codec.hpp"

#include "../data/inflate.hpp"

#include <failure.hpp>

#include <cstdlib>
#include <cstring>

namespace bridge {

namespace {

constexpr uint64_t largest_frame = uint64_t{1} << 31;

FrameFormat checked(bridge_codec codec, const bridge_frame_format &format) {
    const FrameFormat result = {format.rows, format.columns, format.samples, format.allocated / 8u, format.is_rgb};
    const bool is_possible =
        format.rows > 0 && format.columns > 0 && format.rows <= 65535 && format.columns <= 65535 &&
        format.samples > 0 && format.samples <= 4 &&
        (format.allocated == 8 || format.allocated == 16 ||
         (format.allocated == 32 && (codec == BRIDGE_CODEC_RLE || codec == BRIDGE_CODEC_JPEG_2000)));
    if (!is_possible) throw Failure{BRIDGE_E_TRANSFER_SYNTAX, "cells that are not decoded"};
    if (result.bytes() > largest_frame) throw Failure{BRIDGE_E_TOO_LARGE, "a frame of more than 2 GB"};
    return result;
}

std::vector<uint8_t> decode(bridge_codec codec, const uint8_t *bytes, size_t count, const FrameFormat &format) {
    switch (codec) {
    case BRIDGE_CODEC_RLE: return decode_rle(bytes, count, format);
    case BRIDGE_CODEC_JPEG: return decode_jpeg(bytes, count, format);
    case BRIDGE_CODEC_JPEG_LS: return decode_jpeg_ls(bytes, count, format);
    case BRIDGE_CODEC_JPEG_2000: return decode_jpeg_2000(bytes, count, format);
    }
    throw Failure{BRIDGE_E_ARGUMENT, "no such codec"};
}

std::vector<uint8_t> encode(bridge_codec codec, const uint8_t *samples, const FrameFormat &format, const uint8_t *like,
                            size_t count) {
    switch (codec) {
    case BRIDGE_CODEC_RLE: return encode_rle(samples, format);
    case BRIDGE_CODEC_JPEG: return encode_jpeg_lossless(samples, format, like, count);
    case BRIDGE_CODEC_JPEG_LS: return encode_jpeg_ls(samples, format, like, count);
    case BRIDGE_CODEC_JPEG_2000: return encode_jpeg_2000(samples, format, like, count);
    }
    throw Failure{BRIDGE_E_ARGUMENT, "no such codec"};
}

/* Some writers keep samples of a byte in cells of two; codecs give them in one. */
bool has_narrow_samples(bridge_codec codec, const uint8_t *bytes, size_t count, const FrameFormat &format) {
    if (format.cell_bytes != 2 || (codec != BRIDGE_CODEC_JPEG && codec != BRIDGE_CODEC_JPEG_LS)) return false;
    return read_jpeg_header(bytes, count).precision <= 8;
}

std::vector<uint8_t> decode_cells(bridge_codec codec, bool again, const uint8_t *bytes, size_t count,
                                  const FrameFormat &format) {
    const auto decode = [&](const FrameFormat &used) {
        const bool is_other = again && codec == BRIDGE_CODEC_JPEG;
        return is_other ? decode_jpeg_again(bytes, count, used) : bridge::decode(codec, bytes, count, used);
    };
    if (!has_narrow_samples(codec, bytes, count, format)) return decode(format);
    FrameFormat narrow = format;
    narrow.cell_bytes = 1;
    const std::vector<uint8_t> samples = decode(narrow);
    std::vector<uint8_t> cells(format.bytes(), 0);
    for (size_t i = 0; i < samples.size(); i++) cells[2 * i] = samples[i];
    return cells;
}

std::vector<uint8_t> encode_cells(bridge_codec codec, const uint8_t *cells, const FrameFormat &format,
                                  const uint8_t *like, size_t count) {
    if (!has_narrow_samples(codec, like, count, format)) return encode(codec, cells, format, like, count);
    FrameFormat narrow = format;
    narrow.cell_bytes = 1;
    std::vector<uint8_t> samples(narrow.bytes());
    for (size_t i = 0; i < samples.size(); i++) samples[i] = cells[2 * i];
    return encode(codec, samples.data(), narrow, like, count);
}

bool hand_out(const std::vector<uint8_t> &bytes, bridge_bytes *result) {
    auto *copy = static_cast<uint8_t *>(malloc(bytes.size() + 1));
    if (!copy) throw std::bad_alloc();
    if (!bytes.empty()) memcpy(copy, bytes.data(), bytes.size());
    *result = {copy, bytes.size()};
    return true;
}

}  // namespace

}  // namespace bridge

using namespace bridge;

bool bridge_frame_decode(bridge_codec codec, bool again, const uint8_t *bytes, size_t count,
                         const bridge_frame_format *format, bridge_bytes *samples, bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        return hand_out(decode_cells(codec, again, bytes, count, checked(codec, *format)), samples);
    });
}

bool bridge_frame_encode(bridge_codec codec, const uint8_t *samples, size_t sample_bytes,
                         const bridge_frame_format *format, const uint8_t *like, size_t like_count,
                         bridge_bytes *encoded, bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        const FrameFormat checked_format = checked(codec, *format);
        if (sample_bytes != checked_format.bytes()) throw Failure{BRIDGE_E_ARGUMENT, "samples of another size"};
        return hand_out(encode_cells(codec, samples, checked_format, like, like_count), encoded);
    });
}

bool bridge_frame_inflate(const uint8_t *bytes, size_t count, size_t limit, bridge_bytes *frame, size_t *used,
                          bridge_error *error) noexcept {
    return reporting(error, false, [&] { return hand_out(inflate_frame(bytes, count, limit, *used), frame); });
}

bool bridge_frame_deflate(const uint8_t *bytes, size_t count, bridge_bytes *deflated, bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        std::vector<uint8_t> result;
        Deflater deflater(result);
        deflater.add(bytes, count);
        deflater.finish();
        return hand_out(result, deflated);
    });
}
