/* data_set.cpp - opening, listing and loading (DcmtkBridge.h, "files and data sets").
 *
 * Order on opening: inflate if need be, scan, parse with DCMTK, compare what both saw, resolve UN. A data set on
 * which scan and parser disagree is not one that can be de-identified.
 */
#include "data_set.hpp"

#include "../include/DcmtkBridge.h"
#include "access.hpp"
#include "dictionary.hpp"
#include <failure.hpp>
#include "inflate.hpp"
#include "stream.hpp"

#include <algorithm>

namespace bridge {

namespace {

OFCondition parse(bridge_data_set &data_set, uint64_t begin, uint64_t end) {
    const LongElement *hidden = encapsulated_pixel_data(data_set.long_elements);
    const Extent extent = {begin, end, hidden ? hidden->start : end, hidden ? hidden->end : end};
    FileStream stream(data_set.file, extent);
    data_set.data_set.transferInit();
    OFCondition condition =
        data_set.data_set.read(stream, data_set.layout.dcmtk(), EGL_noChange, data_set.limits.inline_limit);
    data_set.data_set.transferEnd();
    if (condition.good() && !stream.eos()) condition = EC_CorruptedData;
    return condition;
}

bool is_before(const LongElement &left, const LongElement &right) { return left.header.tag < right.header.tag; }

void open(bridge_data_set &data_set, const char *path, uint64_t offset, uint64_t maximum_inflated) {
    data_set.file = File::open(path);
    uint64_t begin = offset, outer = 0;
    if (data_set.layout.deflated) {
        Inflated inflated = inflate(*data_set.file, offset, maximum_inflated);
        data_set.file = std::move(inflated.file);
        outer = inflated.left_over;
        begin = 0;
    }
    FileSource source(data_set.file);
    ScanResult scanned = scan_data_set(source, begin, data_set.coding(), data_set.layout.encapsulated, data_set.limits);
    data_set.long_elements = std::move(scanned.long_elements);
    std::sort(data_set.long_elements.begin(), data_set.long_elements.end(), is_before);
    data_set.trailing_bytes = data_set.file->size() - scanned.end + outer;

    // A data set of nothing but encapsulated Pixel Data leaves nothing for DCMTK.
    if (scanned.elements > 0) {
        const OFCondition condition = parse(data_set, begin, scanned.end);
        if (condition == EC_MemoryExhausted) throw std::bad_alloc();
        if (condition.bad()) throw Failure{BRIDGE_E_UNREADABLE, "DCMTK cannot read the data set"};
    }
    ScanResult parsed;
    survey(data_set.data_set, 0, parsed);
    if (parsed.elements != scanned.elements || parsed.fingerprint != scanned.fingerprint) {
        throw Failure{BRIDGE_E_UNREADABLE, "an element twice, or a structure with two readings"};
    }
    resolve_unknown(data_set, scanned);
}

}  // namespace

const LongElement *encapsulated_pixel_data(const std::vector<LongElement> &elements) {
    for (const LongElement &element : elements) {
        if (element.encapsulated) return &element;
    }
    return nullptr;
}

void survey(DcmItem &item, unsigned depth, ScanResult &result) {
    DcmList &elements = ItemAccess::elements(item);
    for (DcmObject *object = elements.seek(ELP_first); object; object = elements.seek(ELP_next)) {
        const uint32_t tag = static_cast<uint32_t>(object->getGTag()) << 16 | object->getETag();
        uint64_t size = object->getLengthField();
        if (object->ident() == EVR_SQ) {
            DcmList &items = SequenceAccess::items(*static_cast<DcmSequenceOfItems *>(object));
            size = items.card();
            for (DcmObject *inner = items.seek(ELP_first); inner; inner = items.seek(ELP_next)) {
                survey(*static_cast<DcmItem *>(inner), depth + 1, result);
            }
        }
        result.elements++;
        result.fingerprint += mark(tag, depth, size);
    }
}

}  // namespace bridge

using namespace bridge;

const LongElement *bridge_data_set::long_element(uint32_t tag) const {
    LongElement wanted = {};
    wanted.header.tag = tag;
    const auto found = std::lower_bound(long_elements.begin(), long_elements.end(), wanted, is_before);
    return found != long_elements.end() && found->header.tag == tag ? &*found : nullptr;
}

Node &bridge_data_set::node(size_t index) {
    if (index >= nodes.size() || nodes[index].is_gone) throw Failure{BRIDGE_E_ARGUMENT, "no such element"};
    return nodes[index];
}

bridge_data_set *_Nullable bridge_data_set_open(const char *path, uint64_t offset, const char *transfer_syntax_uid,
                                                const bridge_data_set_limits *limits, bridge_error *error) noexcept {
    return reporting(error, nullptr, [&]() -> bridge_data_set * {
        if (!dictionary_is_ready()) throw Failure{BRIDGE_E_UNEXPECTED, "DCMTK's data dictionary is missing"};
        auto data_set = std::make_unique<bridge_data_set>();
        data_set->layout = layout_of(transfer_syntax_uid);
        data_set->limits = {limits->maximum_depth, limits->maximum_memory, limits->inline_limit};
        open(*data_set, path, offset, limits->maximum_inflated);
        return data_set.release();
    });
}

void bridge_data_set_destroy(bridge_data_set *data_set) noexcept { delete data_set; }

uint64_t bridge_data_set_trailing_bytes(const bridge_data_set *data_set) noexcept { return data_set->trailing_bytes; }
