/* provider_messages.cpp - the DIMSE messages of an association (PS3.7 §9.1, §9.3). */
#include "../include/DcmtkBridge.h"
#include "provider.hpp"

namespace bridge::network {

namespace {

constexpr uint16_t success = 0x0000, cannotUnderstand = 0xC000, sopClassNotSupported = 0x0122,
                   unrecognizedOperation = 0x0211;

/* A store that was begun: told exactly once how it ended. */
class Store {
public:
    Store(const bridge_listener_callbacks &callbacks, void *handle) : callbacks_(callbacks), handle_(handle) {}
    ~Store() {
        if (handle_) (void)callbacks_.store_end(handle_, false); /* nobody is left to answer */
    }
    Store(const Store &) = delete;
    Store &operator=(const Store &) = delete;

    void take(const Fragment &fragment) {
        if (wanted_ && fragment.count > 0) wanted_ = callbacks_.store_data(handle_, fragment.bytes, fragment.count);
    }
    uint16_t complete() {
        void *handle = handle_;
        handle_ = nullptr;
        return callbacks_.store_end(handle, true);
    }

private:
    const bridge_listener_callbacks &callbacks_;
    void *handle_;
    bool wanted_ = true;
};

}  // namespace

Event Provider::serve() {
    std::vector<uint8_t> command;
    for (;;) {
        uint8_t context;
        Event event = receiveCommand(context, command);
        if (event != Event::ready) return event;
        CommandReader reader(command.data(), command.size());
        if (!reader.wellFormed()) return Event::malformed;
        event = answer(context, reader);
        if (event != Event::ready) return event;
    }
}

Event Provider::receiveCommand(uint8_t &context, std::vector<uint8_t> &command) {
    command.clear();
    Fragment fragment;
    do {
        bool isFirst = command.empty();
        auto wait = isFirst ? service_.options.idle_timeout : service_.options.dimse_timeout;
        Event event = layer_.next(fragment, std::chrono::seconds(wait), isFirst);
        if (event != Event::ready) return event;
        if (!fragment.isCommand || command.size() + fragment.count > commandLimit) return Event::malformed;
        if (!isFirst && fragment.context != context) return Event::malformed;
        context = fragment.context;
        command.insert(command.end(), fragment.bytes, fragment.bytes + fragment.count);
    } while (!fragment.isLast);
    return Event::ready;
}

Event Provider::answer(uint8_t contextID, const CommandReader &command) {
    auto context = contexts_.find(contextID);
    auto field = command.number(Command::field);
    if (context == contexts_.end() || !field || (*field & responseBit)) return Event::malformed;
    if (*field == storeRequest) return store(contextID, context->second, command);
    if (command.number(Command::dataSetType).value_or(noDataSet) != noDataSet) {
        Event event = receiveDataSet(contextID, [](const Fragment &) {});
        if (event != Event::ready) return event;
    }
    /* What a C-CANCEL-RQ would cancel is never in progress; it has no response. */
    if (*field == cancelRequest) return Event::ready;
    respond(contextID, command, *field == echoRequest ? success : unrecognizedOperation);
    return Event::ready;
}

Event Provider::store(uint8_t contextID, const Context &context, const CommandReader &command) {
    std::string sopClass = command.text(Command::affectedSOPClass);
    std::string sopInstance = command.text(Command::affectedSOPInstance);
    bool hasDataSet = command.number(Command::dataSetType).value_or(noDataSet) != noDataSet;
    const auto &callbacks = service_.callbacks;

    uint16_t status = cannotUnderstand;
    void *handle = nullptr;
    if (context.kind != BRIDGE_CONTEXT_STORAGE) {
        status = sopClassNotSupported;
    } else if (hasDataSet && !sopClass.empty() && !sopInstance.empty()) {
        bridge_store_request request{};
        request.association = number_;
        request.sop_class_uid = sopClass.c_str();
        request.sop_instance_uid = sopInstance.c_str();
        request.transfer_syntax_uid = context.transferSyntax.c_str();
        request.calling_ae_title = calling_.c_str();
        request.called_ae_title = called_.c_str();
        request.peer_address = peerAddress_.c_str();
        handle = callbacks.store_begin(callbacks.context, &request, &status);
    }

    bool isStored = handle != nullptr;
    Store store(callbacks, handle);
    if (hasDataSet) {
        Event event = receiveDataSet(contextID, [&](const Fragment &fragment) {
            if (isStored) store.take(fragment);
        });
        if (event != Event::ready) return event;
    }
    if (isStored) status = store.complete();
    if (isStored && status == success) stored_++;
    respond(contextID, command, status);
    return Event::ready;
}

template <class Sink>
Event Provider::receiveDataSet(uint8_t context, Sink sink) {
    Fragment fragment;
    do {
        Event event = layer_.next(fragment, std::chrono::seconds(service_.options.dimse_timeout), false);
        if (event != Event::ready) return event;
        if (fragment.isCommand || fragment.context != context) return Event::malformed;
        sink(fragment);
    } while (!fragment.isLast);
    return Event::ready;
}

void Provider::respond(uint8_t context, const CommandReader &command, uint16_t status) {
    auto field = static_cast<uint16_t>(command.number(Command::field).value_or(0) | responseBit);
    std::string sopClass = command.text(Command::affectedSOPClass);
    std::string sopInstance = command.text(Command::affectedSOPInstance);
    CommandWriter response;
    if (!sopClass.empty()) response.uid(Command::affectedSOPClass, sopClass);
    response.number(Command::field, field)
        .number(Command::respondedMessageID, command.number(Command::messageID).value_or(0))
        .number(Command::dataSetType, noDataSet)
        .number(Command::status, status);
    if (!sopInstance.empty()) response.uid(Command::affectedSOPInstance, sopInstance);
    const auto &bytes = response.finished();
    layer_.send(context, true, bytes.data(), bytes.size(), true);
}

}  // namespace bridge::network
