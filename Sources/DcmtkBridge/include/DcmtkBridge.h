/* DcmtkBridge.h - the whole C surface of DCMTK as Veil uses it. The rules of BridgeSupport.h hold for every function.
 */
#ifndef VEIL_DCMTK_BRIDGE_H
#define VEIL_DCMTK_BRIDGE_H

#include "data_sets.h"
#include "frames.h"
#include "network.h"
#include "pictures.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/* Once, before any other call and before any thread: DCMTK's globals, its dictionary with our newer attributes, its
 * logger (WARN and above, as module and level only), malloc limits. Further calls do nothing. */
void bridge_initialize(void) BRIDGE_NOEXCEPT;
/* How many of DCMTK's log events (WARN and above) were dropped so far. Any thread. */
uint64_t bridge_log_count(void) BRIDGE_NOEXCEPT;

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
#endif
