/* edit.cpp - deleting, replacing and inserting elements.
 *
 * Deletion only marks: objects go when the data set is encoded, in one pass over each item, so that a plan of many
 * deletions costs no search each.
 */
#include "../include/DcmtkBridge.h"
#include "data_set.hpp"

#include "access.hpp"
#include "dictionary.hpp"
#include <failure.hpp>
#include "vr.hpp"

#include <dcmtk/dcmdata/dcbytstr.h>

#include <algorithm>
#include <cstring>

namespace bridge {

namespace {

constexpr size_t longest_value = 0xFFFFFFFE;

unsigned depth_of(const bridge_data_set &data_set, int32_t parent) {
    unsigned depth = 0;
    for (; parent >= 0; parent = data_set.elements[static_cast<size_t>(parent)].parent) depth++;
    return depth;
}

void set_value(DcmElement &element, const uint8_t *bytes, size_t count) {
    const DcmEVR vr = settled(element.getTag().getEVR());
    if (count > longest_value) throw Failure{BRIDGE_E_ARGUMENT, "value too long for its VR"};
    if (count % number_width(vr) != 0) throw Failure{BRIDGE_E_ARGUMENT, "value length does not fit its VR"};
    std::vector<uint8_t> padded(bytes, bytes + count);
    if (count & 1) padded.push_back(padding_of(vr));
    const Uint32 length = static_cast<Uint32>(padded.size());
    OFCondition condition;
    if (auto *text = dynamic_cast<DcmByteString *>(&element)) {
        // Qualified: DcmUniqueIdentifier would take a leading '=' for the name of a UID.
        condition = text->DcmByteString::putString(reinterpret_cast<const char *>(padded.data()), length);
    } else {
        condition = ElementAccess::put(element, padded.data(), length);
    }
    if (condition.bad()) throw std::bad_alloc();
}

void set_items(bridge_data_set &data_set, DcmSequenceOfItems &sequence, uint32_t tag, const uint8_t *bytes,
               size_t count, unsigned depth) {
    uint64_t units = 0;
    std::unique_ptr<DcmSequenceOfItems> parsed;
    if (count > longest_value) throw Failure{BRIDGE_E_ARGUMENT, "value too long for its VR"};
    try {
        parsed = parse_items(tag, bytes, count, Coding{true, false}, depth + 1, data_set.limits, units);
    } catch (const Failure &failure) {
        // Whatever is wrong with these bytes, the caller made them.
        throw Failure{BRIDGE_E_ARGUMENT, failure.text};
    }
    DcmList &from = SequenceAccess::items(*parsed), &to = SequenceAccess::items(sequence);
    to.deleteAllElements();
    from.seek(ELP_first);
    while (DcmObject *item = from.remove()) {
        to.append(item);
        item->setParent(&sequence);
    }
}

DcmItem &item_at(bridge_data_set &data_set, int32_t parent, int32_t item) {
    if (parent < 0) return data_set.data_set;
    const Node &node = data_set.node(static_cast<size_t>(parent));
    if (!node.element || node.element->ident() != EVR_SQ) throw Failure{BRIDGE_E_ARGUMENT, "the parent is no sequence"};
    auto &sequence = static_cast<DcmSequenceOfItems &>(*node.element);
    if (item < 0 || static_cast<unsigned long>(item) >= sequence.card())
        throw Failure{BRIDGE_E_ARGUMENT, "no such item"};
    if (data_set.gone_items.count({static_cast<size_t>(parent), static_cast<uint32_t>(item)}) > 0)
        throw Failure{BRIDGE_E_ARGUMENT, "the item is gone"};
    return *sequence.getItem(static_cast<unsigned long>(item));
}

/* The first element of an item, or of the first one after it that has any, or what follows the sequence: by halving, so
 * that many items cost no search each. */
size_t first_of_item(const bridge_data_set &data_set, size_t sequence, uint32_t item) {
    const auto &elements = data_set.elements;
    const auto is_before = [&](size_t index) {
        const bridge_element *element = &elements[index];
        while (element->parent > static_cast<int64_t>(sequence))
            element = &elements[static_cast<size_t>(element->parent)];
        return element->parent == static_cast<int64_t>(sequence) && element->item < static_cast<int64_t>(item);
    };
    size_t low = sequence + 1, high = elements.size();
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (is_before(middle)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The element's object is not ours any more. */
void forget(bridge_data_set &data_set, size_t index) {
    Node &node = data_set.nodes[index];
    node.is_gone = true;
    node.element = nullptr;
    node.owner = nullptr;
    data_set.loaded.erase(index);
}

/* The element that an insertion replaces: DCMTK deletes its object, so the node must let go of it. */
void forget_existing(bridge_data_set &data_set, const DcmItem &owner, uint32_t tag) {
    for (size_t i = 0; i < data_set.nodes.size(); i++) {
        const Node &node = data_set.nodes[i];
        if (node.owner != &owner || node.tag != tag) continue;
        forget_below(data_set, i);
        forget(data_set, i);
    }
}

void check_new_tag(uint32_t tag, const Layout &layout) {
    const uint32_t group = tag >> 16;
    if (group == 0 || group == 2 || group == 4 || group == 0xFFFE || (tag & 0xFFFF) == 0) {
        throw Failure{BRIDGE_E_ARGUMENT, "a tag that cannot be in a data set"};
    }
    if (tag == pixel_data_tag && layout.encapsulated)
        throw Failure{BRIDGE_E_ARGUMENT, "pixel data would have to be encapsulated"};
}

}  // namespace

}  // namespace bridge

using namespace bridge;

bool bridge_data_set_delete(bridge_data_set *data_set, size_t index, bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        list(*data_set);
        Node &node = data_set->node(index);
        node.is_gone = true;
        forget_below(*data_set, index);
        data_set->loaded.erase(index);
        return true;
    });
}

