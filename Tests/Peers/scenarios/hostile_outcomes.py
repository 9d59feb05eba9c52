"""What each case of hostile.py must end in; several words where more than one answer is right."""

ABORTED = ("abort", "closed")
NOT_UNDERSTOOD = ("status C000",)
MISMATCH = ("status A900",)
TAKEN = ("status 0000",)

OUTCOMES = {
    "silent connection": ("held",),
    "one byte at a time": ("we gave up",),
    "half an A-ASSOCIATE-RQ, then closed": ("we closed",),
    "128 contexts": ("accepted 128 of 128 contexts",),
    "even context id": ("accepted 0 of 1 contexts", *ABORTED, "rejected"),
    "context without transfer syntax": ("accepted 0 of 1 contexts", *ABORTED, "rejected"),
    "abstract syntax of 200 characters": ("accepted 0 of 1 contexts", *ABORTED, "rejected"),
    "wrong application context": ("rejected",),
    "protocol version 2": ("rejected",),
    "AE title with control characters": ("accepted 1 of 1 contexts", "rejected"),
    "AE title of blanks": ("rejected", *ABORTED),
    # unmatched: quarantine takes every Called AE title
    "unknown called AE title": ("accepted 1 of 1 contexts",),
    "maximum length 1": ("accepted 1 of 1 contexts", "rejected", *ABORTED),
    "user identity negotiation": ("accepted 1 of 1 contexts",),
    "C-FIND on a storage context": ("status 0211", *ABORTED),
    "N-CREATE on a storage context": ("status 0211", *ABORTED),
    "C-STORE-RQ without a data set": (*NOT_UNDERSTOOD, *ABORTED),
    "C-STORE of another SOP Class than negotiated": (*MISMATCH, "status 0122"),
    "closed in the middle of a data set": ("we closed",),
    "released in the middle of a data set": ("released", *ABORTED),
    "UID with a path in the command": MISMATCH,
    "UID of 1000 characters in the command": (*MISMATCH, *ABORTED),
    "UID with control characters in the command": (*MISMATCH, *ABORTED),
    # whatever is taken is delivered or held; the scenario counts
    "data set: empty": NOT_UNDERSTOOD,
    "data set: random bytes": NOT_UNDERSTOOD,
    "data set: no SOP Class": NOT_UNDERSTOOD,
    "data set: no SOP Instance": NOT_UNDERSTOOD,
    "data set: other SOP Instance": MISMATCH,
    "data set: tags out of order": (*TAKEN, *NOT_UNDERSTOOD),
    "data set: item delimiter at top level": (*TAKEN, *NOT_UNDERSTOOD),
    "data set: truncated at 1": NOT_UNDERSTOOD,
    "data set: truncated at 7": NOT_UNDERSTOOD,
    "data set: truncated at 8": NOT_UNDERSTOOD,
    "data set: truncated at 40": NOT_UNDERSTOOD,
}


def allowed(case):
    """The outcomes that a case may have."""
    if case in OUTCOMES:
        return OUTCOMES[case]
    return TAKEN if case.startswith("data set: ") else ABORTED
