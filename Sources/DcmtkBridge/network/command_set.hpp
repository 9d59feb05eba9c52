/* command_set.hpp - DIMSE command sets (PS3.7 §6.3.1, Annex E): flat Implicit VR Little Endian, group 0000 only.
 *
 * Read without DCMTK's data set parser: that one recurses into sequences, which no command set has, on a small stack.
 */
#ifndef VEIL_NETWORK_COMMAND_SET_HPP
#define VEIL_NETWORK_COMMAND_SET_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bridge::network {

/* Elements of group 0000 (PS3.7 Table E.1-1). */
enum class Command : uint16_t {
    affectedSOPClass = 0x0002,
    requestedSOPClass = 0x0003,
    field = 0x0100,
    messageID = 0x0110,
    respondedMessageID = 0x0120,
    priority = 0x0700,
    dataSetType = 0x0800,
    status = 0x0900,
    affectedSOPInstance = 0x1000,
};

/* Values of Command Field (PS3.7 Table E.1-1). */
constexpr uint16_t storeRequest = 0x0001, storeResponse = 0x8001, echoRequest = 0x0030, echoResponse = 0x8030,
                   cancelRequest = 0x0FFF, responseBit = 0x8000;
/* Values of Command Data Set Type: any but this one announces a data set. */
constexpr uint16_t noDataSet = 0x0101, someDataSet = 0x0001;

/* Longest command set that is read. */
constexpr size_t commandLimit = 65536;

class CommandReader {
public:
    /* Keeps no copy: `bytes` must outlive the reader. */
    CommandReader(const uint8_t *bytes, size_t count) : bytes_(bytes), count_(count) {}

    /* Whether it is a list of elements of group 0000 that adds up. */
    bool wellFormed() const;
    std::optional<uint16_t> number(Command element) const;
    /* Without padding, up to the first NUL; empty if missing. */
    std::string text(Command element) const;

private:
    bool find(Command element, const uint8_t *&value, size_t &length) const;
    const uint8_t *bytes_;
    size_t count_;
};

class CommandWriter {
public:
    CommandWriter();
    /* In ascending order of elements. */
    CommandWriter &number(Command element, uint16_t value);
    CommandWriter &uid(Command element, const std::string &value);
    /* The command set with its group length. */
    const std::vector<uint8_t> &finished();

private:
    void head(uint16_t element, size_t length);
    std::vector<uint8_t> bytes_;
};

}  // namespace bridge::network

#endif
