/* peek.cpp - the two UIDs at the beginning of a data set, out of as little of it as possible.
 *
 * Runs on association threads with a peer's bytes: no DCMTK, no recursion, no allocation that grows with the input.
 */
#include <failure.hpp>
#include "../include/DcmtkBridge.h"
#include "inflate.hpp"
#include "layout.hpp"
#include "scan.hpp"

#include <algorithm>
#include <cstring>

namespace bridge {

namespace {

constexpr uint32_t sop_class_uid_tag = 0x00080016;
constexpr uint32_t sop_instance_uid_tag = 0x00080018;
constexpr size_t longest_uid = 64;
/* What stands before (0008,0018) is short; padded and over-long UIDs are still looked at. */
constexpr uint32_t longest_value = 256;
constexpr size_t inflated_prefix = 64 * 1024;
constexpr ScanLimits limits = {64, 10'000 * unit_cost, 0};

/* Copies a UID without the NULs and blanks around it; false if nothing legible of at most 64 characters is left. */
bool copy_uid(Source &source, uint64_t offset, uint32_t length, char *target) {
    if (length > longest_value) return false;
    const uint8_t *bytes = source.view(offset, length);
    if (!bytes) return false;
    const auto is_padding = [](uint8_t byte) { return byte == ' ' || byte == 0; };
    const uint8_t *end = bytes + length;
    while (bytes < end && is_padding(*bytes)) bytes++;
    while (bytes < end && is_padding(end[-1])) end--;
    const size_t count = static_cast<size_t>(end - bytes);
    if (count == 0 || count > longest_uid) return false;
    if (std::any_of(bytes, end, [](uint8_t byte) { return byte <= ' ' || byte > '~'; })) return false;
    memcpy(target, bytes, count);
    target[count] = '\0';
    return true;
}

bool find(Source &source, const Layout &layout, char *sop_class_uid, char *sop_instance_uid) {
    bool has_class = false, has_instance = false;
    const Visitor visitor = [&](const Header &header, uint64_t value) {
        if (header.tag == sop_class_uid_tag) has_class = copy_uid(source, value, header.length, sop_class_uid);
        if (header.tag == sop_instance_uid_tag) has_instance = copy_uid(source, value, header.length, sop_instance_uid);
        return header.tag < sop_instance_uid_tag;
    };
    try {
        scan_data_set(source, 0, Coding{layout.explicit_vr, layout.big_endian}, layout.encapsulated, limits, visitor);
    } catch (const Failure &failure) {
        // The prefix ended, or the rest is damaged: what counts is whether both were there before.
        return has_class && has_instance;
    }
    return has_class && has_instance;
}

}  // namespace

}  // namespace bridge

using namespace bridge;

bool bridge_data_set_peek(const uint8_t *bytes, size_t count, const char *transfer_syntax_uid, char *sop_class_uid,
                          char *sop_instance_uid) noexcept {
    return reporting(nullptr, false, [&] {
        const Layout layout = layout_of(transfer_syntax_uid);
        if (layout.deflated) {
            const std::vector<uint8_t> inflated = inflate_prefix(bytes, count, inflated_prefix);
            PrefixSource source(inflated.data(), inflated.size());
            return find(source, layout, sop_class_uid, sop_instance_uid);
        }
        PrefixSource source(bytes, count);
        return find(source, layout, sop_class_uid, sop_instance_uid);
    });
}
