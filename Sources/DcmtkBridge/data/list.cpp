/* list.cpp - the data set as one array of elements, and values that are loaded on demand. */
#include "../include/DcmtkBridge.h"
#include "data_set.hpp"

#include "access.hpp"
#include "dictionary.hpp"
#include <failure.hpp>
#include "fragments.hpp"
#include "vr.hpp"

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>

#include <algorithm>

namespace bridge {

namespace {

struct Creator {
    uint32_t tag;
    int32_t index;
};

class Lister {
public:
    Lister(bridge_data_set &data_set, std::vector<Node> &nodes, std::vector<bridge_element> &elements)
        : data_set_(data_set), nodes_(nodes), elements_(elements) {
        hidden_ = encapsulated_pixel_data(data_set.long_elements);
    }

    void run() {
        visit(data_set_.data_set, -1, -1);
        if (hidden_) add_hidden();
    }

private:
    void visit(DcmItem &item, int32_t parent, int32_t number) {
        std::vector<Creator> creators;
        DcmList &elements = ItemAccess::elements(item);
        for (DcmObject *object = elements.seek(ELP_first); object; object = elements.seek(ELP_next)) {
            auto &element = *static_cast<DcmElement *>(object);
            const uint32_t tag = static_cast<uint32_t>(element.getGTag()) << 16 | element.getETag();
            if (parent < 0 && hidden_ && tag > hidden_->header.tag) add_hidden();
            const int32_t index = static_cast<int32_t>(nodes_.size());
            add(element, item, tag, parent, number, creator_of(creators, tag));
            if ((tag >> 16 & 1) && (tag & 0xFFFF) >= 0x10 && (tag & 0xFFFF) <= 0xFF) creators.push_back({tag, index});
            if (element.ident() != EVR_SQ) continue;
            DcmList &items = SequenceAccess::items(static_cast<DcmSequenceOfItems &>(element));
            int32_t inner_number = 0;
            for (DcmObject *inner = items.seek(ELP_first); inner; inner = items.seek(ELP_next)) {
                visit(*static_cast<DcmItem *>(inner), index, inner_number++);
            }
        }
    }

    /* PS3.5 section 7.8.1: (gggg,00bb) governs (gggg,bb00-bbFF). */
    static int32_t creator_of(const std::vector<Creator> &creators, uint32_t tag) {
        if ((tag >> 16 & 1) == 0 || (tag & 0xFFFF) < 0x1000) return -1;
        const uint32_t wanted = (tag & 0xFFFF0000) | (tag >> 8 & 0xFF);
        for (const Creator &creator : creators) {
            if (creator.tag == wanted) return creator.index;
        }
        return -1;
    }

    void add(DcmElement &element, DcmItem &owner, uint32_t tag, int32_t parent, int32_t item, int32_t creator) {
        const DcmEVR vr = element.getTag().getEVR();
        bridge_element entry = {};
        entry.tag = tag;
        entry.vr = letters_of(vr);
        entry.standard = attribute(tag).standard;
        entry.parent = parent;
        entry.item = item;
        entry.creator = creator;
        if (element.ident() == EVR_SQ) {
            entry.vr = letters_of(EVR_SQ);
            entry.loaded = true;
            entry.item_count = static_cast<uint32_t>(static_cast<DcmSequenceOfItems &>(element).card());
        } else if (element.getLengthField() == undefined_length) {
            entry.length = fragments_of(element);
        } else {
            entry.length = element.getLengthField();
            entry.loaded = element.valueLoaded() || is_text(vr);
            if (entry.loaded) entry.value = static_cast<const uint8_t *>(ElementAccess::value(element));
            if (entry.loaded && entry.length > 0 && !entry.value) throw Failure{BRIDGE_E_IO, "a value cannot be read"};
        }
        const bool may_be_long = parent < 0 && element.ident() != EVR_SQ;
        const LongElement *original = may_be_long ? data_set_.long_element(tag) : nullptr;
        nodes_.push_back({&element, &owner, tag, false, false, original});
        elements_.push_back(entry);
    }

    /* Encapsulated Pixel Data inside a sequence (an icon), which DCMTK has read. */
    static uint64_t fragments_of(DcmElement &element) {
        DcmPixelSequence *sequence = nullptr;
        static_cast<DcmPixelData &>(element).getEncapsulatedRepresentation(EXS_JPEG2000LosslessOnly, nullptr, sequence);
        uint64_t sum = 0;
        if (!sequence) return sum;
        DcmList &items = SequenceAccess::items(*sequence);
        // The first item is the offset table.
        items.seek(ELP_first);
        for (DcmObject *item = items.seek(ELP_next); item; item = items.seek(ELP_next)) sum += item->getLengthField();
        return sum;
    }

