@testable import Deid

/// Rules that take the header's identifiers away and leave everything else as it is, texts too.
enum SelfCheckRules {
    private static let removed = [
        "(0008,0018)", "(0008,0020)", "(0008,0021)", "(0008,0022)", "(0008,0023)", "(0008,002A)", "(0008,0050)", "(0008,0080)",
        "(0008,0081)", "(0008,0090)", "(0008,1010)", "(0008,1040)", "(0008,1050)", "(0008,1070)", "(0008,1190)",
        "(0010,0030)", "(0010,1000)", "(0010,1040)", "(0010,2154)", "(0018,1000)", "(0020,000D)", "(0020,000E)",
        "(0020,0010)", "(0020,0052)", "(0040,0009)", "(0040,1001)",
    ]

    static func leavingTexts() throws -> RuleSet {
        try PlanFixture.ruleSet(
            [
                ["(0010,0010),PN,,,replaceWithRandomName,", "(0010,0020),LO,,,patientHashId,", "(0008,0018),UI,,,hashId,"]
                    + removed.dropFirst().map { "\($0),,,,delete," }
            ], profile: .none, unlisted: .keep, removesPrivate: false)
    }
}
