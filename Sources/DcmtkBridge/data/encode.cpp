/* encode.cpp - the edited data set as bytes of our own and ranges of the file.
 *
 * Sequences get the kind of length that the layout asks for, group lengths go, values of odd length are padded;
 * nothing else differs from what was read. DCMTK writes each top-level element by itself, so long values that nobody
 * touched are never copied.
 */
#include "../include/DcmtkBridge.h"
#include "data_set.hpp"

#include "access.hpp"
#include <failure.hpp>
#include "inflate.hpp"
#include "stream.hpp"
#include "vr.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace bridge {

namespace {

/* Deletes the items that are marked, of sequences that are still there. */
void sweep_items(bridge_data_set &data_set) {
    std::unordered_map<size_t, std::unordered_set<uint32_t>> doomed;
    for (const auto &[sequence, item] : data_set.gone_items) doomed[sequence].insert(item);
    data_set.gone_items.clear();
    for (const auto &[index, numbers] : doomed) {
        const Node &node = data_set.nodes[index];
        if (!node.element || node.is_gone) continue;
        DcmList &items = SequenceAccess::items(static_cast<DcmSequenceOfItems &>(*node.element));
        uint32_t number = 0;
        for (DcmObject *item = items.seek(ELP_first); item; number++) {
            if (numbers.count(number) == 0) {
                item = items.seek(ELP_next);
                continue;
            }
            delete items.remove();
            item = items.get(ELP_atpos);
        }
    }
}

}  // namespace

DcmEVR written_vr(const Layout &layout, const DcmElement &element, uint64_t length) {
    const DcmEVR vr = settled(element.getTag().getEVR());
    const bool fits = !layout.explicit_vr || has_long_length_field(vr) || length <= longest_short_value;
    return fits ? vr : EVR_UN;
}

bool is_from_file(const bridge_data_set &data_set, const Node &node) {
    if (!node.original || node.is_touched) return false;
    if (!node.element || !data_set.layout.big_endian) return true;
    // Numbers that came as UN are little endian in the file.
    const uint64_t length = node.original->end - node.original->value;
    return node.original->header.letters == letters_of(written_vr(data_set.layout, *node.element, length));
}

void sweep(bridge_data_set &data_set) {
    sweep_items(data_set);
    std::unordered_set<const DcmObject *> doomed;
    std::unordered_set<DcmItem *> owners;
    for (size_t i = 0; i < data_set.nodes.size(); i++) {
        Node &node = data_set.nodes[i];
        if (!node.element || !(node.is_gone || (node.tag & 0xFFFF) == 0)) continue;
        forget_below(data_set, i);
        doomed.insert(node.element);
        owners.insert(node.owner);
        node = {nullptr, nullptr, node.tag, true, false, nullptr};
    }
    for (DcmItem *owner : owners) {
        DcmList &elements = ItemAccess::elements(*owner);
        for (DcmObject *object = elements.seek(ELP_first); object;) {
            if (doomed.count(object) == 0) {
                object = elements.seek(ELP_next);
                continue;
            }
            delete elements.remove();
            object = elements.get(ELP_atpos);
        }
    }
}

namespace {

class Encoder {
public:
    Encoder(bridge_data_set &data_set, Encoded &encoded)
        : data_set_(data_set), encoded_(encoded), stream_(encoded.bytes) {
        encoded_.bytes.clear();
        encoded_.segments.clear();
    }

    void run() {
        prepare();
        const Node *hidden = hidden_pixels();
        DcmList &elements = ItemAccess::elements(data_set_.data_set);
        for (DcmObject *object = elements.seek(ELP_first); object; object = elements.seek(ELP_next)) {
            auto &element = *static_cast<DcmElement *>(object);
            const uint32_t tag = static_cast<uint32_t>(element.getGTag()) << 16 | element.getETag();
            if (hidden && tag > hidden->tag) {
                write_hidden(*hidden->original);
                hidden = nullptr;
            }
            const auto original = originals_.find(&element);
            if (original != originals_.end()) {
                write_original(*original->second, element);
            } else {
                write(element);
            }
        }
        if (hidden) write_hidden(*hidden->original);
        close_own();
    }

private:
    /* Loads what DCMTK would otherwise read while it writes (a value that it cannot read it writes as empty), and
     * pads. */
    void prepare() {
        for (Node &node : data_set_.nodes) {
            if (!node.element || node.element->ident() == EVR_SQ) continue;
            const Uint32 length = node.element->getLengthField();
            if (length == 0 || length == undefined_length) continue;
            if (is_from_file(data_set_, node)) {
                originals_[node.element] = node.original;
                continue;
            }
            if (!ElementAccess::value(*node.element)) throw Failure{BRIDGE_E_IO, "a value cannot be read"};
            if ((length & 1) && !is_text(node.element->getTag().getEVR()))
                ElementAccess::set_length(*node.element, length + 1);
        }
    }

    const Node *hidden_pixels() const {
        for (const Node &node : data_set_.nodes) {
            if (node.original && node.original->encapsulated && !node.is_gone) return &node;
        }
        return nullptr;
    }

