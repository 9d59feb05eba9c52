/* data_sets.h - files and data sets: read, edit, write; the dictionary; character sets.
 */
#ifndef VEIL_BRIDGE_DATA_SETS_H
#define VEIL_BRIDGE_DATA_SETS_H

#include <BridgeSupport.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

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

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
#endif
