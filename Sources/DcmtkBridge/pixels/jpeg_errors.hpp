/* jpeg_errors.hpp - libjpeg leaves an error by a jump; nothing with a destructor may live between setjmp and it. */
#ifndef VEIL_PIXELS_JPEG_ERRORS_HPP
#define VEIL_PIXELS_JPEG_ERRORS_HPP

#include <csetjmp>
#include <cstddef>
#include <cstdio>

#include <jpeglib.h>

namespace bridge {

struct JpegErrors {
    jpeg_error_mgr base;
    jmp_buf exit;
};

/* For `err` of a libjpeg structure: errors jump to `errors.exit`, messages are not printed. */
inline jpeg_error_mgr *prepare(JpegErrors &errors) {
    jpeg_error_mgr *const manager = jpeg_std_error(&errors.base);
    manager->error_exit = [](j_common_ptr info) { longjmp(reinterpret_cast<JpegErrors *>(info->err)->exit, 1); };
    manager->output_message = [](j_common_ptr) {};
    return manager;
}

}  // namespace bridge

#endif