    void add_hidden() {
        bridge_element entry = {};
        entry.tag = hidden_->header.tag;
        entry.vr = letters_of(EVR_OB);
        entry.standard = true;
        entry.parent = entry.item = entry.creator = -1;
        entry.length = hidden_->fragments;
        nodes_.push_back({nullptr, &data_set_.data_set, entry.tag, false, false, hidden_});
        elements_.push_back(entry);
        hidden_ = nullptr;
    }

    bridge_data_set &data_set_;
    std::vector<Node> &nodes_;
    std::vector<bridge_element> &elements_;
    const LongElement *hidden_;
};

std::vector<uint8_t> read_fragments(const bridge_data_set &data_set, const LongElement &pixels) {
    FileSource source(data_set.file);
    std::vector<uint8_t> bytes;
    bytes.reserve(pixels.fragments);
    bool is_offset_table = true;
    walk_fragments(source, pixels.value, [&](uint64_t offset, uint32_t length) {
        if (!is_offset_table) {
            const size_t before = bytes.size();
            bytes.resize(before + length);
            if (data_set.file->read(offset, bytes.data() + before, length) < length) {
                throw Failure{BRIDGE_E_IO, "a value cannot be read"};
            }
        }
        is_offset_table = false;
    });
    return bytes;
}

std::vector<uint8_t> read_value(const bridge_data_set &data_set, const Node &node) {
    std::vector<uint8_t> bytes(node.original->end - node.original->value);
    if (data_set.file->read(node.original->value, bytes.data(), bytes.size()) < bytes.size()) {
        throw Failure{BRIDGE_E_IO, "a value cannot be read"};
    }
    // UN is little endian in every syntax; everything else is as the syntax says.
    const DcmEVR found = node.original->header.vr;
    const unsigned width = found == EVR_UN || found == EVR_UNKNOWN ? 1 : number_width(found);
    if (data_set.layout.big_endian && width > 1) {
        for (size_t i = 0; i + width <= bytes.size(); i += width)
            std::reverse(bytes.data() + i, bytes.data() + i + width);
    }
    return bytes;
}

}  // namespace

void list(bridge_data_set &data_set) {
    if (data_set.is_listed) return;
    enumerate(data_set, data_set.nodes, data_set.elements);
    data_set.is_listed = true;
}

void enumerate(bridge_data_set &data_set, std::vector<Node> &nodes, std::vector<bridge_element> &elements) {
    Lister(data_set, nodes, elements).run();
}

void forget_below(bridge_data_set &data_set, size_t index) {
    for (size_t i = index + 1; i < data_set.nodes.size(); i++) {
        if (data_set.elements[i].parent < static_cast<int64_t>(index)) break;
        data_set.nodes[i].is_gone = true;
        data_set.nodes[i].element = nullptr;
        data_set.nodes[i].owner = nullptr;
        data_set.loaded.erase(i);
    }
}

}  // namespace bridge

using namespace bridge;

const bridge_element *_Nullable bridge_data_set_elements(bridge_data_set *data_set, size_t *count,
                                                         bridge_error *error) noexcept {
    return reporting(error, nullptr, [&]() -> const bridge_element * {
        *count = 0;
        list(*data_set);
        *count = data_set->elements.size();
        return data_set->elements.data();
    });
}

const uint8_t *_Nullable bridge_data_set_load(bridge_data_set *data_set, size_t index, size_t *count,
                                              bridge_error *error) noexcept {
    return reporting(error, nullptr, [&]() -> const uint8_t * {
        static const uint8_t nothing = 0;
        *count = 0;
        list(*data_set);
        const Node &node = data_set->node(index);
        if (node.element && node.element->ident() == EVR_SQ)
            throw Failure{BRIDGE_E_ARGUMENT, "a sequence has no value"};
        if (node.original && !node.is_touched) {
            std::vector<uint8_t> &bytes = data_set->loaded[index];
            if (bytes.empty())
                bytes = node.element ? read_value(*data_set, node) : read_fragments(*data_set, *node.original);
            *count = bytes.size();
            return bytes.empty() ? &nothing : bytes.data();
        }
        if (node.element->getLengthField() == undefined_length) {
            throw Failure{BRIDGE_E_ARGUMENT, "fragments of a nested image are not loaded"};
        }
        *count = node.element->getLengthField();
        if (*count == 0) return &nothing;
        const void *bytes = ElementAccess::value(*node.element);
        if (!bytes) throw Failure{BRIDGE_E_IO, "a value cannot be read"};
        return static_cast<const uint8_t *>(bytes);
    });
}
