/// How a strategy treats pixels: `pixels` of `routes.yml`, with its device files read.
public struct PixelSettings: Sendable, Hashable {
    /// Which instances are searched.
    public enum When: String, Sendable, Hashable, CaseIterable {
        /// Those with a picture that text can stand in.
        case auto
        case always
    }

    /// Which text is covered.
    public enum Text: String, Sendable, Hashable, CaseIterable {
        case byModality = "by_modality"
        case keepSafe = "keep_safe"
        case maskAll = "mask_all"
    }

    public var when: When
    public var text: Text
    public var devices: DeviceRules
    /// Tesseract language packs.
    public var languages: [String]
    public var fill: BoxFill
    /// For the search of one instance.
    public var timeLimit: Duration

    public init(
        when: When = .auto, text: Text = .byModality, devices: DeviceRules = DeviceRules(), languages: [String] = ["eng"],
        fill: BoxFill = .black, timeLimit: Duration = .seconds(120)
    ) {
        self.when = when
        self.text = text
        self.devices = devices
        self.languages = languages
        self.fill = fill
        self.timeLimit = timeLimit
    }
}
