/* bytes.cpp - see BridgeSupport.h. */
#include "BridgeSupport.h"

#include <cstdlib>

void bridge_bytes_free(bridge_bytes *bytes) noexcept {
    free(bytes->bytes);
    *bytes = {nullptr, 0};
}
