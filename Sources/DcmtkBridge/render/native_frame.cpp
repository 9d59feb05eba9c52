/* native_frame.cpp - frames that DCMTK does not decode, for pictures: the fragments of one, decoded, back into a data set. */
#include "native_frame.hpp"

#include "../include/DcmtkBridge.h"
#include "../data/access.hpp"
#include "../data/inflate.hpp"
#include "../data/layout.hpp"
#include "../pixels/frame_codec.hpp"

#include <failure.hpp>

#include <dcmtk/dcmdata/dccodec.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include <cstring>

namespace bridge {

namespace {

[[noreturn]] void unreadable() { throw Failure{BRIDGE_E_UNREADABLE, "the frame cannot be found"}; }

DcmPixelSequence &pixel_sequence(DcmDataset &data_set) {
    DcmElement *element = nullptr;
    if (data_set.findAndGetElement(DCM_PixelData, element).bad()) unreadable();
    auto *pixel_data = dynamic_cast<DcmPixelData *>(element);
    DcmPixelSequence *sequence = nullptr;
    // As what the data set was read: see Layout::dcmtk.
    if (!pixel_data || pixel_data->getEncapsulatedRepresentation(EXS_JPEG2000LosslessOnly, nullptr, sequence).bad() ||
        !sequence) {
        unreadable();
    }
    return *sequence;
}

/* The fragments of one frame, one after the other. */
std::vector<uint8_t> fragments(DcmPixelSequence &sequence, uint32_t frame, uint32_t frames) {
    Uint32 begin = 1, end = static_cast<Uint32>(sequence.card());
    if (DcmCodec::determineStartFragment(frame, Sint32(frames), &sequence, begin).bad()) unreadable();
    if (frame + 1 < frames && DcmCodec::determineStartFragment(frame + 1, Sint32(frames), &sequence, end).bad()) {
        unreadable();
    }
    std::vector<uint8_t> bytes;
    for (Uint32 index = begin; index < end; index++) {
        DcmPixelItem *item = nullptr;
        if (sequence.getItem(item, index).bad() || !item) unreadable();
        const void *value = ElementAccess::value(*item);
        const Uint32 count = item->getLength();
        if (!value && count > 0) unreadable();
        bytes.insert(bytes.end(), static_cast<const uint8_t *>(value), static_cast<const uint8_t *>(value) + count);
    }
    if (bytes.empty()) unreadable();
    return bytes;
}

}  // namespace

namespace {

bool is_rle(const char *uid) { return std::string("1.2.840.10008.1.2.5") == uid; }

/* A frame as in a native value, bits, planes and chroma as they were. */
bool holds_native_frames(const char *uid) {
    return std::string(encapsulated_uncompressed) == uid || std::string(deflated_image_frame) == uid;
}

/* Puts the frame into the data set in the place of all. */
bool put(DcmDataset &data_set, const std::vector<uint8_t> &frame, unsigned allocated) {
    if (data_set.putAndInsertString(DCM_NumberOfFrames, "1").bad()) return false;
    if (allocated <= 8) return data_set.putAndInsertUint8Array(DCM_PixelData, frame.data(), frame.size()).good();
    std::vector<Uint16> cells(frame.size() / 2);
    for (size_t index = 0; index < cells.size(); index++) {
        cells[index] = static_cast<Uint16>(frame[2 * index] | frame[2 * index + 1] << 8);
    }
    return data_set.putAndInsertUint16Array(DCM_PixelData, cells.data(), cells.size()).good();
}

void make_native_of_its_own(DcmDataset &data_set, const char *uid, const std::vector<uint8_t> &encoded, uint64_t bits,
                            unsigned allocated) {
    std::vector<uint8_t> frame = encoded;
    if (std::string(deflated_image_frame) == uid) {
        size_t used = 0;
        frame = inflate_frame(encoded.data(), encoded.size(), (bits + 7) / 8 + 1, used);
    }
    if (frame.size() % 2 == 1) frame.push_back(0);
    data_set.findAndDeleteElement(DCM_PixelData);
    if (!put(data_set, frame, allocated)) throw Failure{BRIDGE_E_UNEXPECTED, "the frame cannot be drawn"};
}

}  // namespace

bool is_decoded_here(const char *uid) {
    for (const char *last : {"90", "91", "92", "93", "201", "202", "203"}) {
        if (std::string("1.2.840.10008.1.2.4.") + last == uid) return true;
    }
    return is_rle(uid) || holds_native_frames(uid);
}

void make_native(DcmDataset &data_set, const char *uid, uint32_t frame, uint32_t frames) {
    Uint16 rows = 0, columns = 0, samples = 1, allocated = 0;
    data_set.findAndGetUint16(DCM_Rows, rows);
    data_set.findAndGetUint16(DCM_Columns, columns);
    data_set.findAndGetUint16(DCM_SamplesPerPixel, samples);
    data_set.findAndGetUint16(DCM_BitsAllocated, allocated);
    const bool is_native = holds_native_frames(uid);
    if (rows == 0 || columns == 0 || (samples != 1 && samples != 3) ||
        (!(is_native && allocated == 1) && allocated != 8 && allocated != 16 && allocated != 32)) {
        throw Failure{BRIDGE_E_TRANSFER_SYNTAX, "the frame cannot be decoded"};
    }
    const std::vector<uint8_t> encoded = fragments(pixel_sequence(data_set), frame, frames);
    if (is_native) {
        return make_native_of_its_own(data_set, uid, encoded, uint64_t{rows} * columns * samples * allocated,
                                      allocated);
    }
    const FrameFormat format = {rows, columns, samples, allocated / 8u, samples == 3};
    const auto decode = is_rle(uid) ? decode_rle : decode_jpeg_2000;
    const std::vector<uint8_t> decoded = decode(encoded.data(), encoded.size(), format);

    data_set.findAndDeleteElement(DCM_PixelData);
    // The component transformation is undone, so that colours are what they were before it.
    OFString photometric;
    data_set.findAndGetOFString(DCM_PhotometricInterpretation, photometric);
    bool is_done = true;
    if (photometric == "YBR_RCT" || photometric == "YBR_ICT") {
        is_done = data_set.putAndInsertString(DCM_PhotometricInterpretation, "RGB").good();
    }
    if (samples == 3) is_done = is_done && data_set.putAndInsertUint16(DCM_PlanarConfiguration, 0).good();
    if (!is_done || !put(data_set, decoded, allocated)) throw Failure{BRIDGE_E_UNEXPECTED, "the frame cannot be drawn"};
}

}  // namespace bridge
