/// Every key that the file may hold, mapping by mapping. What is not here is an error; the reference in
/// docs/configuration.md names the same.
enum ConfigurationKeys {
    static let root = ["version", "node", "projects", "strategies", "destinations", "routes", "unmatched"]

    static let node = [
        "ae_title", "host", "port", "state_directory", "max_associations", "max_pdu", "private_sop_classes", "timeouts",
        "minimum_free_space", "instance_memory", "instance_time", "retention", "accept", "tls", "admin",
    ]
    static let timeouts = ["acse", "dimse", "idle"]
    static let retention = ["delivered_files", "ledger"]
    static let accept = ["calling_ae_title", "host"]
    static let nodeTLS = ["certificate", "private_key", "trusted", "client_certificate"]
    static let admin = ["host", "port", "token_file"]

    static let project = ["key_file", "uid_root", "patient_id", "date_shift"]
    static let patientID = ["prefix", "characters", "issuer", "missing", "table"]
    static let dateShift = ["minimum_days", "maximum_days"]

    static let strategy = [
        "profile", "options", "files", "mapping_table", "unlisted", "private_list", "documents", "remove_private",
        "regenerate_series_number", "text", "pixels",
    ]
    static let text = ["style", "analyzer"]
    static let pixels = ["when", "text", "devices", "languages", "fill", "time_limit"]

    static let destination = ["ae_title", "host", "port", "calling_ae_title", "associations", "retry", "tls", "folder"]
    static let retry = ["first", "longest", "give_up_after", "statuses"]
    static let destinationTLS = ["trusted", "certificate", "private_key"]

    static let route = ["name", "match", "project", "strategy", "destinations", "hold_incomplete_series"]
    static let match = ["called_ae_title", "calling_ae_title", "host", "modality", "sop_class", "attributes"]

    static let devices = ["version", "devices"]
    static let device = ["name", "match", "regions"]
    static let deviceMatch = DeviceMatch.texts.map(\.key) + ["sop_class", "rows", "columns", "attributes"]
    static let deviceRegion = ["left", "right", "width", "top", "bottom", "height", "outside", "frames"]
}
