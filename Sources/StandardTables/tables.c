/* The embedded tables. `#embed` (C23) reads the files next to this one; the build notices when they change. */
#include "StandardTables.h"

static const uint8_t edition[] = {
#embed "data/edition.txt"
};

static const uint8_t profile[] = {
#embed "data/profile.txt"
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

static const uint8_t words_cues[] = {
#embed "data/words-cues.txt"
};

static const uint8_t words_clinical[] = {
#embed "data/words-clinical.txt"
};

static const uint8_t words_imaging[] = {
#embed "data/words-imaging.txt"
};

static const uint8_t words_meanings[] = {
#embed "data/words-meanings.txt"
};

static const uint8_t words_ordinary[] = {
#embed "data/words-ordinary.txt"
};

static const uint8_t transliteration[] = {
#embed "data/transliteration.txt"
};

static const uint8_t placeholders[] = {
#embed "data/placeholders.txt"
};

static const uint8_t recognizer_lexicon[] = {
#embed "data/recognizer-lexicon.bin"
};

static const uint8_t recognizer_weights[] = {
#embed "data/recognizer-weights.bin"
};

static const uint8_t text_line_words[] = {
#embed "data/text-line-words.txt"
};

static const uint8_t text_line_scorer[] = {
#embed "data/text-line-scorer.bin"
};

#define TABLE(name) \
    standard_table standard_table_##name(void) { return (standard_table){name, sizeof name}; }

TABLE(edition)
TABLE(profile)
TABLE(comments)
TABLE(concepts)
TABLE(types)
TABLE(storage)
TABLE(methods)
TABLE(safe_private)
TABLE(tcia_private)
TABLE(mr_private)
TABLE(words_cues)
TABLE(words_clinical)
TABLE(words_imaging)
TABLE(words_meanings)
TABLE(words_ordinary)
TABLE(transliteration)
TABLE(placeholders)
TABLE(recognizer_lexicon)
TABLE(recognizer_weights)
TABLE(text_line_words)
TABLE(text_line_scorer)
