/* failure.hpp - how the bridges give up.
 *
 * Inside, a function that cannot go on throws a Failure (a code and a constant text of ours). Every function of
 * the bridges runs its body in `reporting`, which turns it into the caller's error slot.
 */
#ifndef VEIL_FAILURE_HPP
#define VEIL_FAILURE_HPP

#include "guard.hpp"

namespace bridge {

struct Failure {
    bridge_code code;
    const char *_Nonnull text;
};

template <class Fallback, class Body>
auto reporting(bridge_error *_Nullable error, Fallback fallback, Body body) noexcept -> decltype(body()) {
    return guarded(error, fallback, [&]() -> decltype(body()) {
        try {
            return body();
        } catch (const Failure &failure) {
            fail(error, failure.code, failure.text);
            return fallback;
        }
    });
}

}  // namespace bridge

#endif
