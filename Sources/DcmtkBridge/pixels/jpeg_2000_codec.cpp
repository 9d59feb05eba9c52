/* jpeg_2000_codec.cpp - JPEG 2000 through OpenJPEG, over memory. HTJ2K is read, not written. */
#include "../include/DcmtkBridge.h"
#include "frame_codec.hpp"

#include <failure.hpp>

#include <openjpeg-2.5/openjpeg.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace bridge {

namespace {

/* Codecs and streams are the same type to the compiler. */
struct FreeCodec {
    void operator()(opj_codec_t *codec) const { opj_destroy_codec(codec); }
};
struct FreeImage {
    void operator()(opj_image_t *image) const { opj_image_destroy(image); }
};
struct FreeStream {
    void operator()(opj_stream_t *stream) const { opj_stream_destroy(stream); }
};
struct FreeInfo {
    void operator()(opj_codestream_info_v2_t *info) const { opj_destroy_cstr_info(&info); }
};
using Codec = std::unique_ptr<opj_codec_t, FreeCodec>;
using Image = std::unique_ptr<opj_image_t, FreeImage>;
using Stream = std::unique_ptr<opj_stream_t, FreeStream>;
using Info = std::unique_ptr<opj_codestream_info_v2_t, FreeInfo>;

[[noreturn]] void malformed() { throw Failure{BRIDGE_E_UNREADABLE, "a JPEG 2000 frame cannot be decoded"}; }

/* What OpenJPEG reads from or writes to. */
struct Memory {
    const uint8_t *source = nullptr;
    size_t count = 0;
    std::vector<uint8_t> *target = nullptr;
    size_t position = 0;
};

OPJ_SIZE_T read(void *buffer, OPJ_SIZE_T count, void *user) {
    auto &memory = *static_cast<Memory *>(user);
    const size_t piece = std::min<size_t>(count, memory.count - memory.position);
    if (piece == 0) return static_cast<OPJ_SIZE_T>(-1);
    memcpy(buffer, memory.source + memory.position, piece);
    memory.position += piece;
    return piece;
}

OPJ_SIZE_T write(void *buffer, OPJ_SIZE_T count, void *user) noexcept {
    auto &memory = *static_cast<Memory *>(user);
    try {
        if (memory.target->size() < memory.position + count) memory.target->resize(memory.position + count);
    } catch (...) {
        return static_cast<OPJ_SIZE_T>(-1);
    }
    memcpy(memory.target->data() + memory.position, buffer, count);
    memory.position += count;
    return count;
}

OPJ_BOOL seek(OPJ_OFF_T position, void *user) {
    auto &memory = *static_cast<Memory *>(user);
    const size_t end = memory.target ? memory.target->size() : memory.count;
    if (position < 0 || static_cast<size_t>(position) > end) return OPJ_FALSE;
    memory.position = static_cast<size_t>(position);
    return OPJ_TRUE;
}

OPJ_OFF_T skip(OPJ_OFF_T count, void *user) {
    auto &memory = *static_cast<Memory *>(user);
    return seek(static_cast<OPJ_OFF_T>(memory.position) + count, user) ? count : -1;
}

Stream stream_over(Memory &memory) {
    Stream stream(opj_stream_create(64 * 1024, memory.target ? OPJ_FALSE : OPJ_TRUE));
    if (!stream) throw std::bad_alloc();
    opj_stream_set_read_function(stream.get(), read);
    opj_stream_set_write_function(stream.get(), write);
    opj_stream_set_seek_function(stream.get(), seek);
    opj_stream_set_skip_function(stream.get(), skip);
    opj_stream_set_user_data(stream.get(), &memory, nullptr);
    opj_stream_set_user_data_length(stream.get(), memory.count);
    return stream;
}

struct Reader {
    Memory memory;
    Stream stream;
    Codec codec;
    Image image;

    Reader(const uint8_t *bytes, size_t count) {
        memory.source = bytes;
        memory.count = count;
        stream = stream_over(memory);
        const bool is_boxed = count > 8 && memcmp(bytes + 4, "jP  ", 4) == 0;
        codec.reset(opj_create_decompress(is_boxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K));
        opj_dparameters_t parameters;
        opj_set_default_decoder_parameters(&parameters);
        opj_image_t *found = nullptr;
        if (!codec || !opj_setup_decoder(codec.get(), &parameters)) throw std::bad_alloc();
        const OPJ_BOOL is_read = opj_read_header(stream.get(), codec.get(), &found);
        image.reset(found);
        if (!is_read || !image) malformed();
    }

    void check(const FrameFormat &format) const {
        if (image->numcomps != format.samples) malformed();
        for (OPJ_UINT32 i = 0; i < image->numcomps; i++) {
            const opj_image_comp_t &component = image->comps[i];
            if (component.w != format.columns || component.h != format.rows || component.dx != 1 || component.dy != 1) {
                malformed();
            }
            if (component.prec > format.cell_bytes * 8) malformed();
        }
    }
};

}  // namespace

