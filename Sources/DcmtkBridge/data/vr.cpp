/* vr.cpp - see vr.hpp. */
#include "vr.hpp"

namespace bridge {

DcmEVR vr_of(uint16_t letters) {
    const char name[] = {static_cast<char>(letters >> 8), static_cast<char>(letters), '\0'};
    for (int i = 0; i < 2; i++) {
        if (name[i] < 'A' || name[i] > 'Z') return EVR_UNKNOWN2B;
    }
    return DcmVR(name).getEVR();
}

DcmEVR settled(DcmEVR vr) {
    // DCMTK would say OB for ox; but where no element of the data set decides otherwise, words are what both Implicit
    // VR (PS3.5 A.1) and the overlay and pixel rules (PS3.5 8.1.2, 8.2) ask for.
    return vr == EVR_ox || vr == EVR_px ? EVR_OW : DcmVR(vr).getValidEVR();
}

uint16_t letters_of(DcmEVR vr) {
    const char *name = DcmVR(settled(vr)).getVRName();
    return letters(name[0], name[1]);
}

bool is_text(DcmEVR vr) { return DcmVR(vr).isaString(); }

bool has_long_length_field(DcmEVR vr) { return DcmVR(vr).usesExtendedLengthEncoding(); }

unsigned number_width(DcmEVR vr) {
    const size_t width = DcmVR(vr).getValueWidth();
    return width > 1 ? static_cast<unsigned>(width) : 1;
}

uint8_t padding_of(DcmEVR vr) { return is_text(vr) && vr != EVR_UI ? ' ' : 0; }

}  // namespace bridge
