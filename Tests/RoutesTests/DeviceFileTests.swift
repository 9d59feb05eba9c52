import Dicom
import Pixels
import Testing

@testable import Routes

@Suite struct DeviceFileTests {
    private func read(_ text: String) throws(ConfigurationErrors) -> [DeviceRule] {
        let file = try DeviceFile.parse(text: text, file: "devices.yml", vocabulary: .devices)
        #expect(!file.isFirstOnly)
        return file.rules
    }

    private func errors(_ text: String) -> [String] {
        do {
            _ = try DeviceFile.parse(text: text, file: "devices.yml", vocabulary: .devices)
            return []
        } catch {
            return error.errors.map(\.description)
        }
    }

    private var scanner: DeviceView {
        DeviceView().add(Tag(0x0008, 0x0008), .CS, "DERIVED\\SECONDARY\\SCREEN SAVE ")
            .add(.sopClassUID, .UI, "1.2.840.10008.5.1.4.1.1.6.1").add(.modality, .CS, "US")
            .add(Tag(0x0008, 0x0070), .LO, "Acme Imaging ").add(Tag(0x0008, 0x1010), .SH, "ROOM 7")
            .add(Tag(0x0008, 0x1030), .LO, "Abdomen").add(Tag(0x0008, 0x1090), .LO, "Echo 5")
            .add(Tag(0x0018, 0x1020), .LO, "3.1\\R2").add(Tag(0x0028, 0x0010), us: 768).add(Tag(0x0028, 0x0011), us: 1024)
    }

    @Test(
        "A device is told by its attributes: lists are OR, keys AND, wild cards free, case no matter",
        arguments: [
            ("manufacturer: \"ACME*\"", true), ("manufacturer: acme", false), ("model: [Echo 4, 'echo ?']", true),
            ("station: ROOM 8", false), ("software: R2", true), ("software: '3.1\\R2'", true), ("software: R1", false),
            ("sop_class: UltrasoundImageStorage", true), ("sop_class: 'Ultrasound*'", true),
            ("sop_class: UltrasoundMultiFrameImageStorage", false), ("sop_class: 1.2.840.10008.5.1.4.1.1.6.1", true),
            ("modality: [CT, US]", true), ("rows: 768", true), ("rows: 700-800", true), ("rows: [480, 600]", false),
            ("rows: 800-", false), ("columns: 1000-", true), ("image_type: '*SCREEN SAVE'", true),
            ("image_type: SECONDARY", true), ("image_type: 'ORIGINAL*'", false), ("burned_in_annotation: 'YES'", false),
            ("attributes: {StudyDescription: ABDO*}", true), ("attributes: {\"(0008,1030)\": Chest}", false),
            ("{modality: US, rows: 768}", true), ("{modality: US, rows: 480}", false),
        ])
    func match(match: String, holds: Bool) throws {
        let rules = try read(
            "version: 1\ndevices:\n- name: d\n  match: \(match.hasPrefix("{") ? match : "{\(match)}")\n"
                + "  regions: [{top: 0, height: 9}]\n")
        #expect(DeviceRules([.init(rules: rules)]).rules(for: scanner.view).count == (holds ? 1 : 0))
    }

    @Test("Regions keep which edges they count from, percents and frames")
    func regions() throws {
        let rules = try read(
            """
            version: 1
            devices:
            - name: banner
              match: {modality: US}
              regions:
              - {top: 0, height: 60}
              - {right: 0, width: 20%, bottom: 10, height: 30, frames: 2-5}
              - {left: -200, top: 5, frames: 3}
              - {outside: ultrasound_regions}
            """)
        let areas = rules[0].regions.map(\.area)
        #expect(rules[0].name == "banner")
        #expect(
            areas == [
                .rectangle(horizontal: .init(), vertical: .init(start: .pixels(0), size: .pixels(60))),
                .rectangle(
                    horizontal: .init(end: .pixels(0), size: .percent(20)),
                    vertical: .init(end: .pixels(10), size: .pixels(30))),
                .rectangle(horizontal: .init(start: .pixels(-200)), vertical: .init(start: .pixels(5))),
                .outsideUltrasoundRegions,
            ])
        #expect(rules[0].regions.map(\.frames) == [nil, 1..<5, 2..<3, nil])
    }

    @Test("The shipped file can be read")
    func shipped() throws {
        let path = "\(#filePath)".replacing("Tests/RoutesTests/DeviceFileTests.swift", with: "strategies/devices.yml")
        let file = try DeviceFile.read(path: path, vocabulary: .devices)
        #expect(file.rules.map(\.name) == ["ultrasound-screen"])
    }

    private static let head = "version: 1\ndevices:\n- name: d\n"

    @Test(
        "What cannot be meant is refused with file, line, key and the nearest name",
        arguments: [
            ("version: 1\n", "devices.yml:1: devices: missing; write at least one device"),
            ("version: 2\ndevices: []\n", "devices.yml:1: version: version \"2\" is not known; this Veil reads version 1"),
            (head + "  match: {modality: US}\n", "devices.yml:3: devices[0].regions: missing; write at least one region"),
            (
                head + "  match: {modalty: US}\n  regions: [{top: 0, height: 9}]\n",
                "devices.yml:4: devices[0].match.modalty: unknown key; did you mean \"modality\"?"
            ),
            (
                head + "  match: {}\n  regions: [{top: 0, height: 9}]\n",
                "devices.yml:4: devices[0].match: is empty; a region for every picture of every device is hardly meant; "
                    + "name a device"
            ),
            (
                head + "  match: {rows: 8-4}\n  regions: [{top: 0, height: 9}]\n",
                "devices.yml:4: devices[0].match.rows: \"8-4\" is not a number, nor a range of numbers; "
                    + "write a number as 768, or a range as 700-800"
            ),
            (
                head + "  match: {modality: US}\n  regions:\n  - {heigth: 9}\n",
                "devices.yml:6: devices[0].regions[0].heigth: unknown key; did you mean \"height\"?"
            ),
            (
                head + "  match: {modality: US}\n  regions:\n  - {width: 9, top: 0}\n",
                "devices.yml:6: devices[0].regions[0].width: width needs left or right; say where it begins"
            ),
            (
                head + "  match: {modality: US}\n  regions:\n  - {left: 1, right: 1, width: 9}\n",
                "devices.yml:6: devices[0].regions[0].width: left, right and width say it twice; leave one of them out"
            ),
            (
                head + "  match: {modality: US}\n  regions:\n  - {top: 0, height: 0}\n",
                "devices.yml:6: devices[0].regions[0].height: \"0\" is not a number of pixels from 1 to 65535, "
                    + "nor percent as 10%"
            ),
            (
                head + "  match: {modality: US}\n  regions:\n  - {outside: regions}\n",
                "devices.yml:6: devices[0].regions[0].outside: \"regions\" is not one of ultrasound_regions"
            ),
        ])
    func refused(text: String, error: String) {
        #expect(errors(text).contains(error), "\(errors(text))")
    }
}
