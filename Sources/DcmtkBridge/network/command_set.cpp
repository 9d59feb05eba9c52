/* command_set.cpp - see command_set.hpp. */
#include "command_set.hpp"

namespace bridge::network {

namespace {

constexpr size_t headSize = 8;

uint16_t word(const uint8_t *bytes) { return static_cast<uint16_t>(bytes[0] | bytes[1] << 8); }

size_t longWord(const uint8_t *bytes) { return word(bytes) | static_cast<size_t>(word(bytes + 2)) << 16; }

}  // namespace

bool CommandReader::wellFormed() const {
    size_t at = 0;
    while (at < count_) {
        if (count_ - at < headSize || word(bytes_ + at) != 0) return false;
        size_t length = longWord(bytes_ + at + 4);
        if (length > count_ - at - headSize) return false;
        at += headSize + length;
    }
    return count_ > 0;
}

bool CommandReader::find(Command element, const uint8_t *&value, size_t &length) const {
    for (size_t at = 0; at + headSize <= count_; at += headSize + length) {
        length = longWord(bytes_ + at + 4);
        if (length > count_ - at - headSize) return false;
        if (word(bytes_ + at + 2) != static_cast<uint16_t>(element)) continue;
        value = bytes_ + at + headSize;
        return true;
    }
    return false;
}

std::optional<uint16_t> CommandReader::number(Command element) const {
    const uint8_t *value;
    size_t length;
    if (!find(element, value, length) || length != 2) return std::nullopt;
    return word(value);
}

std::string CommandReader::text(Command element) const {
    const uint8_t *value;
    size_t length;
    if (!find(element, value, length)) return {};
    size_t begin = 0, end = 0;
    while (begin < length && value[begin] == ' ') begin++;
    for (end = begin; end < length && value[end] != 0;) end++;
    while (end > begin && value[end - 1] == ' ') end--;
    return std::string(value + begin, value + end);
}

CommandWriter::CommandWriter() : bytes_(headSize + 4) {}

void CommandWriter::head(uint16_t element, size_t length) {
    bytes_.insert(bytes_.end(), {0, 0, static_cast<uint8_t>(element), static_cast<uint8_t>(element >> 8),
                                 static_cast<uint8_t>(length), static_cast<uint8_t>(length >> 8), 0, 0});
}

CommandWriter &CommandWriter::number(Command element, uint16_t value) {
    head(static_cast<uint16_t>(element), 2);
    bytes_.insert(bytes_.end(), {static_cast<uint8_t>(value), static_cast<uint8_t>(value >> 8)});
    return *this;
}

CommandWriter &CommandWriter::uid(Command element, const std::string &value) {
    head(static_cast<uint16_t>(element), value.size() + value.size() % 2);
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    if (value.size() % 2) bytes_.push_back(0);
    return *this;
}

const std::vector<uint8_t> &CommandWriter::finished() {
    size_t length = bytes_.size() - headSize - 4;
    bytes_[4] = 4;
    for (size_t i = 0; i < 4; i++) bytes_[headSize + i] = static_cast<uint8_t>(length >> (8 * i));
    return bytes_;
}

}  // namespace bridge::network
