/* scan.cpp - see scan.hpp.
 *
 * The grammar is that of PS3.5 section 7.5 and Annex A, as far as DCMTK reads it in the same way; where DCMTK would
 * guess, the scan refuses. A container with a defined length may end with a needless delimiter, and delimiters may
 * carry a length: both are seen, both lose nothing.
 */
#include "scan.hpp"

#include "../include/DcmtkBridge.h"

#include <failure.hpp>
#include "fragments.hpp"
#include "vr.hpp"

#include <algorithm>

namespace bridge {

namespace {

/* DCMTK sorts elements on reading, in time proportional to what they overtake. Files with an element out of order
 * exist; files that need more steps than this are meant to hurt. */
constexpr uint64_t most_sorting_steps = 5'000'000;

/* Pixel Data in its three kinds (PS3.3 C.7.6.3, C.7.6.24): behind it, data sets of the real world hold garbage. */
bool is_pixel_data(uint32_t tag) { return tag == pixel_data_tag || tag == 0x7FE00008 || tag == 0x7FE00009; }

struct Frame {
    bool is_sequence;
    bool is_undefined;
    bool is_private; /* inside a private sequence */
    Coding coding;
    uint64_t end;        /* where it must end; for an undefined length, where the container around it does */
    uint32_t tag;        /* sequences */
    uint64_t count;      /* items of a sequence, elements of an item */
    uint32_t last_tag;   /* items: the highest so far */
    uint64_t last_start; /* of the element before this one, if it was short and no sequence; else 0 */
    uint64_t last_end;
};

class Scan {
public:
    Scan(Source &source, bool encapsulated, const ScanLimits &limits, unsigned depth, const Visitor &visitor)
        : source_(source), encapsulated_(encapsulated), limits_(limits), depth_(depth), visitor_(visitor) {}

    ScanResult run(Frame bottom, uint64_t begin) {
        position_ = begin;
        frames_.push_back(bottom);
        while (!frames_.empty()) {
            if (frames_.back().is_sequence) {
                step_in_sequence();
            } else {
                step_in_item();
            }
        }
        result_.end = position_;
        return std::move(result_);
    }

private:
    [[noreturn]] static void unreadable(const char *text) { throw Failure{BRIDGE_E_UNREADABLE, text}; }
    [[noreturn]] static void truncated() { throw Failure{BRIDGE_E_TRUNCATED, "data set ends inside an element"}; }

    bool at_top() const { return frames_.size() == 1 && !frames_.back().is_sequence; }

    /* A source may end earlier than it says: a prefix. */
    const uint8_t *view(uint64_t offset, size_t count) {
        const uint8_t *bytes = source_.view(offset, count);
        if (!bytes) truncated();
        return bytes;
    }

    void count_unit() {
        result_.units++;
        check_memory();
    }

    void check_memory() const {
        if (result_.memory() > limits_.memory) throw Failure{BRIDGE_E_TOO_LARGE, "more memory than the limit"};
    }

    /* `count` bytes from `position_` must be there, and within the container. */
    void require(uint64_t count) const {
        if (count > source_.size() - position_) truncated();
        if (count > frames_.back().end - position_) unreadable("an element is longer than the item around it");
    }

    void pop() {
        const Frame frame = frames_.back();
        frames_.pop_back();
        if (!frame.is_sequence) return;
        depth_--;
        if (!frames_.empty()) note(frame.tag, frame.count);
    }

    void note(uint32_t tag, uint64_t size) {
        result_.elements++;
        result_.fingerprint += mark(tag, depth_, size);
    }

    void step_in_sequence() {
        Frame &sequence = frames_.back();
        if (!sequence.is_undefined && position_ == sequence.end) return pop();
        require(8);
        const uint8_t *bytes = view(position_, 8);
        const bool big_endian = sequence.coding.big_endian;
        const uint32_t tag = static_cast<uint32_t>(number16(bytes, big_endian)) << 16 | number16(bytes + 2, big_endian);
        const uint32_t length = number32(bytes + 4, big_endian);
        position_ += 8;
        if (tag == sequence_delimitation_tag) {
            if (!sequence.is_undefined && position_ != sequence.end)
                unreadable("a sequence ends before its length says");
            return pop();
        }
        if (tag != item_tag) unreadable("a sequence holds something else than items");
        sequence.count++;
        count_unit();
        const bool undefined = length == undefined_length;
        if (!undefined) require(length);
        frames_.push_back({false, undefined, sequence.is_private, sequence.coding,
                           undefined ? sequence.end : position_ + length, 0, 0, 0, 0, 0});
    }