bool bridge_data_set_delete_item(bridge_data_set *data_set, size_t sequence, uint32_t item,
                                 bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        list(*data_set);
        const Node &node = data_set->node(sequence);
        if (!node.element || node.element->ident() != EVR_SQ || node.is_touched)
            throw Failure{BRIDGE_E_ARGUMENT, "no sequence as it was read"};
        if (item >= data_set->elements[sequence].item_count) throw Failure{BRIDGE_E_ARGUMENT, "no such item"};
        data_set->gone_items.insert({sequence, item});
        for (size_t i = first_of_item(*data_set, sequence, item); i < data_set->nodes.size(); i++) {
            const bridge_element &element = data_set->elements[i];
            if (element.parent != static_cast<int64_t>(sequence)) {
                if (element.parent < static_cast<int64_t>(sequence)) break;
                continue;
            }
            if (element.item != static_cast<int64_t>(item)) break;
            forget_below(*data_set, i);
            forget(*data_set, i);
        }
        return true;
    });
}

bool bridge_data_set_replace(bridge_data_set *data_set, size_t index, const uint8_t *_Nullable bytes, size_t count,
                             bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        list(*data_set);
        Node &node = data_set->node(index);
        if (!node.element || node.element->getLengthField() == undefined_length) {
            if (!node.element || node.element->ident() != EVR_SQ) {
                throw Failure{BRIDGE_E_ARGUMENT, "encapsulated pixel data cannot be replaced"};
            }
        }
        if (node.element->ident() == EVR_SQ) {
            const unsigned depth = depth_of(*data_set, data_set->elements[index].parent);
            set_items(*data_set, static_cast<DcmSequenceOfItems &>(*node.element), node.tag, bytes, count, depth);
            forget_below(*data_set, index);
            auto &gone = data_set->gone_items;
            gone.erase(gone.lower_bound({index, 0}), gone.lower_bound({index + 1, 0}));
        } else {
            set_value(*node.element, bytes, count);
        }
        node.is_touched = true;
        data_set->loaded.erase(index);
        return true;
    });
}

bool bridge_data_set_insert(bridge_data_set *data_set, int32_t parent, int32_t item, uint32_t tag, uint16_t vr,
                            const uint8_t *_Nullable bytes, size_t count, bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        check_new_tag(tag, data_set->layout);
        list(*data_set);
        const DcmEVR number = vr_of(vr);
        if (!DcmVR(number).isStandard()) throw Failure{BRIDGE_E_ARGUMENT, "no such VR"};
        const Attribute known = attribute(tag);
        if (!data_set->layout.explicit_vr && known.standard && (known.vr == EVR_SQ) != (number == EVR_SQ)) {
            throw Failure{BRIDGE_E_ARGUMENT, "the VR would be read as another one"};
        }
        DcmItem &owner = item_at(*data_set, parent, item);
        std::unique_ptr<DcmElement> element = make_element(tag, number);
        if (number == EVR_SQ) {
            const unsigned depth = depth_of(*data_set, parent);
            set_items(*data_set, static_cast<DcmSequenceOfItems &>(*element), tag, bytes, count, depth);
        } else {
            set_value(*element, bytes, count);
        }
        forget_existing(*data_set, owner, tag);
        if (owner.insert(element.get(), OFTrue).bad()) throw Failure{BRIDGE_E_UNEXPECTED, "element cannot be inserted"};
        element.release();
        return true;
    });
}
