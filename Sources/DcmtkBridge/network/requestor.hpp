/* requestor.hpp - one outgoing association: C-STORE and C-ECHO SCU.
 *
 * Threads: one uses it; `interrupt` from any.
 */
#ifndef VEIL_NETWORK_REQUESTOR_HPP
#define VEIL_NETWORK_REQUESTOR_HPP

#include "../include/DcmtkBridge.h"
#include "command_set.hpp"
#include "upper_layer.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace bridge::network {

class Requestor {
public:
    static constexpr uint32_t proposalLimit = 128; /* odd IDs below 256 */

    explicit Requestor(const bridge_scu_options &options);
    ~Requestor();

    bool connect(const bridge_proposal *proposals, uint32_t count, bridge_error *error);
    bool accepts(const std::string &sopClass, const std::string &transferSyntax) const;
    bool store(const std::string &sopClass, const std::string &sopInstance, const std::string &transferSyntax,
               const bridge_piece *pieces, uint32_t count, uint16_t &status, bridge_error *error);
    bool echo(uint16_t &status, bridge_error *error);
    bool isAlive() { return stands_ && layer_.channel.quiet(); }
    void interrupt() noexcept { layer_.channel.interrupt(); }

private:
    bool propose(const bridge_proposal *proposals, uint32_t count, bridge_error *error);
    bool resolve(std::string &address) const;
    void noteAccepted();
    bool receiveResponse(uint16_t field, uint16_t message, uint16_t &status, bridge_error *error);
    Event receiveMessage(std::vector<uint8_t> &command);
    void sendCommand(uint8_t context, CommandWriter &command);
    bool broken(Event event, bridge_error *error);

    const std::string host_, calling_, called_;
    const bridge_scu_options options_;
    const std::chrono::seconds dimse_;
    UpperLayer layer_;
    bool stands_ = false;
    uint16_t lastMessage_ = 0;
    std::map<std::pair<std::string, std::string>, uint8_t> contexts_; /* accepted: SOP class, transfer syntax */
    std::vector<uint8_t> buffer_;
};

}  // namespace bridge::network

#endif
