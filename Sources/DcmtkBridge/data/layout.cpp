/* layout.cpp - see layout.hpp. */
#include "layout.hpp"

#include "../include/DcmtkBridge.h"

#include <failure.hpp>

#include <cstdlib>
#include <cstring>

namespace bridge {

namespace {

constexpr char jpeg_family[] = "1.2.840.10008.1.2.4.";

/* 1.2.840.10008.1.2.4.x as in PS3.6 Table A-1: JPEG, JPEG-LS, JPEG 2000, MPEG, HEVC, JPEG XL, HTJ2K. JPIP (94, 95, 204,
 * 205) refers to pixels elsewhere and is not among them. */
bool is_encapsulated_number(long number) {
    return (number >= 50 && number <= 66) || number == 70 || number == 80 || number == 81 ||
           (number >= 90 && number <= 93) || (number >= 100 && number <= 108) || (number >= 110 && number <= 112) ||
           (number >= 201 && number <= 203);
}

/* Encapsulated Uncompressed, RLE Lossless, Deflated Image Frame. */
bool is_encapsulated(const char *uid) {
    for (const char *known : {encapsulated_uncompressed, "1.2.840.10008.1.2.5", deflated_image_frame}) {
        if (strcmp(uid, known) == 0) return true;
    }
    if (strncmp(uid, jpeg_family, sizeof jpeg_family - 1) != 0) return false;
    const char *digits = uid + sizeof jpeg_family - 1;
    const size_t count = strspn(digits, "0123456789");
    if (count < 2 || count > 3 || digits[0] == '0') return false;
    const long number = strtol(digits, nullptr, 10);
    // Fragmentable video (x.1).
    if (strcmp(digits + count, ".1") == 0) return number >= 100 && number <= 106;
    return digits[count] == 0 && is_encapsulated_number(number);
}

}  // namespace

E_TransferSyntax Layout::dcmtk() const {
    if (encapsulated) return EXS_JPEG2000LosslessOnly;
    if (!explicit_vr) return EXS_LittleEndianImplicit;
    return big_endian ? EXS_BigEndianExplicit : EXS_LittleEndianExplicit;
}

Layout layout_of(const char *uid) {
    Layout layout;
    if (strcmp(uid, "1.2.840.10008.1.2") == 0) {
        layout.explicit_vr = false;
    } else if (strcmp(uid, "1.2.840.10008.1.2.1.99") == 0) {
        layout.deflated = true;
    } else if (strcmp(uid, "1.2.840.10008.1.2.2") == 0) {
        layout.big_endian = true;
    } else if (is_encapsulated(uid)) {
        layout.encapsulated = true;
    } else if (strcmp(uid, "1.2.840.10008.1.2.1") != 0) {
        throw Failure{BRIDGE_E_TRANSFER_SYNTAX, "the layout of this transfer syntax is not known"};
    }
    return layout;
}

}  // namespace bridge
