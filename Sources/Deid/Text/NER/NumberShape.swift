/// What a run of digits may be, by its length and value.
enum NumberShape {
    /// Low four bits: number of digits, up to 13; above: what it may be.
    static func code(_ digits: ArraySlice<UInt16>) -> UInt32 {
        var value = 0
        for digit in digits.prefix(9) { value = value * 10 + Int(digit) - 0x30 }
        return UInt32(min(digits.count, 13)) | kind(value, digits.count, digits.first == 0x30) << 4
    }

    private static func kind(_ value: Int, _ count: Int, _ leadingZero: Bool) -> UInt32 {
        switch (count, value) {
        case (1, _): 1
        case (2, 1...12): leadingZero ? 2 : 3
        case (2, 13...31): 4
        case (2, 90...99): 5
        case (3, 100...119): 6
        case (4, 1900...2099): 7
        case (6, _) where isDayMonthYear(value / 10000, value / 100 % 100, value % 100): 8
        case (8, 19_000_101...20_991_231) where isMonthDay(value / 100 % 100, value % 100): 9
        case (8, _) where isMonthDay(value / 10000 % 100, value / 1_000_000): 10
        default: leadingZero ? 11 : 0
        }
    }

    private static func isMonthDay(_ month: Int, _ day: Int) -> Bool { 1...12 ~= month && 1...31 ~= day }

    /// Any order of two digits each.
    private static func isDayMonthYear(_ first: Int, _ second: Int, _ third: Int) -> Bool {
        isMonthDay(second, first) || isMonthDay(first, second) || isMonthDay(second, third)
    }
}
