import Dicom
import Pixels
import Testing

@testable import Routes

/// Scripts of CTP's DicomPixelAnonymizer, as sites have them.
@Suite struct DeviceScriptTests {
    private func read(_ text: String) throws(ConfigurationErrors) -> DeviceRules.File {
        try DeviceFile.parse(text: text, file: "site.script", vocabulary: .devices)
    }

    private func errors(_ text: String) -> [String] {
        do {
            _ = try read(text)
            return []
        } catch {
            return error.errors.map(\.description)
        }
    }

    private var screen: DeviceView {
        DeviceView().add(Tag(0x0008, 0x0008), .CS, "DERIVED\\SECONDARY")
            .add(.modality, .CS, "US").add(Tag(0x0008, 0x0070), .LO, "ACME Medical ")
            .add(Tag(0x0008, 0x1090), .LO, "Echo 5").add(sequence: Tag(0x0018, 0x6011), items: 1)
            .add(Tag(0x0018, 0x601A), .LO, "34", parent: 4).add(Tag(0x0019, 0x0010), .LO, "ACME_01")
            .add(Tag(0x0019, 0x1006), .LO, "screen", creator: 6).add(Tag(0x0028, 0x0010), us: 768)
    }

    @Test(
        "Signatures mean what they mean in CTP",
        arguments: [
            ("Modality.equals(\"US\")", true), ("Modality.equals(\"us\")", false),
            ("Modality.equalsIgnoreCase(\"us\")", true), ("[0008,0070].contains(\"ACME\")", true),
            ("[0008,0070].contains(\"acme\")", false), ("[0008,0070].containsIgnoreCase(\"acme\")", true),
            ("[00080070].startsWith(\"ACME\")", true), ("Manufacturer.startsWithIgnoreCase(\"acme\")", true),
            ("Manufacturer.endsWith(\"Medical\")", true), ("Manufacturer.endsWithIgnoreCase(\"MEDICAL\")", true),
            ("Manufacturer.matches(\"AC.E M.*\")", true), ("Manufacturer.matches(\"ACME\")", false),
            ("Rows.equals(\"768\")", true), ("[0028,0010].isLessThan(\"800\")", true),
            ("Rows.isGreaterThan(\"800\")", false), ("Columns.isLessThan(\"9\")", false),
            ("Columns.exists()", false), ("Rows.exists(\"\")", true), ("Columns.equals(\"\")", true),
            ("!Modality.equals(\"US\")", false), ("! ( false. + Modality.equals(\"CT\") )", true),
            ("Modality.equals(\"CT\") + Modality.equals(\"US\") * Rows.equals(\"768\")", true),
            ("Modality.equals(\"US\") + false. * false.", true), ("( Modality.equals(\"US\") + true. ) * false.", false),
            ("SequenceOfUltrasoundRegions::RegionLocationMinY0.equals(\"34\")", true),
            ("SeqOfUltrasoundRegions::[0018,601A].equals(\"34\")", true), ("[0018,6011]::[0018,601A].equals(\"9\")", false),
            ("[0019[ACME_01]06].equals(\"screen\")", true), ("[0019[OTHER]06].equals(\"screen\")", false),
            ("[0008,0008].contains(\"DERIVED\\SECONDARY\")", true), ("true. // whatever\n", true),
            ("Modality\n  .equals(\"US\")", true),
        ])
    func signatures(signature: String, holds: Bool) throws {
        let file = try read("A scanner\n{ \(signature) }\n(0,0,640,40)")
        #expect(DeviceRules([file]).rules(for: screen.view).count == (holds ? 1 : 0))
    }

    @Test("Text around signatures is comment, regions follow their signature, the first that holds decides")
    func layout() throws {
        let file = try read(
            """
            Library of regions

            **************
                US
            **************
            Acme
             { Modality.equals("US") *
               [0028,0010].containsIgnoreCase("600") }
              (0,0,800,43) (128,56,16,16)

            other sizes (see the manual)
            { Modality.equals("US") }
            (-40, 0 , 200,40)
            { true. }
            """)
        #expect(file.isFirstOnly)
        #expect(file.rules.map(\.name) == ["site.script:7", "site.script:12", "site.script:14"])
        #expect(file.rules.map(\.regions.count) == [2, 1, 0])
        #expect(
            file.rules[1].regions == [
                DeviceRegion(
                    .rectangle(
                        horizontal: .init(start: .pixels(-40), size: .pixels(200)),
                        vertical: .init(start: .pixels(0), size: .pixels(40))))
            ])
        #expect(DeviceRules([file]).rules(for: screen.view).map(\.name) == ["site.script:12"])
    }

    @Test("A signature without a region is worth a warning with its line")
    func warnings() throws {
        let file = try read("Acme\n{ Modality.equals(\"US\") }\n[0,0,500,60]\n{ true. }\n(0,0,1,1) (see the manual)")
        #expect(
            file.warnings == [
                "site.script:2: warning: a signature without a region; write its regions as (x,y,width,height)"
            ])
    }

    @Test(
        "What cannot be read is refused with its line",
        arguments: [
            ("", "site.script:1: holds no signature; write { Modality.equals(\"US\") } and its regions as (x,y,width,height)"),
            ("\n{ Modality.equal(\"US\") }", "site.script:2: \"equal\" is not a method; did you mean \"equals\"?"),
            (
                "{ Modalty.equals(\"US\") }",
                "site.script:1: no attribute has the keyword \"Modalty\"; did you mean \"Modality\"?"
            ),
            ("{ Modality.equals(US) }", "site.script:1: the text of equals is not in quotation marks, or \")\" is missing"),
            ("{ true. true. }", "site.script:1: \"t\" where + or * should be"),
            ("{ ( true. }", "site.script:1: \")\" is missing"),
            ("{ [0008].equals(\"1\") }", "site.script:1: \"[0008]\" is not a tag; write all eight digits as [0008,0060]"),
            ("{ Rows.isLessThan(\"many\") }", "site.script:1: \"many\" is not a number"),
            ("{ Modality.matches(\"(\") }", "site.script:1: \"(\" is not a regular expression that can be read"),
            ("{ true. }\n\n(1,2,3)", "site.script:3: (1,2,3) is not a region; write (x,y,width,height) in pixels"),
            (
                "{ true. }\n(0,0,500,6O)",
                "site.script:2: (0,0,500,6O) is not a region; write (x,y,width,height) in pixels"
            ),
            (
                "{ true. } (O,0,500,60)",
                "site.script:1: (O,0,500,60) is not a region; write (x,y,width,height) in pixels"
            ),
            ("{ true. } ( -4O,0)", "site.script:1: ( -4O,0) is not a region; write (x,y,width,height) in pixels"),
            ("(1,2,3,4)\n", "site.script:1: a region without a signature before it"),
            ("{ Modality.equals(\"US\")", "site.script:1: \"}\" is missing"),
        ])
    func refused(text: String, error: String) {
        #expect(errors(text).contains(error), "\(errors(text))")
    }
}
