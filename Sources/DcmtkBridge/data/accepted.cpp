/* accepted.cpp - see accepted.hpp. */
#include "accepted.hpp"

#include "scan.hpp"
#include "stream.hpp"

#include <failure.hpp>

namespace bridge {

void read_accepted(DcmDataset &data_set, const std::shared_ptr<const File> &file, uint64_t begin, const Layout &layout,
                   E_TransferSyntax syntax) {
    constexpr ScanLimits limits = {128, UINT64_MAX, 4096};
    FileSource source(file);
    const ScanResult scanned =
        scan_data_set(source, begin, Coding{layout.explicit_vr, layout.big_endian}, layout.encapsulated, limits);
    FileStream stream(file, Extent{begin, scanned.end, scanned.end, scanned.end});
    data_set.transferInit();
    const OFCondition condition = data_set.read(stream, syntax, EGL_noChange, limits.inline_limit);
    data_set.transferEnd();
    if (condition.bad()) throw Failure{BRIDGE_E_UNREADABLE, "DCMTK cannot read the data set"};
}

}  // namespace bridge
