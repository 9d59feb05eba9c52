/* inflate.hpp - Deflated Explicit VR Little Endian and Deflated Image Frame (PS3.5 sections A.5 and A.4.13):
 * raw RFC 1951 streams, in and out. */
#ifndef VEIL_DATA_INFLATE_HPP
#define VEIL_DATA_INFLATE_HPP

#include "../include/DcmtkBridge.h"
#include "source.hpp"

#include <memory>
#include <vector>

namespace bridge {

struct Inflated {
    std::shared_ptr<const File> file; /* unlinked, in $TMPDIR or /tmp */
    uint64_t left_over;               /* bytes behind the stream, its padding to even length excepted */
};

/* Inflates what stands from `offset` on. Throws BRIDGE_E_TOO_LARGE beyond `limit` bytes, BRIDGE_E_TRUNCATED,
 * BRIDGE_E_UNREADABLE, BRIDGE_E_IO. */
Inflated inflate(const File &file, uint64_t offset, uint64_t limit);

/* The same for a stream in memory. */
Inflated inflate(const uint8_t *bytes, size_t count, uint64_t limit);

/* One deflated frame in memory, of at most `limit` bytes. `used` is how much of the input its stream takes; the errors are
 * those above. */
std::vector<uint8_t> inflate_frame(const uint8_t *bytes, size_t count, size_t limit, size_t &used);

/* As much of a deflated prefix as can be inflated, at most `limit` bytes. */
std::vector<uint8_t> inflate_prefix(const uint8_t *bytes, size_t count, size_t limit);

/* Deflates piece by piece. Equal input gives equal output with one version of zlib. */
class Deflater {
public:
    explicit Deflater(std::vector<uint8_t> &output);
    ~Deflater();
    Deflater(const Deflater &) = delete;
    Deflater &operator=(const Deflater &) = delete;

    void add(const uint8_t *bytes, size_t count);
    /* Ends the stream and pads it to even length. */
    void finish();

private:
    void run(int flush);

    struct State;
    std::unique_ptr<State> state_;
    std::vector<uint8_t> &output_; /* may be emptied between calls */
    uint64_t count_ = 0;
};

}  // namespace bridge

#endif
