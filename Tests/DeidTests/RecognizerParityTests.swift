import Testing

@testable import Deid

/// The recogniser computes what the library that trained it computes. Features need no such test: training takes them from
/// the product itself (`text-features`).
@Suite("Recogniser and its training agree")
struct RecognizerParityTests {
    private struct List: FeatureSink {
        var features: [UInt32] = []
        mutating func add(_ feature: UInt32) { features.append(feature) }
    }

    @Test("chances of all classes are those that python-crfsuite computes from the same features")
    func chancesAgree() {
        let model = SequenceModel.shared
        for sample in RecognizerParityFixture.sequences {
            let scores = sample.map { token in
                var sum = SequenceModel.Sum(model: model)
                for feature in token.features { sum.add(feature) }
                return sum.scores
            }
            for (chances, token) in zip(model.marginals(scores), sample) {
                for (label, expected) in token.thousandths.enumerated() {
                    // Weights are rounded when they are packed.
                    #expect(abs(Int((chances[label] * 1000).rounded()) - expected) <= 4)
                }
            }
        }
        #expect(RecognizerParityFixture.sequences.count >= 20)
    }

    @Test("training is told the same features as the recogniser uses, and where tokens stand")
    func trainingSeesTheSame() {
        let text = "Seen by Dr. Ångström-Müller, 3.4.1999"
        let told = TrainingFeatures.tokens(of: text, header: [:], context: "history")
        let analysis = TextAnalysis(text, context: .history, matcher: ClueMatcher(HeaderClues()))
        let features = NameFeatures(analysis.text, hits: analysis.hits, context: .history)
        #expect(told.map(\.start) == analysis.text.tokens.map(\.start))
        for (index, token) in told.enumerated() {
            var list = List()
            features.write(index, to: &list)
            #expect(list.features == token.features)
            #expect(list.features.count > 40)
        }
        #expect(TrainingFeatures.labels.count == SequenceModel.labels)
    }

    @Test("features know capitals, the header and the kind of text")
    func featuresTell() {
        func features(_ text: String, _ context: String, _ header: [String: String] = [:]) -> [UInt32] {
            TrainingFeatures.tokens(of: text, header: header, context: context)[0].features
        }
        let plain = features("Quill chest", "history")
        #expect(plain != features("QUILL chest", "history"))
        #expect(plain != features("Quill chest", "request"))
        #expect(plain != features("Quill chest", "history", ["PatientName": "QUILL^ANNA"]))
        #expect(plain == features("Quill chest", "history", ["PatientName": "OTHER^ANNA"]))
    }
}
