/* brotli.cpp - the beginning of a Brotli stream (RFC 7932), by Google's decoder. */
#include "../include/DcmtkBridge.h"

#include <guard.hpp>

#include <brotli/decode.h>

#include <memory>

using namespace bridge;

bool bridge_brotli_prefix(const uint8_t *bytes, size_t count, uint8_t *target, size_t wanted) noexcept {
    return guarded(nullptr, false, [&] {
        std::unique_ptr<BrotliDecoderState, decltype(&BrotliDecoderDestroyInstance)> state(
            BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), BrotliDecoderDestroyInstance);
        if (!state) throw std::bad_alloc();
        const uint8_t *next_in = bytes;
        uint8_t *next_out = target;
        size_t available_in = count, available_out = wanted;
        BrotliDecoderDecompressStream(state.get(), &available_in, &next_in, &available_out, &next_out, nullptr);
        return available_out == 0;
    });
}
