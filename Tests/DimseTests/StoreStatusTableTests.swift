import Dicom
import Testing

@Suite("What a status of C-STORE means") struct StoreStatusTableTests {
    /// The Status Classes of PS3.7 Annex C by the digits of a code.
    private func statusClass(_ code: UInt16) -> StoreStatus.Class {
        switch code {
        case 0x0000: .success
        case 0x0001, 0x0107, 0x0116, 0xB000...0xBFFF: .warning
        case 0x0100...0x02FF, 0xA000...0xAFFF, 0xC000...0xCFFF: .failure
        case 0xFE00: .cancel
        case 0xFF00, 0xFF01: .pending
        default: .unassigned
        }
    }

    @Test("every code from 0000 to FFFF has the class of the standard")
    func classes() {
        for code in UInt16.min...UInt16.max {
            let row = StoreStatus(DimseStatus(rawValue: code))
            guard row.statusClass == statusClass(code), row.codes.contains(code) else {
                Issue.record("\(DimseStatus(rawValue: code)) is \(row.statusClass)")
                return
            }
        }
    }

    @Test("a code is either stored, or a failure that may be tried again, or neither of both and no answer to C-STORE at all")
    func consequences() {
        for code in UInt16.min...UInt16.max {
            let status = DimseStatus(rawValue: code)
            let neither: Set<UInt16> = [0xFE00, 0xFF00, 0xFF01]
            guard !(status.isStored && status.isFailure), (status.isStored || status.isFailure) != neither.contains(code) else {
                Issue.record("\(status): stored \(status.isStored), failure \(status.isFailure)")
                return
            }
        }
    }

    @Test(
        "the codes of the Storage Service Class have its words (PS3.4 Table B.2-1)",
        arguments: [
            (0x0000, "Success"), (0xA700, "Refused: Out of Resources"), (0xA7FF, "Refused: Out of Resources"),
            (0xA900, "Error: Data Set does not match SOP Class"), (0xC123, "Error: Cannot understand"),
            (0xB000, "Coercion of Data Elements"), (0xB006, "Elements Discarded"), (0xB007, "Data Set does not match SOP Class"),
        ])
    func names(code: UInt16, name: String) {
        let row = StoreStatus(DimseStatus(rawValue: code))
        #expect(row.name == name && row.section == "PS3.4 B.2.3")
    }

    @Test("no row hides behind an earlier one")
    func reachable() {
        for (index, row) in StoreStatus.table.enumerated() {
            let earlier = StoreStatus.table.prefix(index)
            #expect(row.codes.contains { code in !earlier.contains { $0.codes.contains(code) } }, "\(row.name)")
        }
    }
}
