/* original.cpp - long values as they stand in the file, piece by piece. */
#include "data_set.hpp"

#include "failure.hpp"

#include <algorithm>

using namespace bridge;

namespace {

/* The item that ends encapsulated Pixel Data. */
constexpr uint64_t delimiter_size = 8;

}  // namespace

bool bridge_data_set_read_original(bridge_data_set *data_set, size_t index, uint64_t offset, uint8_t *buffer,
                                   size_t size, size_t *count, bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        *count = 0;
        list(*data_set);
        const Node &node = data_set->node(index);
        if (!node.original || node.is_touched) throw Failure{BRIDGE_E_ARGUMENT, "the value does not stand in the file"};
        const LongElement &original = *node.original;
        const uint64_t begin = original.value + offset;
        const uint64_t end = original.end - (original.encapsulated ? delimiter_size : 0);
        if (begin >= end) return true;
        const size_t wanted = static_cast<size_t>(std::min<uint64_t>(size, end - begin));
        if (data_set->file->read(begin, buffer, wanted) < wanted) throw Failure{BRIDGE_E_IO, "a value cannot be read"};
        *count = wanted;
        return true;
    });
}
