/* channel.cpp - see channel.hpp. */
#include "channel.hpp"

#include "associate_pdu.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <stdexcept>
#include <sys/eventfd.h>
#include <sys/uio.h>
#include <unistd.h>

namespace bridge::network {

namespace {

/* Holds a small instance whole; a read of at least `straightFrom` bytes goes past it. */
constexpr size_t inputSize = 32768;
constexpr size_t straightFrom = 16384;

int millisecondsUntil(Clock::time_point deadline) noexcept {
    auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 3'600'000));
}

}  // namespace

Channel::Channel(std::chrono::seconds patience)
    : patience_(patience), input_(inputSize), lastHeard_(Clock::now().time_since_epoch().count()) {
    wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake_ < 0) throw std::runtime_error("eventfd");
}

Channel::~Channel() {
    close(std::chrono::milliseconds(0));
    ::close(wake_);
}

void Channel::adopt(std::unique_ptr<Stream> stream, Role role, Clock::time_point deadline) noexcept {
    stream_ = std::move(stream);
    role_ = role;
    firstPDU_ = true;
    deadline_ = deadline;
    begun_ = true; /* the deadline is for the whole PDU */
    idle_ = true;
}

void Channel::expect(std::chrono::seconds first, bool idle) noexcept {
    deadline_ = Clock::now() + first;
    begun_ = false;
    idle_ = idle;
    headDue_ = true;
}

size_t Channel::read(uint8_t *to, size_t count) noexcept {
    if (failure_ != Failure::none || count == 0) return 0;
    if (firstPDU_) {
        firstPDU_ = false;
        try {
            if (!takeFirstPDU()) return 0;
        } catch (...) {
            fail(Failure::malformed); /* no memory for it: the association cannot begin */
            return 0;
        }
    }
    if (rebuiltNext_ < rebuilt_.size()) {
        size_t part = std::min(count, rebuilt_.size() - rebuiltNext_);
        memcpy(to, rebuilt_.data() + rebuiltNext_, part);
        rebuiltNext_ += part;
        if (rebuiltNext_ == rebuilt_.size()) {
            rebuilt_ = {};
            rebuiltNext_ = 0;
        }
        return part;
    }
    if (headDue_ && !takeHead()) return 0;
    if (headNext_ < headSize) {
        size_t part = std::min(count, headSize - headNext_);
        memcpy(to, head_.data() + headNext_, part);
        headNext_ += part;
        return part;
    }
    return receive(to, count);
}

bool Channel::takeHead() noexcept {
    for (size_t filled = 0; filled < headSize;) {
        size_t got = receive(head_.data() + filled, headSize - filled);
        if (got == 0) return false;
        filled += got;
    }
    headDue_ = false;
    headNext_ = 0;
    expectedLength_ = static_cast<size_t>(head_[2]) << 24 | head_[3] << 16 | head_[4] << 8 | head_[5];
    return true;
}

size_t Channel::receive(uint8_t *to, size_t count) noexcept {
    if (inputNext_ == inputEnd_) {
        bool straight = count >= straightFrom;
        uint8_t *target = straight ? to : input_.data();
        size_t room = straight ? count : input_.size();
        size_t got;
        for (;;) {
            if (!mayGoOn()) return 0;
            if (begun_ && Clock::now() >= deadline_) return fail(Failure::timeout), 0;
            Transfer transfer = stream_->receive(target, room);
            if (transfer.ended) return fail(Failure::closed), 0;
            got = transfer.count;
            if (got > 0) break;
            if (transfer.wait != 0 && !await(transfer.wait, deadline_)) return 0;
        }
        lastHeard_.store(Clock::now().time_since_epoch().count(), std::memory_order_relaxed);
        if (!straight) {
            inputNext_ = 0;
            inputEnd_ = got;
        } else {
            count = got;
        }
    }
    if (!begun_) {
        begun_ = true;
        idle_ = false;
        deadline_ = Clock::now() + patience_;
    }
    if (inputNext_ < inputEnd_) {
        count = std::min(count, inputEnd_ - inputNext_);
        memcpy(to, input_.data() + inputNext_, count);
        inputNext_ += count;
    }
    return count;
}

bool Channel::readFully(std::vector<uint8_t> &into, size_t count) {
    /* Grows with what really arrives, not with what was promised. */
    while (into.size() < count) {
        size_t filled = into.size();
        into.resize(filled + std::min<size_t>(count - filled, 16000));
        size_t got = receive(into.data() + filled, into.size() - filled);
        into.resize(filled + got);
        if (got == 0) return false;
    }
    return true;
}

bool Channel::takeFirstPDU() {
    std::vector<uint8_t> pdu;
    if (!readFully(pdu, 6)) return false;
    uint8_t type = pdu[0];
    size_t length = static_cast<size_t>(pdu[2]) << 24 | pdu[3] << 16 | pdu[4] << 8 | pdu[5];
    uint8_t wanted = role_ == Role::acceptor ? pduAssociateRequest : pduAssociateAccept;
    bool associate = type == wanted;
    bool brief = type == pduAbort || (role_ == Role::requestor && type == pduAssociateReject);
    if ((!associate && !brief) || (associate && length > associateLimit) || (brief && length != 4))
        return fail(Failure::malformed), false;
    if (!readFully(pdu, 6 + length)) return false;
    if (brief) {
        rebuilt_ = std::move(pdu);
        return true;
    }
    auto rebuilt = rebuiltAssociate(pdu.data(), pdu.size());
    if (!rebuilt) return fail(Failure::malformed), false;
    rebuilt_ = std::move(*rebuilt);
    return true;
}

