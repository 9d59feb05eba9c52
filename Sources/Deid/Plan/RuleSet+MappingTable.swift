/// The strategy's `mapping_table`, and the rows that read it.
extension RuleSet {
    /// The table that `source` names, checked against the rows that take their values from it; what is wrong is added to
    /// `diagnostics`.
    static func mappingTable(
        _ source: StrategySource, _ index: RowIndex, _ diagnostics: inout [StrategyDiagnostic]
    ) -> InstanceMappingTable? {
        let readers = index.rows.filter { if case .instanceMapping = $0.option { true } else { false } }
        guard let path = source.mappingTable else {
            for row in readers {
                let message =
                    "Option: replaceWithMapping names no CSV file original,replacement, so that the strategy needs "
                    + "mapping_table: with a row an instance and tag"
                diagnostics.append(StrategyDiagnostic(.error, file: row.file, line: row.line, message))
            }
            return nil
        }
        guard !readers.isEmpty else {
            let message =
                "strategy \(source.name): mapping_table has no effect without a row that has the action "
                + "replaceWithMapping and the Option Nested or none"
            diagnostics.append(StrategyDiagnostic(.error, message))
            return nil
        }
        let table: InstanceMappingTable
        do throws(InstanceMappingTable.Problem) {
            table = try InstanceMappingTable(name: path, path: path)
        } catch {
            diagnostics += error.messages.map { StrategyDiagnostic(.error, file: path, line: $0.line, $0.text) }
            return nil
        }
        for row in readers {
            guard case .exact(let tag) = row.path.attribute, let vr = row.vrs.first, row.vrs.count == 1 else { continue }
            for value in table.values(of: tag) {
                do throws(LiteralValue.Problem) {
                    _ = try LiteralValue.bytes(value.text, vr: vr)
                } catch {
                    let message = "the value does not fit \(row.file):\(row.line): \(error.message)"
                    diagnostics.append(StrategyDiagnostic(.error, file: path, line: value.line, message))
                }
            }
        }
        return table
    }
}
