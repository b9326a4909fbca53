"""Who signed a letter? Whose name stands behind its closing words, or behind "Signed"."""

import re
from collections.abc import Sequence
from itertools import pairwise

CLOSING = re.compile(
    r"^(?:yours(?: \w+)?|sincerely(?: yours)?|(?:with )?(?:kind|best|warm)?(?:est)? ?(?:regards|wishes)"
    r"|(?:much |with )?love|(?:many )?thanks|cheers|signed(?: by)?)\W*$",
    re.I,
)
SIGNED = re.compile(r"^(?:(?:electronically |digitally )?signed(?: by)?|signature)\b\W+(?P<name>\w.*)", re.I)


def signer(lines: Sequence[str]) -> str:
    """Of a letter: the name behind its closing words, in the order in which it is read."""
    named = (found["name"] for text in lines if (found := SIGNED.search(text)))
    behind = (after for text, after in pairwise(lines) if CLOSING.match(text))
    return next(named, "") or next(behind, "")
