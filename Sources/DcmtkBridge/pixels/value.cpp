/* value.cpp - see value.hpp. */
#include "value.hpp"

#include "../include/DcmtkBridge.h"

#include <failure.hpp>
#include "../data/fragments.hpp"
#include "../data/vr.hpp"
#include "nested.hpp"

#include <algorithm>
#include <cstring>

namespace bridge {

namespace {

constexpr uint64_t delimiter_size = 8;

}  // namespace

PixelValue::PixelValue(bridge_data_set &data_set, size_t index) : data_set_(data_set) {
    const Node &node = data_set.node(index);
    if (node.element && node.element->ident() == EVR_SQ) throw Failure{BRIDGE_E_ARGUMENT, "a sequence has no pixels"};
    if (is_from_file(data_set, node)) {
        original_ = node.original;
        encapsulated_ = original_->encapsulated;
        size_ = original_->end - original_->value - (encapsulated_ ? delimiter_size : 0);
        const DcmEVR found = original_->header.vr;
        const bool has_order = !encapsulated_ && found != EVR_UN && found != EVR_UNKNOWN;
        if (data_set.layout.big_endian && has_order) swapped_width_ = number_width(found);
    } else if (node.element->getLengthField() == undefined_length) {
        encapsulated_ = true;
        fragments_ = nested_fragments(*node.element);
        memory_ = fragments_.data();
        size_ = fragments_.size();
    } else {
        bridge_error error = {};
        size_t count = 0;
        memory_ = bridge_data_set_load(&data_set, index, &count, &error);
        if (!memory_) throw Failure{error.code, "a value cannot be read"};
        size_ = count;
    }
}

void PixelValue::read(uint64_t offset, uint8_t *target, size_t count) const {
    if (offset > size_ || count > size_ - offset) throw Failure{BRIDGE_E_ARGUMENT, "beyond the end of the pixels"};
    if (offset % swapped_width_ != 0 || count % swapped_width_ != 0) {
        throw Failure{BRIDGE_E_ARGUMENT, "half a number of the pixels"};
    }
    if (count == 0) return;
    if (memory_) {
        memcpy(target, memory_ + offset, count);
        return;
    }
    if (data_set_.file->read(original_->value + offset, target, count) < count) {
        throw Failure{BRIDGE_E_IO, "a value cannot be read"};
    }
    swap(target, count);
}

void PixelValue::swap(uint8_t *bytes, size_t count) const {
    if (swapped_width_ == 1) return;
    for (size_t i = 0; i + swapped_width_ <= count; i += swapped_width_)
        std::reverse(bytes + i, bytes + i + swapped_width_);
}

std::vector<bridge_pixel_fragment> PixelValue::fragments() const {
    std::vector<bridge_pixel_fragment> found;
    if (!encapsulated_) return found;
    if (original_) {
        FileSource source(data_set_.file);
        walk_fragments(source, original_->value, [&](uint64_t offset, uint32_t length) {
            found.push_back({offset - original_->value, length});
        });
        return found;
    }
    for (uint64_t offset = 0; offset + 8 <= size_;) {
        const uint32_t length = number32(memory_ + offset + 4, false);
        found.push_back({offset + 8, length});
        offset += 8 + static_cast<uint64_t>(length);
    }
    return found;
}

}  // namespace bridge
