/* provider.hpp - one accepted connection from A-ASSOCIATE-RQ to its end: C-STORE and C-ECHO SCP.
 *
 * Threads: `run` on the connection's own thread, once; `drain`, `interrupt`, `isAssociated` and `lastHeard` from any.
 */
#ifndef VEIL_NETWORK_PROVIDER_HPP
#define VEIL_NETWORK_PROVIDER_HPP

#include "../include/DcmtkBridge.h"
#include "command_set.hpp"
#include "upper_layer.hpp"

#include <atomic>
#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace bridge::network {

/* What all connections of a listener share. */
struct Service {
    bridge_listener_options options;
    bridge_listener_callbacks callbacks;
    std::atomic<uint32_t> associations{0}; /* that hold one of options.max_associations */
};

class Provider {
public:
    /* Throws if no descriptor is left; `socket` is then still the caller's. */
    Provider(Service &service, int socket, const std::string &peerAddress);

    void run() noexcept;

    void drain() noexcept { layer_.channel.drain(); }
    void interrupt() noexcept { layer_.channel.interrupt(); }
    bool isAssociated() const noexcept { return associated_; }
    Clock::time_point lastHeard() const noexcept { return layer_.channel.lastHeard(); }

private:
    struct Context {
        bridge_context_kind kind;
        std::string transferSyntax;
    };
    enum class Admission { accepted, rejected };

    Event converse();
    Admission admit();
    void readProposal();
    void negotiate();
    Event serve();
    Event receiveCommand(uint8_t &context, std::vector<uint8_t> &command);
    Event answer(uint8_t context, const CommandReader &command);
    Event store(uint8_t contextID, const Context &context, const CommandReader &command);
    template <class Sink>
    Event receiveDataSet(uint8_t context, Sink sink);
    void respond(uint8_t context, const CommandReader &command, uint16_t status);
    void hangUp(Event event) noexcept;
    void report(Event event) noexcept;
    bridge_association_info information(std::vector<const char *> &syntaxes) const;

    Service &service_;
    UpperLayer layer_;
    const int socket_;
    const uint64_t number_;
    const std::string peerAddress_;
    std::string calling_, called_;
    std::vector<std::string> abstractSyntaxes_;
    std::map<uint8_t, Context> contexts_; /* accepted ones */
    std::atomic<bool> associated_{false};
    bool heard_ = false;                 /* an A-ASSOCIATE-RQ came */
    const char *rejection_ = "rejected"; /* the outcome to report, should the association be rejected */
    uint32_t stored_ = 0;
};

}  // namespace bridge::network

#endif
