/* jpeg_blocks.cpp - boxes of a lossy JPEG frame covered in its coefficients, with libjpeg-turbo.
 *
 * Blocks of whole MCUs under a box get one value each; every other block keeps its coefficients, so nothing outside is
 * coded again. Quantisation tables, sampling, restart interval and the markers that decoders take the colour model from
 * stay; Huffman tables are made anew, for the old ones may lack what the new values need.
 */
#include <failure.hpp>
#include "../include/DcmtkBridge.h"
#include "jpeg_errors.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace bridge {

namespace {

struct Request {
    const uint8_t *bytes;
    size_t count;
    const bridge_frame_format *format;
    const bridge_rectangle *boxes;
    size_t box_count;
    const int *levels; /* of each component, 0...255; nullptr: what stood there, averaged */
    const int *inks;   /* the same for captions */
};

/* All that lives across the jump. */
struct Work {
    jpeg_decompress_struct source;
    jpeg_compress_struct target;
    /* One each: starting to write forgets the warnings of its own. */
    JpegErrors read_errors, write_errors;
    unsigned char *output;
    unsigned long output_count;
};

/* In units of `size` pixels, rounded out. */
struct Units {
    JDIMENSION left, top, right, bottom;

    Units(const bridge_rectangle &box, unsigned width, unsigned height)
        : left(box.x / width),
          top(box.y / height),
          right((box.x + box.width + width - 1) / width),
          bottom((box.y + box.height + height - 1) / height) {}
};

class Blocks {
public:
    Blocks(Work &work, jvirt_barray_ptr *arrays, int index)
        : work_(work), array_(arrays[index]), component_(work.source.comp_info[index]) {}

    /* Blocks of the MCUs under `units`, within what the component has. */
    template <class Change>
    void each(const Units &units, Change change) {
        const JDIMENSION columns = static_cast<JDIMENSION>(component_.h_samp_factor),
                         rows = static_cast<JDIMENSION>(component_.v_samp_factor);
        const JDIMENSION right = std::min(units.right * columns, component_.width_in_blocks);
        const JDIMENSION bottom = std::min(units.bottom * rows, component_.height_in_blocks);
        for (JDIMENSION row = units.top * rows; row < bottom; row++) {
            JBLOCKARRAY line = work_.source.mem->access_virt_barray(reinterpret_cast<j_common_ptr>(&work_.source),
                                                                    array_, row, 1, TRUE);
            for (JDIMENSION column = units.left * columns; column < right; column++)
                change(row, column, line[0][column]);
        }
    }

    int quantum(int index = 0) const { return component_.quant_table ? component_.quant_table->quantval[index] : 1; }
    /* A sample of it is a pixel. */
    bool is_whole() const {
        return component_.h_samp_factor == work_.source.max_h_samp_factor &&
               component_.v_samp_factor == work_.source.max_v_samp_factor;
    }
    const jpeg_component_info &component() const { return component_; }

private:
    Work &work_;
    jvirt_barray_ptr array_;
    const jpeg_component_info &component_;
};

void set(JCOEFPTR block, int level) {
    memset(block, 0, sizeof(JCOEF) * DCTSIZE2);
    block[0] = static_cast<JCOEF>(level);
}

/* DC counts eight times the level's distance from the middle, in steps of the quantisation table. */
int dc_of(int level, int quantum) {
    const int value = (level - 128) * 8;
    return (value >= 0 ? value + quantum / 2 : value - quantum / 2) / quantum;
}

/* Where a part of `size` units ends; what would be left over belongs to the last one. */
JDIMENSION end_of(JDIMENSION start, JDIMENSION size, JDIMENSION end) {
    return end - start < 2 * size ? end : start + size;
}

/* One mean for cells of at least 16 pixels, and as large as the letters of a line can be: pictures of MCUs side by side
   get the same values. */
void average(Blocks &blocks, const bridge_rectangle &box, unsigned mcu_width, unsigned mcu_height) {
    const Units units(box, mcu_width, mcu_height);
    const JDIMENSION side = std::max<JDIMENSION>(16, static_cast<JDIMENSION>(std::min(box.width, box.height)));
    const JDIMENSION wide = (side + mcu_width - 1) / mcu_width, high = (side + mcu_height - 1) / mcu_height;
    for (JDIMENSION top = units.top, bottom; top < units.bottom; top = bottom) {
        bottom = end_of(top, high, units.bottom);
        for (JDIMENSION left = units.left, right; left < units.right; left = right) {
            right = end_of(left, wide, units.right);
            Units cell = units;
            cell.left = left;
            cell.top = top;
            cell.right = right;
            cell.bottom = bottom;
            long sum = 0, count = 0;
            blocks.each(cell, [&](JDIMENSION, JDIMENSION, JCOEFPTR block) {
                sum += block[0];
                count++;
            });
            const int mean = count == 0 ? 0 : static_cast<int>(sum / count);
            blocks.each(cell, [&](JDIMENSION, JDIMENSION, JCOEFPTR block) { set(block, mean); });
        }
    }
}

/* Cosines of the transformation (ISO/IEC 10918-1 section A.3.3), with its factors. */
struct Cosines {
    float of[DCTSIZE][DCTSIZE]; /* frequency, place */

