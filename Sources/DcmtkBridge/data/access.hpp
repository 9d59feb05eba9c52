/* access.hpp - the protected members of DCMTK's objects that the bridge needs.
 *
 * DCMTK's public getters come in one per type and its removal searches a list from the start for every element.
 * Deriving is the legal way to name the members underneath.
 */
#ifndef VEIL_DATA_ACCESS_HPP
#define VEIL_DATA_ACCESS_HPP

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcelem.h>
#include <dcmtk/dcmdata/dcitem.h>
#include <dcmtk/dcmdata/dclist.h>
#include <dcmtk/dcmdata/dcsequen.h>

namespace bridge {

struct ElementAccess : DcmElement {
    /* The value in little endian order, loaded if it was not; nullptr if empty or unreadable. Owned by the element. */
    static void *value(DcmElement &element) {
        void *(DcmElement::*const get)(E_ByteOrder) = &ElementAccess::getValue;
        return (element.*get)(EBO_LittleEndian);
    }
    /* Copies `count` bytes in little endian order, which must be even. */
    static OFCondition put(DcmElement &element, const void *bytes, Uint32 count) {
        OFCondition (DcmElement::*const put)(const void *, Uint32) = &ElementAccess::putValue;
        return (element.*put)(bytes, count);
    }
    /* For a value of odd length: DCMTK has allocated one byte more. */
    static void set_length(DcmElement &element, Uint32 length) {
        void (DcmObject::*const set)(Uint32) = &ElementAccess::setLengthField;
        (element.*set)(length);
    }
};

struct ItemAccess : DcmItem {
    static DcmList &elements(DcmItem &item) { return *(item.*(&ItemAccess::elementList)); }
};

struct SequenceAccess : DcmSequenceOfItems {
    static DcmList &items(DcmSequenceOfItems &sequence) { return *(sequence.*(&SequenceAccess::itemList)); }
};

}  // namespace bridge

#endif
