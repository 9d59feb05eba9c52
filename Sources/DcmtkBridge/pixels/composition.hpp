/* composition.hpp - what a long value is made of after pixels were changed: bytes of our own and ranges of the value as
 * it was found. */
#ifndef VEIL_PIXELS_COMPOSITION_HPP
#define VEIL_PIXELS_COMPOSITION_HPP

#include <cstdint>
#include <vector>

namespace bridge {

struct Composition {
    struct Piece {
        bool own;
        uint64_t offset; /* in `bytes`, or in the value as found */
        uint64_t count;
        bool elsewhere = false; /* `offset` is the caller's */
    };

    std::vector<uint8_t> bytes; /* as they stand in the file, byte order included */
    std::vector<Piece> pieces;
    uint64_t length = 0; /* of all pieces */
};

}  // namespace bridge

#endif
