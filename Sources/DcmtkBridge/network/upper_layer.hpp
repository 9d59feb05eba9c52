/* upper_layer.hpp - one association on DCMTK's upper layer state machine (dcmnet ASC_/DUL_), over a Channel.
 *
 * DCMTK negotiates, keeps the protocol state and splits P-DATA; the sockets' timing is the channel's. DIMSE messages
 * are not DCMTK's: its DIMSE_ functions refuse transfer syntaxes that they do not know.
 *
 * Owns the DCMTK objects and the socket. One thread uses it; the channel says what others may call.
 */
#ifndef VEIL_NETWORK_UPPER_LAYER_HPP
#define VEIL_NETWORK_UPPER_LAYER_HPP

#include "channel.hpp"
#include "transport.hpp"

#include "dcmtk/config/osconfig.h"
#include "dcmtk/dcmnet/assoc.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace bridge::network {

/* Identify Veil in every negotiation (PS3.7 §D.3.3.2). */
constexpr const char *implementationClassUID = "2.25.226537364918190358640934829145218467163";
constexpr const char *implementationVersionName = "VEIL_0";

/* A presentation data value (PS3.8 §9.3.5.1); the bytes are valid until the next call. */
struct Fragment {
    uint8_t context;
    bool isCommand, isLast;
    const uint8_t *bytes;
    size_t count;
};

/* How a step ended: `ready` or why the association is over. */
enum class Event { ready, released, aborted, closed, rejected, timeout, interrupted, drained, malformed };

class UpperLayer {
public:
    /* Throws if no descriptor is left. `acse` bounds the negotiation, `dimse` a PDU from its first byte to its last. */
    UpperLayer(uint32_t maximumPDU, std::chrono::seconds acse, std::chrono::seconds dimse);
    ~UpperLayer();
    UpperLayer(const UpperLayer &) = delete;
    UpperLayer &operator=(const UpperLayer &) = delete;

    Channel channel;

    /* Takes over `socket` and reads the A-ASSOCIATE-RQ. Ready: `parameters` hold it, answer by `accept` or `reject`. */
    Event receiveRequest(int socket);
    Event accept();
    void reject(uint8_t result, uint8_t source, uint8_t reason);

    /* Connects to an IPv4 address and negotiates what `parameters` (from `prepareRequest`) propose. */
    T_ASC_Parameters *prepareRequest();
    Event request(const std::string &address, uint16_t port, std::chrono::seconds connect);
    /* After `request` failed: whether a connection stood at all. */
    bool wasConnected() const { return layer_.used(); }
    T_ASC_RejectParameters rejection() const;

    T_ASC_Parameters *parameters() const { return association_ ? association_->params : nullptr; }

    /* The next fragment; if it takes a new PDU, that must begin within `wait`. */
    Event next(Fragment &fragment, std::chrono::seconds wait, bool idle);
    /* Sends a fragment, in several PDUs if it is longer than `fragmentSize`. Failures show in the channel. */
    void send(uint8_t context, bool isCommand, const uint8_t *bytes, size_t count, bool isLast);
    /* What fills one PDU to this peer. */
    size_t fragmentSize() const;

    /* Answers an A-RELEASE-RQ. */
    void acknowledgeRelease();
    /* A-RELEASE-RQ and its answer. */
    void release();

    /* What the channel's failure means. */
    Event failure() const;

private:
    bool takeValue(Fragment &fragment);
    Event outcome(OFCondition condition) const;

    const uint32_t maximumPDU_;
    const std::chrono::seconds acse_;
    Layer layer_;
    T_ASC_Network *network_ = nullptr;
    T_ASC_Association *association_ = nullptr;
    T_ASC_Parameters *proposed_ = nullptr; /* until the association owns them */
    /* The rest of the last P-DATA-TF, in DCMTK's memory. */
    const uint8_t *values_ = nullptr;
    size_t valuesCount_ = 0;
};

}  // namespace bridge::network

#endif
