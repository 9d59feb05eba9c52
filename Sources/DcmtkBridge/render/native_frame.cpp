/* native_frame.cpp - frames that DCMTK does not decode, for pictures: the fragments of one, decoded, back into a data set. */
#include "native_frame.hpp"

#include "../include/DcmtkBridge.h"
#include "../data/access.hpp"
#include <failure.hpp>
#include "../pixels/frame_codec.hpp"

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
    if (!pixel_data ||
        pixel_data->getEncapsulatedRepresentation(EXS_JPEG2000LosslessOnly, nullptr, sequence).bad() || !sequence) {
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

}  // namespace

bool is_decoded_here(const char *uid) {
    for (const char *last : {"90", "91", "92", "93", "201", "202", "203"}) {
        if (std::string("1.2.840.10008.1.2.4.") + last == uid) return true;
    }
    return is_rle(uid);
}

void make_native(DcmDataset &data_set, const char *uid, uint32_t frame, uint32_t frames) {
    Uint16 rows = 0, columns = 0, samples = 1, allocated = 0;
    data_set.findAndGetUint16(DCM_Rows, rows);
    data_set.findAndGetUint16(DCM_Columns, columns);
    data_set.findAndGetUint16(DCM_SamplesPerPixel, samples);
    data_set.findAndGetUint16(DCM_BitsAllocated, allocated);
    if (rows == 0 || columns == 0 || (samples != 1 && samples != 3) ||
        (allocated != 8 && allocated != 16 && allocated != 32)) {
        throw Failure{BRIDGE_E_TRANSFER_SYNTAX, "the frame cannot be decoded"};
    }
    const FrameFormat format = {rows, columns, samples, allocated / 8u, samples == 3};
    const std::vector<uint8_t> encoded = fragments(pixel_sequence(data_set), frame, frames);
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
    is_done = is_done && data_set.putAndInsertString(DCM_NumberOfFrames, "1").good();
    if (allocated == 8) {
        is_done = is_done &&
            data_set.putAndInsertUint8Array(DCM_PixelData, decoded.data(), decoded.size()).good();
    } else {
        std::vector<Uint16> cells(decoded.size() / 2);
        for (size_t index = 0; index < cells.size(); index++) {
            cells[index] = static_cast<Uint16>(decoded[2 * index] | decoded[2 * index + 1] << 8);
        }
        is_done = is_done && data_set.putAndInsertUint16Array(DCM_PixelData, cells.data(), cells.size()).good();
    }
    if (!is_done) throw Failure{BRIDGE_E_UNEXPECTED, "the frame cannot be drawn"};
}

}  // namespace bridge