std::vector<uint8_t> decode_jpeg_2000(const uint8_t *bytes, size_t count, const FrameFormat &format) {
    Reader reader(bytes, count);
    reader.check(format);
    if (!opj_decode(reader.codec.get(), reader.stream.get(), reader.image.get())) malformed();
    reader.check(format);
    std::vector<uint8_t> result(format.bytes());
    const size_t step = format.samples;
    for (size_t sample = 0; sample < step; sample++) {
        const OPJ_INT32 *source = reader.image->comps[sample].data;
        if (!source) malformed();
        for (size_t i = 0; i < format.pixels(); i++) {
            uint8_t *cell = result.data() + (i * step + sample) * format.cell_bytes;
            for (size_t byte = 0; byte < format.cell_bytes; byte++)
                cell[byte] = static_cast<uint8_t>(source[i] >> (8 * byte));
        }
    }
    return result;
}

namespace {

struct Original {
    OPJ_UINT32 precision;
    OPJ_UINT32 is_signed;
    int resolutions;
    bool transforms_components;
};

Original look(const uint8_t *bytes, size_t count, const FrameFormat &format) {
    const Reader reader(bytes, count);
    reader.check(format);
    const Info info(opj_get_cstr_info(reader.codec.get()));
    if (!info || !info->m_default_tile_info.tccp_info) malformed();
    const opj_image_comp_t &first = reader.image->comps[0];
    return {first.prec, first.sgnd, static_cast<int>(info->m_default_tile_info.tccp_info[0].numresolutions),
            info->m_default_tile_info.mct == 1};
}

Image image_of(const uint8_t *samples, const FrameFormat &format, const Original &original) {
    std::vector<opj_image_cmptparm_t> components(format.samples);
    for (auto &component : components) {
        component = {};
        component.dx = component.dy = 1;
        component.w = format.columns;
        component.h = format.rows;
        component.prec = original.precision;
        component.sgnd = original.is_signed;
    }
    const OPJ_COLOR_SPACE colour = format.samples == 3 ? OPJ_CLRSPC_SRGB : OPJ_CLRSPC_GRAY;
    Image image(opj_image_create(format.samples, components.data(), colour));
    if (!image) throw std::bad_alloc();
    image->x1 = format.columns;
    image->y1 = format.rows;
    const unsigned unused = 32 - original.precision;
    for (size_t sample = 0; sample < format.samples; sample++) {
        for (size_t i = 0; i < format.pixels(); i++) {
            const uint8_t *cell = samples + (i * format.samples + sample) * format.cell_bytes;
            uint32_t bits = 0;
            for (size_t byte = 0; byte < format.cell_bytes; byte++)
                bits |= static_cast<uint32_t>(cell[byte]) << (8 * byte);
            // Only the coded bits, with their sign.
            const uint32_t upper = bits << unused;
            image->comps[sample].data[i] =
                original.is_signed ? static_cast<OPJ_INT32>(upper) >> unused : static_cast<OPJ_INT32>(upper >> unused);
        }
    }
    return image;
}

}  // namespace

std::vector<uint8_t> encode_jpeg_2000(const uint8_t *samples, const FrameFormat &format, const uint8_t *like,
                                      size_t count) {
    const Original original = look(like, count, format);
    const Image image = image_of(samples, format, original);
    opj_cparameters_t parameters;
    opj_set_default_encoder_parameters(&parameters);
    parameters.irreversible = 0;
    parameters.tcp_numlayers = 1;
    parameters.tcp_rates[0] = 0;
    parameters.cp_disto_alloc = 1;
    parameters.tcp_mct = original.transforms_components && format.samples >= 3 ? 1 : 0;
    // The smallest resolution must not be less than a sample.
    int most = 1;
    while (most < 32 && (std::min(format.rows, format.columns) >> most) > 0) most++;
    parameters.numresolution = std::max(1, std::min(original.resolutions, most));
    std::vector<uint8_t> result;
    Memory memory;
    memory.target = &result;
    const Stream stream = stream_over(memory);
    const Codec codec(opj_create_compress(OPJ_CODEC_J2K));
    if (!codec) throw std::bad_alloc();
    if (!opj_setup_encoder(codec.get(), &parameters, image.get()) ||
        !opj_start_compress(codec.get(), image.get(), stream.get()) || !opj_encode(codec.get(), stream.get()) ||
        !opj_end_compress(codec.get(), stream.get())) {
        throw Failure{BRIDGE_E_UNEXPECTED, "a JPEG 2000 frame cannot be encoded"};
    }
    return result;
}

}  // namespace bridge
