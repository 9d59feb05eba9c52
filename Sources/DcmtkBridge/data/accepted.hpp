/* accepted.hpp - reading data sets once more that were taken in, or made, within limits: to convert or to show them. */
#ifndef VEIL_DATA_ACCEPTED_HPP
#define VEIL_DATA_ACCEPTED_HPP

#include "layout.hpp"
#include "source.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdatset.h>

#include <memory>

namespace bridge {

/* Bytes that a deflated one may unfold to. */
constexpr uint64_t accepted_inflated = 1024 * 1024 * 1024;

/* Reads the data set of `file` that begins at `begin`, by DCMTK's name for its syntax. Long values stay in the file until
 * they are asked for. Throws a Failure if it cannot be read. */
void read_accepted(DcmDataset &data_set, const std::shared_ptr<const File> &file, uint64_t begin, const Layout &layout,
                   E_TransferSyntax syntax);

}  // namespace bridge

#endif
