/* The embedded models and word lists. `#embed` (C23) reads the files next to this one; the build notices when they change. */
#include "TextModels.h"

static const uint8_t words_cues[] = {
#embed "data/words-cues.txt"
};

static const uint8_t words_clinical[] = {
#embed "data/words-clinical.txt"
};

static const uint8_t words_imaging[] = {
#embed "data/words-imaging.txt"
};

static const uint8_t words_markers[] = {
#embed "data/words-markers.txt"
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

#define MODEL(name) \
    text_model text_model_##name(void) { return (text_model){name, sizeof name}; }

MODEL(words_cues)
MODEL(words_clinical)
MODEL(words_imaging)
MODEL(words_markers)
MODEL(words_meanings)
MODEL(words_ordinary)
MODEL(transliteration)
MODEL(placeholders)
MODEL(recognizer_lexicon)
MODEL(recognizer_weights)
MODEL(text_line_words)
MODEL(text_line_scorer)
