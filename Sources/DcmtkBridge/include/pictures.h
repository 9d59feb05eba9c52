/* pictures.h - frames as a person sees them.
 */
#ifndef VEIL_BRIDGE_PICTURES_H
#define VEIL_BRIDGE_PICTURES_H

#include <BridgeSupport.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

typedef struct {
    uint32_t columns, rows;         /* of the frame as stored; the picture may be smaller, in the same proportion */
    uint32_t frames;                /* of the instance */
    uint8_t *_Nullable png;
    size_t count;
} bridge_picture;

/* Frame `frame` (from 0) of an instance as a PNG whose longer side is at most `maximum_side`: modality and VOI transformation, palette and
 * colour model applied, overlays left out. BRIDGE_E_TRANSFER_SYNTAX if it cannot be decoded, BRIDGE_E_ARGUMENT if there is no such frame. */
bool bridge_render(const char *path, uint64_t offset, const char *transfer_syntax_uid, uint32_t frame, uint32_t maximum_side,
                   bridge_picture *picture, bridge_error *error) BRIDGE_NOEXCEPT;
void bridge_picture_free(bridge_picture *picture) BRIDGE_NOEXCEPT;

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
#endif
