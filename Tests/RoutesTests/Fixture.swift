import Dicom
import Foundation

@testable import Routes

/// A folder with the files that the texts below name, gone with the value's owner.
final class Fixture {
    let directory: String

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("routes-\(UUID().uuidString)").path
        for folder in ["strategies", "folder"] {
            try FileManager.default.createDirectory(
                atPath: "\(directory)/\(folder)", withIntermediateDirectories: true)
        }
        for file in ["strategies/research.csv", "strategies/devices.yml", "patients.csv"] {
            try Data("x".utf8).write(to: URL(fileURLWithPath: "\(directory)/\(file)"))
        }
    }

    deinit {
        // Nothing depends on it; the system empties its temporary folder anyway.
        try? FileManager.default.removeItem(atPath: directory)
    }

    func parse(_ text: String, environment: [String: String] = [:]) throws(ConfigurationErrors) -> Configuration {
        try Configuration.parse(
            text: text, file: "routes.yml", directory: directory, environment: environment, vocabulary: .sample)
    }

    /// The lines that `text` is refused with; empty if it is not.
    func errors(_ text: String, environment: [String: String] = [:]) -> [String] {
        do {
            _ = try parse(text, environment: environment)
            return []
        } catch {
            return error.errors.map(\.description)
        }
    }
}

extension DicomVocabulary {
    static let sample = DicomVocabulary(
        sopClasses: [
            "CTImageStorage": "1.2.840.10008.5.1.4.1.1.2", "EnhancedCTImageStorage": "1.2.840.10008.5.1.4.1.1.2.1",
            "MRImageStorage": "1.2.840.10008.5.1.4.1.1.4", "BasicTextSRStorage": "1.2.840.10008.5.1.4.1.1.88.11",
        ],
        attributes: [
            "StudyDescription": Tag(0x0008, 0x1030), "PatientID": .patientID, "ImageType": Tag(0x0008, 0x0008),
            "BodyPartExamined": Tag(0x0018, 0x0015), "MediaStorageSOPClassUID": Tag(0x0002, 0x0002),
        ])
}

/// Every key once, a line each, so that a test can spoil one line and know where the error must be.
let everyKey = """
    version: 1
    node:
      ae_title: VEIL
      host: 0.0.0.0
      port: 11112
      state_directory: state
      max_associations: 64
      max_pdu: 131072
      private_sop_classes: true
      timeouts:
        acse: 30s
        dimse: 60s
        idle: 5m
      minimum_free_space: 1GB
      instance_memory: 2GB
      retention:
        delivered_files: 0d
        ledger: 10y
      accept:
        - calling_ae_title: CT1
          host: 10.1.2.0/24
    projects:
      trial-a:
        key_file: keys/trial-a.key
        uid_root: "2.25"
        patient_id:
          prefix: "TA-"
          characters: 12
          issuer: ignore
          missing: by_study
        date_shift:
          minimum_days: -365
          maximum_days: -1
    strategies:
      research:
        profile: basic
        options: [retain_longitudinal_modified_dates, clean_descriptors, clean_pixel_data, retain_safe_private]
        files: [strategies/research.csv]
        unlisted: profile
        private_list: ps315
        documents: hold
        remove_private: true
        regenerate_series_number: false
        text:
          style: deid
          analyzer: null
        pixels:
          when: auto
          text: by_modality
          devices: strategies/devices.yml
          languages: [eng]
          fill: black
          time_limit: 2m
    destinations:
      research-archive:
        ae_title: ARCHIVE
        host: 127.0.0.1
        port: 11113
        calling_ae_title: VEIL
        associations: 2
        retry:
          first: 5s
          longest: 15m
          give_up_after: 7d
          statuses: []
      local-folder:
        folder: archive
    routes:
      - name: trial-a
        match:
          called_ae_title: TRIAL_A
          calling_ae_title: [CT1, CT2]
          host: 10.1.0.0/16
          modality: [CT, MR]
          sop_class: [CTImageStorage]
          attributes:
            StudyDescription: "*LUNG*"
        project: trial-a
        strategy: research
        destinations: [research-archive, local-folder]
        hold_incomplete_series: true
    unmatched: quarantine

    """

extension String {
    /// This text with the line `number` (from 1) replaced, blanks in front kept; an empty replacement takes it out.
    func replacingLine(_ number: Int, with replacement: String) -> String {
        var lines = split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let indentation = lines[number - 1].prefix { $0 == " " }
        lines[number - 1] = indentation + replacement
        if replacement.isEmpty { lines.remove(at: number - 1) }
        return lines.joined(separator: "\n")
    }

    /// The only line that holds `part`, from 1.
    func line(of part: String, after start: String? = nil) -> Int {
        let lines = split(separator: "\n", omittingEmptySubsequences: false)
        let first = start.flatMap { start in lines.firstIndex { $0.contains(start) } } ?? 0
        return (lines[first...].firstIndex { $0.contains(part) } ?? -1) + 1
    }
}