    void write(DcmElement &element) {
        element.transferInit();
        const OFCondition condition =
            element.write(stream_, data_set_.layout.dcmtk(), data_set_.layout.sequence_lengths(), nullptr);
        const bool is_complete = element.transferState() == ERW_ready || element.getLengthField() == 0;
        element.transferEnd();
        if (condition.bad() || !is_complete) throw Failure{BRIDGE_E_UNEXPECTED, "DCMTK cannot write an element"};
    }

    void write_original(const LongElement &original, const DcmElement &element) {
        const auto changed = data_set_.compositions.find(original.header.tag);
        if (changed != data_set_.compositions.end()) return write_composed(original, element, changed->second);
        const uint64_t length = original.end - original.value;
        const DcmEVR vr = written_vr(data_set_.layout, element, length);
        const bool is_as_found = !data_set_.layout.explicit_vr || original.header.letters == letters_of(vr);
        if (is_as_found && (length & 1) == 0) return add_range(original.start, original.end);
        append_header(encoded_.bytes, original.header.tag, vr, static_cast<uint32_t>(length + (length & 1)),
                      data_set_.coding());
        add_range(original.value, original.end);
        if (length & 1) encoded_.bytes.push_back(padding_of(vr));
    }

    void write_hidden(const LongElement &pixels) {
        const auto changed = data_set_.compositions.find(pixels.header.tag);
        if (changed == data_set_.compositions.end()) return add_range(pixels.start, pixels.end);
        add_range(pixels.start, pixels.value);
        add_pieces(pixels, changed->second);
        // The delimiter: an item without content.
        add_range(pixels.end - 8, pixels.end);
    }

    void write_composed(const LongElement &original, const DcmElement &element, const Composition &composition) {
        const uint64_t padded = composition.length + (composition.length & 1);
        const DcmEVR vr = written_vr(data_set_.layout, element, padded);
        append_header(encoded_.bytes, original.header.tag, vr, static_cast<uint32_t>(padded), data_set_.coding());
        add_pieces(original, composition);
        if (composition.length & 1) encoded_.bytes.push_back(padding_of(vr));
    }

    void add_pieces(const LongElement &original, const Composition &composition) {
        for (const Composition::Piece &piece : composition.pieces) {
            if (piece.elsewhere) {
                close_own();
                encoded_.segments.push_back({false, piece.offset, piece.count, true});
                continue;
            }
            if (!piece.own) {
                add_range(original.value + piece.offset, original.value + piece.offset + piece.count);
                continue;
            }
            const uint8_t *first = composition.bytes.data() + piece.offset;
            encoded_.bytes.insert(encoded_.bytes.end(), first, first + piece.count);
        }
    }

    void add_range(uint64_t begin, uint64_t end) {
        close_own();
        encoded_.segments.push_back({true, begin, end - begin, false});
    }

    /* Makes a segment of the bytes that were written since the last one. */
    void close_own() {
        if (encoded_.bytes.size() > closed_)
            encoded_.segments.push_back({false, closed_, encoded_.bytes.size() - closed_, false});
        closed_ = encoded_.bytes.size();
    }

    bridge_data_set &data_set_;
    Encoded &encoded_;
    VectorStream stream_;
    uint64_t closed_ = 0;
    std::unordered_map<const DcmElement *, const LongElement *> originals_;
};

/* The inflated file is ours alone, so nothing of it can be a range for the caller. */
Encoded deflated(const bridge_data_set &data_set, const Encoded &plain) {
    Encoded result;
    Deflater deflater(result.bytes);
    std::vector<uint8_t> chunk(64 * 1024);
    for (const bridge_segment &segment : plain.segments) {
        if (!segment.original) {
            deflater.add(plain.bytes.data() + segment.offset, segment.count);
            continue;
        }
        for (uint64_t done = 0; done < segment.count;) {
            const size_t piece = static_cast<size_t>(std::min<uint64_t>(chunk.size(), segment.count - done));
            if (data_set.file->read(segment.offset + done, chunk.data(), piece) < piece) {
                throw Failure{BRIDGE_E_IO, "a value cannot be read"};
            }
            deflater.add(chunk.data(), piece);
            done += piece;
        }
    }
    deflater.finish();
    result.segments.push_back({false, 0, result.bytes.size(), false});
    return result;
}

}  // namespace

}  // namespace bridge

using namespace bridge;

bool bridge_data_set_encode(bridge_data_set *data_set, const uint8_t *_Nullable *_Nonnull bytes, size_t *byte_count,
                            const bridge_segment *_Nullable *_Nonnull segments, size_t *segment_count,
                            bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        list(*data_set);
        sweep(*data_set);
        Encoder(*data_set, data_set->encoded).run();
        if (data_set->layout.deflated) data_set->encoded = deflated(*data_set, data_set->encoded);
        *bytes = data_set->encoded.bytes.data();
        *byte_count = data_set->encoded.bytes.size();
        *segments = data_set->encoded.segments.data();
        *segment_count = data_set->encoded.segments.size();
        return true;
    });
}
