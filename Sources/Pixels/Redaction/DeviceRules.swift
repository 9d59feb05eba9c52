import Dicom

/// The device rules of a strategy: those of all its files.
public struct DeviceRules: Sendable, Hashable {
    /// The rules of one file, and how many of them can count for an instance.
    public struct File: Sendable, Hashable {
        public var rules: [DeviceRule]
        /// As in scripts of CTP: the first rule that holds is the only one. Else all that hold count.
        public var isFirstOnly: Bool
        /// What is worth a look, one line each, though the file can be read.
        public var warnings: [String]

        public init(rules: [DeviceRule], isFirstOnly: Bool = false, warnings: [String] = []) {
            self.rules = rules
            self.isFirstOnly = isFirstOnly
            self.warnings = warnings
        }
    }

    public var files: [File]

    public init(_ files: [File] = []) { self.files = files }

    /// The rules that hold for an instance.
    public func rules(for view: DataSetView) -> [DeviceRule] {
        files.flatMap { file in
            file.isFirstOnly
                ? file.rules.first { $0.condition.holds(for: view) }.map { [$0] } ?? []
                : file.rules.filter { $0.condition.holds(for: view) }
        }
    }

    /// What they cover of a picture.
    ///
    /// - Throws: `device_rule_outside` for a rule that covers nothing where it should.
    func boxes(
        for view: DataSetView, rows: Int, columns: Int, _ regions: UltrasoundRegions?
    ) throws(PixelHold) -> [PixelBox] {
        var boxes: [PixelBox] = []
        for rule in rules(for: view) { boxes += try rule.boxes(rows: rows, columns: columns, regions) }
        return boxes
    }
}
