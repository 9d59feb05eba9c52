/* log_sink.cpp - see log_sink.hpp. */
#include "log_sink.hpp"

#include "../include/DcmtkBridge.h"

#include <guard.hpp>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/oflog/oflog.h>

#include <atomic>
#include <cstdint>

namespace bridge {

namespace {

std::atomic<uint64_t> dropped{0};

class Sink final : public dcmtk::log4cplus::Appender {
public:
    ~Sink() override { destructorImpl(); }
    void close() override { closed = true; }

protected:
    void append(const dcmtk::log4cplus::spi::InternalLoggingEvent &) override {
        dropped.fetch_add(1, std::memory_order_relaxed);
    }
};

}  // namespace

void install_log_sink() {
    // The first use of oflog adds its console appender; after that removing is final.
    OFLog::configure(OFLogger::WARN_LOG_LEVEL);
    dcmtk::log4cplus::Logger root = dcmtk::log4cplus::Logger::getRoot();
    root.removeAllAppenders();
    root.addAppender(dcmtk::log4cplus::SharedAppenderPtr(new Sink));
}

}  // namespace bridge

uint64_t bridge_log_count(void) noexcept { return bridge::dropped.load(std::memory_order_relaxed); }
