/* unknown.cpp - elements of VR UN whose attribute the dictionary knows (PS3.5 section 6.2.2, notes), and private
 * sequences, which in Implicit VR say nothing of themselves either.
 *
 * Nodes that do not know an attribute pass it on as UN, its value in the form of Implicit VR Little Endian. If the
 * value can be of the dictionary's VR, the element gets it, so that rules reach it and what it contains; if not, it
 * stays UN. A private value that can be read as items from its first byte to its last is a sequence, so that rules look
 * into it.
 */
#include "data_set.hpp"

#include "access.hpp"
#include "dictionary.hpp"
#include "failure.hpp"
#include "stream.hpp"
#include "vr.hpp"

#include <dcmtk/dcmdata/dcdeftag.h>

#include <algorithm>

namespace bridge {

namespace {

/* A sequence has to be in memory to be parsed; one that is larger stays UN. */
constexpr Uint32 longest_sequence = 16 * 1024 * 1024;
constexpr Uint32 longest_short_value = 0xFFFE;

bool is_plausible_text(DcmEVR vr, const uint8_t *bytes, size_t count) {
    while (count > 0 && bytes[count - 1] == 0) count--;
    return std::all_of(bytes, bytes + count, [&](uint8_t byte) {
        if (vr == EVR_UI)
            return byte == '.' || byte == '\\' || (byte >= '0' && byte <= '9') || byte == ' ' || byte == 0;
        // TAB, LF, FF, CR and ESC are what PS3.5 section 6.1.3 lets through.
        return byte >= 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D || byte == 0x1B;
    });
}

class Resolver {
public:
    Resolver(bridge_data_set &data_set, ScanResult &scanned) : data_set_(data_set), scanned_(scanned) {}

    void visit(DcmItem &item, unsigned depth) {
        DcmList &elements = ItemAccess::elements(item);
        for (DcmObject *object = elements.seek(ELP_first); object; object = elements.seek(ELP_next)) {
            if (object->ident() == EVR_SQ) {
                visit_items(*static_cast<DcmSequenceOfItems *>(object), depth);
                continue;
            }
            auto &element = *static_cast<DcmElement *>(object);
            std::unique_ptr<DcmElement> known = resolved(item, element, depth);
            if (!known) continue;
            known->setParent(&item);
            elements.insert(known.release(), ELP_next);
            elements.seek(ELP_prev);
            delete elements.remove();
        }
    }

private:
    void visit_items(DcmSequenceOfItems &sequence, unsigned depth) {
        DcmList &items = SequenceAccess::items(sequence);
        for (DcmObject *item = items.seek(ELP_first); item; item = items.seek(ELP_next)) {
            visit(*static_cast<DcmItem *>(item), depth + 1);
        }
    }

    /* The element under its own VR; nullptr where it must stay as it is. */
    std::unique_ptr<DcmElement> resolved(DcmItem &item, DcmElement &element, unsigned depth) {
        const DcmEVR found = element.getTag().getEVR();
        if (found != EVR_UN && found != EVR_UNKNOWN) return nullptr;
        const uint32_t tag = static_cast<uint32_t>(element.getGTag()) << 16 | element.getETag();
        const Attribute known = attribute(tag);
        const Uint32 length = element.getLengthField();
        if ((tag >> 16 & 1) != 0) return begins_with_item(element, tag, depth) ? sequence(tag, element, depth) : nullptr;
        if (!known.standard || known.vr == EVR_UN || (length & 1) != 0) return nullptr;
        const DcmEVR vr = vr_in(item, known.vr);
        if (vr == EVR_SQ) return length <= longest_sequence ? sequence(tag, element, depth) : nullptr;
        if (length > longest_short_value && !has_long_length_field(vr)) return nullptr;
        if (length % number_width(vr) != 0) return nullptr;

        const LongElement *original = depth == 0 ? data_set_.long_element(tag) : nullptr;
        const bool stays_in_file = original && !is_text(vr);
        std::unique_ptr<DcmElement> result = make_element(tag, vr);
        if (stays_in_file) {
            const Extent extent = {original->value, original->end, original->end, original->end};
            auto factory = std::make_unique<FileStreamFactory>(data_set_.file, extent);
            if (result->createValueFromTempFile(factory.get(), length, EBO_LittleEndian).good()) factory.release();
            return result;
        }
        const uint8_t *bytes = loaded(element);
        if (is_text(vr) && !is_plausible_text(vr, bytes, length)) return nullptr;
        if (length > 0 && ElementAccess::put(*result, bytes, length).bad()) throw std::bad_alloc();
        return result;
    }

    /* Only then is a long value read from the file. */
    bool begins_with_item(DcmElement &element, uint32_t tag, unsigned depth) {
        constexpr uint8_t item_tag[] = {0xFE, 0xFF, 0x00, 0xE0};
        const Uint32 length = element.getLengthField();
        if (length < 8 || length > longest_sequence || (length & 1) != 0) return false;
        uint8_t front[sizeof item_tag];
        const LongElement *original = depth == 0 ? data_set_.long_element(tag) : nullptr;
        if (original && !element.valueLoaded()) {
            if (data_set_.file->read(original->value, front, sizeof front) < sizeof front) return false;
        } else {
            std::copy_n(loaded(element), sizeof front, front);
        }
        return std::equal(std::begin(front), std::end(front), std::begin(item_tag));
    }

    DcmEVR vr_in(DcmItem &item, DcmEVR vr) {
        Uint16 pixel_representation = 0;
        if (vr == EVR_xs && item.findAndGetUint16(DCM_PixelRepresentation, pixel_representation).good() &&
            pixel_representation == 1) {
            return EVR_SS;
        }
        return settled(vr);
    }

    std::unique_ptr<DcmElement> sequence(uint32_t tag, DcmElement &element, unsigned depth) {
        ScanLimits left = data_set_.limits;
        left.elements -= std::min(left.elements, scanned_.units);
        const uint8_t *bytes = loaded(element);
        try {
            auto parsed = parse_items(tag, bytes, element.getLengthField(), Coding{false, false}, depth + 1, left,
                                      scanned_.units);
            visit_items(*parsed, depth);
            return parsed;
        } catch (const Failure &failure) {
            if (failure.code == BRIDGE_E_TOO_DEEP || failure.code == BRIDGE_E_TOO_LARGE) throw;
            return nullptr;
        }
    }

    const uint8_t *loaded(DcmElement &element) {
        const void *bytes = ElementAccess::value(element);
        if (!bytes && element.getLengthField() > 0) throw Failure{BRIDGE_E_IO, "a value cannot be read"};
        return static_cast<const uint8_t *>(bytes);
    }

    bridge_data_set &data_set_;
    ScanResult &scanned_;
};

}  // namespace

void resolve_unknown(bridge_data_set &data_set, ScanResult &scanned) {
    Resolver(data_set, scanned).visit(data_set.data_set, 0);
}

}  // namespace bridge
