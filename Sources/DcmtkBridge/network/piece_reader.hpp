/* piece_reader.hpp - the pieces of a data set to send as one run of bytes, cut into fragments. */
#ifndef VEIL_NETWORK_PIECE_READER_HPP
#define VEIL_NETWORK_PIECE_READER_HPP

#include "../include/DcmtkBridge.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bridge::network {

class PieceReader {
public:
    /* Keeps neither pieces nor buffer. */
    PieceReader(const bridge_piece *pieces, uint32_t count, std::vector<uint8_t> &buffer)
        : next_(pieces), end_(pieces + count), buffer_(buffer) {}

    /* The next `size` bytes, fewer only at the end: in the piece's own memory if they lie there together, else in the
     * buffer. False: a file could not be read, or ends before its piece does. */
    bool take(size_t size, const uint8_t *&bytes, size_t &count);
    bool atEnd();

private:
    const bridge_piece *next_;
    const bridge_piece *end_;
    uint64_t taken_ = 0; /* of *next_ */
    std::vector<uint8_t> &buffer_;
};

}  // namespace bridge::network

#endif
