/* Word lists, lexicons and weights that read text, embedded at build time.
 *
 * Lists are UTF-8 with LF; their first lines say where they come from. What training made has its card in docs. The bytes
 * are constants of the executable: pages of the file that the system loads when they are read and may drop again. */
#ifndef TEXT_MODELS_H
#define TEXT_MODELS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    const uint8_t *_Nonnull bytes;
    size_t count;
} text_model;

/* Words for the free-text cleaner: lists begin with "[name]", words stand between blanks.
 * Cues: months, titles, labels, units. */
text_model text_model_words_cues(void);
/* Anatomy, eponyms, devices, drugs. */
text_model text_model_words_clinical(void);
/* Projections, sequences, stains; phases and body parts in further languages. */
text_model text_model_words_imaging(void);
/* Antigens, genes and clones of pathology without the marks between their letters: "[series]" a stem and its numbers, "[marker]"
 * kept anywhere, "[alone]" where a text has nothing else, "[clone]" beside another. */
text_model text_model_words_markers(void);
/* Words of the code meanings of PS3.16. */
text_model text_model_words_meanings(void);
/* Words that are names too, by where that matters, and what departments are called. */
text_model text_model_words_ordinary(void);
/* How letters of other scripts are written in Latin: under "[script]" a letter or two and its spellings, the usual one first,
 * "-" for none; under "[ending script]" endings of names in their cases. */
text_model text_model_transliteration(void);
/* What is written where there is no value: under "[value]" whole values, one a line; under "[word]" words that tell nobody. */
text_model text_model_placeholders(void);

/* What training/train-ner made for the recogniser of names in free text: binary, little-endian, read by Deid/Text/NER.
 * Hashes of words with what lists of names, places and words say of them. */
text_model text_model_recognizer_lexicon(void);
/* Weights of the linear-chain conditional random field. */
text_model text_model_recognizer_weights(void);

/* Words of burned-in text that identify nobody, and units; lists begin with "[name]". */
text_model text_model_text_line_words(void);
/* What training/train-text-lines made to tell lines of text in pictures from what looks like them: binary, read by
 * TextBridge. */
text_model text_model_text_line_scorer(void);

#endif
