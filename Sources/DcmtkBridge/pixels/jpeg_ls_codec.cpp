/* jpeg_ls_codec.cpp - JPEG-LS through DCMTK, whose codec works on elements of a data set: one is made for each frame. */
#include "../include/DcmtkBridge.h"
#include "frame_codec.hpp"

#include "../data/access.hpp"
#include <failure.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcstack.h>
#include <dcmtk/dcmjpls/djcodecd.h>
#include <dcmtk/dcmjpls/djcodece.h>
#include <dcmtk/dcmjpls/djcparam.h>
#include <dcmtk/dcmjpls/djrparam.h>

#include <memory>

namespace bridge {

namespace {

constexpr uint8_t jpeg_ls = 0xF7;

JpegHeader checked_header(const uint8_t *bytes, size_t count, const FrameFormat &format) {
    const JpegHeader header = read_jpeg_header(bytes, count);
    if (header.process != jpeg_ls || header.rows != format.rows || header.columns != format.columns ||
        header.components != format.samples) {
        throw Failure{BRIDGE_E_UNREADABLE, "a JPEG-LS frame of another kind"};
    }
    if ((header.precision <= 8 ? 1u : 2u) != format.cell_bytes || (format.samples != 1 && format.samples != 3)) {
        throw Failure{BRIDGE_E_TRANSFER_SYNTAX, "samples that DCMTK's JPEG-LS does not know"};
    }
    return header;
}

/* What the codec asks about the image; `stored` bits are what is coded. */
void describe(DcmItem &item, const FrameFormat &format, unsigned allocated, unsigned stored) {
    item.putAndInsertUint16(DCM_SamplesPerPixel, static_cast<Uint16>(format.samples));
    item.putAndInsertString(DCM_PhotometricInterpretation, format.samples == 1 ? "MONOCHROME2" : "RGB");
    item.putAndInsertUint16(DCM_PlanarConfiguration, 0);
    item.putAndInsertUint16(DCM_Rows, static_cast<Uint16>(format.rows));
    item.putAndInsertUint16(DCM_Columns, static_cast<Uint16>(format.columns));
    item.putAndInsertUint16(DCM_BitsAllocated, static_cast<Uint16>(allocated));
    item.putAndInsertUint16(DCM_BitsStored, static_cast<Uint16>(stored));
    item.putAndInsertUint16(DCM_HighBit, static_cast<Uint16>(stored - 1));
    item.putAndInsertUint16(DCM_PixelRepresentation, 0);
}

DcmPixelItem *pixel_item(const uint8_t *bytes, size_t count) {
    auto item = std::make_unique<DcmPixelItem>(DCM_PixelItemTag);
    std::vector<uint8_t> padded(bytes, bytes + count);
    if (count & 1) padded.push_back(0);
    if (ElementAccess::put(*item, padded.data(), static_cast<Uint32>(padded.size())).bad()) throw std::bad_alloc();
    return item.release();
}

}  // namespace

std::vector<uint8_t> decode_jpeg_ls(const uint8_t *bytes, size_t count, const FrameFormat &format) {
    const JpegHeader header = checked_header(bytes, count, format);
    DcmDataset item;
    describe(item, format, format.cell_bytes * 8, header.precision);
    DcmPixelSequence sequence(DcmTag(DCM_PixelData, EVR_OB));
    sequence.insert(pixel_item(nullptr, 0));
    sequence.insert(pixel_item(bytes, count));
    const DJLSCodecParameter parameter(EJLSUC_never, EJLSPC_colorByPixel, OFTrue, OFTrue);
    // Room for the byte that DCMTK swaps with the last one of an odd number.
    std::vector<uint8_t> result(format.bytes() + (format.bytes() & 1));
    Uint32 fragment = 1;
    OFString colour;
    const OFCondition condition = DJLSLosslessDecoder().decodeFrame(
        nullptr, &sequence, &parameter, &item, 0, fragment, result.data(), static_cast<Uint32>(result.size()), colour);
    if (condition.bad()) throw Failure{BRIDGE_E_UNREADABLE, "a JPEG-LS frame cannot be decoded"};
    result.resize(format.bytes());
    return result;
}

std::vector<uint8_t> encode_jpeg_ls(const uint8_t *samples, const FrameFormat &format, const uint8_t *like,
                                    size_t count) {
    const JpegHeader header = checked_header(like, count, format);
    DcmDataset item;
    describe(item, format, format.cell_bytes * 8, header.precision);
    const size_t length = format.bytes();
    const std::vector<uint16_t> cells = within_precision(samples, format, header.precision);
    auto pixels = std::make_unique<DcmPixelData>(DcmTag(DCM_PixelData, EVR_OW));
    if (pixels->putUint16Array(cells.data(), static_cast<unsigned long>(cells.size())).bad() ||
        item.insert(pixels.get(), OFTrue).bad()) {
        throw std::bad_alloc();
    }
    DcmPixelData *element = pixels.release();
    DcmStack stack;
    stack.push(&item);
    stack.push(element);
    // "Cooked" codes as many bits as are stored, which is what the stream had; whole cells need no cooking.
    const bool is_whole = header.precision == format.cell_bytes * 8;
    const DJLSCodecParameter parameter(is_whole ? OFFalse : OFTrue, 0, 0, 0, 0, 0, OFFalse, EJLSUC_never, OFFalse,
                                       EJLSPC_colorByPixel);
    const DJLSRepresentationParameter lossless(0, OFTrue);
    DcmPixelSequence *encoded = nullptr;
    OFBool is_removed = OFFalse;
    const OFCondition condition = DJLSLosslessEncoder().encode(cells.data(), static_cast<Uint32>(length), &lossless,
                                                               encoded, &parameter, stack, is_removed);
    const std::unique_ptr<DcmPixelSequence> owner(encoded);
    DcmPixelItem *fragment = nullptr;
    if (condition.bad() || !encoded || encoded->getItem(fragment, 1).bad() || !fragment) {
        throw Failure{BRIDGE_E_UNEXPECTED, "a JPEG-LS frame cannot be encoded"};
    }
    const auto *first = static_cast<const uint8_t *>(ElementAccess::value(*fragment));
    return std::vector<uint8_t>(first, first + fragment->getLengthField());
}

}  // namespace bridge
