/* unknown.cpp - elements of VR UN whose attribute the dictionary knows (PS3.5 section 6.2.2, notes), and private
 * sequences, which in Implicit VR say nothing of themselves either.
 *
 * Nodes that do not know an attribute pass it on as UN, its value in the form of Implicit VR Little Endian. If the
 * value can be of the dictionary's VR, the element gets it, so that rules reach it and what it contains; if not, it
 * stays UN. How long it is does not matter: a value that is too long for its VR's length field had to become UN, and is
 * written as UN again (see written_vr). A private value that can be read as items from its first byte to its last is a
 * sequence, so that rules look into it.
 */
#include "../include/DcmtkBridge.h"
#include "data_set.hpp"

#include "access.hpp"
#include "dictionary.hpp"
#include <failure.hpp>
#include "stream.hpp"
#include "vr.hpp"

#include <algorithm>

namespace bridge {

namespace {

constexpr uint32_t pixel_representation_tag = 0x00280103;

bool is_plausible_text(DcmEVR vr, const uint8_t *bytes, size_t count) {
    while (count > 0 && bytes[count - 1] == 0) count--;
    return std::all_of(bytes, bytes + count, [&](uint8_t byte) {
        if (vr == EVR_UI)
            return byte == '.' || byte == '\\' || (byte >= '0' && byte <= '9') || byte == ' ' || byte == 0;
        // TAB, LF, FF, CR and ESC are what PS3.5 section 6.1.3 lets through.
        return byte >= 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D || byte == 0x1B;
    });
}

uint32_t tag_of(const DcmObject &object) { return static_cast<uint32_t>(object.getGTag()) << 16 | object.getETag(); }

bool is_unknown(DcmEVR vr) { return vr == EVR_UN || vr == EVR_UNKNOWN; }

const uint8_t *loaded(DcmElement &element) {
    const void *bytes = ElementAccess::value(element);
    if (!bytes && element.getLengthField() > 0) throw Failure{BRIDGE_E_IO, "a value cannot be read"};
    return static_cast<const uint8_t *>(bytes);
}

class Resolver {
public:
    Resolver(bridge_data_set &data_set, ScanResult &scanned) : data_set_(data_set), scanned_(scanned) {}

    /* `is_signed`: by Pixel Representation of the items around this one. */
    void visit(DcmItem &item, unsigned depth, bool is_signed) {
        DcmList &elements = ItemAccess::elements(item);
        bool has_unknown = false;
        for (DcmObject *object = elements.seek(ELP_first); object; object = elements.seek(ELP_next)) {
            if (tag_of(*object) == pixel_representation_tag) is_signed = says_signed(*object, is_signed);
            has_unknown |= object->ident() != EVR_SQ && is_unknown(object->getTag().getEVR());
        }
        // Nothing below may look at this item's list, whose cursor is the only place in it.
        for (DcmObject *object = elements.seek(ELP_first); object; object = elements.seek(ELP_next)) {
            if (object->ident() == EVR_SQ) visit_items(*static_cast<DcmSequenceOfItems *>(object), depth, is_signed);
        }
        if (has_unknown) replace_unknown(item, elements, depth, is_signed);
    }

private:
    void visit_items(DcmSequenceOfItems &sequence, unsigned depth, bool is_signed) {
        DcmList &items = SequenceAccess::items(sequence);
        for (DcmObject *item = items.seek(ELP_first); item; item = items.seek(ELP_next)) {
            visit(*static_cast<DcmItem *>(item), depth + 1, is_signed);
        }
    }

    void replace_unknown(DcmItem &item, DcmList &elements, unsigned depth, bool is_signed) {
        struct Place {
            DcmObject *found;
            std::unique_ptr<DcmElement> known;
        };
        std::vector<Place> places;
        for (DcmObject *object = elements.seek(ELP_first); object; object = elements.seek(ELP_next)) {
            places.push_back({object, nullptr});
        }
        for (Place &place : places) {
            if (place.found->ident() == EVR_SQ) continue;
            place.known = resolved(*static_cast<DcmElement *>(place.found), depth, is_signed);
        }
        // The list is made anew, in its order: what is known stands where it was found.
        elements.seek(ELP_first);
        while (elements.remove()) continue;
        for (Place &place : places) {
            if (!place.known) {
                elements.append(place.found);
                continue;
            }
            place.known->setParent(&item);
            elements.append(place.known.release());
            delete place.found;
        }
    }

