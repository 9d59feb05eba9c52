/* render.cpp - one frame as a person would see it, for reports.
 *
 * DCMTK decodes the frame (partial access: one frame in memory whatever the instance has) and applies modality and VOI
 * transformations, palettes and colour models; its PNG writer makes the picture. Nothing here decides anything about
 * an instance: a frame that cannot be shown is an error with a constant text, and the report says so.
 */
#include "../include/DcmtkBridge.h"
#include "native_frame.hpp"

#include "../data/accepted.hpp"
#include "../data/data_set.hpp"
#include "../data/dictionary.hpp"
#include <failure.hpp>
#include "../data/inflate.hpp"
#include "../data/stream.hpp"

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmimage/diregist.h>
#include <dcmtk/dcmimage/dipipng.h>
#include <dcmtk/dcmimgle/dcmimage.h>

#include <cstdio>
#include <cstdlib>

namespace bridge {

namespace {

constexpr uint64_t maximum_pixels = 200'000'000;

/* Reads the data set; long values stay in the file until they are asked for. The syntax is DCMTK's name for it, the one
 * it parses every encapsulated syntax with where it has no decoder. */
E_TransferSyntax read(DcmDataset &data_set, const char *path, uint64_t offset, const char *uid) {
    const Layout layout = layout_of(uid);
    const bool is_dcmtks = layout.encapsulated && !is_decoded_here(uid);
    const E_TransferSyntax syntax = is_dcmtks ? DcmXfer(uid).getXfer() : layout.dcmtk();
    if (syntax == EXS_Unknown) throw Failure{BRIDGE_E_TRANSFER_SYNTAX, "no decoder for this transfer syntax"};
    std::shared_ptr<const File> file = File::open(path);
    uint64_t begin = offset;
    if (layout.deflated) {
        file = inflate(*file, offset, accepted_inflated).file;
        begin = 0;
    }
    read_accepted(data_set, file, begin, layout, syntax);
    return syntax;
}

/* The first window or table of the instance where it has one and it leaves something to see; else all values. */
void choose_window(DicomImage &image) {
    if (!image.isMonochrome()) return;
    if (image.getWindowCount() > 0 && image.setWindow(0)) return;
    if (image.getVoiLutCount() > 0 && image.setVoiLut(0)) return;
    image.setMinMaxWindow();
}

bridge_picture write(DicomImage &image) {
    bridge_picture picture = {};
    char *bytes = nullptr;
    size_t count = 0;
    FILE *stream = open_memstream(&bytes, &count);
    if (!stream) throw std::bad_alloc();
    DiPNGPlugin plugin;
    plugin.setInterlaceType(E_pngInterlaceNone);
    plugin.setMetainfoType(E_pngNoMetainfo);
    const int is_written = image.writePluginFormat(&plugin, stream);
    fclose(stream);
    if (!is_written || count == 0) {
        free(bytes);
        throw Failure{BRIDGE_E_UNEXPECTED, "the frame cannot be drawn"};
    }
    picture.png = reinterpret_cast<uint8_t *>(bytes);
    picture.count = count;
    return picture;
}

bridge_picture render(const char *path, uint64_t offset, const char *uid, uint32_t frame, uint32_t maximum_side) {
    if (!dictionary_is_ready()) throw Failure{BRIDGE_E_UNEXPECTED, "DCMTK's data dictionary is missing"};
    DcmDataset data_set;
    E_TransferSyntax syntax = read(data_set, path, offset, uid);
    if (!data_set.tagExists(DCM_PixelData)) throw Failure{BRIDGE_E_ARGUMENT, "the instance has no Pixel Data"};
    Uint16 rows = 0, columns = 0, allocated = 0;
    Sint32 frames = 1;
    data_set.findAndGetUint16(DCM_Rows, rows);
    data_set.findAndGetUint16(DCM_Columns, columns);
    data_set.findAndGetUint16(DCM_BitsAllocated, allocated);
    data_set.findAndGetSint32(DCM_NumberOfFrames, frames);
    if (rows == 0 || columns == 0) throw Failure{BRIDGE_E_UNREADABLE, "the image has no size"};
    if (uint64_t(rows) * columns > maximum_pixels) throw Failure{BRIDGE_E_TOO_LARGE, "the frame is too large to draw"};
    // DCMTK swaps OW by words of 16 bits: of wider samples it would show something else.
    if (syntax == EXS_BigEndianExplicit && allocated > 16) {
        throw Failure{BRIDGE_E_TRANSFER_SYNTAX, "the frame cannot be decoded"};
    }
    if (frames < 1) frames = 1;
    if (frame >= uint32_t(frames)) throw Failure{BRIDGE_E_ARGUMENT, "the instance has no such frame"};

    if (is_decoded_here(uid)) {
        make_native(data_set, uid, frame, uint32_t(frames));
        syntax = EXS_LittleEndianExplicit;
        frame = 0;
    }
    DicomImage image(&data_set, syntax, CIF_UsePartialAccessToPixelData, frame, 1);
    if (image.getStatus() != EIS_Normal) throw Failure{BRIDGE_E_TRANSFER_SYNTAX, "the frame cannot be decoded"};
    image.hideAllOverlays();
    choose_window(image);
    const unsigned side = rows > columns ? rows : columns;
    bridge_picture picture;
    if (side <= maximum_side) {
        picture = write(image);
    } else {
        const double factor = double(maximum_side) / side;
        const std::unique_ptr<DicomImage> small(image.createScaledImage(factor, factor, 1, 0));
        if (!small || small->getStatus() != EIS_Normal) {
            throw Failure{BRIDGE_E_UNEXPECTED, "the frame cannot be drawn"};
        }
        picture = write(*small);
    }
    picture.columns = columns;
    picture.rows = rows;
    picture.frames = uint32_t(frames);
    return picture;
}

}  // namespace

}  // namespace bridge

using namespace bridge;

bool bridge_render(const char *path, uint64_t offset, const char *transfer_syntax_uid, uint32_t frame,
                   uint32_t maximum_side, bridge_picture *picture, bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        *picture = render(path, offset, transfer_syntax_uid, frame, maximum_side);
        return true;
    });
}

void bridge_picture_free(bridge_picture *picture) noexcept {
    free(picture->png);
    *picture = {};
}
