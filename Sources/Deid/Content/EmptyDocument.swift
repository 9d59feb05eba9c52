import Dicom

/// Documents without content, one for each kind that an instance can encapsulate (PS3.3 §A.45, §A.85).
enum EmptyDocument {
    /// A valid document of the kind that `mimeType` names; nil if there is none of that kind.
    ///
    /// - Parameter identifier: the UID that a document with an identifier of its own has.
    static func bytes(mimeType: String, identifier: String) -> [UInt8]? {
        switch mimeType.lowercased() {
        case "application/pdf": pdf
        case "text/xml", "application/xml": cda(identifier)
        case "model/stl", "application/sla": [UInt8](repeating: 0, count: 84)
        case "model/obj", "model/mtl": Array("# removed\n".utf8)
        default: nil
        }
    }

    /// What the instances of a SOP Class encapsulate, where that is one kind alone; nil elsewhere.
    static func mimeType(ofSOPClass uid: String) -> String? { mimeTypes[uid] }

    private static let mimeTypes = [
        "1.2.840.10008.5.1.4.1.1.104.1": "application/pdf", "1.2.840.10008.5.1.4.1.1.104.2": "text/xml",
        "1.2.840.10008.5.1.4.1.1.104.3": "model/stl", "1.2.840.10008.5.1.4.1.1.104.4": "model/obj",
        "1.2.840.10008.5.1.4.1.1.104.5": "model/mtl",
    ]

    /// One blank page (ISO 32000-1 §7.5).
    private static let pdf: [UInt8] = {
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>",
        ]
        var text = "%PDF-1.4\n"
        var table = "0000000000 65535 f \n"
        for (number, object) in objects.enumerated() {
            let offset = String(text.utf8.count)
            table += String(repeating: "0", count: 10 - offset.utf8.count) + offset + " 00000 n \n"
            text += "\(number + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = text.utf8.count
        let count = objects.count + 1
        text += "xref\n0 \(count)\n\(table)trailer\n<< /Size \(count) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
        return Array(text.utf8)
    }()

    /// The smallest document that the schema of HL7 CDA Release 2 takes; nobody and nothing in it is known.
    private static func cda(_ identifier: String) -> [UInt8] {
        let unknown = "<id nullFlavor=\"MSK\"/>"
        return Array(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <ClinicalDocument xmlns="urn:hl7-org:v3">
            <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
            <id root="\(identifier)"/>
            <code nullFlavor="MSK"/>
            <effectiveTime nullFlavor="MSK"/>
            <confidentialityCode nullFlavor="MSK"/>
            <recordTarget><patientRole>\(unknown)</patientRole></recordTarget>
            <author><time nullFlavor="MSK"/><assignedAuthor>\(unknown)</assignedAuthor></author>
            <custodian><assignedCustodian><representedCustodianOrganization>\(unknown)\
            </representedCustodianOrganization></assignedCustodian></custodian>
            <component><nonXMLBody><text mediaType="text/plain"/></nonXMLBody></component>
            </ClinicalDocument>

            """.utf8)
    }
}
