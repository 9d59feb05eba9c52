/* listener.cpp - see listener.hpp; the C surface is at the end. */
#include "listener.hpp"

#include "../include/DcmtkBridge.h"

#include <guard.hpp>

#include "dcmtk/dcmnet/dul.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdexcept>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bridge::network {

namespace {

constexpr uint32_t waitingRoom = 32;
constexpr int backlog = 256;
/* DCMTK's deepest frame here holds a few 4 KB buffers; callbacks write files, hash, and may look into a data set. */
constexpr size_t stackSize = 1024 * 1024;
constexpr int pauseMilliseconds = 100;

/* A joinable thread with a small stack. False if none can be had. */
bool startThread(pthread_t &thread, void *(*body)(void *), void *argument) noexcept {
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0) return false;
    pthread_attr_setstacksize(&attributes, stackSize);
    bool started = pthread_create(&thread, &attributes, body, argument) == 0;
    pthread_attr_destroy(&attributes);
    return started;
}

}  // namespace

Listener::Listener(const bridge_listener_options &options, const bridge_listener_callbacks &callbacks)
    : host_(options.host) {
    service_.options = options;
    service_.options.host = host_.c_str();
    service_.callbacks = callbacks;
    wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake_ < 0) throw std::runtime_error("eventfd");
}

Listener::~Listener() {
    stop(std::chrono::seconds(0));
    ::close(wake_);
}

bool Listener::bind(bridge_error *error) {
    addrinfo hints{};
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo *found = nullptr;
    if (getaddrinfo(host_.c_str(), nullptr, &hints, &found) != 0 || !found)
        return fail(error, BRIDGE_E_ADDRESS, "host to listen on is not known");
    sockaddr_in address = *reinterpret_cast<sockaddr_in *>(found->ai_addr);
    freeaddrinfo(found);
    address.sin_port = htons(service_.options.port);

    socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket_ < 0) return fail(error, BRIDGE_E_IO, "no socket to listen on");
    int on = 1;
    (void)setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(socket_, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 || listen(socket_, backlog) != 0) {
        if (errno == EADDRINUSE) return fail(error, BRIDGE_E_ADDRESS_IN_USE, "port is in use");
        return fail(error, BRIDGE_E_ADDRESS, "address cannot be listened on");
    }
    socklen_t length = sizeof address;
    if (getsockname(socket_, reinterpret_cast<sockaddr *>(&address), &length) != 0)
        return fail(error, BRIDGE_E_IO, "port cannot be determined");
    port_ = ntohs(address.sin_port);
    return true;
}

bool Listener::prepare(bridge_error *error) {
    if (!bind(error)) return false;
    /* Already here, where a failure can be told; it accepts nothing before `start`. */
    hasThread_ = startThread(acceptThread_, acceptBody, this);
    return hasThread_ || fail(error, BRIDGE_E_MEMORY, "no thread to listen with");
}

void Listener::start() {
    isStarted_ = true;
    wake();
}

void *Listener::acceptBody(void *listener) {
    static_cast<Listener *>(listener)->acceptAll();
    return nullptr;
}

void Listener::acceptAll() {
    while (!isStopping_) {
        pollfd waits[2] = {{isStarted_ ? socket_ : -1, POLLIN, 0}, {wake_, POLLIN, 0}};
        (void)poll(waits, 2, -1);
        if (waits[1].revents & POLLIN) {
            uint64_t count;
            (void)!::read(wake_, &count, sizeof count);
            reap();
        }
        if (!isStopping_ && (waits[0].revents & POLLIN)) acceptOne();
    }
}

void Listener::acceptOne() {
    sockaddr_in peer{};
    socklen_t length = sizeof peer;
    int accepted = accept4(socket_, reinterpret_cast<sockaddr *>(&peer), &length, SOCK_CLOEXEC);
    if (accepted < 0) {
        /* Out of descriptors or memory: the connection stays in the backlog, so poll would return at once. */
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) pause();
        return;
    }
    if (accepted == 0) { /* DCMTK takes 0 for no socket */
        accepted = fcntl(0, F_DUPFD_CLOEXEC, 3);
        ::close(0);
        if (accepted < 0) return;
    }
    if (admit(accepted, peer)) return;
    ::close(accepted);
    pause();
}

