/* TextBridge.h - text in pictures: lines that look like letters, what they say, barcodes, captions. No DCMTK.
 */
#ifndef VEIL_TEXT_BRIDGE_H
#define VEIL_TEXT_BRIDGE_H

#include <BridgeSupport.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

typedef enum { BRIDGE_TEXT_GREY, BRIDGE_TEXT_PALETTE, BRIDGE_TEXT_RGB, BRIDGE_TEXT_YBR } bridge_text_colour;

/* How a frame's samples stand and are displayed. */
typedef struct {
    uint32_t rows, columns;
    uint16_t cell_bytes;            /* 1 or 2, little endian */
    uint16_t bits_stored;
    uint16_t lowest_bit;            /* of a cell: where the sample begins */
    bool is_signed;
    bool is_planar;                 /* three planes; else the samples of a pixel together */
    bool shares_chroma;             /* Y Y Cb Cr */
    bool is_inverse;                /* of grey: larger is darker */
    bool all_planes;                /* for clips: all frames have the same planes */
    bridge_text_colour colour;
    double slope, intercept;
    double window_centre, window_width; /* after slope and intercept; width 0: none is known */
    const uint8_t *_Nullable palette;   /* red, green, blue of each entry */
    uint32_t palette_count;
    int32_t palette_first;          /* stored value of the first entry */
} bridge_text_image;

/* A frame as the search sees it. */
typedef struct bridge_text_view bridge_text_view;

bridge_text_view *_Nullable bridge_text_view_create(const bridge_text_image *image, const uint8_t *samples, size_t count,
                                                    bridge_error *error) BRIDGE_NOEXCEPT;
bridge_text_view *_Nullable bridge_text_view_copy(const bridge_text_view *view, bridge_error *error) BRIDGE_NOEXCEPT;
void bridge_text_view_destroy(bridge_text_view *_Nullable view) BRIDGE_NOEXCEPT;
/* Keeps of `view` what `other` shows as well: text that stays while pictures move. */
bool bridge_text_view_merge(bridge_text_view *view, const bridge_text_view *other, bridge_error *error) BRIDGE_NOEXCEPT;

/* A stretch of what may be letters in one row or, if `is_vertical`, one column; scores are logarithms of odds. */
typedef struct {
    int32_t x, y, width, height;
    float clean;                    /* letters of this plane, one row of them */
    float text;                     /* part of some text */
    float contrast;
    uint16_t plane;
    uint16_t scale;                 /* 2: found in the picture at half its size */
    bool is_vertical;
    int32_t before, after;          /* pixels that foreground like letters goes on for at either end */
    uint32_t first_part, part_count;
} bridge_text_line;

/* One connected stroke. */
typedef struct {
    int32_t x, y, width, height;
} bridge_text_part;

/* Finds lines; has the memory for it. One thread at a time. */
typedef struct bridge_text_detector bridge_text_detector;

/* `scorer`: the table that training/train-text-lines makes; it must stay. */
bridge_text_detector *_Nullable bridge_text_detector_create(const uint8_t *scorer, size_t count, bridge_error *error) BRIDGE_NOEXCEPT;
void bridge_text_detector_destroy(bridge_text_detector *_Nullable detector) BRIDGE_NOEXCEPT;

typedef struct {
    const bridge_text_line *_Nullable lines;
    size_t line_count;
    const bridge_text_part *_Nullable parts;
    size_t part_count;
} bridge_text_lines;

/* Lines whose `text` is at least `floor`. They are the detector's, until the next call. */
bool bridge_text_detect(bridge_text_detector *detector, const bridge_text_view *view, float floor, bridge_text_lines *found,
                        bridge_error *error) BRIDGE_NOEXCEPT;

/* How far letters like those of the line, in either polarity, go on before and after it. */
bool bridge_text_beyond(const bridge_text_view *view, const bridge_text_line *line, int32_t *before, int32_t *after,
                        bridge_error *error) BRIDGE_NOEXCEPT;

/* A Tesseract engine for one language (or several, joined by "+"). One thread at a time. */
/* Bars and matrix codes (Code 39, 93, 128, EAN, UPC, ITF, Codabar, DataBar, QR, Data Matrix, PDF417, Aztec) that can be read. */
typedef struct {
    int32_t x, y, width, height;
} bridge_barcode;
/* The first `capacity` of them; `count` is how many. */
bool bridge_text_barcodes(const bridge_text_view *view, bridge_barcode *barcodes, size_t capacity, size_t *count,
                          bridge_error *error) BRIDGE_NOEXCEPT;

typedef struct bridge_text_reader bridge_text_reader;

/* BRIDGE_E_ARGUMENT if a language's data are not installed. */
bridge_text_reader *_Nullable bridge_text_reader_create(const char *languages, bridge_error *error) BRIDGE_NOEXCEPT;
void bridge_text_reader_destroy(bridge_text_reader *_Nullable reader) BRIDGE_NOEXCEPT;

typedef struct {
    const char *_Nullable text;     /* UTF-8 without line ends; the reader's, until the next call */
    float least_confidence;         /* of a word, 0 to 100 */
    float mean_confidence;
    bool is_thorough;               /* reading it thoroughly gives nothing else */
} bridge_text_reading;

/* What the line says; empty if nothing. Thoroughly: what was not read well is read in another way too. */
bool bridge_text_read(bridge_text_reader *reader, const bridge_text_view *view, const bridge_text_line *line, bool thoroughly,
                      bridge_text_reading *reading, bridge_error *error) BRIDGE_NOEXCEPT;

/* `text` (printable ASCII) in a box of this size: a byte a pixel, 255 where there is ink, less at edges. As large as fits; cut where it would
 * not be legible any more; upright boxes have it turned. Nothing but zeros where no character fits. Any thread. */
bool bridge_caption(const char *text, uint32_t width, uint32_t height, bridge_bytes *ink, bridge_error *error) BRIDGE_NOEXCEPT;

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
#endif
