/* stream.cpp - see stream.hpp. */
#include "stream.hpp"

#include <failure.hpp>

#include <dcmtk/dcmdata/dcerror.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace bridge {

namespace {

constexpr size_t window_size = 16 * 1024;

}  // namespace

FileProducer::FileProducer(std::shared_ptr<const File> file, Extent extent)
    : file_(std::move(file)), extent_(extent), position_(extent.begin), status_(EC_Normal) {
    if (position_ == extent_.hole_begin) position_ = extent_.hole_end;
}

Extent FileProducer::rest() const { return {position_, extent_.end, extent_.hole_begin, extent_.hole_end}; }

/* Bytes up to the hole, or the end. */
uint64_t FileProducer::contiguous() const {
    return (position_ < extent_.hole_begin ? extent_.hole_begin : extent_.end) - position_;
}

offile_off_t FileProducer::avail() {
    const uint64_t hole = position_ < extent_.hole_begin ? extent_.hole_end - extent_.hole_begin : 0;
    return static_cast<offile_off_t>(extent_.end - position_ - hole);
}

size_t FileProducer::read_piece(uint8_t *target, size_t count) {
    // Values go where they belong at once; headers and short values come out of the window.
    if (count >= window_size) {
        const size_t got = file_->read(position_, target, count);
        if (got < count) status_ = EC_InvalidStream;
        return got;
    }
    if (position_ < window_offset_ || position_ + count > window_offset_ + window_.size()) {
        window_.resize(window_size);
        window_.resize(file_->read(position_, window_.data(), window_.size()));
        window_offset_ = position_;
        if (window_.size() < count) {
            status_ = EC_InvalidStream;
            return 0;
        }
    }
    memcpy(target, window_.data() + (position_ - window_offset_), count);
    return count;
}

offile_off_t FileProducer::read(void *target, offile_off_t count) {
    uint8_t *bytes = static_cast<uint8_t *>(target);
    uint64_t left = static_cast<uint64_t>(std::min(count, avail()));
    const uint64_t wanted = left;
    // No exception may cross DCMTK's parser: it would leave what it is building in an unknown state.
    try {
        while (left > 0 && status_.good()) {
            const size_t got = read_piece(bytes, static_cast<size_t>(std::min(left, contiguous())));
            position_ += got;
            bytes += got;
            left -= got;
            if (position_ == extent_.hole_begin) position_ = extent_.hole_end;
        }
    } catch (const Failure &) {
        status_ = EC_InvalidStream;
    } catch (const std::bad_alloc &) {
        status_ = EC_MemoryExhausted;
    }
    return static_cast<offile_off_t>(wanted - left);
}

offile_off_t FileProducer::skip(offile_off_t count) {
    uint64_t left = static_cast<uint64_t>(std::min(count, avail()));
    const uint64_t wanted = left;
    while (left > 0) {
        const uint64_t piece = std::min(left, contiguous());
        position_ += piece;
        left -= piece;
        if (position_ == extent_.hole_begin) position_ = extent_.hole_end;
    }
    return static_cast<offile_off_t>(wanted);
}

void FileProducer::putback(offile_off_t count) {
    uint64_t back = static_cast<uint64_t>(count);
    if (position_ >= extent_.hole_end && position_ - extent_.hole_end < back) {
        back += extent_.hole_end - extent_.hole_begin;
    }
    position_ = back > position_ - extent_.begin ? extent_.begin : position_ - back;
}

FileStream::FileStream(std::shared_ptr<const File> file, Extent extent)
    : DcmInputStream(&producer_), producer_(std::move(file), extent) {}

DcmInputStreamFactory *FileStream::newFactory() const {
    return new FileStreamFactory(producer_.file(), producer_.rest());
}

FileConsumer::FileConsumer(int descriptor, bool deflates)
    : descriptor_(descriptor),
      status_(EC_Normal),
      deflater_(deflates ? std::make_unique<Deflater>(buffer_) : nullptr) {}

FileConsumer::~FileConsumer() { close(descriptor_); }

offile_off_t FileConsumer::write(const void *source, offile_off_t count) {
    const uint8_t *bytes = static_cast<const uint8_t *>(source);
    if (deflater_) {
        deflater_->add(bytes, static_cast<size_t>(count));
    } else {
        buffer_.insert(buffer_.end(), bytes, bytes + count);
    }
    if (buffer_.size() >= window_size) flush();
    return count;
}

void FileConsumer::flush() {
    for (size_t done = 0; done < buffer_.size() && status_.good();) {
        const ssize_t written = ::write(descriptor_, buffer_.data() + done, buffer_.size() - done);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            status_ = EC_InvalidStream;
        } else {
            done += static_cast<size_t>(written);
        }
    }
    buffer_.clear();
}

void FileConsumer::finish() {
    if (deflater_) deflater_->finish();
    flush();
}

bool FileOutput::finish() {
    consumer_.finish();
    return consumer_.good();
}

offile_off_t VectorConsumer::write(const void *source, offile_off_t count) {
    const uint8_t *bytes = static_cast<const uint8_t *>(source);
    bytes_.insert(bytes_.end(), bytes, bytes + count);
    return count;
}

}  // namespace bridge