void Listener::pause() {
    pollfd wait{wake_, POLLIN, 0};
    (void)poll(&wait, 1, pauseMilliseconds);
}

bool Listener::admit(int socket, const sockaddr_in &peer) try {
    char address[INET_ADDRSTRLEN] = "";
    inet_ntop(AF_INET, &peer.sin_addr, address, sizeof address);
    std::lock_guard<std::mutex> lock(mutex_);
    if (!makeRoom()) return false;
    running_.push_back(std::make_unique<Connection>(*this, socket, address));
    if (startThread(running_.back()->thread, connectionBody, running_.back().get())) return true;
    running_.pop_back();
    return false;
} catch (...) {
    return false; /* no memory or descriptor for one more */
}

/* With the mutex held: whether one more connection fits, after closing another if need be. */
bool Listener::makeRoom() {
    size_t living = 0;
    Connection *silent = nullptr;
    for (auto &connection : running_) {
        if (connection->isEvicted) continue;
        living++;
        if (connection->provider.isAssociated()) continue;
        if (!silent || connection->provider.lastHeard() < silent->provider.lastHeard()) silent = connection.get();
    }
    if (living < static_cast<size_t>(service_.options.max_associations) + waitingRoom) return true;
    if (!silent) return false;
    silent->isEvicted = true;
    silent->provider.interrupt();
    return true;
}

void *Listener::connectionBody(void *argument) {
    auto *connection = static_cast<Connection *>(argument);
    connection->provider.run();
    connection->listener.finished(connection);
    return nullptr;
}

void Listener::finished(Connection *connection) {
    std::lock_guard<std::mutex> lock(mutex_);
    auto place =
        std::find_if(running_.begin(), running_.end(), [=](const auto &one) { return one.get() == connection; });
    done_.splice(done_.end(), running_, place);
    wake();
    changed_.notify_all();
}

void Listener::reap() {
    Connections over;
    {
        std::lock_guard<std::mutex> lock(mutex_);
        over.swap(done_);
    }
    for (auto &connection : over) pthread_join(connection->thread, nullptr);
}

void Listener::wake() {
    uint64_t one = 1;
    (void)!::write(wake_, &one, sizeof one);
}

void Listener::stop(std::chrono::seconds grace) {
    if (isStopping_.exchange(true)) return;
    wake();
    if (hasThread_) pthread_join(acceptThread_, nullptr);
    if (socket_ >= 0) ::close(socket_);
    {
        std::unique_lock<std::mutex> lock(mutex_);
        for (auto &connection : running_) connection->provider.drain();
        changed_.wait_for(lock, grace, [this] { return running_.empty(); });
        for (auto &connection : running_) connection->provider.interrupt();
        changed_.wait(lock, [this] { return running_.empty(); });
    }
    reap();
}

}  // namespace bridge::network

/* ---------------------------------------------------------------- the C surface */

struct bridge_listener : bridge::network::Listener {
    using Listener::Listener;
};

bridge_listener *bridge_listener_create(const bridge_listener_options *options,
                                        const bridge_listener_callbacks *callbacks, bridge_error *error) noexcept {
    return bridge::guarded(error, nullptr, [&]() -> bridge_listener * {
        bool isSane = options->max_pdu >= 4096 && options->max_pdu <= 131072 && options->max_associations > 0 &&
                      options->acse_timeout > 0 && options->dimse_timeout > 0 && options->idle_timeout > 0;
        if (!isSane) {
            bridge::fail(error, BRIDGE_E_ARGUMENT, "listener options are out of range");
            return nullptr;
        }
        dcmDisableGethostbyaddr.set(OFTrue); /* a name server must not delay an association */
        auto listener = std::make_unique<bridge_listener>(*options, *callbacks);
        return listener->prepare(error) ? listener.release() : nullptr;
    });
}

uint16_t bridge_listener_port(const bridge_listener *listener) noexcept { return listener->port(); }

void bridge_listener_start(bridge_listener *listener) noexcept { listener->start(); }

void bridge_listener_stop(bridge_listener *listener, uint32_t seconds) noexcept {
    listener->stop(std::chrono::seconds(seconds));
}

void bridge_listener_destroy(bridge_listener *listener) noexcept { delete listener; }
