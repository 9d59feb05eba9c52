/* stream.cpp - see stream.hpp. */
#include "stream.hpp"

#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bridge::network {

namespace {

void set_option(int socket, int level, int option, int value) noexcept {
    /* All of these are for speed or for noticing dead peers sooner; a connection without them still works. */
    (void)setsockopt(socket, level, option, &value, sizeof value);
}

/* Of a call that failed just now. */
Transfer failed(short wait) noexcept {
    if (errno == EINTR) return {};
    if (errno == EAGAIN || errno == EWOULDBLOCK) return {0, wait, false};
    return {0, 0, true};
}

}  // namespace

PlainStream::PlainStream(int socket) noexcept : socket_(socket) {
    set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    set_option(socket, IPPROTO_TCP, TCP_KEEPIDLE, 60);
    set_option(socket, IPPROTO_TCP, TCP_KEEPINTVL, 15);
    set_option(socket, IPPROTO_TCP, TCP_KEEPCNT, 4);
}

PlainStream::~PlainStream() { ::close(socket_); }

Transfer PlainStream::receive(uint8_t *to, size_t count) noexcept {
    ssize_t got = recv(socket_, to, count, MSG_DONTWAIT);
    if (got < 0) return failed(POLLIN);
    if (got == 0) return {0, 0, true};
    /* Drained: the peer may be waiting for our acknowledgement before it sends the rest. */
    if (static_cast<size_t>(got) < count) set_option(socket_, IPPROTO_TCP, TCP_QUICKACK, 1);
    return {static_cast<size_t>(got), 0, false};
}

Transfer PlainStream::send(const iovec *parts, int count) noexcept {
    msghdr message{};
    message.msg_iov = const_cast<iovec *>(parts);
    message.msg_iovlen = static_cast<size_t>(count);
    ssize_t sent = sendmsg(socket_, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) return failed(POLLOUT);
    return {static_cast<size_t>(sent), 0, false};
}

bool PlainStream::isSilent() noexcept {
    uint8_t byte;
    ssize_t got = recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
}

void PlainStream::finish() noexcept { shutdown(socket_, SHUT_WR); }

}  // namespace bridge::network
