/* probe.cpp - what kind of DICOM file a path is, from its first bytes.
 *
 * Part 10 with preamble (PS3.10 section 7.1), a meta header that lost its preamble, or a bare data set as a C-STORE
 * carries it. Bare deflated ones cannot be told from noise. Reads bounded amounts, whatever lengths the file claims.
 */
#include "../include/DcmtkBridge.h"
#include "dictionary.hpp"
#include <failure.hpp>
#include "scan.hpp"
#include "vr.hpp"

#include <cstring>

namespace bridge {

namespace {

constexpr uint64_t preamble_size = 128;
constexpr uint32_t transfer_syntax_tag = 0x00020010;
constexpr unsigned most_meta_elements = 64;
/* Bare data sets: how many elements must make sense. */
constexpr unsigned enough_elements = 3;
constexpr ScanLimits limits = {64, 10'000 * unit_cost, 0};

bool has_magic(Source &source, uint64_t offset, const char *magic, size_t count) {
    const uint8_t *bytes = source.view(offset, count);
    return bytes && memcmp(bytes, magic, count) == 0;
}

void copy_uid(Source &source, uint64_t offset, uint32_t length, char *target) {
    const uint8_t *bytes = length <= 128 ? source.view(offset, length) : nullptr;
    if (!bytes) return;
    while (length > 0 && (bytes[length - 1] == 0 || bytes[length - 1] == ' ')) length--;
    if (length > 64 || memchr(bytes, 0, length)) return;
    memcpy(target, bytes, length);
    target[length] = '\0';
}

/* Walks group 0002, which is Explicit VR Little Endian, or implicit by senders that do not know better. Returns where
 * the data set begins; 0 if this is no meta header. */
uint64_t read_meta(Source &source, uint64_t offset, char *transfer_syntax_uid) {
    for (unsigned i = 0; i < most_meta_elements; i++) {
        const uint8_t *bytes = source.view(offset, 8);
        if (!bytes || number16(bytes, false) != 0x0002) return i > 0 ? offset : 0;
        const uint32_t tag = 0x00020000 | number16(bytes + 2, false);
        const DcmEVR vr = vr_of(number16(bytes + 4, true));
        uint32_t length = number16(bytes + 6, false);
        unsigned size = 8;
        if (vr == EVR_UNKNOWN2B) {
            length = number32(bytes + 4, false);
        } else if (has_long_length_field(vr)) {
            bytes = source.view(offset, 12);
            if (!bytes) return 0;
            length = number32(bytes + 8, false);
            size = 12;
        }
        offset += size;
        if (length > source.size() - offset) return 0;
        if (tag == transfer_syntax_tag) copy_uid(source, offset, length, transfer_syntax_uid);
        offset += length;
    }
    return 0;
}

/* Whether the elements from `offset` on make sense in `coding`. */
bool makes_sense(Source &source, uint64_t offset, Coding coding) {
    unsigned seen = 0;
    bool is_strange = false;
    const Visitor visitor = [&](const Header &header, uint64_t) {
        const bool is_private = (header.tag >> 16 & 1) == 1;
        const bool has_vr = !coding.explicit_vr || DcmVR(header.vr).isStandard();
        const bool starts_well = seen > 0 || (header.tag >= 0x00080000 && header.tag < 0x00210000);
        const bool is_known = is_private || attribute(header.tag).keyword != nullptr;
        is_strange = !has_vr || !starts_well || !is_known;
        return !is_strange && ++seen < enough_elements;
    };
    try {
        scan_data_set(source, offset, coding, false, limits, visitor);
    } catch (const Failure &failure) {
        // Cut off or beyond a limit, but so far it was DICOM: opening will say what is wrong with it.
        return !is_strange && seen + 1 >= enough_elements && failure.code != BRIDGE_E_UNREADABLE;
    }
    return !is_strange && seen > 0;
}

bool guess(Source &source, uint64_t offset, char *transfer_syntax_uid) {
    struct Candidate {
        Coding coding;
        const char *uid;
    };
    static constexpr Candidate candidates[] = {
        {{true, false}, "1.2.840.10008.1.2.1"},
        {{false, false}, "1.2.840.10008.1.2"},
        {{true, true}, "1.2.840.10008.1.2.2"},
    };
    for (const Candidate &candidate : candidates) {
        if (!makes_sense(source, offset, candidate.coding)) continue;
        strcpy(transfer_syntax_uid, candidate.uid);
        return true;
    }
    return false;
}

bool probe(Source &source, bridge_file_info &info) {
    uint64_t begin = 0;
    if (has_magic(source, preamble_size, "DICM", 4)) {
        begin = preamble_size + 4;
        info.offset = read_meta(source, begin, info.transfer_syntax_uid);
        // The magic word, but no meta header: some writers leave it out.
        if (info.offset == 0) info.offset = begin;
    } else {
        info.offset = read_meta(source, 0, info.transfer_syntax_uid);
    }
    info.has_meta = info.offset > begin;
    if (info.transfer_syntax_uid[0] != '\0') return true;
    return guess(source, info.offset, info.transfer_syntax_uid);
}

}  // namespace

}  // namespace bridge

using namespace bridge;

bool bridge_file_probe(const char *path, bridge_file_info *info, bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        *info = {};
        FileSource source(File::open(path));
        return probe(source, *info) || fail(error, BRIDGE_E_UNREADABLE, "not a DICOM file");
    });
}
