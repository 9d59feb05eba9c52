extension TextClass {
    /// 1 to 12, in the order of the model's labels; 0 is "nothing".
    var number: UInt32 {
        switch self {
        case .name: 1
        case .date: 2
        case .ageOver89: 3
        case .id: 4
        case .phone: 5
        case .email: 6
        case .url: 7
        case .ip: 8
        case .address: 9
        case .institution: 10
        case .username: 11
        case .other: 12
        }
    }

    /// By number, from 1 on.
    static let numbered: [TextClass] = TextClass.allCases.sorted { $0.number < $1.number }
}
