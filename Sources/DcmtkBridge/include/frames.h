/* frames.h - Pixel Data, frames and their codecs.
 */
#ifndef VEIL_BRIDGE_FRAMES_H
#define VEIL_BRIDGE_FRAMES_H

#include "data_sets.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/* Pixel Data of one element (Float and Double Float too, at any level). Positions count in its value as found: native samples, or offset
 * table and fragments with their item headers, without the delimiter. Numbers are little endian. */
typedef struct {
    bool exists;                    /* false: the element was deleted */
    bool encapsulated;
    uint64_t length;
    size_t fragment_count;          /* offset table included; 0 for native */
} bridge_pixel_info;

typedef struct {
    uint64_t offset;                /* of the content, behind the item's header */
    uint64_t count;
} bridge_pixel_fragment;

/* Where everything stands. `fragments` is owned by the handle, until the next call. */
bool bridge_pixels_describe(bridge_data_set *data_set, size_t index, bridge_pixel_info *info,
                            const bridge_pixel_fragment *_Nullable *_Nonnull fragments, bridge_error *error) BRIDGE_NOEXCEPT;
/* Whether an element is still there after the edits so far. */
bool bridge_data_set_has(bridge_data_set *data_set, size_t index) BRIDGE_NOEXCEPT;
/* Exactly `count` bytes as found; in big endian, whole numbers only. */
bool bridge_pixels_read(bridge_data_set *data_set, size_t index, uint64_t offset, uint8_t *target, size_t count,
                        bridge_error *error) BRIDGE_NOEXCEPT;

/* One piece of a changed value: bytes, which are copied, a range of the value as found, or bytes that the caller keeps, as they are to
 * leave: only in a long top-level value, neither deflated nor in big endian. */
typedef struct {
    const uint8_t *_Nullable bytes; /* NULL: `count` bytes at `offset` */
    uint64_t offset;
    uint64_t count;
    bool elsewhere;                 /* `count` bytes that the caller keeps, at `offset` by its count */
} bridge_pixel_piece;

/* The value becomes these pieces, which must be whole items where it is encapsulated. Ranges of a long top-level value are never copied.
 * A second call replaces the first. */
bool bridge_pixels_compose(bridge_data_set *data_set, size_t index, const bridge_pixel_piece *pieces, size_t count,
                           bridge_error *error) BRIDGE_NOEXCEPT;

typedef struct {
    uint16_t allocated;             /* 8, 16 or 32 */
    uint16_t stored;
    uint16_t high;
} bridge_sample_bits;

/* Whether any of the first `count` bytes of a native value belongs to a cell whose unused bits are neither zero nor sign extension. */
bool bridge_pixels_have_foreign_bits(bridge_data_set *data_set, size_t index, uint64_t count, bridge_sample_bits bits, bool *found,
                                     bridge_error *error) BRIDGE_NOEXCEPT;
/* The same for cells in memory. */
bool bridge_samples_have_foreign_bits(const uint8_t *bytes, size_t count, bridge_sample_bits bits, bool *found,
                                      bridge_error *error) BRIDGE_NOEXCEPT;
/* Unused bits become zero, those above a signed sample copies of its sign. */
bool bridge_samples_clear_foreign_bits(uint8_t *bytes, size_t count, bridge_sample_bits bits, bool is_signed,
                                       bridge_error *error) BRIDGE_NOEXCEPT;

/* Frames of encapsulated Pixel Data. Any thread. */
typedef enum { BRIDGE_CODEC_RLE, BRIDGE_CODEC_JPEG, BRIDGE_CODEC_JPEG_LS, BRIDGE_CODEC_JPEG_2000 } bridge_codec;

typedef struct {
    uint32_t rows, columns;
    uint16_t samples;               /* of a pixel */
    uint16_t allocated;             /* bits of a cell: 8 or 16; RLE and JPEG 2000 also 32 */
    bool is_rgb;
} bridge_frame_format;


/* One frame as samples: those of a pixel together, little endian, in the colour model they were coded in (JPEG 2000's component
 * transformation undone). BRIDGE_E_UNREADABLE if the stream is broken or of another size, BRIDGE_E_TRANSFER_SYNTAX if the library does not
 * know such streams. `again`: by the other decoder, where there are two (lossy JPEG: libjpeg-turbo, DCMTK). */
bool bridge_frame_decode(bridge_codec codec, bool again, const uint8_t *bytes, size_t count, const bridge_frame_format *format,
                         bridge_bytes *samples, bridge_error *error) BRIDGE_NOEXCEPT;
/* The other way round, without loss, coded as `like` was (precision, predictor, ...). BRIDGE_E_TRANSFER_SYNTAX for a lossy JPEG. */
bool bridge_frame_encode(bridge_codec codec, const uint8_t *samples, size_t sample_bytes, const bridge_frame_format *format,
                         const uint8_t *like, size_t like_count, bridge_bytes *encoded, bridge_error *error) BRIDGE_NOEXCEPT;

/* One deflated frame (RFC 1951), of at most `limit` bytes; `used`: bytes of the input that its stream takes. BRIDGE_E_TRUNCATED,
 * BRIDGE_E_UNREADABLE, BRIDGE_E_TOO_LARGE. Any thread. */
bool bridge_frame_inflate(const uint8_t *bytes, size_t count, size_t limit, bridge_bytes *frame, size_t *used,
                          bridge_error *error) BRIDGE_NOEXCEPT;
/* The other way round, padded to even length. */
bool bridge_frame_deflate(const uint8_t *bytes, size_t count, bridge_bytes *deflated, bridge_error *error) BRIDGE_NOEXCEPT;

/* The first `wanted` bytes that a Brotli stream unfolds to; false if it has fewer or is broken. Any thread. */
bool bridge_brotli_prefix(const uint8_t *bytes, size_t count, uint8_t *target, size_t wanted) BRIDGE_NOEXCEPT;

typedef struct {
    uint32_t x, y, width, height;   /* in pixels */
    const uint8_t *_Nullable ink;   /* a caption of the same size (bridge_caption), or NULL */
} bridge_rectangle;

/* A lossy JPEG frame of 8 bits with boxes covered, rounded out to MCUs: every block outside keeps its coefficients. `levels` (0...255) has one
 * for each component; NULL: what stood there, averaged over cells of at least 16 pixels. Captions are drawn in `ink_levels` on top.
 * BRIDGE_E_TRANSFER_SYNTAX for progressive, arithmetic or 12-bit frames and those of another size, BRIDGE_E_UNREADABLE for broken ones. */
bool bridge_jpeg_cover(const uint8_t *bytes, size_t count, const bridge_frame_format *format, const bridge_rectangle *boxes, size_t box_count,
                       const int *_Nullable levels, const int *_Nullable ink_levels, bridge_bytes *encoded,
                       bridge_error *error) BRIDGE_NOEXCEPT;

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
#endif
