/* bits.cpp - see bits.hpp. */
#include "bits.hpp"

#include <cstring>

namespace bridge {

namespace {

template <class Cell>
struct Masks {
    Cell above; /* bits above the sample */
    Cell below;
    Cell used;
    Cell sign; /* the sample's highest bit */

    explicit Masks(SampleBits bits) {
        const uint64_t up_to_high = (uint64_t{2} << bits.high) - 1;
        const uint64_t low = (uint64_t{1} << (bits.high + 1 - bits.stored)) - 1;
        above = static_cast<Cell>(~up_to_high);
        below = static_cast<Cell>(low);
        used = static_cast<Cell>(up_to_high & ~low);
        sign = static_cast<Cell>(uint64_t{1} << bits.high);
    }
};

template <class Cell>
Cell cell_at(const uint8_t *bytes, size_t index) {
    Cell cell;
    memcpy(&cell, bytes + index * sizeof(Cell), sizeof(Cell));
    return cell;
}

template <class Cell>
bool has_foreign(const uint8_t *bytes, size_t count, SampleBits bits) {
    const Masks<Cell> masks(bits);
    const Cell extended = static_cast<Cell>(masks.above | masks.sign);
    constexpr size_t block = 4096 / sizeof(Cell);
    const size_t cells = count / sizeof(Cell);
    for (size_t start = 0; start < cells; start += block) {
        const size_t end = cells - start < block ? cells : start + block;
        // Most blocks have nothing in their unused bits at all.
        Cell any = 0;
        for (size_t i = start; i < end; i++) any = static_cast<Cell>(any | cell_at<Cell>(bytes, i));
        if ((any & masks.below) != 0) return true;
        if ((any & masks.above) == 0) continue;
        Cell foreign = 0;
        for (size_t i = start; i < end; i++) {
            const Cell bits_above = static_cast<Cell>(cell_at<Cell>(bytes, i) & extended);
            const bool is_neither = ((bits_above & masks.above) != 0) & (bits_above != extended);
            foreign = static_cast<Cell>(foreign | is_neither);
        }
        if (foreign != 0) return true;
    }
    return false;
}

template <class Cell>
void clear(uint8_t *bytes, size_t count, SampleBits bits, bool is_signed) {
    const Masks<Cell> masks(bits);
    for (size_t i = 0; i < count / sizeof(Cell); i++) {
        Cell cell = cell_at<Cell>(bytes, i);
        const bool is_negative = is_signed && (cell & masks.sign) != 0;
        cell = static_cast<Cell>((cell & masks.used) | (is_negative ? masks.above : Cell{0}));
        memcpy(bytes + i * sizeof(Cell), &cell, sizeof(Cell));
    }
}

}  // namespace

bool has_foreign_bits(const uint8_t *bytes, size_t count, SampleBits bits) {
    switch (bits.allocated) {
    case 8: return has_foreign<uint8_t>(bytes, count, bits);
    case 16: return has_foreign<uint16_t>(bytes, count, bits);
    default: return has_foreign<uint32_t>(bytes, count, bits);
    }
}

void clear_foreign_bits(uint8_t *bytes, size_t count, SampleBits bits, bool is_signed) {
    switch (bits.allocated) {
    case 8: return clear<uint8_t>(bytes, count, bits, is_signed);
    case 16: return clear<uint16_t>(bytes, count, bits, is_signed);
    default: return clear<uint32_t>(bytes, count, bits, is_signed);
    }
}

}  // namespace bridge