void Channel::write(const uint8_t *bytes, size_t count) noexcept {
    if (failure_ != Failure::none) return;
    bool isHead = !headHeld_ && count == 12 && bytes[0] == pduData;
    headHeld_ = isHead;
    if (!isHead && count == 10 && bytes[0] == pduAbort && heldCount_ == 0) aborted_ = true;
    if ((isHead || corked_) && heldCount_ + count <= held_.size()) {
        if (count > 0) memcpy(held_.data() + heldCount_, bytes, count);
        heldCount_ += count;
        return;
    }
    transmit(bytes, count);
}

void Channel::uncork() noexcept {
    corked_ = false;
    if (heldCount_ > 0 && !headHeld_ && failure_ == Failure::none) transmit(nullptr, 0);
}

void Channel::transmit(const uint8_t *bytes, size_t count) noexcept {
    iovec parts[2] = {{held_.data(), heldCount_}, {const_cast<uint8_t *>(bytes), count}};
    heldCount_ = 0;
    Clock::time_point deadline = Clock::now() + patience_;
    while (parts[0].iov_len + parts[1].iov_len > 0) {
        if (!mayGoOn()) break;
        bool both = parts[0].iov_len > 0;
        Transfer transfer = stream_->send(both ? parts : parts + 1, both ? 2 : 1);
        if (transfer.ended) {
            fail(Failure::closed);
            break;
        }
        if (transfer.count == 0) {
            if (transfer.wait != 0 && !await(transfer.wait, deadline)) break;
            continue;
        }
        size_t sent = transfer.count;
        for (iovec &part : parts) {
            size_t taken = std::min(part.iov_len, sent);
            part.iov_base = static_cast<uint8_t *>(part.iov_base) + taken;
            part.iov_len -= taken;
            sent -= taken;
        }
    }
    if (failure_ != Failure::none) tornWrite_ = true;
}

void Channel::abort(uint8_t source, uint8_t reason) noexcept {
    if (!stream_ || failure_ == Failure::closed || tornWrite_ || aborted_) return;
    aborted_ = true;
    const uint8_t pdu[10] = {pduAbort, 0, 0, 0, 0, 4, 0, 0, source, reason};
    /* Ten bytes fit or the peer has stopped reading long ago; then it learns of the end by the close. */
    const iovec part{const_cast<uint8_t *>(pdu), sizeof pdu};
    (void)stream_->send(&part, 1);
}

void Channel::close(std::chrono::milliseconds linger) noexcept {
    if (!stream_) return;
    if (linger.count() > 0 && failure_ != Failure::closed) {
        stream_->finish();
        Clock::time_point deadline = Clock::now() + linger;
        while (Clock::now() < deadline) {
            Transfer transfer = stream_->receive(input_.data(), input_.size());
            if (transfer.ended) break;
            if (transfer.wait == 0) continue;
            pollfd ready{stream_->descriptor(), transfer.wait, 0};
            (void)poll(&ready, 1, millisecondsUntil(deadline));
        }
    }
    stream_.reset();
    fail(Failure::closed);
}

bool Channel::quiet() noexcept {
    if (!stream_ || failure_ != Failure::none || inputNext_ < inputEnd_ || interrupted_) return false;
    return stream_->isSilent();
}

void Channel::fail(Failure failure) noexcept {
    if (failure_ == Failure::none) failure_ = failure;
}

bool Channel::mayGoOn() noexcept {
    if (failure_ != Failure::none) return false;
    if (interrupted_) return fail(Failure::interrupted), false;
    if (idle_ && draining_) return fail(Failure::drained), false;
    return true;
}

/* Waits until the socket is ready (or might be: callers try again). False: failed. */
bool Channel::await(short events, Clock::time_point deadline) noexcept {
    pollfd waits[2] = {{stream_->descriptor(), events, 0}, {wake_, POLLIN, 0}};
    int ready = poll(waits, 2, millisecondsUntil(deadline));
    if (ready < 0 && errno != EINTR) return fail(Failure::closed), false;
    if (ready > 0 && (waits[1].revents & POLLIN)) {
        uint64_t count;
        (void)!::read(wake_, &count, sizeof count);
    }
    if (!mayGoOn()) return false;
    if (ready <= 0 && Clock::now() >= deadline) return fail(Failure::timeout), false;
    return true;
}

void Channel::wake() noexcept {
    uint64_t one = 1;
    (void)!::write(wake_, &one, sizeof one);
}

void Channel::interrupt() noexcept {
    interrupted_ = true;
    wake();
}

void Channel::drain() noexcept {
    draining_ = true;
    wake();
}

}  // namespace bridge::network
