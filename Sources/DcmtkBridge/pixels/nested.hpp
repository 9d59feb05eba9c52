/* nested.hpp - encapsulated Pixel Data inside a sequence (an icon), which DCMTK holds as an object a fragment. */
#ifndef VEIL_PIXELS_NESTED_HPP
#define VEIL_PIXELS_NESTED_HPP

#include "../include/DcmtkBridge.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcelem.h>

#include <cstdint>
#include <vector>

namespace bridge {

/* Items as they would stand in a file: offset table first, without the delimiter. */
std::vector<uint8_t> nested_fragments(DcmElement &pixels);

/* The other way round; throws BRIDGE_E_ARGUMENT for something else than items. */
void set_nested_fragments(DcmElement &pixels, const std::vector<uint8_t> &items);

}  // namespace bridge

#endif
