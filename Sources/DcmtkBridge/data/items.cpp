/* items.cpp - new elements: of any VR, empty, and sequences out of encoded items in memory. */
#include "../include/DcmtkBridge.h"
#include "data_set.hpp"

#include "access.hpp"
#include <failure.hpp>

#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dcvrobow.h>

namespace bridge {

std::unique_ptr<DcmElement> make_element(uint32_t tag, DcmEVR vr) {
    const DcmTag full(DcmTagKey(static_cast<Uint16>(tag >> 16), static_cast<Uint16>(tag)), DcmVR(vr));
    // DCMTK's class for Pixel Data writes only representations that it has read or made; plain bytes are all it takes
    // here.
    if (tag == pixel_data_tag) return std::make_unique<DcmOtherByteOtherWord>(full);
    DcmElement *element = nullptr;
    if (DcmItem::newDicomElementWithVR(element, full).bad())
        throw Failure{BRIDGE_E_UNEXPECTED, "DCMTK makes no such element"};
    return std::unique_ptr<DcmElement>(element);
}

std::unique_ptr<DcmSequenceOfItems> parse_items(uint32_t tag, const uint8_t *bytes, size_t count, Coding coding,
                                                unsigned depth, const ScanLimits &limits, uint64_t &units) {
    const DcmTagKey key(static_cast<Uint16>(tag >> 16), static_cast<Uint16>(tag));
    auto sequence = std::make_unique<DcmSequenceOfItems>(DcmTag(key, DcmVR(EVR_SQ)));
    if (count == 0) return sequence;
    ElementAccess::set_length(*sequence, static_cast<Uint32>(count));

    MemorySource source(bytes, count);
    const ScanResult scanned = scan_items(source, (tag >> 16 & 1) != 0, coding, depth, limits);
    DcmInputBufferStream stream;
    stream.setBuffer(bytes, static_cast<offile_off_t>(count));
    stream.setEos();
    sequence->transferInit();
    const OFCondition condition =
        sequence->read(stream, coding.explicit_vr ? EXS_LittleEndianExplicit : EXS_LittleEndianImplicit);
    sequence->transferEnd();
    if (condition == EC_MemoryExhausted) throw std::bad_alloc();
    if (condition.bad() || !stream.eos()) throw Failure{BRIDGE_E_UNREADABLE, "DCMTK cannot read the items"};

    ScanResult parsed;
    DcmList &items = SequenceAccess::items(*sequence);
    for (DcmObject *item = items.seek(ELP_first); item; item = items.seek(ELP_next)) {
        survey(*static_cast<DcmItem *>(item), depth, parsed);
    }
    if (parsed.elements != scanned.elements || parsed.fingerprint != scanned.fingerprint) {
        throw Failure{BRIDGE_E_UNREADABLE, "items with two readings"};
    }
    units += scanned.units;
    return sequence;
}

}  // namespace bridge
