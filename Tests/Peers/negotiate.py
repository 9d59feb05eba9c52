#!/usr/bin/env python3
"""Proposes presentation contexts and prints what was accepted.

Reads lines "ABSTRACT_SYNTAX TRANSFER_SYNTAX[,TRANSFER_SYNTAX...]" from standard input and
prints for each, in order, the transfer syntax that was accepted, or "-". One association for
every 128 lines. Exit status 1 if an association was not accepted.
"""
import argparse
import sys

from pynetdicom import AE, _config, build_context

_config.UNRESTRICTED_STORAGE_SERVICE = True
CONTEXTS = 128


def negotiate(a, lines):
    """The accepted transfer syntax of each line, in order."""
    ae = AE(ae_title=a.calling)
    contexts = [build_context(abstract, syntaxes.split(",")) for abstract, syntaxes in lines]
    association = ae.associate(a.host, a.port, contexts=contexts, ae_title=a.called)
    # Without a single accepted context pynetdicom aborts; the answers are there all the same.
    if association.is_rejected or not (association.accepted_contexts or association.rejected_contexts):
        sys.exit("the association was not accepted")
    accepted = {context.context_id: str(context.transfer_syntax[0]) for context in association.accepted_contexts}
    if association.is_established:
        association.release()
    return [accepted.get(2 * index + 1, "-") for index in range(len(contexts))]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("--calling", default="SCU")
    parser.add_argument("--called", default="VEIL")
    a = parser.parse_args()
    lines = [line.split() for line in sys.stdin if line.strip()]
    for start in range(0, len(lines), CONTEXTS):
        print("\n".join(negotiate(a, lines[start:start + CONTEXTS])))


if __name__ == "__main__":
    main()
