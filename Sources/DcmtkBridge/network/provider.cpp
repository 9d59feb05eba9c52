/* provider.cpp - negotiation and end of an association; the messages are in provider_messages.cpp. */
#include "provider.hpp"

#include "../include/DcmtkBridge.h"
#include "dcmtk/dcmdata/dcuid.h"

#include <algorithm>
#include <cstring>

namespace bridge::network {

namespace {

/* For the peer to read our A-ABORT before the close turns into a reset. */
constexpr std::chrono::milliseconds farewell{1000}, hastyFarewell{100};

/* A-ASSOCIATE-RJ (PS3.8 Table 9-21) and A-ABORT (Table 9-26). */
constexpr uint8_t transient = 2, permanent = 1, serviceUser = 1, presentationProvider = 3, localLimitExceeded = 2,
                  applicationContextUnknown = 2, callingTitleUnknown = 3, calledTitleUnknown = 7;
constexpr uint8_t abortByUser = 0, abortByProvider = 2, noReason = 0, invalidParameter = 6;

std::atomic<uint64_t> lastNumber{0};

std::string withoutBlanks(const char *title) {
    std::string text(title);
    size_t first = text.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

Provider::Provider(Service &service, int socket, const std::string &peerAddress)
    : service_(service),
      layer_(service.options.max_pdu, std::chrono::seconds(service.options.acse_timeout),
             std::chrono::seconds(service.options.dimse_timeout)),
      socket_(socket),
      number_(++lastNumber),
      peerAddress_(peerAddress) {}

void Provider::run() noexcept {
    Event event = Event::malformed;
    try {
        event = converse();
    } catch (...) {
        /* Out of memory, most likely: this association ends as after a protocol error, the others go on. */
        layer_.channel.fail(Failure::malformed);
    }
    hangUp(event);
    /* The slot is free before the outcome is told: whoever hears of the end may connect again at once. */
    if (associated_.exchange(false)) service_.associations--;
    report(event);
}

Event Provider::converse() {
    Event event = layer_.receiveRequest(socket_);
    if (event != Event::ready) return event;
    readProposal();
    heard_ = true;
    if (admit() == Admission::rejected) return Event::rejected;
    negotiate();
    event = layer_.accept();
    return event == Event::ready ? serve() : event;
}

void Provider::readProposal() {
    T_ASC_Parameters *parameters = layer_.parameters();
    char calling[32], called[32];
    ASC_getAPTitles(parameters, calling, sizeof calling, called, sizeof called, nullptr, 0);
    calling_ = withoutBlanks(calling);
    called_ = withoutBlanks(called);
    for (int i = 0; i < ASC_countPresentationContexts(parameters); i++) {
        T_ASC_PresentationContext context;
        if (ASC_getPresentationContext(parameters, i, &context).good())
            abstractSyntaxes_.emplace_back(context.abstractSyntax);
    }
}

Provider::Admission Provider::admit() {
    /* Counted first: whoever asks how many there are must not see one more than the limit. */
    if (++service_.associations > service_.options.max_associations) {
        service_.associations--;
        rejection_ = "rejected_limit";
        layer_.reject(transient, presentationProvider, localLimitExceeded);
        return Admission::rejected;
    }
    associated_ = true;
    const auto &association = *layer_.parameters();
    if (strcmp(association.DULparams.applicationContextName, UID_StandardApplicationContext) != 0) {
        rejection_ = "rejected_context";
        layer_.reject(permanent, serviceUser, applicationContextUnknown);
        return Admission::rejected;
    }
    /* DCMTK cannot build an answer with an empty title. */
    if (calling_.empty() || called_.empty()) {
        rejection_ = "rejected_title";
        layer_.reject(permanent, serviceUser, calling_.empty() ? callingTitleUnknown : calledTitleUnknown);
        return Admission::rejected;
    }
    std::vector<const char *> syntaxes;
    bridge_association_info info = information(syntaxes);
    bridge_association_decision decision = service_.callbacks.associate(service_.callbacks.context, &info);
    if (decision.accept) return Admission::accepted;
    layer_.reject(decision.result, decision.source, decision.reason);
    return Admission::rejected;
}

void Provider::negotiate() {
    T_ASC_Parameters *parameters = layer_.parameters();
    const auto &callbacks = service_.callbacks;
    for (int i = 0; i < ASC_countPresentationContexts(parameters); i++) {
        T_ASC_PresentationContext proposed;
        if (ASC_getPresentationContext(parameters, i, &proposed).bad()) continue;
        auto id = proposed.presentationContextID;
        auto kind = *proposed.abstractSyntax ? callbacks.abstract_syntax(callbacks.context, proposed.abstractSyntax)
                                             : BRIDGE_CONTEXT_REFUSED;
        std::vector<const char *> syntaxes;
        for (int j = 0; j < proposed.transferSyntaxCount; j++) syntaxes.push_back(proposed.proposedTransferSyntaxes[j]);
        int32_t chosen = -1;
        if (kind == BRIDGE_CONTEXT_VERIFICATION) {
            auto known = std::find_if(syntaxes.begin(), syntaxes.end(), [](const char *syntax) {
                return strcmp(syntax, UID_LittleEndianImplicitTransferSyntax) == 0 ||
                       strcmp(syntax, UID_LittleEndianExplicitTransferSyntax) == 0;
            });
            if (known != syntaxes.end()) chosen = static_cast<int32_t>(known - syntaxes.begin());
        } else if (kind == BRIDGE_CONTEXT_STORAGE) {
            auto count = static_cast<uint32_t>(syntaxes.size());
            chosen = callbacks.transfer_syntax(callbacks.context, syntaxes.data(), count);
        }
        bool isOdd = id % 2 == 1; /* PS3.8 §9.3.2.2: the others do not exist */
        if (isOdd && kind != BRIDGE_CONTEXT_REFUSED && chosen >= 0 && chosen < static_cast<int32_t>(syntaxes.size())) {
            if (ASC_acceptPresentationContext(parameters, id, syntaxes[static_cast<size_t>(chosen)]).good())
                contexts_[id] = {kind, syntaxes[static_cast<size_t>(chosen)]};
        } else {
            auto reason = !isOdd                           ? ASC_P_NOREASON
                          : kind == BRIDGE_CONTEXT_REFUSED ? ASC_P_ABSTRACTSYNTAXNOTSUPPORTED
                                                           : ASC_P_TRANSFERSYNTAXESNOTSUPPORTED;
            (void)ASC_refusePresentationContext(parameters, id, reason);
        }
    }
}

void Provider::hangUp(Event event) noexcept {
    Channel &channel = layer_.channel;
    switch (event) {
    case Event::ready:
    case Event::aborted:
    case Event::closed:
    case Event::rejected: channel.close({}); return;
    case Event::released:
        layer_.acknowledgeRelease();
        channel.close({});
        return;
    case Event::drained:
    case Event::interrupted:
        channel.abort(abortByUser, noReason);
        channel.close(hastyFarewell);
        return;
    case Event::timeout:
        /* Before the association stands the connection is just closed (PS3.8 §9.2, AA-2). */
        if (heard_) channel.abort(abortByProvider, noReason);
        channel.close(heard_ ? farewell : std::chrono::milliseconds{});
        return;
    case Event::malformed:
        channel.abort(abortByProvider, heard_ ? noReason : invalidParameter);
        channel.close(farewell);
        return;
    }
}

void Provider::report(Event event) noexcept {
    const char *outcome = "aborted";
    switch (event) {
    case Event::released: outcome = "released"; break;
    case Event::ready:
    case Event::aborted: outcome = "aborted"; break;
    case Event::closed: outcome = "closed"; break;
    case Event::rejected: outcome = rejection_; break;
    case Event::timeout: outcome = "timeout"; break;
    case Event::drained: outcome = "stopped"; break;
    case Event::interrupted: outcome = "interrupted"; break;
    case Event::malformed: outcome = "protocol"; break;
    }
    bridge_association_info info{number_, calling_.c_str(), called_.c_str(), peerAddress_.c_str(), 0, nullptr};
    service_.callbacks.association_end(service_.callbacks.context, &info, outcome, stored_);
}

bridge_association_info Provider::information(std::vector<const char *> &syntaxes) const {
    for (const auto &syntax : abstractSyntaxes_) syntaxes.push_back(syntax.c_str());
    return {
        number_,        calling_.c_str(), called_.c_str(), peerAddress_.c_str(), static_cast<uint32_t>(syntaxes.size()),
        syntaxes.data()};
}

}  // namespace bridge::network