    Cosines() {
        for (int frequency = 0; frequency < DCTSIZE; frequency++) {
            for (int place = 0; place < DCTSIZE; place++) {
                const double factor = frequency == 0 ? std::sqrt(0.125) : 0.5;
                of[frequency][place] = static_cast<float>(factor * std::cos((2 * place + 1) * frequency * M_PI / 16));
            }
        }
    }
};

/* A block of samples, levels shifted to lie around zero, as coefficients. */
void transform(const float samples[DCTSIZE][DCTSIZE], const Blocks &blocks, JCOEFPTR coefficients) {
    static const Cosines cosines;
    float rows[DCTSIZE][DCTSIZE] = {};
    for (int y = 0; y < DCTSIZE; y++) {
        for (int u = 0; u < DCTSIZE; u++) {
            for (int x = 0; x < DCTSIZE; x++) rows[y][u] += samples[y][x] * cosines.of[u][x];
        }
    }
    for (int v = 0; v < DCTSIZE; v++) {
        for (int u = 0; u < DCTSIZE; u++) {
            float sum = 0;
            for (int y = 0; y < DCTSIZE; y++) sum += rows[y][u] * cosines.of[v][y];
            // More than 1023 has no code in baseline.
            const float quantised = std::round(sum / static_cast<float>(blocks.quantum(v * DCTSIZE + u)));
            coefficients[v * DCTSIZE + u] = static_cast<JCOEF>(std::max(-1023.0f, std::min(1023.0f, quantised)));
        }
    }
}

void cover(const Request &request, size_t box, Blocks &blocks, int index, unsigned mcu_width, unsigned mcu_height) {
    if (!request.levels) {
        average(blocks, request.boxes[box], mcu_width, mcu_height);
        return;
    }
    const Units units(request.boxes[box], mcu_width, mcu_height);
    const int level = dc_of(request.levels[index], blocks.quantum());
    blocks.each(units, [&](JDIMENSION, JDIMENSION, JCOEFPTR block) { set(block, level); });
}

/* The caption of a box over its level. Blocks without ink stay; chroma has none. */
void write_caption(const Request &request, size_t number, Blocks &blocks, int index, unsigned mcu_width,
                   unsigned mcu_height) {
    const bridge_rectangle &box = request.boxes[number];
    if (!box.ink || !request.levels || !request.inks || !blocks.is_whole()) return;
    const int level = request.levels[index], ink = request.inks[index];
    if (level == ink) return;
    blocks.each(Units(box, mcu_width, mcu_height), [&](JDIMENSION row, JDIMENSION column, JCOEFPTR block) {
        float samples[DCTSIZE][DCTSIZE];
        bool has_ink = false;
        for (JDIMENSION y = 0; y < DCTSIZE; y++) {
            for (JDIMENSION x = 0; x < DCTSIZE; x++) {
                const int64_t left = static_cast<int64_t>(column * DCTSIZE + x) - box.x;
                const int64_t top = static_cast<int64_t>(row * DCTSIZE + y) - box.y;
                const bool is_inside = left >= 0 && left < box.width && top >= 0 && top < box.height;
                const int covered = is_inside ? box.ink[top * box.width + left] : 0;
                has_ink = has_ink || covered > 0;
                samples[y][x] = static_cast<float>(level - 128 + (ink - level) * covered / 255);
            }
        }
        if (has_ink) transform(samples, blocks, block);
    });
}

bool is_expected(const Request &request, const jpeg_decompress_struct &source) {
    return source.image_width == request.format->columns && source.image_height == request.format->rows &&
           source.num_components == request.format->samples && source.data_precision == 8 && !source.arith_code &&
           !source.progressive_mode;
}

/* True if the frame was rewritten; false for one of another kind. Jumps on errors. */
bool rewrite(const Request &request, Work &work) {
    jpeg_decompress_struct &source = work.source;
    jpeg_mem_src(&source, request.bytes, static_cast<unsigned long>(request.count));
    jpeg_read_header(&source, TRUE);
    if (!is_expected(request, source)) return false;
    jvirt_barray_ptr *arrays = jpeg_read_coefficients(&source);
    const unsigned width = static_cast<unsigned>(source.max_h_samp_factor) * DCTSIZE;
    const unsigned height = static_cast<unsigned>(source.max_v_samp_factor) * DCTSIZE;
    for (int index = 0; index < source.num_components; index++) {
        Blocks blocks(work, arrays, index);
        for (size_t i = 0; i < request.box_count; i++) cover(request, i, blocks, index, width, height);
        // Over what boxes beside have covered.
        for (size_t i = 0; i < request.box_count; i++) write_caption(request, i, blocks, index, width, height);
    }
    jpeg_mem_dest(&work.target, &work.output, &work.output_count);
    jpeg_copy_critical_parameters(&source, &work.target);
    work.target.optimize_coding = TRUE;
    work.target.restart_interval = source.restart_interval;
    work.target.write_JFIF_header = source.saw_JFIF_marker;
    work.target.write_Adobe_marker = source.saw_Adobe_marker;
    jpeg_write_coefficients(&work.target, arrays);
    jpeg_finish_compress(&work.target);
    jpeg_finish_decompress(&source);
    // What libjpeg had to guess is not what stood there.
    return work.read_errors.base.num_warnings == 0;
}

enum class Outcome { done, other, broken };

Outcome run(const Request &request, Work &work) {
    work.source.err = prepare(work.read_errors);
    work.target.err = prepare(work.write_errors);
    volatile Outcome outcome = Outcome::broken;
    if (setjmp(work.read_errors.exit) == 0 && setjmp(work.write_errors.exit) == 0) {
        jpeg_create_decompress(&work.source);
        jpeg_create_compress(&work.target);
        const bool is_rewritten = rewrite(request, work);
        const bool is_other = !is_rewritten && work.read_errors.base.num_warnings == 0;
        outcome = is_rewritten ? Outcome::done : is_other ? Outcome::other : Outcome::broken;
    }
    jpeg_destroy_compress(&work.target);
    jpeg_destroy_decompress(&work.source);
    return outcome;
}

}  // namespace

}  // namespace bridge

using namespace bridge;

bool bridge_jpeg_cover(const uint8_t *bytes, size_t count, const bridge_frame_format *format,
                       const bridge_rectangle *boxes, size_t box_count, const int *_Nullable levels,
                       const int *_Nullable ink_levels, bridge_bytes *encoded, bridge_error *error) noexcept {
    return reporting(error, false, [&] {
        for (size_t i = 0; i < box_count; i++) {
            const bridge_rectangle &box = boxes[i];
            if (box.x > format->columns || box.width > format->columns - box.x || box.y > format->rows ||
                box.height > format->rows - box.y) {
                throw Failure{BRIDGE_E_ARGUMENT, "a box outside the frame"};
            }
        }
        const Request request = {bytes, count, format, boxes, box_count, levels, ink_levels};
        Work work = {};
        const Outcome outcome = run(request, work);
        if (outcome == Outcome::done) {
            *encoded = {work.output, work.output_count};
            return true;
        }
        free(work.output);
        if (outcome == Outcome::other)
            throw Failure{BRIDGE_E_TRANSFER_SYNTAX, "not a baseline JPEG frame of this size"};
        throw Failure{BRIDGE_E_UNREADABLE, "a JPEG frame cannot be decoded"};
    });
}
