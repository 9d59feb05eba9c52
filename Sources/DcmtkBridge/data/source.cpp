/* source.cpp - see source.hpp. */
#include "source.hpp"

#include "../include/DcmtkBridge.h"

#include <failure.hpp>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bridge {

namespace {

constexpr size_t window_size = 32 * 1024;

}  // namespace

File::File(int descriptor) : descriptor_(descriptor), size_(0) {
    struct stat status = {};
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        close(descriptor);
        throw Failure{BRIDGE_E_IO, "not a regular file"};
    }
    size_ = static_cast<uint64_t>(status.st_size);
}

File::~File() { close(descriptor_); }

std::shared_ptr<const File> File::open(const char *path) {
    // O_NONBLOCK: a named pipe in a folder must not hang the caller; it has no effect on regular files.
    const int descriptor = ::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) throw Failure{BRIDGE_E_IO, "file cannot be opened"};
    return std::make_shared<const File>(descriptor);
}

size_t File::read(uint64_t offset, void *target, size_t count) const {
    size_t done = 0;
    while (done < count) {
        const ssize_t got =
            pread(descriptor_, static_cast<uint8_t *>(target) + done, count - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            has_failed_ = true;
            throw Failure{BRIDGE_E_IO, "file cannot be read"};
        }
        if (got == 0) break;
        done += static_cast<size_t>(got);
    }
    return done;
}

const uint8_t *MemorySource::view(uint64_t offset, size_t count) {
    if (offset > size() || count > size() - offset) return nullptr;
    return bytes_ + offset;
}

FileSource::FileSource(std::shared_ptr<const File> file)
    : Source(file->size()), file_(std::move(file)), window_(window_size) {
    static_assert(window_size >= maximum_view, "a view must fit the window");
}

const uint8_t *FileSource::view(uint64_t offset, size_t count) {
    if (count > maximum_view || offset > size() || count > size() - offset) return nullptr;
    if (offset < window_offset_ || offset - window_offset_ + count > window_count_) {
        window_count_ = file_->read(offset, window_.data(), window_.size());
        window_offset_ = offset;
        if (window_count_ < count) throw Failure{BRIDGE_E_IO, "file became shorter while it was read"};
    }
    return window_.data() + (offset - window_offset_);
}

}  // namespace bridge
