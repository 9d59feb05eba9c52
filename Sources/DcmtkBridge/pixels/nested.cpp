/* nested.cpp - see nested.hpp. */
#include "nested.hpp"

#include "../include/DcmtkBridge.h"
#include "../data/access.hpp"
#include <failure.hpp>
#include "../data/header.hpp"

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include <memory>

namespace bridge {

namespace {

/* DCMTK's name for every encapsulated syntax, see layout.hpp. */
constexpr E_TransferSyntax syntax = EXS_JPEG2000LosslessOnly;

void append_item(std::vector<uint8_t> &bytes, uint32_t length) {
    for (const uint8_t byte : {0xFE, 0xFF, 0x00, 0xE0}) bytes.push_back(byte);
    for (unsigned shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<uint8_t>(length >> shift));
}

}  // namespace

std::vector<uint8_t> nested_fragments(DcmElement &pixels) {
    DcmPixelSequence *sequence = nullptr;
    static_cast<DcmPixelData &>(pixels).getEncapsulatedRepresentation(syntax, nullptr, sequence);
    if (!sequence) throw Failure{BRIDGE_E_UNREADABLE, "fragments of a nested image cannot be read"};
    std::vector<uint8_t> bytes;
    DcmList &items = SequenceAccess::items(*sequence);
    for (DcmObject *object = items.seek(ELP_first); object; object = items.seek(ELP_next)) {
        auto &item = *static_cast<DcmPixelItem *>(object);
        const Uint32 length = item.getLengthField();
        append_item(bytes, length);
        const auto *content = static_cast<const uint8_t *>(ElementAccess::value(item));
        if (length > 0 && !content) throw Failure{BRIDGE_E_IO, "a value cannot be read"};
        if (length > 0) bytes.insert(bytes.end(), content, content + length);
    }
    return bytes;
}

void set_nested_fragments(DcmElement &pixels, const std::vector<uint8_t> &items) {
    auto sequence = std::make_unique<DcmPixelSequence>(DcmTag(DCM_PixelData, EVR_OB));
    size_t offset = 0;
    while (offset < items.size()) {
        const uint64_t left = items.size() - offset;
        if (left < 8 || items[offset] != 0xFE || items[offset + 1] != 0xFF || items[offset + 2] != 0 ||
            items[offset + 3] != 0xE0) {
            throw Failure{BRIDGE_E_ARGUMENT, "something else than fragments"};
        }
        const uint32_t length = number32(items.data() + offset + 4, false);
        if (length > left - 8 || (length & 1)) throw Failure{BRIDGE_E_ARGUMENT, "a fragment's length"};
        auto item = std::make_unique<DcmPixelItem>(DcmTag(DCM_Item, EVR_OB));
        if (ElementAccess::put(*item, items.data() + offset + 8, length).bad()) throw std::bad_alloc();
        if (sequence->insert(item.get()).bad()) throw std::bad_alloc();
        item.release();
        offset += 8 + static_cast<size_t>(length);
    }
    // Takes the sequence over.
    static_cast<DcmPixelData &>(pixels).putOriginalRepresentation(syntax, nullptr, sequence.release());
}

}  // namespace bridge
