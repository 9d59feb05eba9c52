/* source.hpp - bytes to look at: an open file, or memory.
 *
 * A Source gives small contiguous views; a file is read through one window of 32 KB, so memory stays flat whatever the
 * file's size. Files are read with pread on a descriptor of our own (no shared position) and shared by reference count
 * with everything that may have to load a value later. A Source is used by one thread at a time, a File by any.
 */
#ifndef VEIL_DATA_SOURCE_HPP
#define VEIL_DATA_SOURCE_HPP

#include "../include/DcmtkBridge.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace bridge {

class File {
public:
    /* Takes the descriptor over. */
    explicit File(int descriptor);
    ~File();
    File(const File &) = delete;
    File &operator=(const File &) = delete;

    /* Throws BRIDGE_E_IO if the path cannot be opened or is no regular file. */
    static std::shared_ptr<const File> open(const char *path);

    uint64_t size() const { return size_; }
    /* Reads up to `count` bytes; fewer only at the end of the file. Throws BRIDGE_E_IO. */
    size_t read(uint64_t offset, void *target, size_t count) const;

    /* Some read has failed: for readers behind DCMTK's streams, which lose the reason. */
    bool has_failed() const { return has_failed_; }

private:
    int descriptor_;
    uint64_t size_;
    mutable std::atomic<bool> has_failed_{false};
};

class Source {
public:
    virtual ~Source() = default;
    uint64_t size() const { return size_; }
    /* `count` (at most maximum_view) contiguous bytes at `offset`, valid until the next call; nullptr if the source
     * ends before. */
    virtual const uint8_t *view(uint64_t offset, size_t count) = 0;

    static constexpr size_t maximum_view = 1024;

protected:
    explicit Source(uint64_t size) : size_(size) {}

private:
    uint64_t size_;
};

class MemorySource final : public Source {
public:
    MemorySource(const uint8_t *bytes, size_t count) : Source(count), bytes_(bytes) {}
    const uint8_t *view(uint64_t offset, size_t count) override;

private:
    const uint8_t *bytes_;
};

/* The beginning of something longer: nothing is said about where it ends. */
class PrefixSource final : public Source {
public:
    PrefixSource(const uint8_t *bytes, size_t count) : Source(UINT64_MAX / 2), prefix_(bytes, count) {}
    const uint8_t *view(uint64_t offset, size_t count) override { return prefix_.view(offset, count); }

private:
    MemorySource prefix_;
};

class FileSource final : public Source {
public:
    explicit FileSource(std::shared_ptr<const File> file);
    const uint8_t *view(uint64_t offset, size_t count) override;

private:
    std::shared_ptr<const File> file_;
    std::vector<uint8_t> window_;
    uint64_t window_offset_ = 0;
    size_t window_count_ = 0;
};

}  // namespace bridge

#endif
