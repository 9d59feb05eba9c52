import DcmtkBridge

/// DCMTK log events that were dropped so far.
func logCount() -> UInt64 {
    bridge_initialize()
    return bridge_log_count()
}
