/* convert.cpp - a data set in another transfer syntax, without loss.
 *
 * For destinations that refuse what the sender chose. Native syntaxes and deflated are rewritten; of the codecs only
 * those that are reversible are undone, and colour stays as it was stored (see initialize.cpp), so that photometric
 * interpretation and planar configuration go on telling the truth.
 */
#include "../include/DcmtkBridge.h"
#include "accepted.hpp"
#include "access.hpp"
#include "data_set.hpp"
#include "dictionary.hpp"
#include <failure.hpp>
#include "inflate.hpp"
#include "stream.hpp"

#include "../pixels/frame_codec.hpp"

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcstack.h>
#include <dcmtk/dcmdata/dcwcache.h>

#include <cstring>
#include <utility>
#include <vector>
#include <fcntl.h>
#include <unistd.h>

namespace bridge {

namespace {

constexpr const char *reversible[] = {
    "1.2.840.10008.1.2.5",    /* RLE Lossless */
    "1.2.840.10008.1.2.4.57", /* JPEG Lossless, process 14 */
    "1.2.840.10008.1.2.4.70", /* JPEG Lossless, process 14, selection value 1 */
    "1.2.840.10008.1.2.4.80", /* JPEG-LS Lossless */
};

bool is_reversible(const char *uid) {
    for (const char *candidate : reversible) {
        if (strcmp(uid, candidate) == 0) return true;
    }
    return false;
}

[[noreturn]] void impossible(const char *text) { throw Failure{BRIDGE_E_TRANSFER_SYNTAX, text}; }

bool holds_native_frames(const char *uid) {
    return strcmp(uid, encapsulated_uncompressed) == 0 || strcmp(uid, deflated_image_frame) == 0;
}

/* Puts frames of `bits` bits one behind the other, at the next bit (PS3.5 section 8.1.1). */
void append(std::vector<uint8_t> &value, uint64_t frame, uint64_t bits, const std::vector<uint8_t> &bytes) {
    const uint64_t start = frame * bits;
    value.resize((start + bits + 7) / 8, 0);
    if (start % 8 == 0 && bits % 8 == 0) {
        memcpy(value.data() + start / 8, bytes.data(), bits / 8);
        return;
    }
    for (uint64_t bit = 0; bit < bits; bit++) {
        if (bytes[bit / 8] >> (bit % 8) & 1) value[(start + bit) / 8] |= static_cast<uint8_t>(1 << ((start + bit) % 8));
    }
}

/* Takes the frames of one image out of their fragments (PS3.5 sections A.4.11 and A.4.13). */
void unwrap(DcmItem &image, DcmPixelData &pixels, bool is_deflated) {
    DcmPixelSequence *sequence = nullptr;
    // As what the data set was read: see Layout::dcmtk.
    if (pixels.getEncapsulatedRepresentation(EXS_JPEG2000LosslessOnly, nullptr, sequence).bad() || !sequence) return;
    Uint16 rows = 0, columns = 0, samples = 1, allocated = 0;
    Sint32 frames = 1;
    OFString photometric;
    image.findAndGetUint16(DCM_Rows, rows);
    image.findAndGetUint16(DCM_Columns, columns);
    image.findAndGetUint16(DCM_SamplesPerPixel, samples);
    image.findAndGetUint16(DCM_BitsAllocated, allocated);
    image.findAndGetOFString(DCM_PhotometricInterpretation, photometric);
    if (image.findAndGetSint32(DCM_NumberOfFrames, frames).bad()) frames = 1;
    if (frames < 1 || sequence->card() != static_cast<unsigned long>(frames) + 1)
        impossible("frames in several fragments");
    const bool shares_chroma = photometric == "YBR_FULL_422" || photometric == "YBR_PARTIAL_422";
    const uint64_t bits = uint64_t{rows} * columns * (shares_chroma ? 2 : samples) * allocated;
    if (bits == 0 || (bits + 7) / 8 * uint64_t(frames) > 0xFFFFFFFE) impossible("pixel data too long for its VR");
    std::vector<uint8_t> value;
    for (unsigned long index = 1; index < sequence->card(); index++) {
        DcmPixelItem *item = nullptr;
        const uint8_t *bytes = nullptr;
        if (sequence->getItem(item, index).good() && item)
            bytes = static_cast<const uint8_t *>(ElementAccess::value(*item));
        if (!bytes) impossible("pixel data cannot be decoded");
        std::vector<uint8_t> frame(bytes, bytes + item->getLength());
        size_t used = 0;
        if (is_deflated) frame = inflate_frame(bytes, item->getLength(), (bits + 7) / 8 + 1, used);
        if (frame.size() < (bits + 7) / 8 || frame.size() > (bits + 7) / 8 + 1) impossible("frames of another size");
        append(value, index - 1, bits, frame);
    }
    if (value.size() % 2 == 1) value.push_back(0);
    image.findAndDeleteElement(DCM_PixelData);
    // Extended Offset Table, its Lengths, Encapsulated Pixel Data Value Total Length.
    for (Uint16 element = 1; element <= 3; element++) image.findAndDeleteElement(DcmTagKey(0x7FE0, element));
    OFCondition done;
    if (allocated <= 8) {
        done = image.putAndInsertUint8Array(DCM_PixelData, value.data(), value.size());
    } else {
        std::vector<Uint16> cells(value.size() / 2);
        for (size_t cell = 0; cell < cells.size(); cell++) {
            cells[cell] = static_cast<Uint16>(value[2 * cell] | value[2 * cell + 1] << 8);
        }
        done = image.putAndInsertUint16Array(DCM_PixelData, cells.data(), cells.size());
    }
    if (done.bad()) throw std::bad_alloc();
}

void unwrap(DcmDataset &data_set, bool is_deflated) {
    std::vector<std::pair<DcmItem *, DcmPixelData *>> images;
    DcmStack stack;
    while (data_set.nextObject(stack, OFTrue).good()) {
        auto *pixels = dynamic_cast<DcmPixelData *>(stack.top());
        auto *image = dynamic_cast<DcmItem *>(stack.elem(1));
        if (pixels && image) images.push_back({image, pixels});
    }
    for (const auto &[image, pixels] : images) unwrap(*image, *pixels, is_deflated);
}

/* Takes control bytes that give nothing out of the RLE frames of one image (see rle_codec.cpp). */
void clean_rle(DcmItem &image, DcmPixelData &pixels) {
    DcmPixelSequence *sequence = nullptr;
    if (pixels.getEncapsulatedRepresentation(EXS_RLELossless, nullptr, sequence).bad() || !sequence) return;
    Uint16 rows = 0, columns = 0;
    Sint32 frames = 1;
    image.findAndGetUint16(DCM_Rows, rows);
    image.findAndGetUint16(DCM_Columns, columns);
    /* Without the attribute there is one; DCMTK would say 0. */
    if (image.findAndGetSint32(DCM_NumberOfFrames, frames).bad()) frames = 1;
    // PS3.5 A.4.2: a fragment a frame.
    if (frames < 1 || sequence->card() != static_cast<unsigned long>(frames) + 1)
        impossible("frames in several fragments");
    for (unsigned long index = 0; index < sequence->card(); index++) {
        DcmPixelItem *item = nullptr;
        if (sequence->getItem(item, index).bad() || !item) impossible("pixel data cannot be decoded");
        std::vector<uint8_t> cleaned;
        // The offsets would be wrong; nobody asks for them.
        if (index > 0) {
            const auto *value = static_cast<const uint8_t *>(ElementAccess::value(*item));
            if (!value) impossible("pixel data cannot be decoded");
            cleaned = without_no_operations(value, item->getLength(), size_t(rows) * columns);
        }
        if (ElementAccess::put(*item, cleaned.data(), static_cast<Uint32>(cleaned.size())).bad())
            throw std::bad_alloc();
    }
}

void clean_rle(DcmDataset &data_set) {
    DcmStack stack;
    while (data_set.nextObject(stack, OFTrue).good()) {
        auto *pixels = dynamic_cast<DcmPixelData *>(stack.top());
        auto *image = dynamic_cast<DcmItem *>(stack.elem(1));
        if (pixels && image) clean_rle(*image, *pixels);
    }
}

void decode(DcmDataset &data_set, E_TransferSyntax syntax) {
    if (syntax == EXS_RLELossless) clean_rle(data_set);
    if (data_set.chooseRepresentation(EXS_LittleEndianExplicit, nullptr).bad() ||
        !data_set.canWriteXfer(EXS_LittleEndianExplicit, syntax)) {
        impossible("pixel data cannot be decoded");
    }
    data_set.removeAllButCurrentRepresentations();
}

void write(DcmDataset &data_set, const char *output, const Layout &layout) {
    const int descriptor = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) throw Failure{BRIDGE_E_IO, "file cannot be created"};
    FileOutput stream(descriptor, layout.deflated);
    DcmWriteCache cache;
    data_set.transferInit();
    const OFCondition condition =
        data_set.write(stream, layout.dcmtk(), layout.sequence_lengths(), &cache, EGL_withoutGL, EPD_noChange);
    data_set.transferEnd();
    if (!stream.finish() || condition.bad()) {
        unlink(output);
        throw Failure{BRIDGE_E_IO, "file cannot be written"};
    }
}

}  // namespace

}  // namespace bridge

