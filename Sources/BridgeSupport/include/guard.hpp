/* guard.hpp - the one place where C++ exceptions stop before they reach C and Swift.
 *
 * Every function of the bridges that can throw runs its body in `guarded`; `fail` is how a body reports what it
 * knows. Texts are constants of ours: neither an exception's what() nor a peer's words go out, both may quote values.
 */
#ifndef VEIL_GUARD_HPP
#define VEIL_GUARD_HPP

#include "BridgeSupport.h"

#include <new>

namespace bridge {

/* Fills the slot (which may be NULL where a caller does not care) and says false, so that a body can return it. */
inline bool fail(bridge_error *_Nullable error, bridge_code code, const char *_Nonnull text,
                 uint32_t status = 0) noexcept {
    if (error) {
        error->code = code;
        error->status = status;
        error->text = text;
    }
    return false;
}

/* Runs `body` and returns what it returns; `fallback` if it throws. The slot is zeroed first, so it says BRIDGE_OK
 * unless the body called `fail` or threw. */
template <class Fallback, class Body>
auto guarded(bridge_error *_Nullable error, Fallback fallback, Body body) noexcept -> decltype(body()) {
    if (error) *error = bridge_error{BRIDGE_OK, 0, nullptr};
    try {
        return body();
    } catch (const std::bad_alloc &) {
        fail(error, BRIDGE_E_MEMORY, "out of memory");
    } catch (...) {
        fail(error, BRIDGE_E_UNEXPECTED, "unexpected exception");
    }
    return fallback;
}

}  // namespace bridge

#endif
