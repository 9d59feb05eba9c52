/* The embedded tables. `#embed` (C23) reads the files next to this one; the build notices when they change. */
#include "StandardTables.h"

static const uint8_t edition[] = {
#embed "data/edition.txt"
};

static const uint8_t profile[] = {
#embed "data/profile.txt"
};

static const uint8_t attributes[] = {
#embed "data/attributes.txt"
};

static const uint8_t coding_schemes[] = {
#embed "data/coding-schemes.txt"
};

static const uint8_t comments[] = {
#embed "data/comments.txt"
};

static const uint8_t concepts[] = {
#embed "data/concepts.txt"
};

static const uint8_t types[] = {
#embed "data/types.txt"
};

static const uint8_t storage[] = {
#embed "data/storage.txt"
};

static const uint8_t methods[] = {
#embed "data/methods.txt"
};

static const uint8_t safe_private[] = {
#embed "data/safe-private.txt"
};

static const uint8_t tcia_private[] = {
#embed "data/tcia-private.txt"
};

static const uint8_t mr_private[] = {
#embed "data/mr-private.txt"
};

#define TABLE(name) \
    standard_table standard_table_##name(void) { return (standard_table){name, sizeof name}; }

TABLE(edition)
TABLE(profile)
TABLE(attributes)
TABLE(coding_schemes)
TABLE(comments)
TABLE(concepts)
TABLE(types)
TABLE(storage)
TABLE(methods)
TABLE(safe_private)
TABLE(tcia_private)
TABLE(mr_private)
