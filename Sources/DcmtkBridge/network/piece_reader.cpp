/* piece_reader.cpp - see piece_reader.hpp. */
#include "piece_reader.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace bridge::network {

namespace {

bool readFully(int file, uint64_t offset, uint8_t *to, size_t count) {
    while (count > 0) {
        ssize_t got = pread(file, to, count, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        to += got;
        offset += static_cast<uint64_t>(got);
        count -= static_cast<size_t>(got);
    }
    return true;
}

}  // namespace

bool PieceReader::atEnd() {
    while (next_ != end_ && taken_ == next_->count) {
        next_++;
        taken_ = 0;
    }
    return next_ == end_;
}

bool PieceReader::take(size_t size, const uint8_t *&bytes, size_t &count) {
    count = 0;
    bytes = buffer_.data();
    if (!atEnd() && next_->bytes && next_->count - taken_ >= size) {
        bytes = next_->bytes + taken_;
        count = size;
        taken_ += size;
        return true;
    }
    buffer_.resize(size);
    bytes = buffer_.data();
    while (count < size && !atEnd()) {
        auto part = static_cast<size_t>(std::min<uint64_t>(size - count, next_->count - taken_));
        if (next_->bytes)
            memcpy(buffer_.data() + count, next_->bytes + taken_, part);
        else if (!readFully(next_->file, next_->offset + taken_, buffer_.data() + count, part))
            return false;
        taken_ += part;
        count += part;
    }
    return true;
}

}  // namespace bridge::network
