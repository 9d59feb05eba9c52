/* bits.cpp - see bits.hpp. */
#include "bits.hpp"

#include <cstring>

namespace bridge {

namespace {

template <class Cell>
struct Masks {
    Cell above;                     /* bits above the sample */
    Cell below;
    Cell used;
    Cell sign;                      /* the sample's highest bit */

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
bool has_foreign(const uint8_t *bytes, size_t count, SampleBits bits) {
    const Masks<Cell> masks(bits);
    const Cell extended = static_cast<Cell>(masks.above | masks.sign);
    constexpr size_t block = 8192 / sizeof(Cell);
    const size_t cells = count / sizeof(Cell);
    for (size_t start = 0; start < cells; start += block) {
        const size_t end = cells - start < block ? cells : start + block;
        Cell foreign = 0;
        for (size_t i = start; i < end; i++) {
            Cell cell;
            memcpy(&cell, bytes + i * sizeof(Cell), sizeof(Cell));
            const Cell differs_from_zero = static_cast<Cell>(cell & masks.above);
            const Cell differs_from_sign = static_cast<Cell>((cell & extended) ^ extended);
            const Cell neither = differs_from_zero != 0 && differs_from_sign != 0 ? static_cast<Cell>(~Cell{0}) : Cell{0};
            foreign = static_cast<Cell>(foreign | neither | (cell & masks.below));
        }
        if (foreign != 0) return true;
    }
    return false;
}

template <class Cell>
void clear(uint8_t *bytes, size_t count, SampleBits bits, bool is_signed) {
    const Masks<Cell> masks(bits);
    for (size_t i = 0; i + sizeof(Cell) <= count; i += sizeof(Cell)) {
        Cell cell;
        memcpy(&cell, bytes + i, sizeof(Cell));
        const bool is_negative = is_signed && (cell & masks.sign) != 0;
        cell = static_cast<Cell>((cell & masks.used) | (is_negative ? masks.above : Cell{0}));
        memcpy(bytes + i, &cell, sizeof(Cell));
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
