/* value.hpp - Pixel Data of one element, at top level or in an item, as bytes to read.
 *
 * Positions count in the value as found: native samples, or offset table, fragments and their item headers without the
 * delimiter. A long top-level value stays in the file; others (icons, small images) are copied once.
 */
#ifndef VEIL_PIXELS_VALUE_HPP
#define VEIL_PIXELS_VALUE_HPP

#include "../include/DcmtkBridge.h"
#include "../data/data_set.hpp"

namespace bridge {

class PixelValue {
public:
    /* Throws BRIDGE_E_ARGUMENT for a sequence or an element that is gone. */
    PixelValue(bridge_data_set &data_set, size_t index);

    bool is_encapsulated() const { return encapsulated_; }
    bool is_in_file() const { return original_ != nullptr; }
    uint64_t size() const { return size_; }
    /* Bytes of one number, where the file's byte order is not ours; else 1. */
    unsigned swapped_width() const { return swapped_width_; }
    /* All `count` bytes at `offset`, numbers in little endian; both must be multiples of the swapped width. */
    void read(uint64_t offset, uint8_t *target, size_t count) const;
    /* Offset table first. */
    std::vector<bridge_pixel_fragment> fragments() const;
    /* Numbers of `bytes` in the other byte order, if the file's is not ours. */
    void swap(uint8_t *bytes, size_t count) const;

private:
    const bridge_data_set &data_set_;
    const LongElement *original_ = nullptr;
    const uint8_t *memory_ = nullptr;
    std::vector<uint8_t> fragments_;
    bool encapsulated_ = false;
    uint64_t size_ = 0;
    unsigned swapped_width_ = 1;
};

}  // namespace bridge

#endif
