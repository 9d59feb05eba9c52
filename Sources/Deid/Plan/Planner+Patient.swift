import Dicom

/// Patient IDs and other identifiers, and what the ledger has to know of them.
extension Planner {
    /// The instance's patient, under the project's policy; remembered for the ledger.
    mutating func patientPseudonym() throws(PlanHold) -> String {
        do throws(PseudonymError) {
            let new = try pseudonymizer.patientID(for: patient)
            remember(patient, new)
            return new
        } catch {
            throw PlanHold(error, Tag.patientID.description)
        }
    }

    /// A Patient ID by the profile: the instance's own at top level, somebody's in an item.
    mutating func patientID(_ index: Int, _ element: DataElement, _ rule: String) throws(PlanHold) {
        if element.parent < 0 { return set(index, Array(try patientPseudonym().utf8), .pseudonym, rule) }
        if ElementText.isEmpty(element) { return keep(index, rule) }
        guard let id = ElementText.trimmed(element) else { throw PlanHold(.valueUnreadable, path(index)) }
        if Placeholder.isMissing(id) { return keep(index, rule) }
        let identity = try identity(id, index, element)
        do throws(PseudonymError) {
            let new = try pseudonymizer.patientID(for: identity)
            remember(identity, new)
            set(index, Array(new.utf8), .pseudonym, rule, as: .LO)
        } catch {
            throw PlanHold(error, path(index))
        }
    }

    /// The action `patientHashId`: the instance's own patient for its Patient ID, else whoever the value names.
    mutating func patientHashID(_ index: Int, _ element: DataElement, _ rule: String) throws(PlanHold) {
        let isOwn = element.parent < 0 && element.tag == .patientID
        if ElementText.isEmpty(element), !isOwn { return keep(index, rule) }
        // Patient ID has one value, whatever is in it; attributes for other IDs may have several.
        let values = element.tag == .patientID ? ElementText.trimmed(element).map { [$0] } : ElementText.values(element)
        guard let values else { throw PlanHold(.valueUnreadable, path(index)) }
        var new: [String] = []
        for value in values {
            guard isOwn || !value.isEmpty && !Placeholder.isMissing(value) else {
                new.append(value)
                continue
            }
            let identity = isOwn ? patient : try identity(value, index, element)
            do throws(PseudonymError) {
                let replacement = try pseudonymizer.patientHashID(for: identity)
                remember(identity, replacement)
                new.append(replacement)
            } catch {
                throw PlanHold(error, path(index))
            }
        }
        set(index, Array(new.joined(separator: "\\").utf8), .pseudonym, rule, as: .LO)
    }

    /// The action `hashId` on LO and SH. A value that is longer than its VR allows has no format that could be kept.
    mutating func hashIdentifier(_ index: Int, _ element: DataElement, _ rule: String) throws(PlanHold) {
        let kind: PseudonymKind = element.tag == Tag(0x0008, 0x0050) ? .accession : .identifier
        let limit = element.vr.maximumCharacters ?? .max
        try replaceValues(index, element, .pseudonym, rule, decoded: true) { planner, value throws(PlanHold) in
            do throws(PseudonymError) {
                let isTooLong = value.unicodeScalars.count > limit
                let new =
                    isTooLong
                    ? planner.pseudonymizer.characters(for: value, domain: .identifier)
                    : try planner.pseudonymizer.formatPreserving(value, domain: .identifier)
                if new != value { planner.remember(.init(kind: kind, original: value, replacement: new)) }
                return new
            } catch {
                throw PlanHold(error, planner.path(index))
            }
        }
    }

    /// Who has the Patient ID `id`: with the issuer that stands beside it.
    private mutating func identity(_ id: String, _ index: Int, _ element: DataElement) throws(PlanHold)
        -> PatientIdentity
    {
        var issuer = ""
        if pseudonymizer.patientIDPolicy.issuer == .distinguish {
            let beside = self.element(Spot(element.parent, element.item, .issuerOfPatientID))
            issuer = beside.flatMap { ElementText.trimmed(view.elements[$0]) } ?? ""
        }
        do throws(PseudonymError) {
            return try pseudonymizer.patient(id: id, issuer: issuer, studyInstanceUID: plan.studyInstanceUID)
        } catch {
            throw PlanHold(error, path(index))
        }
    }

    private mutating func remember(_ identity: PatientIdentity, _ replacement: String) {
        remember(
            .init(kind: identity.kind, original: identity.identifier, issuer: identity.issuer, replacement: replacement)
        )
    }

    private mutating func remember(_ mapping: Plan.Mapping) {
        if remembered.insert(mapping).inserted { plan.mappings.append(mapping) }
    }
}
