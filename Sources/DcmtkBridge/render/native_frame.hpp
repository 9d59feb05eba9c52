/* native_frame.hpp - a frame that DCMTK has no decoder for, or a wrong one, as native Pixel Data. */
#ifndef VEIL_RENDER_NATIVE_FRAME_HPP
#define VEIL_RENDER_NATIVE_FRAME_HPP

#include "../include/DcmtkBridge.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <cstdint>

namespace bridge {

/* Whether `transfer_syntax_uid` is of the JPEG 2000 family, which OpenJPEG decodes, or RLE (see rle_codec.cpp). */
bool is_decoded_here(const char *transfer_syntax_uid);

/* Makes frame `frame` of `frames` the data set's only one, native, in Explicit VR Little Endian. Throws BRIDGE_E_UNREADABLE,
 * BRIDGE_E_TRANSFER_SYNTAX. */
void make_native(DcmDataset &data_set, const char *transfer_syntax_uid, uint32_t frame, uint32_t frames);

}  // namespace bridge

#endif
