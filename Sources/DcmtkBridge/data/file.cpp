/* file.cpp - the bytes that a data set was read from, for who wants to read them anew. */
#include "../include/DcmtkBridge.h"
#include "data_set.hpp"

#include <failure.hpp>
#include "inflate.hpp"

using namespace bridge;

struct bridge_file {
    std::shared_ptr<const File> file;
};

bridge_file *_Nullable bridge_data_set_file(const bridge_data_set *data_set, bridge_error *error) noexcept {
    return reporting(error, nullptr, [&] { return new bridge_file{data_set->file}; });
}

bridge_file *_Nullable bridge_inflate(const uint8_t *bytes, size_t count, uint64_t limit,
                                      bridge_error *error) noexcept {
    return reporting(error, nullptr, [&] { return new bridge_file{inflate(bytes, count, limit).file}; });
}

uint64_t bridge_file_size(const bridge_file *file) noexcept { return file->file->size(); }

bool bridge_file_read(const bridge_file *file, uint64_t offset, uint8_t *target, size_t count, size_t *got,
                      bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        *got = file->file->read(offset, target, count);
        return true;
    });
}

void bridge_file_destroy(bridge_file *file) noexcept { delete file; }
