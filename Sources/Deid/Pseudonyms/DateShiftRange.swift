/// The whole days by which a project may shift its patients: `date_shift` in `routes.yml`.
public struct DateShiftRange: Sendable, Hashable {
    /// The smallest shift; negative is into the past.
    public let minimumDays: Int
    /// The largest shift.
    public let maximumDays: Int

    /// A year back at most, a day at least.
    public static let standard = DateShiftRange(unchecked: -365, -1)

    /// The shifts from `minimumDays` to `maximumDays`.
    ///
    /// Throws `date_shift_invalid` if there is none, if the only one is 0 days, or one is over a hundred years.
    public init(minimumDays: Int, maximumDays: Int) throws(PseudonymError) {
        let century = -36_525...36_525
        guard minimumDays <= maximumDays, century.contains(minimumDays), century.contains(maximumDays),
            minimumDays != 0 || maximumDays != 0
        else { throw PseudonymError(.dateShiftInvalid) }
        self.init(unchecked: minimumDays, maximumDays)
    }

    private init(unchecked minimumDays: Int, _ maximumDays: Int) {
        self.minimumDays = minimumDays
        self.maximumDays = maximumDays
    }

    /// How many shifts there are; 0 days never counts.
    var count: Int { maximumDays - minimumDays + (includesZero ? 0 : 1) }

    /// The `index`th of them.
    func days(at index: Int) -> Int {
        let days = minimumDays + index
        return includesZero && days >= 0 ? days + 1 : days
    }

    private var includesZero: Bool { minimumDays <= 0 && maximumDays >= 0 }
}
