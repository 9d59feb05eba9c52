/* jpeg_lossy_decoder.cpp - lossy JPEG of 8 bits through libjpeg-turbo, which is several times as fast as DCMTK's decoder. */
#include "frame_codec.hpp"

#include "jpeg_errors.hpp"

namespace bridge {

namespace {

struct Work {
    jpeg_decompress_struct source;
    JpegErrors errors;
    uint8_t *target;
};

/* False for a frame of another size. Jumps on errors. */
bool read(const uint8_t *bytes, size_t count, const FrameFormat &format, Work &work) {
    jpeg_decompress_struct &source = work.source;
    jpeg_mem_src(&source, bytes, static_cast<unsigned long>(count));
    jpeg_read_header(&source, TRUE);
    // Colour stays in the model it was coded in.
    source.out_color_space = source.jpeg_color_space;
    source.dct_method = JDCT_ISLOW;
    jpeg_start_decompress(&source);
    if (source.output_width != format.columns || source.output_height != format.rows ||
        static_cast<uint32_t>(source.output_components) != format.samples) {
        return false;
    }
    const size_t line = static_cast<size_t>(format.columns) * format.samples;
    while (source.output_scanline < source.output_height) {
        JSAMPROW row = work.target + source.output_scanline * line;
        jpeg_read_scanlines(&source, &row, 1);
    }
    jpeg_finish_decompress(&source);
    return work.errors.base.num_warnings == 0;
}

bool run(const uint8_t *bytes, size_t count, const FrameFormat &format, Work &work) {
    work.source.err = prepare(work.errors);
    volatile bool is_read = false;
    if (setjmp(work.errors.exit) == 0) {
        jpeg_create_decompress(&work.source);
        is_read = read(bytes, count, format, work);
    }
    jpeg_destroy_decompress(&work.source);
    return is_read;
}

}  // namespace

bool decode_lossy_jpeg(const uint8_t *bytes, size_t count, const FrameFormat &format, std::vector<uint8_t> &samples) {
    samples.resize(format.bytes());
    Work work = {};
    work.target = samples.data();
    return run(bytes, count, format, work);
}

}  // namespace bridge
