"""Scripted misbehaviour of the archive: which arrival gets what.

A rule is WHEN=WHAT. WHEN counts arrivals from 1, over all associations: `3`, `2-5`,
`7-` (from the seventh on), `every:4`. WHAT is one of
  A700, C000, 0110, B000 …   answer this status (four hexadecimal digits)
  delay:2.5                  answer 0000 after so many seconds
  hang:30                    go silent for so many seconds, then abort
  silent                     never answer, keep the connection
  abort                      A-ABORT instead of a response
  close-mid-pdu              send half of the response PDU, then close
  vanish                     drop the connection without FIN or RST (half open; needs root, else as close)
  down:60                    end every association and stop listening for so many seconds
"""
import re


class Rule:
    """One parsed WHEN=WHAT."""

    def __init__(self, text):
        when, _, what = text.partition("=")
        every = re.fullmatch(r"every:(\d+)", when)
        span = re.fullmatch(r"(\d+)(-(\d*))?", when)
        if every:
            self.matches = lambda n, step=int(every[1]): n % step == 0
        elif span:
            first = int(span[1])
            last = first if span[2] is None else int(span[3]) if span[3] else 10 ** 9
            self.matches = lambda n: first <= n <= last
        else:
            raise ValueError(f"cannot read when: {text}")
        self.action, _, argument = what.partition(":")
        self.seconds = float(argument) if argument else None
        self.status = int(what, 16) if re.fullmatch(r"[0-9A-Fa-f]{4}", what) else None
        known = ("delay", "hang", "silent", "abort", "close-mid-pdu", "vanish", "down")
        if self.status is None and self.action not in known:
            raise ValueError(f"cannot read what: {text}")


def first_match(rules, n):
    """The first rule for the n-th arrival, or None."""
    return next((r for r in rules if r.matches(n)), None)
