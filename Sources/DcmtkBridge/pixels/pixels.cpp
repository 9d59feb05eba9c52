/* pixels.cpp - reading and recomposing Pixel Data (DcmtkBridge.h, "pixels").
 *
 * Nothing here knows codecs: values are read in ranges and put together again from ranges and new bytes, so that what
 * nobody changed is never copied. The handle's rules hold: one thread at a time.
 */
#include "../include/DcmtkBridge.h"
#include "bits.hpp"
#include "nested.hpp"
#include "value.hpp"

#include <failure.hpp>

#include <algorithm>

namespace bridge {

namespace {

/* Stays in the cache between reading and looking, and below the size that malloc maps anew each time. */
constexpr size_t chunk_size = 64 * 1024;
constexpr uint64_t longest_value = 0xFFFFFFFE;

SampleBits checked(bridge_sample_bits bits) {
    const SampleBits result = {bits.allocated, bits.stored, bits.high};
    if (!result.is_possible()) throw Failure{BRIDGE_E_ARGUMENT, "impossible bits of a sample"};
    return result;
}

Composition composed(const PixelValue &value, const bridge_pixel_piece *pieces, size_t count) {
    Composition result;
    size_t own = 0;
    for (size_t i = 0; i < count; i++) own += pieces[i].bytes ? pieces[i].count : 0;
    result.bytes.reserve(own);
    for (size_t i = 0; i < count; i++) {
        const bridge_pixel_piece &piece = pieces[i];
        if (piece.count == 0) continue;
        if (piece.bytes) {
            const size_t before = result.bytes.size();
            result.bytes.insert(result.bytes.end(), piece.bytes, piece.bytes + piece.count);
            value.swap(result.bytes.data() + before, piece.count);
            result.pieces.push_back({true, before, piece.count});
        } else if (piece.elsewhere) {
            if (!value.is_in_file() || value.swapped_width() > 1)
                throw Failure{BRIDGE_E_ARGUMENT, "pixels kept elsewhere"};
            result.pieces.push_back({false, piece.offset, piece.count, true});
        } else {
            if (piece.offset > value.size() || piece.count > value.size() - piece.offset) {
                throw Failure{BRIDGE_E_ARGUMENT, "beyond the end of the pixels"};
            }
            result.pieces.push_back({false, piece.offset, piece.count});
        }
        if (piece.count % value.swapped_width() != 0) throw Failure{BRIDGE_E_ARGUMENT, "half a number of the pixels"};
        result.length += piece.count;
    }
    if (!value.is_encapsulated() && result.length > longest_value) {
        throw Failure{BRIDGE_E_ARGUMENT, "value too long for its VR"};
    }
    return result;
}

std::vector<uint8_t> flattened(const PixelValue &value, const Composition &composition) {
    std::vector<uint8_t> bytes(composition.length);
    uint8_t *target = bytes.data();
    for (const Composition::Piece &piece : composition.pieces) {
        if (piece.own) {
            std::copy_n(composition.bytes.data() + piece.offset, piece.count, target);
        } else {
            value.read(piece.offset, target, piece.count);
        }
        target += piece.count;
    }
    return bytes;
}

}  // namespace

}  // namespace bridge

using namespace bridge;

bool bridge_pixels_describe(bridge_data_set *data_set, size_t index, bridge_pixel_info *info,
                            const bridge_pixel_fragment *_Nullable *_Nonnull fragments, bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        *info = {};
        *fragments = nullptr;
        list(*data_set);
        if (index < data_set->nodes.size() && data_set->nodes[index].is_gone) return true;
        const PixelValue value(*data_set, index);
        data_set->fragments = value.fragments();
        *info = {true, value.is_encapsulated(), value.size(), data_set->fragments.size()};
        *fragments = data_set->fragments.data();
        return true;
    });
}

bool bridge_data_set_has(bridge_data_set *data_set, size_t index) noexcept {
    return reporting(nullptr, false, [&] {
        list(*data_set);
        return index < data_set->nodes.size() && !data_set->nodes[index].is_gone;
    });
}

bool bridge_pixels_read(bridge_data_set *data_set, size_t index, uint64_t offset, uint8_t *target, size_t count,
                        bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        list(*data_set);
        PixelValue(*data_set, index).read(offset, target, count);
        return true;
    });
}

bool bridge_pixels_compose(bridge_data_set *data_set, size_t index, const bridge_pixel_piece *pieces, size_t count,
                           bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        list(*data_set);
        const PixelValue value(*data_set, index);
        const bool is_elsewhere =
            std::any_of(pieces, pieces + count, [](const auto &piece) { return piece.elsewhere; });
        if (is_elsewhere && data_set->layout.deflated) throw Failure{BRIDGE_E_ARGUMENT, "pixels kept elsewhere"};
        Composition composition = composed(value, pieces, count);
        if (value.is_in_file()) {
            data_set->compositions[data_set->nodes[index].tag] = std::move(composition);
            return true;
        }
        const std::vector<uint8_t> bytes = flattened(value, composition);
        Node &node = data_set->nodes[index];
        if (!value.is_encapsulated())
            return bridge_data_set_replace(data_set, index, bytes.data(), bytes.size(), error);
        set_nested_fragments(*node.element, bytes);
        node.is_touched = true;
        return true;
    });
}

bool bridge_pixels_have_foreign_bits(bridge_data_set *data_set, size_t index, uint64_t count, bridge_sample_bits bits,
                                     bool *found, bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        *found = false;
        list(*data_set);
        const SampleBits sample = checked(bits);
        const PixelValue value(*data_set, index);
        const uint64_t end = std::min(count, value.size()) / (sample.allocated / 8) * (sample.allocated / 8);
        std::vector<uint8_t> &chunk = data_set->chunk;
        chunk.resize(static_cast<size_t>(std::min<uint64_t>(chunk_size, end)));
        for (uint64_t offset = 0; offset < end && !*found; offset += chunk.size()) {
            const size_t piece = static_cast<size_t>(std::min<uint64_t>(chunk.size(), end - offset));
            value.read(offset, chunk.data(), piece);
            *found = has_foreign_bits(chunk.data(), piece, sample);
        }
        return true;
    });
}

bool bridge_samples_have_foreign_bits(const uint8_t *bytes, size_t count, bridge_sample_bits bits, bool *found,
                                      bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        *found = has_foreign_bits(bytes, count, checked(bits));
        return true;
    });
}

bool bridge_samples_clear_foreign_bits(uint8_t *bytes, size_t count, bridge_sample_bits bits, bool is_signed,
                                       bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        clear_foreign_bits(bytes, count, checked(bits), is_signed);
        return true;
    });
}
