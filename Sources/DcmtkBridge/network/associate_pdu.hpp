/* associate_pdu.hpp - A-ASSOCIATE-RQ and -AC (PS3.8 §9.3.2, §9.3.3) made safe for DCMTK's parser.
 *
 * DCMTK 3.6.7 leaks lists when an item is malformed, refuses a whole association for one over-long UID, and lets a
 * peer's odd maximum length switch it into a compatibility mode. So every negotiation PDU is read here first, strictly
 * bounded, and a new one is written that holds only what Veil uses.
 */
#ifndef VEIL_NETWORK_ASSOCIATE_PDU_HPP
#define VEIL_NETWORK_ASSOCIATE_PDU_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace bridge::network {

/* PDU types (PS3.8 §9.3.1). */
constexpr uint8_t pduAssociateRequest = 1, pduAssociateAccept = 2, pduAssociateReject = 3, pduData = 4, pduAbort = 7;

/* Longest negotiation PDU that is read: 128 contexts with all transfer syntaxes there are take a third of it. */
constexpr size_t associateLimit = 1 << 20;

/* The PDU rebuilt:
 *  - AE titles and protocol version as they came; application context and UIDs without padding;
 *  - an abstract syntax that is no UID becomes empty (nobody serves it), such transfer syntaxes are left out, as are
 *    those after the 50th; a context without any gets an empty abstract syntax and one meaningless transfer syntax;
 *  - of the user information the maximum length only, even and at most 131072. No role selection, so the default
 *    roles hold; no user identity, no extended negotiation.
 * Nothing: items that do not add up, a context ID given twice, a request without contexts, an accepted context that
 * does not name exactly one transfer syntax. */
std::optional<std::vector<uint8_t>> rebuiltAssociate(const uint8_t *pdu, size_t count);

}  // namespace bridge::network

#endif
