/* scan.hpp - a walk over encoded elements without recursion and without loading values.
 *
 * Nothing reaches DCMTK's recursive parser that the scan has not found well-formed: every length fits its container and
 * the file, items and delimiters nest, depth and counts are under their limits. What it notes (where long top-level
 * values stand, a fingerprint of all elements) is compared with what DCMTK then makes of the same bytes.
 */
#ifndef VEIL_DATA_SCAN_HPP
#define VEIL_DATA_SCAN_HPP

#include "../include/DcmtkBridge.h"
#include "header.hpp"
#include "source.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace bridge {

struct ScanLimits {
    uint32_t depth;
    uint64_t memory; /* bytes: see ScanResult::memory */
    uint32_t inline_limit;
};

/* What an element or an item takes in memory beside its value, DCMTK's objects and our rows together. */
constexpr uint64_t unit_cost = 512;

/* A top-level element whose value is to stay in the file. */
struct LongElement {
    Header header;
    uint64_t start; /* of the header */
    uint64_t value;
    uint64_t end;       /* behind the value; encapsulated Pixel Data: behind its delimiter */
    uint64_t fragments; /* encapsulated Pixel Data: bytes of all fragments, offset table excepted */
    bool encapsulated;
};

struct ScanResult {
    uint64_t elements = 0;     /* of all levels, top-level encapsulated Pixel Data excepted */
    uint64_t units = 0;        /* elements and items */
    uint64_t fingerprint = 0;  /* sum of `mark` over those elements */
    uint64_t loaded_bytes = 0; /* of values that will be in memory: short ones, and all text */
    uint64_t end = 0;          /* behind the last element */
    std::vector<LongElement> long_elements;

    uint64_t memory() const { return units * unit_cost + loaded_bytes; }
};

/* A number for one element, to be summed in any order; `size` is a value's length or a sequence's number of items. */
uint64_t mark(uint32_t tag, unsigned depth, uint64_t size);

/* Sees every top-level element that is no sequence, with the offset of its value; false ends the scan. */
using Visitor = std::function<bool(const Header &, uint64_t)>;

/* Scans a data set from `begin` to the end of the source; what follows the last element is left over (see `end`).
 * Throws BRIDGE_E_UNREADABLE, _TRUNCATED, _TOO_DEEP, _TOO_LARGE. */
ScanResult scan_data_set(Source &source, uint64_t begin, Coding coding, bool encapsulated, const ScanLimits &limits,
                         const Visitor &visitor = nullptr);

/* Scans the items of a sequence value, which must fill the source. `is_private`: of a private sequence. `depth` is the
 * number of sequences around it, its own included. */
ScanResult scan_items(Source &source, bool is_private, Coding coding, unsigned depth, const ScanLimits &limits);

}  // namespace bridge

#endif
