/* DimseBridge.h - the whole C surface of DCMTK as Veil uses it.
 *
 * Rules, for every function here:
 *  - Nothing throws across it. Bodies run in a guard that turns std::bad_alloc, std::exception and ... into a code.
 *  - Handles are opaque; each `create`/`open` has one `destroy`. A handle is used by one thread at a time unless said.
 *  - Text is bytes with a length or NUL-terminated ASCII (UIDs, AE titles, addresses). No DCMTK text goes out: it may
 *    quote values.
 *  - Errors are a code and our own constant text; `status` holds a DIMSE status or a reject reason where there is one.
 */
#ifndef VEIL_DIMSE_BRIDGE_H
#define VEIL_DIMSE_BRIDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define BRIDGE_NOEXCEPT noexcept
extern "C" {
#else
#define BRIDGE_NOEXCEPT
#endif

#pragma clang assume_nonnull begin

/* ---------------------------------------------------------------- errors */

typedef enum {
    BRIDGE_OK = 0,
    BRIDGE_E_UNEXPECTED = 1,        /* an exception or a condition nobody mapped */
    BRIDGE_E_MEMORY,
    BRIDGE_E_IO,                    /* a file could not be read or written */
    BRIDGE_E_ADDRESS_IN_USE,
    BRIDGE_E_ADDRESS,               /* host unknown or not ours */
    BRIDGE_E_CONNECT,               /* refused, unreachable, reset before the association stood */
    BRIDGE_E_REJECTED,              /* A-ASSOCIATE-RJ; status = result << 16 | source << 8 | reason */
    BRIDGE_E_ABORTED,               /* peer aborted or the connection broke */
    BRIDGE_E_TIMEOUT,
    BRIDGE_E_RELEASED,              /* peer released */
    BRIDGE_E_NO_CONTEXT,            /* no accepted presentation context for this SOP Class and Transfer Syntax */
    BRIDGE_E_PROTOCOL,              /* peer broke PS3.7/PS3.8 */
    BRIDGE_E_UNREADABLE,            /* data set is malformed */
    BRIDGE_E_TRUNCATED,             /* data set ends inside an element */
    BRIDGE_E_TOO_DEEP,              /* more sequence levels than the limit */
    BRIDGE_E_TOO_LARGE,             /* unfolds or counts beyond the limit */
    BRIDGE_E_TRANSFER_SYNTAX,       /* layout of this transfer syntax is not known */
    BRIDGE_E_ARGUMENT               /* a caller's mistake */
} bridge_code;

typedef struct {
    bridge_code code;
    uint32_t status;                /* see the codes; else 0 */
    const char *_Nullable text;     /* constant English text of ours, never a peer's or a file's words */
} bridge_error;

/* Once, before any other call and before any thread: DCMTK's globals, its dictionary with our newer attributes, its
 * logger (WARN and above, as module and level only), malloc limits. Further calls do nothing. */
void bridge_initialize(void) BRIDGE_NOEXCEPT;
/* How many of DCMTK's log events (WARN and above) were dropped so far. Any thread. */
uint64_t bridge_log_count(void) BRIDGE_NOEXCEPT;

/* ---------------------------------------------------------------- listener (C-STORE SCP, C-ECHO SCP) */

typedef struct {
    uint64_t association;           /* counts from 1 in this process */
    const char *calling_ae_title;   /* without padding; may hold any byte a peer sent */
    const char *called_ae_title;
    const char *peer_address;       /* dotted IPv4 */
    uint32_t context_count;         /* proposed presentation contexts */
    const char *_Nonnull const *_Nullable abstract_syntaxes; /* one per proposed context */
} bridge_association_info;

typedef struct {
    bool accept;
    uint8_t result;                 /* of A-ASSOCIATE-RJ, PS3.8 Table 9-21: 1 permanent, 2 transient */
    uint8_t source;                 /* 1 service-user, 2 service-provider (ACSE), 3 service-provider (presentation) */
    uint8_t reason;
} bridge_association_decision;

typedef struct {
    uint64_t association;
    const char *sop_class_uid;      /* Affected SOP Class UID of the command, padding removed */
    const char *sop_instance_uid;
    const char *transfer_syntax_uid; /* of the presentation context */
    const char *calling_ae_title;
    const char *called_ae_title;
    const char *peer_address;
} bridge_store_request;

typedef enum { BRIDGE_CONTEXT_REFUSED = 0, BRIDGE_CONTEXT_VERIFICATION = 1, BRIDGE_CONTEXT_STORAGE = 2 } bridge_context_kind;

/* Called on association threads, several at once. None may block for long except store_end (which syncs). */
typedef struct {
    void *context;
    /* The association's fate, after A-ASSOCIATE-RQ was read and the count of max_associations was checked. */
    bridge_association_decision (*associate)(void *context, const bridge_association_info *info);
    /* Whether an abstract syntax is served. */
    bridge_context_kind (*abstract_syntax)(void *context, const char *uid);
    /* Index of the transfer syntax to accept out of `count` proposed, in the proposer's order; -1 refuses. Storage only. */
    int32_t (*transfer_syntax)(void *context, const char *_Nonnull const *_Nonnull uids, uint32_t count);
    /* A C-STORE-RQ command arrived: returns a handle for its data, or NULL to refuse (the data set is read and dropped,
     * then answered with *status). */
    void *_Nullable (*_Nonnull store_begin)(void *context, const bridge_store_request *request, uint16_t *status);
    /* A piece of the data set, as it came. False: stop giving pieces (the rest is read and dropped; store_end follows). */
    bool (*store_data)(void *store, const uint8_t *bytes, size_t count);
    /* The data set is complete, or will never be (peer gone: the return value is not sent). Frees `store`. */
    uint16_t (*store_end)(void *store, bool complete);
    /* The association is over: how ("released", "aborted", "timeout", "rejected", ...), counts. Also for rejected ones and,
     * with calling_ae_title "", for connections that never sent an A-ASSOCIATE-RQ. */
    void (*association_end)(void *context, const bridge_association_info *info, const char *outcome, uint32_t stored);
} bridge_listener_callbacks;

typedef struct {
    const char *host;               /* IPv4 address or name to bind, "0.0.0.0" for all */
    uint16_t port;                  /* 0: any free one */
    uint32_t max_associations;      /* beyond it: rejected, transient, local limit exceeded (result 2, source 3, reason 2) */
    uint32_t max_pdu;               /* 4096...131072 */
    uint32_t acse_timeout;          /* seconds: from accept to a complete A-ASSOCIATE-RQ */
    uint32_t dimse_timeout;         /* seconds: from a PDU's first byte to its last, and between PDUs of one message */
    uint32_t idle_timeout;          /* seconds between messages */
} bridge_listener_options;

typedef struct bridge_listener bridge_listener;

/* Binds and listens, starts nothing. Options and callbacks are copied. */
bridge_listener *_Nullable bridge_listener_create(const bridge_listener_options *options,
                                                const bridge_listener_callbacks *callbacks, bridge_error *error) BRIDGE_NOEXCEPT;
uint16_t bridge_listener_port(const bridge_listener *listener) BRIDGE_NOEXCEPT;
/* Starts the accept thread; returns at once. */
void bridge_listener_start(bridge_listener *listener) BRIDGE_NOEXCEPT;
/* Stops accepting; associations may go on for at most `seconds` (idle ones are aborted at once, those in a message may finish
 * it), the rest is aborted; all threads are joined when it returns. Any thread, once. */
void bridge_listener_stop(bridge_listener *listener, uint32_t seconds) BRIDGE_NOEXCEPT;
/* Stops if that was not done, frees. */
void bridge_listener_destroy(bridge_listener *listener) BRIDGE_NOEXCEPT;

/* ---------------------------------------------------------------- SCU (C-STORE, C-ECHO) */

typedef struct {
    const char *sop_class_uid;
    const char *transfer_syntax_uid;
} bridge_proposal;

typedef struct {
    const char *host;
    uint16_t port;
    const char *calling_ae_title;
    const char *called_ae_title;
    uint32_t max_pdu;
    uint32_t connect_timeout;       /* seconds, TCP */
    uint32_t acse_timeout;          /* seconds, association negotiation and release */
    uint32_t dimse_timeout;         /* seconds, until a response; also a stalled write */
} bridge_scu_options;

/* One piece of a data set to send: memory, or a range of an open file. */
typedef struct {
    const uint8_t *_Nullable bytes; /* NULL: read from `file` */
    int file;
    uint64_t offset;
    uint64_t count;
} bridge_piece;

typedef struct bridge_scu bridge_scu;

/* Connects and negotiates: one presentation context per proposal (at most 128; proposals beyond that are an argument error).
 * An association on which no context was accepted is an error (BRIDGE_E_NO_CONTEXT). */
bridge_scu *_Nullable bridge_scu_connect(const bridge_scu_options *options, const bridge_proposal *_Nullable proposals, uint32_t count,
                                       bridge_error *error) BRIDGE_NOEXCEPT;
bool bridge_scu_accepts(const bridge_scu *scu, const char *sop_class_uid, const char *transfer_syntax_uid) BRIDGE_NOEXCEPT;
/* Sends one instance. True: *status is what the peer answered. False: error; the association is then dead (destroy it), except for
 * BRIDGE_E_NO_CONTEXT and BRIDGE_E_IO before the first byte. */
bool bridge_scu_store(bridge_scu *scu, const char *sop_class_uid, const char *sop_instance_uid, const char *transfer_syntax_uid,
                      const bridge_piece *pieces, uint32_t count, uint16_t *status, bridge_error *error) BRIDGE_NOEXCEPT;
bool bridge_scu_echo(bridge_scu *scu, uint16_t *status, bridge_error *error) BRIDGE_NOEXCEPT;
/* False when the peer has closed or aborted an idle association (checked without blocking). */
bool bridge_scu_is_alive(bridge_scu *scu) BRIDGE_NOEXCEPT;
/* Releases in an orderly way if it stands (bounded by acse_timeout), frees. */
void bridge_scu_destroy(bridge_scu *scu) BRIDGE_NOEXCEPT;
/* From any thread: makes a blocking call on `scu` return soon with BRIDGE_E_ABORTED. */
void bridge_scu_interrupt(bridge_scu *scu) BRIDGE_NOEXCEPT;

/* ---------------------------------------------------------------- files and data sets */

typedef struct {
    uint64_t offset;                /* of the data set's first byte */
    char transfer_syntax_uid[65];   /* from (0002,0010); without a meta header, what the first elements tell */
    bool has_meta;
} bridge_file_info;

/* Looks at the beginning of a file: Part 10 with preamble, meta header without preamble, or a bare data set (implicit or explicit
 * little endian, explicit big endian). False: not DICOM. Reads bounded amounts only. */
bool bridge_file_probe(const char *path, bridge_file_info *info, bridge_error *error) BRIDGE_NOEXCEPT;

/* SOP Class UID and SOP Instance UID from the first bytes of a data set (a prefix is enough; deflated ones are inflated).
 * Buffers hold 65 bytes (longer values are an error); padding removed. False: not found or not readable. */
bool bridge_data_set_peek(const uint8_t *bytes, size_t count, const char *transfer_syntax_uid, char *sop_class_uid,
                          char *sop_instance_uid) BRIDGE_NOEXCEPT;

typedef struct {
    uint32_t maximum_depth;         /* sequence levels; checked by a scan without recursion before DCMTK parses */
    uint64_t maximum_memory;        /* bytes that elements of all levels and loaded values may take */
    uint64_t maximum_inflated;      /* bytes a deflated data set may unfold to */
    uint32_t inline_limit;          /* values longer than this are not loaded unless their VR is text */
} bridge_data_set_limits;

typedef struct {
    uint32_t tag;                   /* group << 16 | element */
    uint16_t vr;                    /* two letters, first in the upper byte */
    bool standard;                  /* in the standard's dictionary */
    bool loaded;
    int32_t parent;                 /* index of the enclosing sequence, -1 at top level */
    int32_t item;                   /* item number in it, -1 at top level */
    int32_t creator;                /* index of the private creator element in the same item, -1 */
    uint32_t item_count;            /* sequences */
    uint64_t length;                /* of the value; encapsulated Pixel Data: of all fragments */
    const uint8_t *_Nullable value; /* little endian, as found (padding included); NULL: not loaded, empty, or a sequence */
} bridge_element;

typedef struct bridge_data_set bridge_data_set;

/* Scans (bounds, depth, counts), then parses the data set of `path` that begins at `offset` and ends with the file. The file must stay
 * as it is until the handle is destroyed. Long values stay in the file. */
bridge_data_set *_Nullable bridge_data_set_open(const char *path, uint64_t offset, const char *transfer_syntax_uid,
                                              const bridge_data_set_limits *limits, bridge_error *error) BRIDGE_NOEXCEPT;
void bridge_data_set_destroy(bridge_data_set *data_set) BRIDGE_NOEXCEPT;

/* All elements of all levels in order. Owned by the handle; invalid after the first edit. Group lengths and trailing padding included. */
const bridge_element *_Nullable bridge_data_set_elements(bridge_data_set *data_set, size_t *count, bridge_error *error) BRIDGE_NOEXCEPT;
/* Loads one value that was left in the file; NULL and error if it cannot be read. Owned by the handle, until it is edited or destroyed. */
const uint8_t *_Nullable bridge_data_set_load(bridge_data_set *data_set, size_t index, size_t *count, bridge_error *error) BRIDGE_NOEXCEPT;
/* Number of bytes after the data set's last element that belong to none. */
uint64_t bridge_data_set_trailing_bytes(const bridge_data_set *data_set) BRIDGE_NOEXCEPT;

/* Edits. Indices are those of bridge_data_set_elements and stay valid while edits go on (an element inside something deleted must not be
 * named any more: BRIDGE_E_ARGUMENT). Values are little endian without padding; for VR SQ they are encoded items in Explicit VR Little
 * Endian (Item tags with defined lengths), and no bytes mean no items. */
bool bridge_data_set_delete(bridge_data_set *data_set, size_t index, bridge_error *error) BRIDGE_NOEXCEPT;
/* The item goes with all it holds; the numbers of the others stay what they were. */
bool bridge_data_set_delete_item(bridge_data_set *data_set, size_t sequence, uint32_t item, bridge_error *error) BRIDGE_NOEXCEPT;
bool bridge_data_set_replace(bridge_data_set *data_set, size_t index, const uint8_t *_Nullable bytes, size_t count, bridge_error *error) BRIDGE_NOEXCEPT;
bool bridge_data_set_insert(bridge_data_set *data_set, int32_t parent, int32_t item, uint32_t tag, uint16_t vr,
                            const uint8_t *_Nullable bytes, size_t count, bridge_error *error) BRIDGE_NOEXCEPT;

typedef struct {
    int32_t index;                  /* in bridge_data_set_elements; -1: not from the file */
    bool changed;                   /* it has a value of ours */
} bridge_origin;

/* All elements as the edits so far leave them, without top-level encapsulated Pixel Data; `origins` says where each comes from. What is
 * deleted is freed. Owned by the handle; invalid after the next edit. */
const bridge_element *_Nullable bridge_data_set_edited(bridge_data_set *data_set, const bridge_origin *_Nullable *_Nonnull origins,
                                                       size_t *count, bridge_error *error) BRIDGE_NOEXCEPT;

typedef struct {
    bool original;                  /* false: `offset` counts in the `bytes` of bridge_data_set_encode; true: in the file */
    uint64_t offset;
    uint64_t count;
    bool elsewhere;                 /* `offset` is that of a bridge_pixel_piece which was elsewhere */
} bridge_segment;

/* The data set in its own transfer syntax, without group lengths, trailing padding elements excepted only if deleted: own bytes
 * and ranges of the file for untouched long top-level values (Pixel Data leaves byte for byte, encapsulated or not). Owned by the handle. */
bool bridge_data_set_encode(bridge_data_set *data_set, const uint8_t *_Nullable *_Nonnull bytes, size_t *byte_count,
                            const bridge_segment *_Nullable *_Nonnull segments, size_t *segment_count, bridge_error *error) BRIDGE_NOEXCEPT;

/* The bytes that a data set was read from; of a deflated one those that were in it, from 0 on. Any thread. */
typedef struct bridge_file bridge_file;
bridge_file *_Nullable bridge_data_set_file(const bridge_data_set *data_set, bridge_error *error) BRIDGE_NOEXCEPT;
/* What a deflated data set unfolds to, at most `limit` bytes. */
bridge_file *_Nullable bridge_inflate(const uint8_t *bytes, size_t count, uint64_t limit, bridge_error *error) BRIDGE_NOEXCEPT;
uint64_t bridge_file_size(const bridge_file *file) BRIDGE_NOEXCEPT;
/* Fewer than `count` bytes only at the end. */
bool bridge_file_read(const bridge_file *file, uint64_t offset, uint8_t *target, size_t count, size_t *got,
                      bridge_error *error) BRIDGE_NOEXCEPT;
void bridge_file_destroy(bridge_file *file) BRIDGE_NOEXCEPT;

/* Rewrites the bare data set `path` (from `offset`, in `from`) as `output` in `to`, losslessly: uncompressed syntaxes and
 * deflated among each other, and RLE, JPEG Lossless, JPEG-LS lossless to uncompressed. BRIDGE_E_TRANSFER_SYNTAX if that is not possible. */
bool bridge_convert(const char *path, uint64_t offset, const char *from, const char *to, const char *output, bridge_error *error) BRIDGE_NOEXCEPT;

/* VR and keyword of an attribute by the dictionary in use; false if it is not known. Keyword is a constant owned by the dictionary. */
bool bridge_dictionary_lookup(uint32_t tag, uint16_t *vr, const char *_Nullable *_Nonnull keyword) BRIDGE_NOEXCEPT;
/* Tag of a keyword ("PatientName"); false if it is not known. */
bool bridge_dictionary_tag(const char *keyword, uint32_t *tag) BRIDGE_NOEXCEPT;

/* A value in UTF-8, `*length` bytes, by Specific Character Set (0008,0005) as it stands ("": the default repertoire). NULL without an
 * error: the set is not known, or the bytes are not of it. `*is_whole`: false if single bytes are not. Valid until the next call
 * on this thread. */
const char *_Nullable bridge_text_utf8(const uint8_t *bytes, size_t count, const char *character_set, bool is_person_name,
                                       size_t *length, bool *is_whole, bridge_error *error) BRIDGE_NOEXCEPT;

/* ---------------------------------------------------------------- pictures */

typedef struct {
    uint32_t columns, rows;         /* of the frame as stored; the picture may be smaller, in the same proportion */
    uint32_t frames;                /* of the instance */
    uint8_t *_Nullable png;
    size_t count;
} bridge_picture;

/* Frame `frame` (from 0) of an instance as a PNG whose longer side is at most `maximum_side`: modality and VOI transformation, palette and
 * colour model applied, overlays left out. BRIDGE_E_TRANSFER_SYNTAX if it cannot be decoded, BRIDGE_E_ARGUMENT if there is no such frame. */
bool bridge_render(const char *path, uint64_t offset, const char *transfer_syntax_uid, uint32_t frame, uint32_t maximum_side,
                   bridge_picture *picture, bridge_error *error) BRIDGE_NOEXCEPT;
void bridge_picture_free(bridge_picture *picture) BRIDGE_NOEXCEPT;

/* ---------------------------------------------------------------- pixels */

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

typedef struct {
    uint8_t *_Nullable bytes;
    size_t count;
} bridge_bytes;

/* One frame as samples: those of a pixel together, little endian, in the colour model they were coded in (JPEG 2000's component
 * transformation undone). BRIDGE_E_UNREADABLE if the stream is broken or of another size, BRIDGE_E_TRANSFER_SYNTAX if the library does not
 * know such streams. `again`: by the other decoder, where there are two (lossy JPEG: libjpeg-turbo, DCMTK). */
bool bridge_frame_decode(bridge_codec codec, bool again, const uint8_t *bytes, size_t count, const bridge_frame_format *format,
                         bridge_bytes *samples, bridge_error *error) BRIDGE_NOEXCEPT;
/* The other way round, without loss, coded as `like` was (precision, predictor, ...). BRIDGE_E_TRANSFER_SYNTAX for a lossy JPEG. */
bool bridge_frame_encode(bridge_codec codec, const uint8_t *samples, size_t sample_bytes, const bridge_frame_format *format,
                         const uint8_t *like, size_t like_count, bridge_bytes *encoded, bridge_error *error) BRIDGE_NOEXCEPT;
void bridge_bytes_free(bridge_bytes *bytes) BRIDGE_NOEXCEPT;

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

/* `text` (printable ASCII) in a box of this size: a byte a pixel, 255 where there is ink, less at edges. As large as fits; cut where it would
 * not be legible any more; upright boxes have it turned. Nothing but zeros where no character fits. Any thread. */
bool bridge_caption(const char *text, uint32_t width, uint32_t height, bridge_bytes *ink, bridge_error *error) BRIDGE_NOEXCEPT;

/* ---------------------------------------------------------------- text in pixels */

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

/* `scorer`: the table that scripts/train-text-lines makes; it must stay. */
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

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
#endif
