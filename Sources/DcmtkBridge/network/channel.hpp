/* channel.hpp - one connection of the upper layer: bytes with deadlines, over a stream (stream.hpp).
 *
 * DCMTK reads a PDU in two calls (head, body) and trusts the peer to go on sending. The channel is what makes that
 * safe and fast:
 *  - every read and write has a deadline and can be interrupted from another thread;
 *  - the first PDU is taken whole and rebuilt (associate_pdu.hpp) before DCMTK's parser sees it;
 *  - short reads are buffered, bodies go straight into the caller's memory; Nagle is off, TCP_QUICKACK is re-armed
 *    whenever a read drained the socket (a peer with Nagle on waits for our acknowledgement);
 *  - the 12-byte head that DCMTK writes by itself leaves with its body in one system call.
 *
 * Failures are remembered, not returned: `read` then gives 0, `write` swallows (DCMTK leaks when a write fails), and
 * `failure` says what happened first.
 *
 * Threads: one thread uses a channel; `interrupt`, `drain` and `lastHeard` may be called from any.
 */
#ifndef VEIL_NETWORK_CHANNEL_HPP
#define VEIL_NETWORK_CHANNEL_HPP

#include "stream.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <sys/types.h>
#include <vector>

namespace bridge::network {

using Clock = std::chrono::steady_clock;

/* Why a channel cannot be used any more. */
enum class Failure { none, closed, timeout, interrupted, drained, malformed };

/* Which side of the negotiation we are on: what the first PDU may be. */
enum class Role { acceptor, requestor };

class Channel {
public:
    /* `patience`: for the rest of a PDU once it began, in either direction. Throws if no descriptor is left. */
    explicit Channel(std::chrono::seconds patience);
    ~Channel();
    Channel(const Channel &) = delete;
    Channel &operator=(const Channel &) = delete;

    /* Takes over a connection and waits for the peer's answer to be the first PDU until `deadline`. */
    void adopt(std::unique_ptr<Stream> stream, Role role, Clock::time_point deadline) noexcept;

    /* The next PDU must begin within `first`. An idle wait ends when the channel is told to drain. */
    void expect(std::chrono::seconds first, bool idle) noexcept;

    /* What the head of the PDU that was expected last says of its length. */
    size_t expectedLength() const noexcept { return expectedLength_; }

    /* Up to `count` bytes, at least one; 0 after a failure. */
    size_t read(uint8_t *to, size_t count) noexcept;

    /* Sends, or keeps back: a P-DATA head until its body comes, everything small while corked. */
    void write(const uint8_t *bytes, size_t count) noexcept;
    void cork() noexcept { corked_ = true; }
    void uncork() noexcept;

    /* A-ABORT (PS3.8 §9.3.8) if the peer can still understand it. */
    void abort(uint8_t source, uint8_t reason) noexcept;

    /* Closes. With unread input a close would be a reset that may overtake what we sent last, so up to `linger` is
     * spent on reading it away. */
    void close(std::chrono::milliseconds linger) noexcept;

    /* False if the peer said anything or closed: on an idle association both mean its end. Does not block. */
    bool quiet() noexcept;

    void fail(Failure failure) noexcept;
    Failure failure() const noexcept { return failure_; }

    void interrupt() noexcept;
    void drain() noexcept;
    Clock::time_point lastHeard() const noexcept { return Clock::time_point(Clock::duration(lastHeard_.load())); }

private:
    size_t receive(uint8_t *to, size_t count) noexcept;
    bool takeFirstPDU();
    bool takeHead() noexcept;
    bool readFully(std::vector<uint8_t> &into, size_t count);
    void transmit(const uint8_t *bytes, size_t count) noexcept;
    bool await(short events, Clock::time_point deadline) noexcept;
    bool mayGoOn() noexcept;
    void wake() noexcept;

    const std::chrono::seconds patience_;
    std::unique_ptr<Stream> stream_; /* none before it is adopted and after it was closed */
    int wake_ = -1;
    Failure failure_ = Failure::none;

    Role role_ = Role::acceptor;
    bool firstPDU_ = false;        /* still to be taken */
    std::vector<uint8_t> rebuilt_; /* the first PDU as DCMTK sees it */
    size_t rebuiltNext_ = 0;

    static constexpr size_t headSize = 6;
    std::array<uint8_t, headSize> head_{};
    size_t headNext_ = headSize; /* of head_, to be given out */
    bool headDue_ = false;
    size_t expectedLength_ = 0;

    Clock::time_point deadline_;
    bool begun_ = false; /* a byte of the awaited PDU is there */
    bool idle_ = false;

    std::vector<uint8_t> input_;
    size_t inputNext_ = 0, inputEnd_ = 0;

    std::array<uint8_t, 4096> held_;
    size_t heldCount_ = 0;
    bool headHeld_ = false, corked_ = false, tornWrite_ = false, aborted_ = false;

    std::atomic<bool> interrupted_{false}, draining_{false};
    std::atomic<Clock::rep> lastHeard_;
};

}  // namespace bridge::network

#endif
