/* dictionary.cpp - see dictionary.hpp. */
#include "dictionary.hpp"

#include "../include/DcmtkBridge.h"

#include <failure.hpp>
#include "vr.hpp"

#include <dcmtk/dcmdata/dcdicent.h>
#include <dcmtk/dcmdata/dcdict.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <string>

namespace bridge {

namespace {

/* DCMTK 3.6.7's dicom.dic has 4997 entries. Far fewer: file missing or damaged, and then nothing may be parsed. */
constexpr int fewest_entries = 4900;

constexpr char retired_prefix[] = "RETIRED_";

std::atomic<bool> ready{false};

/* A lock on the dictionary that lets go whatever happens. */
class Reading {
public:
    Reading() : dictionary_(dcmDataDict.rdlock()) {}
    ~Reading() { dcmDataDict.rdunlock(); }
    Reading(const Reading &) = delete;
    Reading &operator=(const Reading &) = delete;
    const DcmDataDictionary *operator->() const { return &dictionary_; }

private:
    const DcmDataDictionary &dictionary_;
};

bool is_of_the_standard(const DcmDictEntry &entry) {
    const char *version = entry.getStandardVersion();
    return version && strncmp(version, "DICOM", 5) == 0 && entry.getPrivateCreator() == nullptr;
}

/* The standard's keyword: DCMTK marks retired attributes with a prefix of its own. */
const char *keyword_of(const DcmDictEntry &entry) {
    const char *name = entry.getTagName();
    const size_t length = sizeof retired_prefix - 1;
    return strncmp(name, retired_prefix, length) == 0 ? name + length : name;
}

}  // namespace

void load_dictionary() {
    std::string path = DCM_DICT_DEFAULT_PATH;
    const size_t colon = path.find(':');
    if (colon != std::string::npos) path.resize(colon);
    setenv(DCM_DICT_ENVIRONMENT_VARIABLE, path.c_str(), 1);

    DcmDataDictionary &dictionary = dcmDataDict.wrlock();
    dictionary.reloadDictionaries(OFFalse, OFTrue);
    const bool complete = dictionary.numberOfEntries() >= fewest_entries;
    for (unsigned i = 0; i < newer_attribute_count; i++) {
        const NewerAttribute &newer = newer_attributes[i];
        const DcmTagKey key(static_cast<Uint16>(newer.tag >> 16), static_cast<Uint16>(newer.tag));
        if (dictionary.findEntry(key, nullptr)) continue;
        dictionary.addEntry(new DcmDictEntry(key.getGroup(), key.getElement(), DcmVR(newer.vr), newer.keyword, 1,
                                             DcmVariableVM, "DICOM", OFTrue, nullptr));
    }
    dcmDataDict.wrunlock();
    unsetenv(DCM_DICT_ENVIRONMENT_VARIABLE);
    ready = complete;
}

bool dictionary_is_ready() { return ready; }

Attribute attribute(uint32_t tag) {
    const DcmTagKey key(static_cast<Uint16>(tag >> 16), static_cast<Uint16>(tag));
    const Reading dictionary;
    const DcmDictEntry *entry = dictionary->findEntry(key, nullptr);
    if (!entry) return {};
    return {(tag >> 16 & 1) == 0 && is_of_the_standard(*entry), entry->getEVR(), keyword_of(*entry)};
}

}  // namespace bridge

using namespace bridge;

bool bridge_dictionary_lookup(uint32_t tag, uint16_t *vr, const char *_Nullable *_Nonnull keyword) noexcept {
    return guarded(nullptr, false, [&] {
        const Attribute found = attribute(tag);
        if (!found.standard) return false;
        *vr = letters_of(found.vr);
        *keyword = found.keyword;
        return true;
    });
}

bool bridge_dictionary_tag(const char *keyword, uint32_t *tag) noexcept {
    return guarded(nullptr, false, [&] {
        const Reading dictionary;
        const DcmDictEntry *entry = dictionary->findEntry(keyword);
        if (!entry) entry = dictionary->findEntry((std::string(retired_prefix) + keyword).c_str());
        if (!entry || !is_of_the_standard(*entry)) return false;
        *tag = static_cast<uint32_t>(entry->getGroup()) << 16 | entry->getElement();
        return true;
    });
}
