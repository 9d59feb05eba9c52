/* inflate.cpp - see inflate.hpp. */
#include "inflate.hpp"

#include "../include/DcmtkBridge.h"

#include <failure.hpp>

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace bridge {

namespace {

constexpr size_t chunk = 64 * 1024;

class Inflater {
public:
    Inflater() {
        if (inflateInit2(&stream_, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
    }
    ~Inflater() { inflateEnd(&stream_); }
    Inflater(const Inflater &) = delete;
    Inflater &operator=(const Inflater &) = delete;
    z_stream *operator->() { return &stream_; }
    int step() { return ::inflate(&stream_, Z_NO_FLUSH); }

private:
    z_stream stream_{};
};

/* A file without a name: nothing of the patient's stays behind, however the process ends. */
int open_unlinked() {
    const char *variable = getenv("TMPDIR");
    std::string folder = variable && *variable ? variable : "/tmp";
    int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        // Not every file system can make one without a name.
        std::string name = folder + "/veil-XXXXXX";
        descriptor = mkostemp(name.data(), O_CLOEXEC);
        if (descriptor >= 0) unlink(name.c_str());
    }
    if (descriptor < 0) throw Failure{BRIDGE_E_IO, "no temporary file to inflate into"};
    return descriptor;
}

void write_all(int descriptor, const uint8_t *bytes, size_t count) {
    while (count > 0) {
        const ssize_t done = ::write(descriptor, bytes, count);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) throw Failure{BRIDGE_E_IO, "temporary file cannot be written"};
        bytes += done;
        count -= static_cast<size_t>(done);
    }
}

/* Owns a descriptor until File takes it over. */
class Descriptor {
public:
    explicit Descriptor(int value) : value_(value) {}
    ~Descriptor() {
        if (value_ >= 0) close(value_);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    int get() const { return value_; }
    int release() {
        const int value = value_;
        value_ = -1;
        return value;
    }

private:
    int value_;
};

uint64_t without_padding(const File &file, uint64_t end) {
    const uint64_t left = file.size() - end;
    uint8_t byte = 1;
    if (left > 0) file.read(end, &byte, 1);
    return byte == 0 ? left - 1 : left;
}

}  // namespace

Inflated inflate(const File &file, uint64_t offset, uint64_t limit) {
    Descriptor descriptor(open_unlinked());
    Inflater inflater;
    std::vector<uint8_t> input(chunk), output(chunk);
    uint64_t position = offset, total = 0;
    int state = Z_OK;
    while (state != Z_STREAM_END) {
        if (inflater->avail_in == 0) {
            const size_t got = file.read(position, input.data(), input.size());
            if (got == 0) throw Failure{BRIDGE_E_TRUNCATED, "deflated data set ends inside its stream"};
            position += got;
            inflater->next_in = input.data();
            inflater->avail_in = static_cast<uInt>(got);
        }
        inflater->next_out = output.data();
        inflater->avail_out = static_cast<uInt>(output.size());
        state = inflater.step();
        if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) {
            throw Failure{BRIDGE_E_UNREADABLE, "deflated data set is damaged"};
        }
        const size_t made = output.size() - inflater->avail_out;
        total += made;
        if (total > limit) throw Failure{BRIDGE_E_TOO_LARGE, "data set unfolds to more than the limit"};
        write_all(descriptor.get(), output.data(), made);
    }
    const uint64_t left_over = without_padding(file, position - inflater->avail_in);
    return {std::make_shared<const File>(descriptor.release()), left_over};
}

Inflated inflate(const uint8_t *bytes, size_t count, uint64_t limit) {
    Descriptor descriptor(open_unlinked());
    write_all(descriptor.get(), bytes, count);
    const File file(descriptor.release());
    return inflate(file, 0, limit);
}

std::vector<uint8_t> inflate_frame(const uint8_t *bytes, size_t count, size_t limit, size_t &used) {
    Inflater inflater;
    std::vector<uint8_t> result, output(chunk);
    result.reserve(limit);
    used = 0;
    int state = Z_OK;
    while (state != Z_STREAM_END) {
        if (inflater->avail_in == 0) {
            if (used == count) throw Failure{BRIDGE_E_TRUNCATED, "a deflated frame ends inside its stream"};
            const size_t piece = std::min<size_t>(count - used, UINT32_MAX);
            inflater->next_in = const_cast<uint8_t *>(bytes + used);
            inflater->avail_in = static_cast<uInt>(piece);
            used += piece;
        }
        inflater->next_out = output.data();
        inflater->avail_out = static_cast<uInt>(output.size());
        state = inflater.step();
        if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) {
            throw Failure{BRIDGE_E_UNREADABLE, "a deflated frame is damaged"};
        }
        const size_t made = output.size() - inflater->avail_out;
        if (made > limit - result.size()) throw Failure{BRIDGE_E_TOO_LARGE, "a frame unfolds to more than it is"};
        result.insert(result.end(), output.data(), output.data() + made);
    }
    used -= inflater->avail_in;
    return result;
}

std::vector<uint8_t> inflate_prefix(const uint8_t *bytes, size_t count, size_t limit) {
    Inflater inflater;
    std::vector<uint8_t> output(limit);
    inflater->next_in = const_cast<uint8_t *>(bytes);
    inflater->avail_in = static_cast<uInt>(std::min<size_t>(count, UINT32_MAX));
    inflater->next_out = output.data();
    inflater->avail_out = static_cast<uInt>(output.size());
    // One call goes as far as input and output reach; what came out before a fault is as good as a shorter prefix.
    inflater.step();
    output.resize(output.size() - inflater->avail_out);
    return output;
}

struct Deflater::State {
    z_stream stream{};
};

Deflater::Deflater(std::vector<uint8_t> &output) : state_(std::make_unique<State>()), output_(output) {
    if (deflateInit2(&state_->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::bad_alloc();
    }
}

Deflater::~Deflater() { deflateEnd(&state_->stream); }

void Deflater::run(int flush) {
    uint8_t buffer[chunk / 4];
    do {
        state_->stream.next_out = buffer;
        state_->stream.avail_out = sizeof buffer;
        deflate(&state_->stream, flush);
        output_.insert(output_.end(), buffer, buffer + (sizeof buffer - state_->stream.avail_out));
        count_ += sizeof buffer - state_->stream.avail_out;
    } while (state_->stream.avail_out == 0);
}

void Deflater::add(const uint8_t *bytes, size_t count) {
    while (count > 0) {
        const size_t piece = std::min<size_t>(count, UINT32_MAX);
        state_->stream.next_in = const_cast<uint8_t *>(bytes);
        state_->stream.avail_in = static_cast<uInt>(piece);
        run(Z_NO_FLUSH);
        bytes += piece;
        count -= piece;
    }
}

void Deflater::finish() {
    state_->stream.avail_in = 0;
    run(Z_FINISH);
    if (count_ & 1) output_.push_back(0);
}

}  // namespace bridge