    void step_in_item() {
        Frame &item = frames_.back();
        if (!item.is_undefined && position_ == item.end) return pop();
        Header header;
        const HeaderFault fault = read_header(source_, position_, item.coding, header, item.is_private);
        const bool goes_on = fault == HeaderFault::none && header.vr != EVR_na && header.tag > item.last_tag;
        if (!goes_on && at_top() && is_left_over(fault)) return pop();
        if (fault == HeaderFault::cut) truncated();
        if (fault == HeaderFault::malformed) unreadable("an element's tag or VR makes no sense");
        require(header.size);
        if (header.vr == EVR_na) return end_item(item, header);
        if (repeats_last(item, header)) return;
        count_unit();
        item.count++;
        if (header.tag <= item.last_tag && (sorting_steps_ += item.count) > most_sorting_steps) {
            unreadable("too many elements out of order");
        }
        item.last_tag = std::max(item.last_tag, header.tag);
        item.last_start = item.last_end = 0;
        read_element(item, header);
    }

    void end_item(const Frame &item, const Header &header) {
        position_ += header.size;
        const bool in_place =
            header.tag == item_delimitation_tag && frames_.size() > 1 && (item.is_undefined || position_ == item.end);
        if (!in_place) unreadable("an item or a delimiter stands where none can be");
        pop();
    }

    /* At top level, at something that is no element or goes backwards: whether the data set ended before it. */
    bool is_left_over(HeaderFault fault) {
        if (after_pixel_data_) return true;
        // Zeros to the end of the file are padding of a transport or a tape; anything else may be a lost part. In big
        // endian a few of them may be the beginning of a tag.
        if (fault == HeaderFault::none || (fault == HeaderFault::cut && frames_.back().coding.big_endian)) return false;
        return frames_.back().count > 0 && only_zeros();
    }

    bool only_zeros() {
        for (uint64_t offset = position_; offset < source_.size();) {
            const size_t count = static_cast<size_t>(std::min<uint64_t>(Source::maximum_view, source_.size() - offset));
            const uint8_t *bytes = source_.view(offset, count);
            if (!bytes) return false;
            if (std::any_of(bytes, bytes + count, [](uint8_t byte) { return byte != 0; })) return false;
            offset += count;
        }
        return true;
    }

    /* An element that stands there twice in a row, byte for byte, says one thing only; DCMTK takes the first and so
     * do we. */
    bool repeats_last(const Frame &item, const Header &header) {
        const uint64_t size = item.last_end - item.last_start;
        if (header.tag != item.last_tag || size == 0 || size != header.size + static_cast<uint64_t>(header.length))
            return false;
        require(size);
        const uint8_t *first = view(item.last_start, size);
        const std::vector<uint8_t> copy(first, first + size);
        if (!std::equal(copy.begin(), copy.end(), view(position_, size))) return false;
        position_ += size;
        return true;
    }

    void read_element(Frame &item, const Header &header) {
        const uint64_t start = position_;
        const bool top = at_top();
        // Captured before frames_ grows: `item` is a reference into it.
        const Coding coding = item.coding;
        const uint64_t container_end = item.end;
        const bool is_private = item.is_private || (header.tag >> 16 & 1) != 0;
        position_ += header.size;
        if (header.tag == pixel_data_tag && header.is_undefined()) return read_encapsulated(header, start, coding, top);
        if (header.is_undefined() || header.vr == EVR_SQ)
            return enter_sequence(header, is_private, coding, container_end);
        require(header.length);
        if (top && visitor_ && !visitor_(header, position_)) return frames_.clear();
        if (top && header.tag == pixel_data_tag && encapsulated_ && header.length > 0) {
            unreadable("native pixel data in an encapsulated transfer syntax");
        }
        if (top && is_pixel_data(header.tag)) after_pixel_data_ = true;
        if (top && header.length > limits_.inline_limit) {
            result_.long_elements.push_back({header, start, position_, position_ + header.length, 0, false});
        }
        if (header.length <= limits_.inline_limit || is_text(header.vr)) result_.loaded_bytes += header.length;
        check_memory();
        note(header.tag, header.length);
        position_ += header.length;
        if (header.size + static_cast<uint64_t>(header.length) <= Source::maximum_view) {
            item.last_start = start;
            item.last_end = position_;
        }
    }

