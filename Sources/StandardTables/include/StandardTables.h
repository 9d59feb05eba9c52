/* Tables of the DICOM standard as text, embedded at build time.
 *
 * Each text is UTF-8 with LF, begins with one line "# table, edition", and is made by scripts/make-tables. The bytes are
 * constants of the executable: pages of the file that the system loads when they are read and may drop again. */
#ifndef STANDARD_TABLES_H
#define STANDARD_TABLES_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    const uint8_t *_Nonnull bytes;
    size_t count;
} standard_table;

/* The edition of the standard in the first line, where each table comes from in the others. */
standard_table standard_table_edition(void);
/* PS3.15 Table E.1-1: tag, VRs, Basic Profile code, letters of the ten option columns, R if retired, keyword, name, edition. */
standard_table standard_table_profile(void);
/* Attributes by what they mean to a rule: list, tag, a second tag or -, section of the standard, keyword. */
standard_table standard_table_attributes(void);
/* Coding Scheme Designators whose codes mean the same everywhere: designator in capitals, where that stands. */
standard_table standard_table_coding_schemes(void);
/* Free text that Table E.1-1 does not name: tag, VR, X for comments that go like Image Comments, R if retired, keyword, reason. */
standard_table standard_table_comments(void);
/* PS3.15 Table E.3.4-1: scheme, code, value type, Basic Profile code, letters of the seven option columns, older code, meaning. */
standard_table standard_table_concepts(void);
/* PS3.3: Types of attributes by module and item, and the modules of each IOD. */
standard_table standard_table_types(void);
/* Storage SOP Classes: UID, keyword, R if retired, IOD, name. */
standard_table standard_table_storage(void);
/* PS3.16 CID 7050: code value, scheme, option column of E.1-1, meaning. */
standard_table standard_table_methods(void);
/* PS3.15 Table E.3.10-1: group, element in the block, VR, private creator. */
standard_table standard_table_safe_private(void);
/* Private attributes that TCIA keeps: group, element in the block, VR, action, N if only inside sequences, private creator. */
standard_table standard_table_tcia_private(void);
/* What TCIA's list lacks and readers of MR need; columns as there. */
standard_table standard_table_mr_private(void);

#endif
