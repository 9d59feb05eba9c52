/* associate_pdu.cpp - see associate_pdu.hpp. */
#include "associate_pdu.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace bridge::network {

namespace {

/* Item types (PS3.8 §9.3.2, Annex D.1). */
constexpr uint8_t itemApplicationContext = 0x10, itemProposedContext = 0x20, itemAnsweredContext = 0x21,
                  itemAbstractSyntax = 0x30, itemTransferSyntax = 0x40, itemUserInformation = 0x50,
                  itemMaximumLength = 0x51;

constexpr size_t fixedPart = 74;                /* head, version, titles, reserved */
constexpr size_t transferSyntaxLimit = 50;      /* DICOM_MAXTRANSFERSYNTAXES */
constexpr uint32_t maximumLengthLimit = 131072; /* ASC_MAXIMUMPDUSIZE */
constexpr uint8_t contextAccepted = 0;

struct Bytes {
    const uint8_t *next;
    const uint8_t *end;
    size_t count() const { return static_cast<size_t>(end - next); }
};

/* Splits one item (type, reserved, 16-bit length, content) off `from`. */
bool takeItem(Bytes &from, uint8_t &type, Bytes &content) {
    if (from.count() < 4) return false;
    type = from.next[0];
    size_t length = static_cast<size_t>(from.next[2]) << 8 | from.next[3];
    if (from.count() - 4 < length) return false;
    content = {from.next + 4, from.next + 4 + length};
    from.next = content.end;
    return true;
}

/* The UID without padding; empty if it is none. */
std::string uid(Bytes bytes) {
    while (bytes.count() > 0 && *bytes.next == ' ') bytes.next++;
    while (bytes.count() > 0 && (bytes.end[-1] == ' ' || bytes.end[-1] == 0)) bytes.end--;
    bool legal = bytes.count() <= 64 && std::all_of(bytes.next, bytes.end, [](uint8_t byte) {
                     return byte == '.' || (byte >= '0' && byte <= '9');
                 });
    return legal ? std::string(bytes.next, bytes.end) : std::string();
}

struct Context {
    uint8_t id = 0, result = 0;
    std::string abstractSyntax;
    std::vector<std::string> transferSyntaxes;
};

bool readContext(Bytes content, Context &context) {
    if (content.count() < 4) return false;
    context.id = content.next[0];
    context.result = content.next[2];
    content.next += 4;
    while (content.count() > 0) {
        uint8_t type;
        Bytes value;
        if (!takeItem(content, type, value)) return false;
        if (type == itemAbstractSyntax) context.abstractSyntax = uid(value);
        if (type != itemTransferSyntax || context.transferSyntaxes.size() == transferSyntaxLimit) continue;
        if (auto syntax = uid(value); !syntax.empty()) context.transferSyntaxes.push_back(std::move(syntax));
    }
    return true;
}

bool readMaximumLength(Bytes content, uint32_t &maximum) {
    while (content.count() > 0) {
        uint8_t type;
        Bytes value;
        if (!takeItem(content, type, value)) return false;
        if (type != itemMaximumLength) continue;
        if (value.count() != 4) return false;
        maximum = static_cast<uint32_t>(value.next[0]) << 24 | static_cast<uint32_t>(value.next[1]) << 16 |
                  static_cast<uint32_t>(value.next[2]) << 8 | value.next[3];
    }
    return true;
}

class Writer {
public:
    std::vector<uint8_t> bytes;

    void item(uint8_t type, const std::string &value) {
        size_t at = begin(type);
        bytes.insert(bytes.end(), value.begin(), value.end());
        end(at);
    }
    size_t begin(uint8_t type) {
        bytes.insert(bytes.end(), {type, 0, 0, 0});
        return bytes.size();
    }
    void end(size_t at) {
        size_t length = bytes.size() - at;
        bytes[at - 2] = static_cast<uint8_t>(length >> 8);
        bytes[at - 1] = static_cast<uint8_t>(length);
    }
    void number(size_t at, uint32_t value) {
        for (int i = 0; i < 4; i++) bytes[at + static_cast<size_t>(i)] = static_cast<uint8_t>(value >> (24 - 8 * i));
    }
};

/* Completes what DCMTK cannot stand to miss. False: a breach of PS3.8 that cannot be understood. */
bool settle(Context &context, bool request) {
    if (!request) return context.result != contextAccepted || context.transferSyntaxes.size() == 1;
    if (context.transferSyntaxes.empty()) {
        context.abstractSyntax.clear();
        context.transferSyntaxes.emplace_back("0");
    }
    return true;
}

void write(const Context &context, bool request, Writer &writer) {
    size_t at = writer.begin(request ? itemProposedContext : itemAnsweredContext);
    writer.bytes.insert(writer.bytes.end(), {context.id, 0, context.result, 0});
    if (request) writer.item(itemAbstractSyntax, context.abstractSyntax);
    if (request || context.result == contextAccepted)
        for (const auto &syntax : context.transferSyntaxes) writer.item(itemTransferSyntax, syntax);
    writer.end(at);
}

}  // namespace

std::optional<std::vector<uint8_t>> rebuiltAssociate(const uint8_t *pdu, size_t count) {
    if (count < fixedPart) return std::nullopt;
    bool request = pdu[0] == pduAssociateRequest;
    std::string applicationContext;
    uint32_t maximum = 0;
    Writer writer;
    writer.bytes.assign(pdu, pdu + fixedPart);

    std::array<bool, 256> seen{};
    Writer contexts;
    Bytes rest{pdu + fixedPart, pdu + count};
    while (rest.count() > 0) {
        uint8_t type;
        Bytes content;
        if (!takeItem(rest, type, content)) return std::nullopt;
        if (type == itemApplicationContext) applicationContext = uid(content);
        if (type == itemUserInformation && !readMaximumLength(content, maximum)) return std::nullopt;
        if (type != (request ? itemProposedContext : itemAnsweredContext)) continue;
        Context context;
        if (!readContext(content, context) || !settle(context, request) || seen[context.id]) return std::nullopt;
        seen[context.id] = true;
        write(context, request, contexts);
    }
    if (request && contexts.bytes.empty()) return std::nullopt;

    /* Without a name DCMTK could not even build its answer; "0" is refused as unknown. */
    writer.item(itemApplicationContext, applicationContext.empty() ? "0" : applicationContext);
    writer.bytes.insert(writer.bytes.end(), contexts.bytes.begin(), contexts.bytes.end());
    if (maximum == 0 || maximum > maximumLengthLimit) maximum = maximumLengthLimit;
    size_t user = writer.begin(itemUserInformation);
    size_t item = writer.begin(itemMaximumLength);
    writer.bytes.insert(writer.bytes.end(), 4, 0);
    writer.number(item, maximum & ~1u);
    writer.end(item);
    writer.end(user);
    writer.number(2, static_cast<uint32_t>(writer.bytes.size() - 6));
    return std::move(writer.bytes);
}

}  // namespace bridge::network
