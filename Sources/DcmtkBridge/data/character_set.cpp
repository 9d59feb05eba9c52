/* character_set.cpp - see character_set.hpp. */
#include "character_set.hpp"

#include "../include/DcmtkBridge.h"

#include <failure.hpp>

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <vector>

namespace bridge {

namespace {

/* One iconv descriptor. Opening one can mean loading a module, so each thread keeps those that it used. */
class Converter {
public:
    explicit Converter(const char *encoding) : descriptor_(iconv_open("UTF-8", encoding)) {}
    ~Converter() {
        if (is_open()) iconv_close(descriptor_);
    }
    Converter(const Converter &) = delete;
    Converter &operator=(const Converter &) = delete;

    /* Appends all of `bytes`, or nothing and says false. */
    bool append(std::string &text, const uint8_t *bytes, size_t count) {
        if (!is_open()) return false;
        const size_t before = text.size();
        iconv(descriptor_, nullptr, nullptr, nullptr, nullptr);
        // iconv does not write through its input, its signature is older than const.
        char *input = const_cast<char *>(reinterpret_cast<const char *>(bytes));
        size_t left = count;
        std::array<char, 1024> buffer;
        while (left > 0) {
            char *output = buffer.data();
            size_t room = buffer.size();
            const size_t result = iconv(descriptor_, &input, &left, &output, &room);
            text.append(buffer.data(), buffer.size() - room);
            if (result == static_cast<size_t>(-1) && errno != E2BIG) {
                text.resize(before);
                return false;
            }
        }
        return true;
    }

    static Converter &named(const char *encoding) {
        thread_local std::map<std::string, Converter> open;
        return open.try_emplace(encoding, encoding).first->second;
    }

private:
    bool is_open() const { return descriptor_ != reinterpret_cast<iconv_t>(-1); }

    iconv_t descriptor_;
};

/* What a graphic set is made of, and which of iconv's encodings has it (in the upper half of its bytes). */
struct GraphicSet {
    const char *encoding;
    unsigned width; /* bytes a character */
    uint8_t prefix; /* before each character; 0: none */
};

constexpr GraphicSet jis_x_0208 = {"EUC-JP", 2, 0}, jis_x_0212 = {"EUC-JP", 2, 0x8F};
constexpr GraphicSet ks_x_1001 = {"EUC-KR", 2, 0}, gb_2312 = {"GB2312", 2, 0}, katakana = {"EUC-JP", 1, 0x8E};

/* The sets of PS3.3 tables C.12-3 and C.12-4: number of the term, final byte of the escape sequence that brings one
 * into G1. */
struct SingleByteSet {
    unsigned number;
    char final_byte;
    GraphicSet set;
};

constexpr SingleByteSet single_byte_sets[] = {
    {100, 'A', {"ISO-8859-1", 1, 0}},  {101, 'B', {"ISO-8859-2", 1, 0}}, {109, 'C', {"ISO-8859-3", 1, 0}},
    {110, 'D', {"ISO-8859-4", 1, 0}},  {144, 'L', {"ISO-8859-5", 1, 0}}, {127, 'G', {"ISO-8859-6", 1, 0}},
    {126, 'F', {"ISO-8859-7", 1, 0}},  {138, 'H', {"ISO-8859-8", 1, 0}}, {148, 'M', {"ISO-8859-9", 1, 0}},
    {203, 'b', {"ISO-8859-15", 1, 0}}, {166, 'T', {"TIS-620", 1, 0}},
};

/* The set that a term has in G1; nullptr if it is not known or has none. */
const GraphicSet *upper_set(unsigned number) {
    for (const SingleByteSet &known : single_byte_sets) {
        if (known.number == number) return &known.set;
    }
    switch (number) {
    case 13: return &katakana;
    case 149: return &ks_x_1001;
    case 58: return &gb_2312;
    default: return nullptr;
    }
}

std::vector<std::string> terms(const std::string &character_set) {
    std::vector<std::string> found(1);
    for (const char letter : character_set) {
        if (letter == '\\') {
            found.emplace_back();
        } else if (letter != '\0' && (letter != ' ' || !found.back().empty())) {
            found.back().push_back(letter);
        }
    }
    for (std::string &term : found) {
        while (!term.empty() && term.back() == ' ') term.pop_back();
    }
    return found;
}

/* 87 for "ISO_IR 87" and "ISO 2022 IR 87"; 6 for the empty term; 0 if it is neither. */
unsigned number_of(const std::string &term) {
    if (term.empty()) return 6;
    for (const char *prefix : {"ISO_IR ", "ISO 2022 IR "}) {
        const size_t length = std::strlen(prefix);
        if (term.size() <= length || term.size() > length + 3 || term.compare(0, length, prefix) != 0) continue;
        unsigned number = 0;
        for (const char digit : term.substr(length)) {
            if (digit < '0' || digit > '9') return 0;
            number = number * 10 + static_cast<unsigned>(digit - '0');
        }
        return number;
    }
    return 0;
}

void append_latin1(std::string &text, uint8_t byte) {
    if (byte < 0x80) {
        text.push_back(static_cast<char>(byte));
    } else {
        text.push_back(static_cast<char>(0xC0 | byte >> 6));
        text.push_back(static_cast<char>(0x80 | (byte & 0x3F)));
    }
}

/* A value with code extensions (PS3.5 section 6.1.2.5): two halves, each with a graphic set, switched by escape
 * sequences. The lower half is ASCII (JIS X 0201's differs in two characters, which are delimiters or never matter) or
 * of two bytes. */
class ISO2022 {
public:
    ISO2022(std::string &text, const GraphicSet *initial_upper, bool is_person_name)
        : text_(text), initial_upper_(initial_upper), is_person_name_(is_person_name), upper_(initial_upper) {}

