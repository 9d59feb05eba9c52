/* requestor.cpp - the outgoing association and its C surface. */
#include "requestor.hpp"

#include "../include/DcmtkBridge.h"

#include <guard.hpp>
#include "piece_reader.hpp"

#include "dcmtk/dcmdata/dcuid.h"

#include <arpa/inet.h>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace bridge::network {

namespace {

constexpr uint16_t mediumPriority = 0;
constexpr std::chrono::milliseconds farewell{200};
constexpr uint8_t abortByUser = 0, noReason = 0;

}  // namespace

Requestor::Requestor(const bridge_scu_options &options)
    : host_(options.host),
      calling_(options.calling_ae_title),
      called_(options.called_ae_title),
      options_(options),
      dimse_(options.dimse_timeout),
      layer_(options.max_pdu, std::chrono::seconds(options.acse_timeout), dimse_) {}

Requestor::~Requestor() {
    if (isAlive()) layer_.release();
    layer_.channel.close({});
}

bool Requestor::connect(const bridge_proposal *proposals, uint32_t count, bridge_error *error) {
    std::string address;
    if (!resolve(address)) return fail(error, BRIDGE_E_ADDRESS, "host is not known");
    if (!propose(proposals, count, error)) return false;
    auto started = Clock::now();
    std::chrono::seconds patience(options_.connect_timeout);
    Event event = layer_.request(address, options_.port, patience);
    if (event != Event::ready) {
        bool tookAll = Clock::now() - started >= patience;
        if (!layer_.wasConnected() && tookAll) return fail(error, BRIDGE_E_TIMEOUT, "no connection in time");
        if (event == Event::closed) return fail(error, BRIDGE_E_CONNECT, "connection refused, unreachable or reset");
        return broken(event, error);
    }
    stands_ = true;
    noteAccepted();
    if (!contexts_.empty()) return true;
    return fail(error, BRIDGE_E_NO_CONTEXT, "no presentation context was accepted");
}

bool Requestor::resolve(std::string &address) const {
    addrinfo hints{};
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    if (getaddrinfo(host_.c_str(), nullptr, &hints, &found) != 0) return false;
    char text[INET_ADDRSTRLEN] = "";
    if (found) inet_ntop(AF_INET, &reinterpret_cast<sockaddr_in *>(found->ai_addr)->sin_addr, text, sizeof text);
    freeaddrinfo(found);
    address = text;
    return !address.empty();
}

bool Requestor::propose(const bridge_proposal *proposals, uint32_t count, bridge_error *error) {
    T_ASC_Parameters *parameters = layer_.prepareRequest();
    ASC_setAPTitles(parameters, calling_.c_str(), called_.c_str(), nullptr);
    for (uint32_t i = 0; i < count; i++) {
        const char *syntaxes[] = {proposals[i].transfer_syntax_uid};
        auto id = static_cast<T_ASC_PresentationContextID>(2 * i + 1);
        if (ASC_addPresentationContext(parameters, id, proposals[i].sop_class_uid, syntaxes, 1).bad())
            return fail(error, BRIDGE_E_ARGUMENT, "proposal is not acceptable");
    }
    return true;
}

void Requestor::noteAccepted() {
    T_ASC_Parameters *parameters = layer_.parameters();
    for (int i = 0; i < ASC_countPresentationContexts(parameters); i++) {
        T_ASC_PresentationContext context;
        if (ASC_getPresentationContext(parameters, i, &context).bad()) continue;
        if (context.resultReason != ASC_P_ACCEPTANCE) continue;
        /* An answer with a transfer syntax that was not proposed accepts nothing. */
        if (std::string(context.acceptedTransferSyntax) != context.proposedTransferSyntaxes[0]) continue;
        contexts_.insert({{context.abstractSyntax, context.acceptedTransferSyntax}, context.presentationContextID});
    }
}

bool Requestor::accepts(const std::string &sopClass, const std::string &transferSyntax) const {
    return contexts_.count({sopClass, transferSyntax}) > 0;
}

bool Requestor::store(const std::string &sopClass, const std::string &sopInstance, const std::string &transferSyntax,
                      const bridge_piece *pieces, uint32_t count, uint16_t &status, bridge_error *error) {
    if (!stands_) return fail(error, BRIDGE_E_ABORTED, "association is over");
    auto context = contexts_.find({sopClass, transferSyntax});
    if (context == contexts_.end()) return fail(error, BRIDGE_E_NO_CONTEXT, "no presentation context for the instance");

    PieceReader reader(pieces, count, buffer_);
    const size_t size = layer_.fragmentSize();
    const uint8_t *bytes;
    size_t length;
    if (!reader.take(size, bytes, length)) return fail(error, BRIDGE_E_IO, "data set cannot be read");

    stands_ = false; /* until the message is over, come what may */
    uint16_t message = ++lastMessage_;
    CommandWriter command;
    command.uid(Command::affectedSOPClass, sopClass)
        .number(Command::field, storeRequest)
        .number(Command::messageID, message)
        .number(Command::priority, mediumPriority)
        .number(Command::dataSetType, someDataSet)
        .uid(Command::affectedSOPInstance, sopInstance);
    layer_.channel.cork(); /* the command leaves with the first fragment */
    sendCommand(context->second, command);
    for (bool isFirst = true;; isFirst = false) {
        bool isLast = reader.atEnd();
        layer_.send(context->second, false, bytes, length, isLast);
        if (isFirst) layer_.channel.uncork();
        if (layer_.channel.failure() != Failure::none) return broken(layer_.failure(), error);
        if (isLast) break;
        if (reader.take(size, bytes, length)) continue;
        layer_.channel.abort(abortByUser, noReason);
        layer_.channel.close(farewell);
        return fail(error, BRIDGE_E_IO, "data set cannot be read");
    }
    return receiveResponse(storeResponse, message, status, error);
}

