/// Coding Scheme Designators (0008,0102).
enum CodingScheme {
    /// True for schemes that PS3.16 §8 registers: the meaning of their codes is the same everywhere and about nobody.
    ///
    /// Designators that begin with 99 are a site's own (PS3.16 §8.2).
    static func isPublic(_ designator: String) -> Bool { registered.contains(designator.uppercased()) }

    private static let registered: Set<String> = [
        "ACR", "ASTM-SIGPURPOSE", "BARI", "BI", "C4", "C5", "CADSR", "CAS", "CD2", "CDT", "CID", "CTV3", "CVX", "DC", "DCM",
        "DCMUID", "DSSM", "ECFR", "FMA", "GMDN", "HCPT", "HGNC", "HL7V3_ACTCODE", "HP", "HPC", "HPO", "I10", "I10C",
        "I10P", "I9", "I9C", "IBC", "IBSI", "IC10", "ICD10", "ICD11", "ICDO", "ICDO2", "ICDO3", "ICNP", "ISO3166_1", "ISO639_1",
        "ISO639_2", "ISO_3166_1", "ISO_639_1", "ISO5218_1", "ISO_OID", "ITIS_TSN", "JC8", "JJ1017", "JJ1017T", "JLAC10", "LB",
        "LN", "LN-STD", "MA", "MAYO", "MDC", "MDNS", "MEDDRA", "MGI", "MSH", "MVX", "NAACCR", "NCDR", "NCIT", "NCIM", "NDC",
        "NDFRT", "NEU", "NICIP", "NPI", "NYUMCCG", "OPS", "OPCS4", "POS", "PUBCHEM_CID", "RADELEMENT", "RADLEX", "RFC3066",
        "RFC5646", "RXNORM", "SCPECG", "SCT", "SCT2", "SDM", "SNM3", "SRT", "SNOMED-CT", "SNOMED", "TA", "TNM", "UB04",
        "UBERON", "UCUM",
        "UMLS", "UNII", "UNS", "UPC", "USPS", "99SDM",
    ]
}
