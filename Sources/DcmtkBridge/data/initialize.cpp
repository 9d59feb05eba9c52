/* initialize.cpp - DCMTK's process-wide state, set once before anything else runs.
 *
 * Everything here is global to the process and not protected by locks inside DCMTK, hence: before any thread, and never
 * changed again.
 */
#include "../include/DcmtkBridge.h"
#include "dictionary.hpp"
#include "log_sink.hpp"

#include <guard.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcbytstr.h>
#include <dcmtk/dcmdata/dcobject.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmdata/dcvr.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>

#include <malloc.h>
#include <mutex>

namespace bridge {

namespace {

void set_parser_globals() {
    // Kept values come out byte for byte: no padding removed or added on reading.
    dcmEnableAutomaticInputDataCorrection.set(OFFalse);
    dcmEnableVRCheckerForStringValues.set(OFFalse);
    // Odd lengths are a fault of the sender that loses nothing; encode pads them.
    dcmAcceptOddAttributeLength.set(OFTrue);
    // What a file says is what is read: the scan before the parser knows no guesses either.
    dcmAutoDetectDatasetXfer.set(OFFalse);
    dcmAcceptUnexpectedImplicitEncoding.set(OFFalse);
    dcmPreferVRFromDataDictionary.set(OFFalse);
    dcmPreferLengthFieldSizeFromDataDictionary.set(OFFalse);
    dcmReadImplPrivAttribMaxLengthAsSQ.set(OFFalse);
    dcmIgnoreParsingErrors.set(OFFalse);
    dcmReplaceWrongDelimitationItem.set(OFFalse);
    dcmConvertUndefinedLengthOBOWtoSQ.set(OFFalse);
    dcmConvertVOILUTSequenceOWtoSQ.set(OFFalse);
    // UN of undefined length is a sequence in Implicit VR Little Endian (PS3.5 6.2.2 note, CP-246). UN of known
    // attributes is resolved by us, after a look at the value.
    dcmEnableCP246Support.set(OFTrue);
    dcmEnableUnknownVRConversion.set(OFFalse);
    dcmEnableGenerationOfNewVRs();
    dcmWriteOversizedSeqsAndItemsUndefined.set(OFTrue);
    dcmUseExplLengthPixDataForEncTS.set(OFFalse);
}

void register_decoders() {
    DcmRLEDecoderRegistration::registerCodecs(OFFalse, OFFalse);
    // Colour stays as it is stored: a conversion would round, and the photometric interpretation would not be the
    // sender's.
    DJDecoderRegistration::registerCodecs(EDC_never, EUC_never, EPC_colorByPixel);
    DJLSDecoderRegistration::registerCodecs(EJLSUC_never, EJLSPC_restore);
}

void set_malloc_limits() {
    // Many short-lived threads would get an arena each and keep what they freed: two suffice. Frames and what is made of
    // them come and go many times a second, so that an arena keeps their memory: pages that are given back and faulted
    // in again cost more than the search in them. Fixed thresholds keep glibc from learning otherwise.
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_TOP_PAD, 16 * 1024 * 1024);
    mallopt(M_MMAP_THRESHOLD, 8 * 1024 * 1024);
    mallopt(M_TRIM_THRESHOLD, 32 * 1024 * 1024);
}

}  // namespace

}  // namespace bridge

void bridge_initialize(void) noexcept {
    static std::once_flag once;
    bridge::guarded(nullptr, false, [] {
        std::call_once(once, [] {
            bridge::set_malloc_limits();
            bridge::install_log_sink();
            bridge::set_parser_globals();
            bridge::load_dictionary();
            bridge::register_decoders();
        });
        return true;
    });
}
