import Testing

@testable import Deid

@Suite("Numbers that have a date in them")
struct TextNumberTests {
    @Test(
        "what looks like a date, an age or an ID inside of a larger number or a version stays",
        arguments: [
            "Lossy compression ratio 2.1946", "ratio 12.1958", "Lossy 1.2020", "factor 0.1945", "sigma 0.031961",
            "pixel 0.7031961",
            "rescale slope 1.1987", "v1.2019.3", "software 2.03.1999", "SW 2.03.1999", "software 5.12.1998.3", "CTDI 12.1946 mGy",
            "12.1946 mGy", "SUV 3.1946",
            "Quantization 4,1961", "SUVmax 11.1993", "mean ADC 0.19610312", "length 10.1961 cm", "offset -1.2003", "QC 99.1961%",
        ])
    func stays(_ text: String) {
        for context in [TextContext.seriesDescription, .imageComments] {
            #expect(TextFixture.clean(text, [:], context: context) == text)
        }
    }

    @Test(
        "dates written with points go",
        arguments: [
            ("on 12.03.1961.", "on <DATE>."), ("since 03.1961", "since <DATE>"), ("US vom 3.1961", "US vom <DATE>"),
            ("2.20190304", "2.<DATE>"), ("version of 12.03.2019", "version of <DATE>"),
            ("Konsil v. 2.9.2024", "Konsil v. <DATE>"),
            ("Version 2.9.2024", "Version <DATE>"), ("SW 02.09.2024", "SW <DATE>"), ("CT 12.3.61", "CT <DATE>"),
        ])
    func goes(_ text: String, _ expected: String) {
        #expect(TextFixture.ruled(text) == expected)
    }

    @Test(
        "what the header tells goes inside of a number as well",
        arguments: [
            ("seen 3.1961 here", "seen <DATE> here"), ("software 12.3.1961", "software <DATE>"),
            ("ratio 0.00451827", "ratio 0.<ID>"),
        ])
    func header(_ text: String, _ expected: String) {
        #expect(TextFixture.clean(text) == expected)
    }
}
