/* scan.hpp - a walk over encoded elements without recursion and without loading values.
 *
 * Nothing reaches DCMTK's recursive parser that the scan has not found well-formed: every length fits its container and
 * the file, items and delimiters nest, depth and counts are under their limits. What it notes (where long top-level
 * values stand, a fingerprint of all elements) is compared with what DCMTK then makes of the same bytes.
 */
#ifndef VEIL_DATA_SCAN_HPP
#define VEIL_DATA_SCAN_HPP

#include "header.hpp"
#include "source.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace bridge {

struct ScanLimits {
    uint32_t depth;
    uint64_t elements;              /* items count like elements */
    uint32_t inline_limit;
};

/* A top-level element whose value is to stay in the file. */
struct LongElement {
    Header header;
    uint64_t start;                 /* of the header */
    uint64_t value;
    uint64_t end;                   /* behind the value; encapsulated Pixel Data: behind its delimiter */
    uint64_t fragments;             /* encapsulated Pixel Data: bytes of all fragments, offset table excepted */
    bool encapsulated;
};

/* Values up to the inline limit, and all text, are kept in memory; a data set that asks for more than this is
 * refused. */
constexpr uint64_t most_loaded_bytes = 256 * 1024 * 1024;

struct ScanResult {
    uint64_t elements = 0;          /* of all levels, top-level encapsulated Pixel Data excepted */
    uint64_t units = 0;             /* elements and items, for the limit */
    uint64_t fingerprint = 0;       /* sum of `mark` over those elements */
    uint64_t loaded_bytes = 0;      /* of values that will be in memory */
    uint64_t end = 0;               /* behind the last element */
    std::vector<LongElement> long_elements;
};

/* A number for one element, to be summed in any order; `size` is a value's length or a sequence's number of items. */
uint64_t mark(uint32_t tag, unsigned depth, uint64_t size);

/* Sees every top-level element that is no sequence, with the offset of its value; false ends the scan. */
using Visitor = std::function<bool(const Header &, uint64_t)>;

/* Scans a data set from `begin` to the end of the source; what follows the last element is left over (see `end`).
 * Throws BRIDGE_E_UNREADABLE, _TRUNCATED, _TOO_DEEP, _TOO_LARGE. */
ScanResult scan_data_set(Source &source, uint64_t begin, Coding coding, bool encapsulated, const ScanLimits &limits,
                         const Visitor &visitor = nullptr);

/* Scans the items of a sequence value, which must fill the source. `depth` is the number of sequences around it, its
 * own included. */
ScanResult scan_items(Source &source, Coding coding, unsigned depth, const ScanLimits &limits);

}  // namespace bridge

#endif
