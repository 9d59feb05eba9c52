/* listener.hpp - the listening socket, its accept thread and the threads of its connections.
 *
 * Each accepted connection gets a thread of its own at once, so a silent peer delays nobody. There are never more than
 * max_associations + 32 of them: beyond that the connection that has been silent longest without an association is
 * closed. Finished threads are joined by the accept thread, the last ones by `stop`.
 *
 * Threads: `start` and `stop` from any, each once; the callbacks run on connection threads.
 */
#ifndef VEIL_NETWORK_LISTENER_HPP
#define VEIL_NETWORK_LISTENER_HPP

#include "../include/DcmtkBridge.h"
#include "provider.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <netinet/in.h>
#include <pthread.h>
#include <string>

namespace bridge::network {

class Listener {
public:
    /* Throws if no descriptor is left. */
    Listener(const bridge_listener_options &options, const bridge_listener_callbacks &callbacks);
    ~Listener();
    Listener(const Listener &) = delete;
    Listener &operator=(const Listener &) = delete;

    /* Binds, and gets the accept thread ready. */
    bool prepare(bridge_error *error);
    uint16_t port() const { return port_; }
    void start();
    void stop(std::chrono::seconds grace);

private:
    struct Connection {
        Listener &listener;
        Provider provider;
        pthread_t thread{};
        bool isEvicted = false;
        Connection(Listener &owner, int socket, const std::string &address)
            : listener(owner), provider(owner.service_, socket, address) {}
    };
    using Connections = std::list<std::unique_ptr<Connection>>;

    bool bind(bridge_error *error);
    static void *acceptBody(void *listener);
    static void *connectionBody(void *connection);
    void acceptAll();
    void acceptOne();
    bool admit(int socket, const sockaddr_in &peer);
    bool makeRoom();
    void finished(Connection *connection);
    void reap();
    void wake();
    void pause();

    const std::string host_;
    Service service_;
    int socket_ = -1, wake_ = -1;
    uint16_t port_ = 0;
    pthread_t acceptThread_{};
    bool hasThread_ = false;
    std::atomic<bool> isStarted_{false}, isStopping_{false};

    std::mutex mutex_;
    std::condition_variable changed_;
    Connections running_, done_; /* guarded by mutex_ */
};

}  // namespace bridge::network

#endif
