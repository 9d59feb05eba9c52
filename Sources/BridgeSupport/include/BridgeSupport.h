/* BridgeSupport.h - what the bridges to C++ have in common: how they report errors, and bytes that they hand out.
 *
 * Rules, for every function here:
 *  - Nothing throws across it. Bodies run in a guard that turns std::bad_alloc, std::exception and ... into a code.
 *  - Handles are opaque; each `create`/`open` has one `destroy`. A handle is used by one thread at a time unless said.
 *  - Text is bytes with a length or NUL-terminated ASCII (UIDs, AE titles, addresses). No DCMTK text goes out: it may
 *    quote values.
 *  - Errors are a code and our own constant text; `status` holds a DIMSE status or a reject reason where there is one.
 */
#ifndef VEIL_BRIDGE_SUPPORT_H
#define VEIL_BRIDGE_SUPPORT_H

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

/* Bytes of malloc that are the caller's. */
typedef struct {
    uint8_t *_Nullable bytes;
    size_t count;
} bridge_bytes;
void bridge_bytes_free(bridge_bytes *bytes) BRIDGE_NOEXCEPT;

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
#endif
