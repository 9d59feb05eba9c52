/* header.hpp - the tag, VR and length in front of a value (PS3.5 section 7.1), read exactly as DCMTK reads them. */
#ifndef VEIL_DATA_HEADER_HPP
#define VEIL_DATA_HEADER_HPP

#include "source.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcvr.h>

#include <cstdint>
#include <vector>

namespace bridge {

constexpr uint32_t item_tag = 0xFFFEE000;
constexpr uint32_t item_delimitation_tag = 0xFFFEE00D;
constexpr uint32_t sequence_delimitation_tag = 0xFFFEE0DD;
constexpr uint32_t pixel_data_tag = 0x7FE00010;
constexpr uint32_t undefined_length = 0xFFFFFFFF;

/* How the elements of one container are written; inside UN of undefined length it differs from the data set's. */
struct Coding {
    bool explicit_vr = true;
    bool big_endian = false;
};

struct Header {
    uint32_t tag = 0;
    uint16_t letters = 0;    /* as found; 0 for Implicit VR and for items and delimiters */
    DcmEVR vr = EVR_UNKNOWN; /* as DCMTK takes it; EVR_na for items and delimiters */
    uint32_t length = 0;
    unsigned size = 0; /* of the header */

    bool is_undefined() const { return length == undefined_length; }
};

enum class HeaderFault {
    none,
    cut,      /* the source ends inside */
    malformed /* no VR, or a tag that cannot stand in a data set */
};

/* `any_group`: makers write groups that no data set may have (0000, 0002, 0004) into their private items. */
HeaderFault read_header(Source &source, uint64_t offset, Coding coding, Header &header, bool any_group = false);

uint16_t number16(const uint8_t *bytes, bool big_endian);
uint32_t number32(const uint8_t *bytes, bool big_endian);

/* Appends the header of an element; `vr` must be a VR of the standard. The length must fit the VR's length field. */
void append_header(std::vector<uint8_t> &bytes, uint32_t tag, DcmEVR vr, uint32_t length, Coding coding);

}  // namespace bridge

#endif
