/// The CSV file of `patient_id: {table: …}`: header `patient_id,issuer,replacement`, the issuer's column may be left out.
public enum PatientTableFile {
    /// The rows in file order.
    ///
    /// Throws `patient_table_invalid_row` with the line for what cannot be read: line 1 stands for the file or its header.
    public static func rows(at path: String) throws(PseudonymError) -> [PatientTable.Row] {
        guard let content = FileContent.read(path) else { throw PseudonymError(.patientTableInvalidRow, line: 1) }
        let text: DelimitedText
        do { text = try DelimitedText(content) } catch { throw PseudonymError(.patientTableInvalidRow, line: 1) }
        let header = (text.rows.first?.fields ?? []).map { $0.lowercased() }
        guard let id = header.firstIndex(of: "patient_id"), let replacement = header.firstIndex(of: "replacement")
        else { throw PseudonymError(.patientTableInvalidRow, line: 1) }
        let issuer = header.firstIndex(of: "issuer")
        var rows: [PatientTable.Row] = []
        for row in text.rows.dropFirst() {
            let field = { (index: Int) in row.fields.indices.contains(index) ? row.fields[index] : "" }
            rows.append(
                PatientTable.Row(
                    patientID: field(id), issuer: issuer.map(field) ?? "", replacement: field(replacement), line: row.line))
        }
        return rows
    }
}
