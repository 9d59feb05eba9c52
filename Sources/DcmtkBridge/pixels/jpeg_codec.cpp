/* jpeg_codec.cpp - JPEG in all processes that DCMTK's three builds of the IJG library read; lossless is written. */
#include "../include/DcmtkBridge.h"
#include "frame_codec.hpp"

#include <failure.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmjpeg/djcparam.h>
#include <dcmtk/dcmjpeg/djdijg12.h>
#include <dcmtk/dcmjpeg/djdijg16.h>
#include <dcmtk/dcmjpeg/djdijg8.h>
#include <dcmtk/dcmjpeg/djeijg12.h>
#include <dcmtk/dcmjpeg/djeijg16.h>
#include <dcmtk/dcmjpeg/djeijg8.h>

#include <memory>

namespace bridge {

namespace {

constexpr uint8_t lossless_process = 0xC3;

/* Nothing about colour is to happen, in either direction. */
DJCodecParameter parameters() { return {ECC_lossyYCbCr, EDC_never, EUC_never, EPC_colorByPixel}; }

[[noreturn]] void malformed() { throw Failure{BRIDGE_E_UNREADABLE, "a JPEG frame cannot be decoded"}; }

JpegHeader checked_header(const uint8_t *bytes, size_t count, const FrameFormat &format) {
    const JpegHeader header = read_jpeg_header(bytes, count);
    const bool has_fitting_cells = (header.precision <= 8 ? 1u : 2u) == format.cell_bytes;
    if (header.rows != format.rows || header.columns != format.columns || header.components != format.samples ||
        header.precision < 2 || header.precision > 16) {
        malformed();
    }
    if (!has_fitting_cells) throw Failure{BRIDGE_E_TRANSFER_SYNTAX, "samples of a byte in cells of two"};
    return header;
}

std::unique_ptr<DJDecoder> decoder_for(unsigned precision, const DJCodecParameter &parameter) {
    if (precision <= 8) return std::make_unique<DJDecompressIJG8Bit>(parameter, OFFalse);
    if (precision <= 12) return std::make_unique<DJDecompressIJG12Bit>(parameter, OFFalse);
    return std::make_unique<DJDecompressIJG16Bit>(parameter, OFFalse);
}

std::unique_ptr<DJEncoder> encoder_for(const JpegHeader &header, const DJCodecParameter &parameter) {
    const int predictor = static_cast<int>(header.predictor);
    if (header.precision <= 8) return std::make_unique<DJCompressIJG8Bit>(parameter, EJM_lossless, predictor, 0);
    if (header.precision <= 12) return std::make_unique<DJCompressIJG12Bit>(parameter, EJM_lossless, predictor, 0);
    return std::make_unique<DJCompressIJG16Bit>(parameter, EJM_lossless, predictor, 0);
}

}  // namespace

std::vector<uint8_t> decode_jpeg(const uint8_t *bytes, size_t count, const FrameFormat &format) {
    const JpegHeader header = checked_header(bytes, count, format);
    std::vector<uint8_t> result;
    const bool is_fast = header.precision == 8 && header.process != lossless_process;
    if (is_fast && decode_lossy_jpeg(bytes, count, format, result)) return result;
    return decode_jpeg_again(bytes, count, format);
}

std::vector<uint8_t> decode_jpeg_again(const uint8_t *bytes, size_t count, const FrameFormat &format) {
    const JpegHeader header = checked_header(bytes, count, format);
    const DJCodecParameter parameter = parameters();
    const std::unique_ptr<DJDecoder> decoder = decoder_for(header.precision, parameter);
    if (decoder->init().bad()) throw std::bad_alloc();
    std::vector<uint8_t> result(format.bytes(), 0);
    // DCMTK takes the buffer as not const; the source manager only reads.
    const OFCondition condition = decoder->decode(const_cast<uint8_t *>(bytes), static_cast<Uint32>(count),
                                                  result.data(), static_cast<Uint32>(result.size()), OFFalse);
    if (condition.bad()) malformed();
    return result;
}

std::vector<uint8_t> encode_jpeg_lossless(const uint8_t *samples, const FrameFormat &format, const uint8_t *like,
                                          size_t count) {
    const JpegHeader header = checked_header(like, count, format);
    if (header.process != lossless_process || header.predictor < 1 || header.predictor > 7) {
        throw Failure{BRIDGE_E_TRANSFER_SYNTAX, "not a lossless JPEG frame"};
    }
    const DJCodecParameter parameter = parameters();
    const std::unique_ptr<DJEncoder> encoder = encoder_for(header, parameter);
    EP_Interpretation colour = EPI_Unknown;
    if (format.samples == 1) colour = EPI_Monochrome2;
    if (format.samples == 3) colour = format.is_rgb ? EPI_RGB : EPI_YBR_Full;
    std::vector<uint16_t> cells = within_precision(samples, format, header.precision);
    Uint8 *encoded = nullptr;
    Uint32 length = 0;
    const auto columns = static_cast<Uint16>(format.columns), rows = static_cast<Uint16>(format.rows);
    const auto components = static_cast<Uint16>(format.samples);
    const OFCondition condition =
        format.cell_bytes == 1 ? encoder->encode(columns, rows, colour, components,
                                                 reinterpret_cast<Uint8 *>(cells.data()), encoded, length)
                               : encoder->encode(columns, rows, colour, components, cells.data(), encoded, length);
    const std::unique_ptr<Uint8[]> owner(encoded);
    if (condition.bad() || !encoded) throw Failure{BRIDGE_E_UNEXPECTED, "a JPEG frame cannot be encoded"};
    return std::vector<uint8_t>(encoded, encoded + length);
}

}  // namespace bridge
