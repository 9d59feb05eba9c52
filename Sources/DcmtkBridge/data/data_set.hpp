/* data_set.hpp - the handle behind bridge_data_set.
 *
 * Owns DCMTK's data set, the open file that long values are read from, and what was handed out to the caller. One
 * thread at a time. Nodes keep their index for the handle's life: an edit changes or marks them, never moves them.
 */
#ifndef VEIL_DATA_DATA_SET_HPP
#define VEIL_DATA_DATA_SET_HPP

#include "../include/DcmtkBridge.h"
#include "../pixels/composition.hpp"
#include "layout.hpp"
#include "scan.hpp"
#include "source.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcelem.h>
#include <dcmtk/dcmdata/dcsequen.h>

#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bridge {

/* One element as the caller knows it. */
struct Node {
    DcmElement *element; /* nullptr: top-level encapsulated Pixel Data, which DCMTK never sees */
    DcmItem *owner;
    uint32_t tag;
    bool is_gone;                /* deleted, or inside something deleted */
    bool is_touched;             /* its value is no longer the file's */
    const LongElement *original; /* top-level long values */
};

/* What bridge_data_set_encode hands out. */
struct Encoded {
    std::vector<uint8_t> bytes;
    std::vector<bridge_segment> segments;
};

}  // namespace bridge

struct bridge_data_set {
    std::shared_ptr<const bridge::File> file; /* the caller's, or the unlinked copy of what was deflated in it */
    bridge::Layout layout;
    bridge::ScanLimits limits{};
    uint64_t trailing_bytes = 0;
    std::vector<bridge::LongElement> long_elements; /* by tag */
    DcmDataset data_set;

    bool is_listed = false;
    std::vector<bridge::Node> nodes;
    std::vector<bridge_element> elements;
    std::unordered_map<size_t, std::vector<uint8_t>> loaded;
    std::set<std::pair<size_t, uint32_t>> gone_items; /* sequence and number; they go when the data set is encoded */

    std::map<uint32_t, bridge::Composition> compositions; /* long values whose pixels were changed, by tag */
    std::vector<bridge_pixel_fragment> fragments;         /* as described last */
    std::vector<uint8_t> chunk;                           /* for passes over pixels */

    bridge::Encoded encoded;

    std::vector<bridge_element> edited; /* as listed last by bridge_data_set_edited */
    std::vector<bridge_origin> origins;

    bridge::Coding coding() const { return {layout.explicit_vr, layout.big_endian}; }
    /* The top-level element `tag` in the file if it is a long one; else nullptr. */
    const bridge::LongElement *long_element(uint32_t tag) const;
    /* The node at `index`; throws BRIDGE_E_ARGUMENT if there is none or it is gone. */
    bridge::Node &node(size_t index);
};

namespace bridge {

/* The VR that a value of `length` bytes is written with: UN if it does not fit the VR's length field in Explicit VR
 * (PS3.5 section 6.2.2). */
DcmEVR written_vr(const Layout &layout, const DcmElement &element, uint64_t length);

/* Whether the encoder takes the value of a node as it stands in the file. */
bool is_from_file(const bridge_data_set &data_set, const Node &node);

/* Where the file's encapsulated Pixel Data stands; nullptr if there is none. */
const LongElement *encapsulated_pixel_data(const std::vector<LongElement> &elements);

/* Adds DCMTK's version of every element's `mark` below `item`, in a result like the scan's. */
void survey(DcmItem &item, unsigned depth, ScanResult &result);

/* Gives elements that came as UN (PS3.5 6.2.2) the VR of the dictionary where the attribute is a standard one and the
 * value can be of that VR; sequences become visible. */
void resolve_unknown(bridge_data_set &data_set, ScanResult &scanned);

/* An empty element. */
std::unique_ptr<DcmElement> make_element(uint32_t tag, DcmEVR vr);

/* Scans and parses the value of a sequence with `depth` sequences around its items (its own included); adds to `units`.
 * Throws as scan_items does, and BRIDGE_E_UNREADABLE. */
std::unique_ptr<DcmSequenceOfItems> parse_items(uint32_t tag, const uint8_t *bytes, size_t count, Coding coding,
                                                unsigned depth, const ScanLimits &limits, uint64_t &units);

/* Makes nodes and elements if that was not done yet. */
void list(bridge_data_set &data_set);

/* All elements as they are now, in order. Encapsulated Pixel Data that DCMTK never sees is there even if it is gone. */
void enumerate(bridge_data_set &data_set, std::vector<Node> &nodes, std::vector<bridge_element> &elements);

/* Deletes the objects of elements and items that are marked as gone, and of group lengths (PS3.5 section 7.2). */
void sweep(bridge_data_set &data_set);

/* Marks what is below a node as gone; the objects belong to whoever deletes the node's own. */
void forget_below(bridge_data_set &data_set, size_t index);

}  // namespace bridge

#endif
