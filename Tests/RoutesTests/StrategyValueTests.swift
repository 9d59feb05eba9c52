import Deid
import Foundation
import Pixels
import Testing

@testable import Routes

@Suite("Values of a strategy") struct StrategyValueTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    private func strategy(_ line: String, _ value: String) throws -> StrategyConfiguration {
        let key = line.prefix { $0 != ":" }
        return try fixture.parse(everyKey.replacingOccurrences(of: line, with: "\(key): \(value)")).strategies[0]
    }

    @Test("each value that the engine knows can be written, and reaches the engine as it is written")
    func values() throws {
        for value in StrategySource.Documents.allCases {
            #expect(try strategy("documents: hold", value.rawValue).source.documents == value)
        }
        for value in StrategySource.Unlisted.allCases {
            #expect(try strategy("unlisted: profile", value.rawValue).source.unlisted == value)
        }
        for value in StrategySource.PrivateAttributes.allCases {
            #expect(try strategy("private_list: ps315", value.rawValue).source.safePrivate == value)
        }
        for value in TextStyle.allCases {
            #expect(try strategy("style: deid", value.rawValue).source.textStyle == value)
        }
        for value in PixelSettings.When.allCases {
            #expect(try strategy("when: auto", value.rawValue).pixels.when == value)
        }
        for value in PixelSettings.Text.allCases {
            #expect(try strategy("text: by_modality", value.rawValue).pixels.text == value)
        }
        for value in BoxFill.allCases {
            #expect(try strategy("fill: black", value.rawValue).pixels.fill == value)
        }
    }

    @Test("people are told of each option once, those of Table E.1-1 first")
    func options() {
        #expect(Set(ProfileOption.inTableOrder) == Set(ProfileOption.allCases))
        #expect(ProfileOption.inTableOrder.count == ProfileOption.allCases.count)
        #expect(ProfileOption.inTableOrder.first == .retainSafePrivate)
        #expect(ProfileOption.inTableOrder.suffix(2) == [.cleanPixelData, .cleanRecognizableVisualFeatures])
    }
}