    /* False once a byte was no part of a character of the set in force, or an escape sequence was not known. */
    bool is_whole() const { return is_whole_; }

    void append(const uint8_t *bytes, size_t count) {
        size_t i = 0;
        while (i < count) {
            const uint8_t byte = bytes[i];
            if (byte == 0x1B) {
                const size_t length = escape(bytes + i, count - i);
                // An unknown sequence is text like any other.
                if (length == 0) {
                    text_.push_back(static_cast<char>(byte));
                    is_whole_ = false;
                }
                i += std::max<size_t>(length, 1);
            } else if (byte >= 0x80 || lower_) {
                i += graphic(bytes + i, count - i);
            } else {
                text_.push_back(static_cast<char>(byte));
                if (is_delimiter(byte)) reset();
                i++;
            }
        }
    }

private:
    void reset() {
        lower_ = nullptr;
        upper_ = initial_upper_;
    }

    /* PS3.5 section 6.1.2.5.3. */
    bool is_delimiter(uint8_t byte) const {
        return byte == '\\' || byte == 0x09 || byte == 0x0A || byte == 0x0C || byte == 0x0D ||
               (is_person_name_ && (byte == '^' || byte == '='));
    }

    /* Length of a known escape sequence, which is obeyed; 0 for others. */
    size_t escape(const uint8_t *bytes, size_t count) {
        const std::string sequence(bytes + 1, bytes + std::min<size_t>(count, 4));
        const auto begins = [&](const char *known) { return sequence.compare(0, std::strlen(known), known) == 0; };
        if (begins("(B") || begins("(J")) return use(lower_, nullptr, 3);
        if (begins("$B") || begins("$@")) return use(lower_, &jis_x_0208, 3);
        if (begins("$(D")) return use(lower_, &jis_x_0212, 4);
        if (begins(")I")) return use(upper_, &katakana, 3);
        if (begins("$)C")) return use(upper_, &ks_x_1001, 4);
        if (begins("$)A")) return use(upper_, &gb_2312, 4);
        if (sequence.size() < 2 || sequence[0] != '-') return 0;
        for (const SingleByteSet &known : single_byte_sets) {
            if (known.final_byte == sequence[1]) return use(upper_, &known.set, 3);
        }
        return 0;
    }

