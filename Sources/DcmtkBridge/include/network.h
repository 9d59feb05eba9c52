/* network.h - associations: the listener (C-STORE SCP, C-ECHO SCP) and the SCU.
 */
#ifndef VEIL_BRIDGE_NETWORK_H
#define VEIL_BRIDGE_NETWORK_H

#include <BridgeSupport.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/* ---------------------------------------------------------------- listener */

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

/* ---------------------------------------------------------------- SCU */

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

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
#endif
