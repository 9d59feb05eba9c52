/* barcodes.hpp - bars and matrix codes in a picture, through ZXing-C++. Knows pictures only, no DICOM. */
#ifndef VEIL_TEXT_BARCODES_HPP
#define VEIL_TEXT_BARCODES_HPP

#include "view.hpp"

namespace bridge::text {

/* In pixels; all of the bars, without their quiet zone. */
struct Barcode {
    int x, y, width, height;
};

/* Codes that ZXing reads in the plane, dark on bright or bright on dark. Only places with many sharp edges are read: a plane
 * without any costs one pass over its pixels. */
std::vector<Barcode> find_barcodes(const Plane &plane);

/* Planes of a view without those that are the negative of another: codes are looked for in both polarities. */
std::vector<const Plane *> different_planes(const std::vector<Plane> &planes);

}  // namespace bridge::text

#endif
