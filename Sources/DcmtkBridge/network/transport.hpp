/* transport.hpp - how DCMTK comes to use our sockets.
 *
 * DCMTK takes an accepted socket from a process-wide variable, dcmExternalSocketHandle, and the first thing that it
 * does with it is to ask the network's transport layer for a connection. So a hand-over holds a mutex from setting the
 * variable until `Layer::createConnection`, which is before the first byte is read: nobody waits for a silent peer.
 */
#ifndef VEIL_NETWORK_TRANSPORT_HPP
#define VEIL_NETWORK_TRANSPORT_HPP

#include "channel.hpp"

#include "dcmtk/config/osconfig.h"
#include "dcmtk/dcmnet/dcmlayer.h"
#include "dcmtk/dcmnet/dcmtrans.h"

#include <chrono>
#include <mutex>

namespace bridge::network {

/* DCMTK's view of a channel. Owns nothing: DCMTK deletes connections when it likes. */
class Connection : public DcmTCPConnection {
public:
    explicit Connection(Channel &channel) : DcmTCPConnection(-1), channel_(channel) {}

    ssize_t read(void *buffer, size_t count) override;
    ssize_t write(void *buffer, size_t count) override;
    /* The channel waits, not DCMTK: it knows the deadlines. */
    OFBool networkDataAvailable(int) override { return OFTrue; }
    void close() override {}
    void closeTransportConnection() override {}

private:
    Channel &channel_;
};

class Layer : public DcmTransportLayer {
public:
    /* `negotiation`: from the connection to the whole first PDU. */
    Layer(Channel &channel, std::chrono::seconds negotiation) : channel_(channel), negotiation_(negotiation) {}
    ~Layer() override { withdraw(); }

    /* Begins the hand-over of an accepted socket in this thread. */
    void offer(int socket);
    /* Ends it if DCMTK did not get as far as `createConnection`. */
    void withdraw();
    /* Whether the channel got a socket. */
    bool used() const { return used_; }
    void setRole(Role role) { role_ = role; }

    DcmTransportConnection *createConnection(DcmNativeSocketType socket, OFBool secure) override;

    /* Guards DCMTK's process-wide variables. */
    static std::mutex &globals();

private:
    Channel &channel_;
    const std::chrono::seconds negotiation_;
    std::unique_lock<std::mutex> offer_;
    Role role_ = Role::acceptor;
    bool used_ = false;
};

}  // namespace bridge::network

#endif
