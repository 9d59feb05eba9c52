/* character_set.hpp - values of every Specific Character Set (PS3.3 section C.12.1.1.2) as UTF-8.
 *
 * Over iconv, which DCMTK uses as well; but DCMTK 3.6.7 does not know how glibc's iconv calls JIS X 0208 and JIS X
 * 0212 (ISO 2022 IR 87 and 159), and refuses values that use a set which they do not declare.
 */
#ifndef VEIL_DATA_CHARACTER_SET_HPP
#define VEIL_DATA_CHARACTER_SET_HPP

#include <cstddef>
#include <cstdint>
#include <string>

namespace bridge {

/* Appends `bytes` to `text`. `character_set`: the value of (0008,0005), "" for the default repertoire. False if the set
 * is not known or tells nothing of bytes beyond ASCII, or if GB18030, GBK or UTF-8 is not what it says. Of the other
 * sets, escape sequences are obeyed whether declared or not, and bytes that mean nothing become the characters of ISO
 * 8859-1, so that the rest of the value can be read; `is_whole` tells whether there were none. */
bool append_utf8(std::string &text, const std::string &character_set, bool is_person_name, const uint8_t *bytes,
                 size_t count, bool &is_whole);

}  // namespace bridge

#endif
