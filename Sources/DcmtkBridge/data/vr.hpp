/* vr.hpp - Value Representations as two letters (first in the upper byte) and as DCMTK's numbers.
 *
 * PS3.5 sections 6.2 and 7.1.2; the table of VRs is DCMTK's own. Thread-safe: nothing changes after start.
 */
#ifndef VEIL_DATA_VR_HPP
#define VEIL_DATA_VR_HPP

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcvr.h>

#include <cstdint>

namespace bridge {

constexpr uint16_t letters(char first, char second) {
    return static_cast<uint16_t>(static_cast<uint8_t>(first) << 8 | static_cast<uint8_t>(second));
}

/* DCMTK's number for two letters of a file: EVR_UNKNOWN for capitals that it does not know (PS3.5 7.1.2: a later VR,
 * with a 32-bit length), EVR_UNKNOWN2B for anything else. */
DcmEVR vr_of(uint16_t letters);

/* The letters that are written for `vr`: ambiguous ones resolved (xs US, ox and px OW, lt OW, up UL), the rest UN. */
uint16_t letters_of(DcmEVR vr);

/* The VR of the standard that an ambiguous one of DCMTK's stands for. */
DcmEVR settled(DcmEVR vr);

/* The longest value that a 16-bit length field can tell (PS3.5 section 7.1.2); lengths are even. */
constexpr uint64_t longest_short_value = 0xFFFE;

bool is_text(DcmEVR vr);
bool has_long_length_field(DcmEVR vr);
/* Bytes of one number, 1 where bytes have no order. */
unsigned number_width(DcmEVR vr);
/* The byte that pads a value to even length (PS3.5 section 6.2). */
uint8_t padding_of(DcmEVR vr);

}  // namespace bridge

#endif
