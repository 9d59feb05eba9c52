/* transport.cpp - see transport.hpp. */
#include "transport.hpp"

#include "dcmtk/dcmnet/dul.h"

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <new>

namespace bridge::network {

ssize_t Connection::read(void *buffer, size_t count) {
    size_t got = channel_.read(static_cast<uint8_t *>(buffer), count);
    /* DCMTK retries as long as errno says so. */
    if (got == 0) errno = ECONNRESET;
    return static_cast<ssize_t>(got);
}

ssize_t Connection::write(void *buffer, size_t count) {
    channel_.write(static_cast<const uint8_t *>(buffer), count);
    return static_cast<ssize_t>(count);
}

std::mutex &Layer::globals() {
    static std::mutex mutex;
    return mutex;
}

void Layer::offer(int socket) {
    offer_ = std::unique_lock<std::mutex>(globals());
    dcmExternalSocketHandle.set(socket);
}

void Layer::withdraw() {
    if (!offer_.owns_lock()) return;
    dcmExternalSocketHandle.set(-1);
    offer_.unlock();
}

DcmTransportConnection *Layer::createConnection(DcmNativeSocketType socket, OFBool) {
    withdraw();
    auto *connection = new (std::nothrow) Connection(channel_);
    if (!connection) return nullptr; /* DCMTK then closes the socket */
    std::unique_ptr<Stream> stream(new (std::nothrow) PlainStream(socket));
    if (!stream) {
        delete connection;
        return nullptr;
    }
    used_ = true;
    (void)fcntl(socket, F_SETFD, FD_CLOEXEC); /* DCMTK's own sockets lack it */
    channel_.adopt(std::move(stream), role_, Clock::now() + negotiation_);
    return connection;
}

}  // namespace bridge::network
