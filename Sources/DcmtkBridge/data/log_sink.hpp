/* log_sink.hpp - where DCMTK's log goes: nowhere.
 *
 * DCMTK's texts may quote values, UIDs and peers' words, so they reach no stream and no file. WARN and above are
 * counted; whoever needs the reason of a failure reads the bridge's own code.
 */
#ifndef VEIL_DATA_LOG_SINK_HPP
#define VEIL_DATA_LOG_SINK_HPP

namespace bridge {

/* Replaces every appender of DCMTK's root logger. Once, before threads start. */
void install_log_sink();

}  // namespace bridge

#endif