    static size_t use(const GraphicSet *&half, const GraphicSet *set, size_t length) {
        half = set;
        return length;
    }

    /* As many characters as there are of one half; bytes that are none become those of ISO 8859-1. */
    size_t graphic(const uint8_t *bytes, size_t count) {
        const bool is_upper = bytes[0] >= 0x80;
        const GraphicSet *set = is_upper ? upper_ : lower_;
        const uint8_t least = is_upper ? 0xA0 : 0x21, most = is_upper ? 0xFF : 0x7E;
        if (!set || bytes[0] < least || bytes[0] > most) {
            append_latin1(text_, bytes[0]);
            if (bytes[0] >= 0x80) is_whole_ = false;
            if (is_delimiter(bytes[0])) reset();
            return 1;
        }
        std::vector<uint8_t> run;
        size_t length = 0;
        while (length + set->width <= count) {
            bool fits = true;
            for (unsigned i = 0; i < set->width; i++) {
                fits = fits && bytes[length + i] >= least && bytes[length + i] <= most;
            }
            if (!fits) break;
            if (set->prefix) run.push_back(set->prefix);
            for (unsigned i = 0; i < set->width; i++) run.push_back(bytes[length + i] | 0x80);
            length += set->width;
        }
        if (length > 0 && Converter::named(set->encoding).append(text_, run.data(), run.size())) return length;
        if (length > set->width) {
            // One by one: the good ones of the run are still good.
            for (size_t i = 0; i < length; i += set->width) graphic(bytes + i, set->width);
            return length;
        }
        for (size_t i = 0; i < std::max<size_t>(length, 1); i++) append_latin1(text_, bytes[i]);
        is_whole_ = false;
        return std::max<size_t>(length, 1);
    }

    std::string &text_;
    const GraphicSet *const initial_upper_;
    const bool is_person_name_;
    const GraphicSet *lower_ = nullptr;
    const GraphicSet *upper_;
    bool is_whole_ = true;
};

}  // namespace

bool append_utf8(std::string &text, const std::string &character_set, bool is_person_name, const uint8_t *bytes,
                 size_t count, bool &is_whole) {
    is_whole = true;
    const std::vector<std::string> declared = terms(character_set);
    const bool has_escapes = std::memchr(bytes, 0x1B, count) != nullptr;
    if (declared.size() == 1 && !has_escapes) {
        const std::string &term = declared.front();
        if (term == "GB18030" || term == "GBK") return Converter::named(term.c_str()).append(text, bytes, count);
        if (number_of(term) == 192) return Converter::named("UTF-8").append(text, bytes, count);
    }
    // The first term's is in force from the start. Where it has no upper half, a peer that left out the escape sequence
    // means the next one that has.
    const GraphicSet *initial_upper = nullptr;
    for (const std::string &term : declared) {
        if (!initial_upper) initial_upper = upper_set(number_of(term));
    }
    if (!has_escapes && !initial_upper) return false;
    ISO2022 value(text, initial_upper, is_person_name);
    value.append(bytes, count);
    is_whole = value.is_whole();
    return true;
}

}  // namespace bridge

const char *_Nullable bridge_text_utf8(const uint8_t *bytes, size_t count, const char *character_set,
                                       bool is_person_name, size_t *length, bool *is_whole,
                                       bridge_error *error) noexcept {
    return bridge::reporting(error, nullptr, [&]() -> const char * {
        thread_local std::string text;
        text.clear();
        if (!bridge::append_utf8(text, character_set, is_person_name, bytes, count, *is_whole)) return nullptr;
        *length = text.size();
        return text.data();
    });
}