    /* Whether Pixel Representation, which may itself be UN, says that pixels are signed. */
    static bool says_signed(DcmObject &object, bool otherwise) {
        if (object.ident() == EVR_SQ || object.getLengthField() != 2) return otherwise;
        return number16(loaded(static_cast<DcmElement &>(object)), false) == 1;
    }

    /* The element under its own VR; nullptr where it must stay as it is. */
    std::unique_ptr<DcmElement> resolved(DcmElement &element, unsigned depth, bool is_signed) {
        if (!is_unknown(element.getTag().getEVR())) return nullptr;
        const uint32_t tag = tag_of(element);
        const Attribute known = attribute(tag);
        const Uint32 length = element.getLengthField();
        if ((tag >> 16 & 1) != 0) {
            return begins_with_item(element, tag, depth) ? sequence(tag, element, depth, is_signed) : nullptr;
        }
        if (!known.standard || known.vr == EVR_UN) return nullptr;
        const DcmEVR vr = known.vr == EVR_xs && is_signed ? EVR_SS : settled(known.vr);
        if (vr == EVR_SQ) return (length & 1) == 0 ? sequence(tag, element, depth, is_signed) : nullptr;
        if (length % number_width(vr) != 0 || ((length & 1) != 0 && !is_text(vr))) return nullptr;

        const LongElement *original = depth == 0 ? data_set_.long_element(tag) : nullptr;
        std::unique_ptr<DcmElement> result = make_element(tag, vr);
        if (original && !is_text(vr)) {
            const Extent extent = {original->value, original->end, original->end, original->end};
            auto factory = std::make_unique<FileStreamFactory>(data_set_.file, extent);
            if (result->createValueFromTempFile(factory.get(), length, EBO_LittleEndian).good()) factory.release();
            return result;
        }
        keep_in_memory(length);
        const uint8_t *bytes = loaded(element);
        if (is_text(vr) && !is_plausible_text(vr, bytes, length)) return nullptr;
        if (length > 0 && ElementAccess::put(*result, bytes, length).bad()) throw std::bad_alloc();
        // DCMTK makes an odd length even with a zero; padding is the encoder's.
        if (length & 1) ElementAccess::set_length(*result, length);
        return result;
    }

    /* Only then is a long value read from the file. */
    bool begins_with_item(DcmElement &element, uint32_t tag, unsigned depth) {
        constexpr uint8_t item[] = {0xFE, 0xFF, 0x00, 0xE0};
        const Uint32 length = element.getLengthField();
        if (length < 8 || (length & 1) != 0) return false;
        uint8_t front[sizeof item];
        const LongElement *original = depth == 0 ? data_set_.long_element(tag) : nullptr;
        if (original && !element.valueLoaded()) {
            if (data_set_.file->read(original->value, front, sizeof front) < sizeof front) return false;
        } else {
            std::copy_n(loaded(element), sizeof front, front);
        }
        return std::equal(std::begin(front), std::end(front), std::begin(item));
    }

    std::unique_ptr<DcmElement> sequence(uint32_t tag, DcmElement &element, unsigned depth, bool is_signed) {
        // It has to be in memory to be parsed, and what it holds is then in memory once more.
        keep_in_memory(element.getLengthField());
        ScanLimits left = data_set_.limits;
        left.memory -= std::min(left.memory, scanned_.memory());
        const uint8_t *bytes = loaded(element);
        try {
            auto parsed = parse_items(tag, bytes, element.getLengthField(), Coding{false, false}, depth + 1, left,
                                      scanned_.units);
            visit_items(*parsed, depth, is_signed);
            return parsed;
        } catch (const Failure &failure) {
            if (failure.code != BRIDGE_E_UNREADABLE && failure.code != BRIDGE_E_TRUNCATED) throw;
            return nullptr;
        }
    }

    void keep_in_memory(uint64_t count) {
        scanned_.loaded_bytes += count;
        if (scanned_.memory() > data_set_.limits.memory)
            throw Failure{BRIDGE_E_TOO_LARGE, "more memory than the limit"};
    }

    bridge_data_set &data_set_;
    ScanResult &scanned_;
};

}  // namespace

void resolve_unknown(bridge_data_set &data_set, ScanResult &scanned) {
    Resolver(data_set, scanned).visit(data_set.data_set, 0, false);
}

}  // namespace bridge
