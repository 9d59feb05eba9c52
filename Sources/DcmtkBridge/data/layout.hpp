/* layout.hpp - how a Transfer Syntax lays out a Data Set (PS3.5 section 10 and Annex A).
 *
 * Mirrors TransferSyntax.encoding in Sources/Dicom. DCMTK parses every encapsulated syntax under one of its own names
 * (newer ones it has never heard of); the real UID stays with the caller.
 */
#ifndef VEIL_DATA_LAYOUT_HPP
#define VEIL_DATA_LAYOUT_HPP

#include "../include/DcmtkBridge.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcxfer.h>

namespace bridge {

/* Frames in fragments, as they are and each deflated on its own (PS3.5 sections A.4.11 and A.4.13). */
constexpr char encapsulated_uncompressed[] = "1.2.840.10008.1.2.1.98";
constexpr char deflated_image_frame[] = "1.2.840.10008.1.2.8.1";

struct Layout {
    bool explicit_vr = true;
    bool big_endian = false;
    bool encapsulated = false;
    bool deflated = false;

    /* The syntax that DCMTK reads and writes elements with. */
    E_TransferSyntax dcmtk() const;
    /* Without a VR, only an undefined length shows that a private element is a sequence. */
    E_EncodingType sequence_lengths() const { return explicit_vr ? EET_ExplicitLength : EET_UndefinedLength; }
};

/* Throws BRIDGE_E_TRANSFER_SYNTAX for a UID whose layout is not known. */
Layout layout_of(const char *transfer_syntax_uid);

}  // namespace bridge

#endif
