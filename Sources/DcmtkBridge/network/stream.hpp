/* stream.hpp - how the bytes of one connection travel. In clear today; another kind of stream (TLS) takes its place
 * without the channel, DCMTK or the state machine noticing: nobody else touches the socket.
 *
 * No call blocks. One thread uses a stream.
 */
#ifndef VEIL_NETWORK_STREAM_HPP
#define VEIL_NETWORK_STREAM_HPP

#include <cstddef>
#include <cstdint>
#include <sys/uio.h>

namespace bridge::network {

/* What a call came to. Without bytes and not ended: try again, after `wait` if it is not 0. */
struct Transfer {
    size_t count = 0;   /* bytes that were moved */
    short wait = 0;     /* POLLIN or POLLOUT: what to wait for, whichever way the bytes go */
    bool ended = false; /* the connection is over */
};

class Stream {
public:
    virtual ~Stream() = default;

    /* What poll is asked about. */
    virtual int descriptor() const noexcept = 0;
    /* Up to `count` bytes. */
    virtual Transfer receive(uint8_t *to, size_t count) noexcept = 0;
    /* As many bytes of `parts` as the connection takes now. */
    virtual Transfer send(const iovec *parts, int count) noexcept = 0;
    /* The peer has neither said anything that was not received yet, nor closed. */
    virtual bool isSilent() noexcept = 0;
    /* Tells the peer that nothing more will come. */
    virtual void finish() noexcept = 0;
};

/* TCP in clear. */
class PlainStream final : public Stream {
public:
    /* Takes over a connected socket and closes it in the end. */
    explicit PlainStream(int socket) noexcept;
    ~PlainStream() override;
    PlainStream(const PlainStream &) = delete;
    PlainStream &operator=(const PlainStream &) = delete;

    int descriptor() const noexcept override { return socket_; }
    Transfer receive(uint8_t *to, size_t count) noexcept override;
    Transfer send(const iovec *parts, int count) noexcept override;
    bool isSilent() noexcept override;
    void finish() noexcept override;

private:
    const int socket_;
};

}  // namespace bridge::network

#endif
