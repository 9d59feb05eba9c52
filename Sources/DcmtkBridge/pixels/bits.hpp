/* bits.hpp - bits of a pixel cell that no sample uses (PS3.5 section 8.1.1, PS3.3 section C.9.2 of 2004: overlays).
 *
 * A cell is foreign if its unused bits are neither zero nor (those above the sample) copies of the sample's highest bit.
 * One pass over the bytes with loops that vectorise: it runs over every native image.
 */
#ifndef VEIL_PIXELS_BITS_HPP
#define VEIL_PIXELS_BITS_HPP

#include <cstddef>
#include <cstdint>

namespace bridge {

struct SampleBits {
    unsigned allocated; /* 8, 16 or 32 */
    unsigned stored;
    unsigned high; /* High Bit */

    bool is_possible() const {
        return (allocated == 8 || allocated == 16 || allocated == 32) && stored > 0 && high < allocated &&
               stored <= high + 1;
    }
};

/* `count` is a multiple of the cell's size; cells are little endian. */
bool has_foreign_bits(const uint8_t *bytes, size_t count, SampleBits bits);

/* Unused bits become zero, those above a signed sample copies of its sign. */
void clear_foreign_bits(uint8_t *bytes, size_t count, SampleBits bits, bool is_signed);

}  // namespace bridge

#endif
