/* upper_layer.cpp - see upper_layer.hpp. */
#include "upper_layer.hpp"

#include "dcmtk/dcmnet/cond.h"
#include "dcmtk/dcmnet/dul.h"
#include "dcmtk/ofstd/ofstd.h"

#include <algorithm>
#include <new>
#include <unistd.h>

namespace bridge::network {

namespace {

/* Head of a P-DATA-TF PDU with one fragment: PDU and item heads (PS3.8 §9.3.5). */
constexpr size_t dataHead = 12;
/* Of it, what stands before each fragment (PS3.8 §9.3.5.1): length, context ID, message control header. */
constexpr size_t valueHead = 6;

void identify(T_ASC_Parameters *parameters) {
    OFStandard::strlcpy(parameters->ourImplementationClassUID, implementationClassUID,
                        sizeof parameters->ourImplementationClassUID);
    OFStandard::strlcpy(parameters->ourImplementationVersionName, implementationVersionName,
                        sizeof parameters->ourImplementationVersionName);
}

}  // namespace

UpperLayer::UpperLayer(uint32_t maximumPDU, std::chrono::seconds acse, std::chrono::seconds dimse)
    : channel(dimse), maximumPDU_(maximumPDU & ~1u), acse_(acse), layer_(channel, acse) {}

UpperLayer::~UpperLayer() {
    ASC_destroyAssociation(&association_);
    if (proposed_) ASC_destroyAssociationParameters(&proposed_);
    ASC_dropNetwork(&network_);
}

Event UpperLayer::receiveRequest(int socket) {
    layer_.setRole(Role::acceptor);
    layer_.offer(socket);
    /* With a socket offered DCMTK opens no listening socket of its own. */
    OFCondition condition = ASC_initializeNetwork(NET_ACCEPTOR, 0, static_cast<int>(acse_.count()), &network_);
    if (condition.good()) condition = ASC_setTransportLayer(network_, &layer_, 0);
    if (condition.good()) {
        condition = ASC_receiveAssociation(network_, &association_, maximumPDU_, nullptr, nullptr, OFFalse, DUL_NOBLOCK,
                                           static_cast<int>(acse_.count()));
    }
    layer_.withdraw();
    if (!layer_.used()) {
        ::close(socket);
        return Event::closed;
    }
    if (condition == DUL_UNSUPPORTEDPEERPROTOCOL) return Event::rejected; /* DCMTK has answered */
    if (condition.bad()) return outcome(condition);
    /* DCMTK calls a connection that ended before the request good. */
    if (channel.failure() != Failure::none) return failure();
    if (ASC_countPresentationContexts(association_->params) == 0) return Event::aborted;
    identify(association_->params);
    return Event::ready;
}

Event UpperLayer::accept() { return outcome(ASC_acknowledgeAssociation(association_)); }

void UpperLayer::reject(uint8_t result, uint8_t source, uint8_t reason) {
    T_ASC_RejectParameters parameters{static_cast<T_ASC_RejectParametersResult>(result),
                                      static_cast<T_ASC_RejectParametersSource>(source),
                                      static_cast<T_ASC_RejectParametersReason>(source << 8 | reason)};
    if (ASC_rejectAssociation(association_, &parameters).good()) return;
    /* A combination that PS3.8 does not know: no reason given. */
    parameters = {ASC_RESULT_REJECTEDPERMANENT, ASC_SOURCE_SERVICEUSER, ASC_REASON_SU_NOREASON};
    (void)ASC_rejectAssociation(association_, &parameters);
}

T_ASC_Parameters *UpperLayer::prepareRequest() {
    if (ASC_createAssociationParameters(&proposed_, maximumPDU_).bad()) throw std::bad_alloc();
    identify(proposed_);
    return proposed_;
}

Event UpperLayer::request(const std::string &address, uint16_t port, std::chrono::seconds connect) {
    layer_.setRole(Role::requestor);
    OFCondition condition;
    {
        std::lock_guard<std::mutex> lock(Layer::globals());
        condition = ASC_initializeNetwork(NET_REQUESTOR, 0, static_cast<int>(acse_.count()), &network_);
        /* Process-wide, and read as soon as DCMTK connects (the address is numeric): another association that begins
         * in this instant with another value may get ours. Holding the lock would let one dead peer delay all. */
        dcmConnectionTimeout.set(static_cast<Sint32>(connect.count()));
    }
    if (condition.good()) condition = ASC_setTransportLayer(network_, &layer_, 0);
    if (condition.bad()) return outcome(condition);
    std::string peer = address + ":" + std::to_string(port);
    ASC_setPresentationAddresses(proposed_, "", peer.c_str());
    condition = ASC_requestAssociation(network_, proposed_, &association_, nullptr, nullptr, DUL_NOBLOCK,
                                       static_cast<int>(acse_.count()));
    if (association_) proposed_ = nullptr;
    if (condition == DUL_ASSOCIATIONREJECTED) return Event::rejected;
    return outcome(condition);
}

T_ASC_RejectParameters UpperLayer::rejection() const {
    T_ASC_RejectParameters parameters{};
    ASC_getRejectParameters(association_->params, &parameters);
    return parameters;
}

Event UpperLayer::next(Fragment &fragment, std::chrono::seconds wait, bool idle) {
    if (valuesCount_ == 0) {
        channel.expect(wait, idle);
        OFCondition condition = DUL_ReadPDVs(&association_->DULassociation, nullptr, DUL_BLOCK, 0);
        if (condition == DUL_PEERREQUESTEDRELEASE) return Event::released;
        if (!(condition == DUL_PDATAPDUARRIVED)) {
            Event event = outcome(condition);
            return event == Event::ready ? Event::malformed : event; /* DCMTK has aborted over an unexpected PDU */
        }
        /* DUL_NextPDV of 3.6.7 loses its place at the third value of a PDU, even to outside of it. The first is right,
         * and the others lie behind it. */
        DUL_PDV first;
        condition = DUL_NextPDV(&association_->DULassociation, &first);
        if (condition.bad()) return outcome(condition);
        values_ = static_cast<const uint8_t *>(first.data) - valueHead;
        valuesCount_ = channel.expectedLength();
    }
    return takeValue(fragment) ? Event::ready : Event::malformed;
}

/* Splits a presentation data value (length, context ID, control header, fragment) off. */
bool UpperLayer::takeValue(Fragment &fragment) {
    if (valuesCount_ < valueHead) return false;
    size_t length = static_cast<size_t>(values_[0]) << 24 | values_[1] << 16 | values_[2] << 8 | values_[3];
    if (length < 2 || length > valuesCount_ - 4) return false;
    fragment = {values_[4], (values_[5] & 1) != 0, (values_[5] & 2) != 0, values_ + valueHead, length - 2};
    values_ += 4 + length;
    valuesCount_ -= 4 + length;
    return true;
}

void UpperLayer::send(uint8_t context, bool isCommand, const uint8_t *bytes, size_t count, bool isLast) {
    DUL_PDV value{};
    value.fragmentLength = count;
    value.presentationContextID = context;
    value.pdvType = isCommand ? DUL_COMMANDPDV : DUL_DATASETPDV;
    value.lastPDV = isLast;
    value.data = const_cast<uint8_t *>(bytes);
    DUL_PDVLIST list{};
    list.count = 1;
    list.pdv = &value;
    if (DUL_WritePDVs(&association_->DULassociation, &list).bad()) channel.fail(Failure::malformed);
}

size_t UpperLayer::fragmentSize() const {
    auto peer = static_cast<size_t>(association_->params->theirMaxPDUReceiveSize);
    return std::max<size_t>(peer, dataHead + 2) - dataHead;
}

void UpperLayer::acknowledgeRelease() { (void)ASC_acknowledgeRelease(association_); /* failures are the channel's */ }

void UpperLayer::release() {
    channel.expect(acse_, false);
    (void)ASC_releaseAssociation(association_); /* whatever comes of it, the connection is closed next */
}

Event UpperLayer::failure() const {
    switch (channel.failure()) {
    case Failure::none: return Event::ready;
    case Failure::closed: return Event::closed;
    case Failure::timeout: return Event::timeout;
    case Failure::interrupted: return Event::interrupted;
    case Failure::drained: return Event::drained;
    case Failure::malformed: return Event::malformed;
    }
    return Event::malformed;
}

Event UpperLayer::outcome(OFCondition condition) const {
    if (channel.failure() != Failure::none) return failure();
    if (condition.good()) return Event::ready;
    if (condition == DUL_PEERABORTEDASSOCIATION) return Event::aborted;
    if (condition == DUL_PEERREQUESTEDRELEASE) return Event::released;
    return layer_.used() ? Event::malformed : Event::closed;
}

}  // namespace bridge::network
