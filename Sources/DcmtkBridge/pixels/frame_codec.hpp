/* frame_codec.hpp - one encoded frame to samples and back, through DCMTK's codecs and OpenJPEG.
 *
 * Samples of a pixel stand together, in cells of 8 or 16 bits, little endian; signed ones in two's complement over the
 * whole cell where the format knows signs (JPEG 2000), else as the bits were coded. Nothing is converted: colour stays in
 * the model it was coded in (JPEG 2000's component transformation is undone). Encoding never loses anything.
 */
#ifndef VEIL_PIXELS_FRAME_CODEC_HPP
#define VEIL_PIXELS_FRAME_CODEC_HPP

#include "../include/DcmtkBridge.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bridge {

struct FrameFormat {
    uint32_t rows;
    uint32_t columns;
    uint32_t samples;    /* of a pixel */
    uint32_t cell_bytes; /* 1 or 2 */
    bool is_rgb;         /* what a JPEG header should say of three samples */

    size_t pixels() const { return static_cast<size_t>(rows) * columns; }
    size_t bytes() const { return pixels() * samples * cell_bytes; }
};

/* `bytes` is changed by none of these, though DCMTK asks for it as if. All throw BRIDGE_E_UNREADABLE for a stream that
 * cannot be decoded or is of another size, BRIDGE_E_TRANSFER_SYNTAX for what the library does not know. */
std::vector<uint8_t> decode_rle(const uint8_t *bytes, size_t count, const FrameFormat &format);
std::vector<uint8_t> decode_jpeg(const uint8_t *bytes, size_t count, const FrameFormat &format);
std::vector<uint8_t> decode_jpeg_ls(const uint8_t *bytes, size_t count, const FrameFormat &format);
std::vector<uint8_t> decode_jpeg_2000(const uint8_t *bytes, size_t count, const FrameFormat &format);

/* An RLE frame, whose segments give `cells` bytes each, without control bytes that give nothing and what follows the last
 * run: DCMTK unpacks it to what it is. */
std::vector<uint8_t> without_no_operations(const uint8_t *bytes, size_t count, size_t cells);

/* The same samples by another decoder than `decode_jpeg` takes, if there is one: DCMTK's for lossy frames of 8 bits. */
std::vector<uint8_t> decode_jpeg_again(const uint8_t *bytes, size_t count, const FrameFormat &format);

/* Lossy JPEG of 8 bits, fast; false for what it does not read without a doubt. */
bool decode_lossy_jpeg(const uint8_t *bytes, size_t count, const FrameFormat &format, std::vector<uint8_t> &samples);

/* `like` is the stream that the samples came from: precision, predictor and the like are taken from it. */
std::vector<uint8_t> encode_rle(const uint8_t *samples, const FrameFormat &format);
std::vector<uint8_t> encode_jpeg_lossless(const uint8_t *samples, const FrameFormat &format, const uint8_t *like,
                                          size_t count);
std::vector<uint8_t> encode_jpeg_ls(const uint8_t *samples, const FrameFormat &format, const uint8_t *like,
                                    size_t count);
std::vector<uint8_t> encode_jpeg_2000(const uint8_t *samples, const FrameFormat &format, const uint8_t *like,
                                      size_t count);

/* A copy of `samples` without bits above `precision`, which encoders would take for part of a value. */
std::vector<uint16_t> within_precision(const uint8_t *samples, const FrameFormat &format, unsigned precision);

/* What the first frame header (SOF) of a JPEG or JPEG-LS stream says; throws BRIDGE_E_UNREADABLE. */
struct JpegHeader {
    uint8_t process; /* low byte of the marker: C0 baseline, C3 lossless, F7 JPEG-LS */
    unsigned precision;
    unsigned rows;
    unsigned columns;
    unsigned components;
    unsigned predictor;       /* Ss of the first scan */
    unsigned point_transform; /* Al of the first scan */
};
JpegHeader read_jpeg_header(const uint8_t *bytes, size_t count);

}  // namespace bridge

#endif