using namespace bridge;

bool bridge_convert(const char *path, uint64_t offset, const char *from, const char *to, const char *output,
                    bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        if (!dictionary_is_ready()) throw Failure{BRIDGE_E_UNEXPECTED, "DCMTK's data dictionary is missing"};
        const Layout source = layout_of(from), target = layout_of(to);
        if (target.encapsulated) impossible("pixel data is not compressed here");
        const bool is_native = holds_native_frames(from);
        if (source.encapsulated && !is_native && !is_reversible(from))
            impossible("decoding would not be the encoder's input");

        std::shared_ptr<const File> file = File::open(path);
        uint64_t begin = offset;
        if (source.deflated) {
            file = inflate(*file, offset, accepted_inflated).file;
            begin = 0;
        }
        DcmDataset data_set;
        const E_TransferSyntax syntax = source.encapsulated && !is_native ? DcmXfer(from).getXfer() : source.dcmtk();
        read_accepted(data_set, file, begin, source, syntax);
        if (is_native) {
            unwrap(data_set, strcmp(from, deflated_image_frame) == 0);
        } else if (source.encapsulated) {
            decode(data_set, syntax);
        }
        write(data_set, output, target);
        if (file->has_failed()) {
            // DCMTK writes a value that it cannot read as an empty one.
            unlink(output);
            throw Failure{BRIDGE_E_IO, "file cannot be read"};
        }
        return true;
    });
}
