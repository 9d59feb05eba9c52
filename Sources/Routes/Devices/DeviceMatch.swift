import Dicom
import Pixels

/// `match` of one device: keys are joined by AND, a list by OR; `*` and `?` are wild, case does not count.
enum DeviceMatch {
    /// Keys whose values are compared as texts.
    static let texts: [(key: String, tag: Tag)] = [
        ("manufacturer", Tag(0x0008, 0x0070)), ("model", Tag(0x0008, 0x1090)), ("station", Tag(0x0008, 0x1010)),
        ("software", Tag(0x0018, 0x1020)), ("modality", .modality), ("image_type", Tag(0x0008, 0x0008)),
        ("conversion_type", Tag(0x0008, 0x0064)), ("burned_in_annotation", Tag(0x0028, 0x0301)),
    ]
    private static let numbers: [(key: String, tag: Tag)] = [
        ("rows", Tag(0x0028, 0x0010)), ("columns", Tag(0x0028, 0x0011)),
    ]

    /// nil with an error recorded if it matches everything or cannot be read.
    static func condition(_ field: Field) -> DeviceCondition? {
        guard let section = Section(field, keys: ConfigurationKeys.deviceMatch) else { return nil }
        var conditions: [DeviceCondition] = []
        for (key, tag) in texts {
            guard let patterns = section[key]?.values({ $0.text() }) else { continue }
            conditions.append(any(patterns.map { DeviceTest([.init(tag)], .fits, $0) }))
        }
        if let patterns = section["sop_class"]?.values({ $0.sopClasses() })?.flatMap({ $0 }) {
            conditions.append(any(patterns.map { DeviceTest([.init(.sopClassUID)], .fits, $0.text) }))
        }
        for (key, tag) in numbers {
            let advice = "write a number as 768, or a range as 700-800"
            guard let ranges = section[key]?.values({ $0.numberRange(in: 1...65535, advice: advice) }) else { continue }
            conditions.append(any(ranges.map { DeviceTest([.init(tag)], .isWithin, "\($0.0)", upTo: $0.1) }))
        }
        for entry in section["attributes"]?.entries(of: "attribute keywords or tags") ?? [] {
            guard let tag = entry.value.attribute(named: entry.key, at: entry.place),
                let patterns = entry.value.values({ $0.text() })
            else { continue }
            conditions.append(any(patterns.map { DeviceTest([.init(tag)], .fits, $0) }))
        }
        if case .mapping(let entries, _) = field.node, entries.isEmpty {
            field.error("is empty", "a region for every picture of every device is hardly meant; name a device")
        }
        return .all(conditions)
    }

    private static func any(_ tests: [DeviceTest]) -> DeviceCondition { .any(tests.map { .test($0) }) }
}