    void enter_sequence(const Header &header, bool is_private, Coding coding, uint64_t container_end) {
        // Undefined lengths are for sequences, and for UN in the place of one (PS3.5 6.2.2 note 2, CP-246): its items
        // are in Implicit VR Little Endian whatever the rest is.
        const bool unknown = header.vr == EVR_UN || header.vr == EVR_UNKNOWN;
        if (header.vr != EVR_SQ && !unknown) unreadable("undefined length on something that is no sequence");
        if (!header.is_undefined()) require(header.length);
        if (++depth_ > limits_.depth) throw Failure{BRIDGE_E_TOO_DEEP, "more sequence levels than the limit"};
        const Coding inside = unknown ? Coding{false, false} : coding;
        const uint64_t end = header.is_undefined() ? container_end : position_ + header.length;
        frames_.push_back({true, header.is_undefined(), is_private, inside, end, header.tag, 0, 0, 0, 0});
    }

    void read_encapsulated(const Header &header, uint64_t start, Coding coding, bool top) {
        if (!encapsulated_ || !coding.explicit_vr)
            unreadable("encapsulated pixel data in an uncompressed transfer syntax");
        if (header.vr != EVR_OB && header.vr != EVR_OW) unreadable("encapsulated pixel data with an impossible VR");
        const uint64_t value = position_;
        uint64_t items = 0, sum = 0;
        position_ = walk_fragments(source_, position_, [&](uint64_t, uint32_t length) {
            if (items++ > 0) sum += length;
            // Inside sequences DCMTK makes an object of every fragment; at top level it never sees them.
            if (!top) count_unit();
        });
        if (position_ > frames_.back().end) unreadable("an element is longer than the item around it");
        if (items == 0) unreadable("encapsulated pixel data without an offset table");
        if (!top) return note(header.tag, undefined_length);
        if (after_pixel_data_) unreadable("pixel data twice");
        after_pixel_data_ = true;
        result_.long_elements.push_back({header, start, value, position_, sum, true});
    }

    Source &source_;
    const bool encapsulated_;
    const ScanLimits limits_;
    unsigned depth_;
    const Visitor &visitor_;
    uint64_t position_ = 0;
    uint64_t sorting_steps_ = 0;
    bool after_pixel_data_ = false;
    std::vector<Frame> frames_;
    ScanResult result_;
};

}  // namespace

uint64_t mark(uint32_t tag, unsigned depth, uint64_t size) {
    uint64_t mixed = (static_cast<uint64_t>(tag) << 32 | depth) * 0x9E3779B97F4A7C15 ^ size * 0xBF58476D1CE4E5B9;
    mixed ^= mixed >> 31;
    mixed *= 0x94D049BB133111EB;
    return mixed ^ mixed >> 29;
}

ScanResult scan_data_set(Source &source, uint64_t begin, Coding coding, bool encapsulated, const ScanLimits &limits,
                         const Visitor &visitor) {
    if (begin >= source.size()) throw Failure{BRIDGE_E_TRUNCATED, "no data set in the file"};
    Scan scan(source, encapsulated, limits, 0, visitor);
    return scan.run({false, false, false, coding, source.size(), 0, 0, 0, 0, 0}, begin);
}

ScanResult scan_items(Source &source, bool is_private, Coding coding, unsigned depth, const ScanLimits &limits) {
    if (depth > limits.depth) throw Failure{BRIDGE_E_TOO_DEEP, "more sequence levels than the limit"};
    const Visitor nobody;
    Scan scan(source, false, limits, depth, nobody);
    return scan.run({true, false, is_private, coding, source.size(), 0, 0, 0, 0, 0}, 0);
}

}  // namespace bridge
