/* fragments.hpp - encapsulated Pixel Data: a Basic Offset Table, fragments, a delimiter (PS3.5 section A.4). */
#ifndef VEIL_DATA_FRAGMENTS_HPP
#define VEIL_DATA_FRAGMENTS_HPP

#include <failure.hpp>
#include "../include/DcmtkBridge.h"
#include "header.hpp"
#include "source.hpp"

namespace bridge {

/* Calls visit(offset, length) for each item, the offset table first, from the first byte after the element's header.
 * Returns the offset behind the delimiter. */
template <class Visit>
uint64_t walk_fragments(Source &source, uint64_t offset, Visit visit) {
    for (;;) {
        const uint8_t *bytes = source.view(offset, 8);
        if (!bytes) throw Failure{BRIDGE_E_TRUNCATED, "data set ends inside encapsulated pixel data"};
        const uint32_t tag = static_cast<uint32_t>(number16(bytes, false)) << 16 | number16(bytes + 2, false);
        const uint32_t length = number32(bytes + 4, false);
        offset += 8;
        if (tag == sequence_delimitation_tag) return offset;
        if (tag != item_tag || length == undefined_length) {
            throw Failure{BRIDGE_E_UNREADABLE, "encapsulated pixel data holds something else than fragments"};
        }
        if (length > source.size() - offset) {
            throw Failure{BRIDGE_E_TRUNCATED, "data set ends inside encapsulated pixel data"};
        }
        visit(offset, length);
        offset += length;
    }
}

}  // namespace bridge

#endif
