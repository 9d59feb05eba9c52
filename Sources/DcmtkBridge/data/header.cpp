/* header.cpp - see header.hpp. */
#include "header.hpp"

#include "dictionary.hpp"
#include "vr.hpp"

namespace bridge {

namespace {

void append16(std::vector<uint8_t> &bytes, uint16_t number, bool big_endian) {
    const uint8_t high = static_cast<uint8_t>(number >> 8), low = static_cast<uint8_t>(number);
    bytes.push_back(big_endian ? high : low);
    bytes.push_back(big_endian ? low : high);
}

void append32(std::vector<uint8_t> &bytes, uint32_t number, bool big_endian) {
    const uint16_t high = static_cast<uint16_t>(number >> 16), low = static_cast<uint16_t>(number);
    append16(bytes, big_endian ? high : low, big_endian);
    append16(bytes, big_endian ? low : high, big_endian);
}

/* Command sets, file meta information and directories have groups of their own; in a data set they would pass for
 * something else. FFFE has but three tags (PS3.5 section 7.5). */
bool may_stand_in_data_set(uint32_t tag) {
    const uint32_t group = tag >> 16;
    return group != 0x0000 && group != 0x0002 && group != 0x0004 && group != 0xFFFE;
}

}  // namespace

uint16_t number16(const uint8_t *bytes, bool big_endian) {
    return static_cast<uint16_t>(big_endian ? bytes[0] << 8 | bytes[1] : bytes[1] << 8 | bytes[0]);
}

uint32_t number32(const uint8_t *bytes, bool big_endian) {
    const uint32_t first = number16(bytes, big_endian), second = number16(bytes + 2, big_endian);
    return big_endian ? first << 16 | second : second << 16 | first;
}

HeaderFault read_header(Source &source, uint64_t offset, Coding coding, Header &header, bool any_group) {
    const uint8_t *bytes = source.view(offset, 8);
    if (!bytes) return HeaderFault::cut;
    header.tag =
        static_cast<uint32_t>(number16(bytes, coding.big_endian)) << 16 | number16(bytes + 2, coding.big_endian);
    header.letters = 0;
    header.size = 8;
    if (header.tag == item_tag || header.tag == item_delimitation_tag || header.tag == sequence_delimitation_tag) {
        header.vr = EVR_na;
        header.length = number32(bytes + 4, coding.big_endian);
        return HeaderFault::none;
    }
    if (!may_stand_in_data_set(header.tag) && !(any_group && header.tag >> 16 != 0xFFFE)) return HeaderFault::malformed;
    if (!coding.explicit_vr) {
        header.vr = attribute(header.tag).vr;
        header.length = number32(bytes + 4, coding.big_endian);
        return HeaderFault::none;
    }
    header.letters = letters(static_cast<char>(bytes[4]), static_cast<char>(bytes[5]));
    header.vr = vr_of(header.letters);
    // DCMTK would go on with a 16-bit length; but no capitals means that the reader has lost its place.
    if (header.vr == EVR_UNKNOWN2B) return HeaderFault::malformed;
    if (!has_long_length_field(header.vr)) {
        header.length = number16(bytes + 6, coding.big_endian);
        return HeaderFault::none;
    }
    bytes = source.view(offset, 12);
    if (!bytes) return HeaderFault::cut;
    header.length = number32(bytes + 8, coding.big_endian);
    header.size = 12;
    return HeaderFault::none;
}

void append_header(std::vector<uint8_t> &bytes, uint32_t tag, DcmEVR vr, uint32_t length, Coding coding) {
    append16(bytes, static_cast<uint16_t>(tag >> 16), coding.big_endian);
    append16(bytes, static_cast<uint16_t>(tag), coding.big_endian);
    if (!coding.explicit_vr) return append32(bytes, length, coding.big_endian);
    const uint16_t name = letters_of(vr);
    bytes.push_back(static_cast<uint8_t>(name >> 8));
    bytes.push_back(static_cast<uint8_t>(name));
    if (!has_long_length_field(vr)) return append16(bytes, static_cast<uint16_t>(length), coding.big_endian);
    append16(bytes, 0, coding.big_endian);
    append32(bytes, length, coding.big_endian);
}

}  // namespace bridge