bool Requestor::echo(uint16_t &status, bridge_error *error) {
    if (!stands_) return fail(error, BRIDGE_E_ABORTED, "association is over");
    for (const auto &[syntaxes, context] : contexts_) {
        if (syntaxes.first != UID_VerificationSOPClass) continue;
        stands_ = false;
        uint16_t message = ++lastMessage_;
        CommandWriter command;
        command.uid(Command::affectedSOPClass, UID_VerificationSOPClass)
            .number(Command::field, echoRequest)
            .number(Command::messageID, message)
            .number(Command::dataSetType, noDataSet);
        sendCommand(context, command);
        return receiveResponse(echoResponse, message, status, error);
    }
    return fail(error, BRIDGE_E_NO_CONTEXT, "no presentation context for verification");
}

void Requestor::sendCommand(uint8_t context, CommandWriter &command) {
    const auto &bytes = command.finished();
    layer_.send(context, true, bytes.data(), bytes.size(), true);
}

Event Requestor::receiveMessage(std::vector<uint8_t> &command) {
    Fragment fragment;
    do {
        Event event = layer_.next(fragment, dimse_, false);
        if (event != Event::ready) return event;
        if (!fragment.isCommand || command.size() + fragment.count > commandLimit) return Event::malformed;
        command.insert(command.end(), fragment.bytes, fragment.bytes + fragment.count);
    } while (!fragment.isLast);
    return Event::ready;
}

bool Requestor::receiveResponse(uint16_t field, uint16_t message, uint16_t &status, bridge_error *error) {
    std::vector<uint8_t> command;
    Event event = receiveMessage(command);
    if (event != Event::ready) return broken(event, error);
    CommandReader response(command.data(), command.size());
    auto answered = response.wellFormed() ? response.number(Command::status) : std::nullopt;
    bool isOurs = answered && response.number(Command::field) == field &&
                  response.number(Command::respondedMessageID) == message &&
                  response.number(Command::dataSetType).value_or(noDataSet) == noDataSet;
    if (!isOurs) return broken(Event::malformed, error);
    status = *answered;
    stands_ = true;
    return true;
}

/* Ends the association and says why. */
bool Requestor::broken(Event event, bridge_error *error) {
    stands_ = false;
    if (event == Event::released) {
        layer_.acknowledgeRelease();
        layer_.channel.close({});
        return fail(error, BRIDGE_E_RELEASED, "peer released the association");
    }
    if (event == Event::timeout || event == Event::malformed || event == Event::interrupted)
        layer_.channel.abort(abortByUser, noReason);
    layer_.channel.close(event == Event::malformed ? farewell : std::chrono::milliseconds{});
    switch (event) {
    case Event::rejected: {
        auto reasons = layer_.rejection();
        return fail(error, BRIDGE_E_REJECTED, "peer rejected the association",
                    static_cast<uint32_t>(reasons.result) << 16 | static_cast<uint32_t>(reasons.source) << 8 |
                        (static_cast<uint32_t>(reasons.reason) & 0xFF));
    }
    case Event::timeout: return fail(error, BRIDGE_E_TIMEOUT, "peer did not answer in time");
    case Event::malformed: return fail(error, BRIDGE_E_PROTOCOL, "peer broke the protocol");
    case Event::interrupted: return fail(error, BRIDGE_E_ABORTED, "interrupted");
    default: return fail(error, BRIDGE_E_ABORTED, "peer aborted or the connection broke");
    }
}

}  // namespace bridge::network

/* ---------------------------------------------------------------- the C surface */

struct bridge_scu : bridge::network::Requestor {
    using Requestor::Requestor;
};

bridge_scu *bridge_scu_connect(const bridge_scu_options *options, const bridge_proposal *proposals, uint32_t count,
                               bridge_error *error) noexcept {
    return bridge::guarded(error, nullptr, [&]() -> bridge_scu * {
        bool isSane = count > 0 && count <= bridge_scu::proposalLimit && options->max_pdu >= 4096 &&
                      options->max_pdu <= 131072 && options->connect_timeout > 0 && options->acse_timeout > 0 &&
                      options->dimse_timeout > 0;
        if (!isSane) {
            bridge::fail(error, BRIDGE_E_ARGUMENT, "association options are out of range");
            return nullptr;
        }
        auto scu = std::make_unique<bridge_scu>(*options);
        return scu->connect(proposals, count, error) ? scu.release() : nullptr;
    });
}

bool bridge_scu_accepts(const bridge_scu *scu, const char *sop_class_uid, const char *transfer_syntax_uid) noexcept {
    return bridge::guarded(nullptr, false, [&] { return scu->accepts(sop_class_uid, transfer_syntax_uid); });
}

bool bridge_scu_store(bridge_scu *scu, const char *sop_class_uid, const char *sop_instance_uid,
                      const char *transfer_syntax_uid, const bridge_piece *pieces, uint32_t count, uint16_t *status,
                      bridge_error *error) noexcept {
    return bridge::guarded(error, false, [&] {
        return scu->store(sop_class_uid, sop_instance_uid, transfer_syntax_uid, pieces, count, *status, error);
    });
}

bool bridge_scu_echo(bridge_scu *scu, uint16_t *status, bridge_error *error) noexcept {
    return bridge::guarded(error, false, [&] { return scu->echo(*status, error); });
}

bool bridge_scu_is_alive(bridge_scu *scu) noexcept {
    return bridge::guarded(nullptr, false, [&] { return scu->isAlive(); });
}

void bridge_scu_destroy(bridge_scu *scu) noexcept { delete scu; }

void bridge_scu_interrupt(bridge_scu *scu) noexcept { scu->interrupt(); }
