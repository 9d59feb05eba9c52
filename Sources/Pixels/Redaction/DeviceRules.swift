import Dicom

/// The device rules of a strategy: those of all its files.
public struct DeviceRules: Sendable, Hashable {
    /// The rules of one file, and how many of them can count for an instance.
    public struct File: Sendable, Hashable {
        public var rules: [DeviceRule]
        /// As in scripts of CTP: the first rule that holds is the only one. Else all that hold count.
        public var isFirstOnly: Bool

        public init(rules: [DeviceRule], isFirstOnly: Bool = false) {
            self.rules = rules
            self.isFirstOnly = isFirstOnly
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
    func boxes(for view: DataSetView, rows: Int, columns: Int, _ regions: UltrasoundRegions?) -> [PixelBox] {
        rules(for: view).flatMap { rule in
            rule.regions.flatMap { $0.boxes(rows: rows, columns: columns, regions, rule: rule.name) }
        }
    }
}
