"""Which of what is on a screen is late, cancelled or sold out, where is what was sent, and who signed? By what it says.

A state stands in a cell of its own. A train is late as well where another time is expected than the one that it has.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from localvoice.vision import likeness
from localvoice.vision.units import Piece, Unit

ASKED = re.compile(
    r"^(?:which|what|who)(?P<kind>(?: \w+){0,3}?) (?:are|is|were|was|has been|have been)(?: (?:all|already|being))? "
    r"(?P<state>\w+(?: (?:out|time|stock|off|up))?)$"
)
STATE_WORDS = 3  # of a cell that says no more than the state
LATE = frozenset({"late", "delayed"})
CLOCK = re.compile(r"^\d{1,2}[:.]\d\d$")
EXPECTED = re.compile(r"^(?:expected|exp|expt|estimated|est|etd|eta|actual|revised)\b", re.I)
SENT = re.compile(r"\b(?:parcel|package|delivery|shipment|order)\b")
UNDER_WAY = re.compile(
    r"\b(?:out for delivery|in transit|en route|delivered|dispatched|shipped|ready for (?:collection"
    r"|pick-?up)|left with|at (?:the|our|your) \w+|depot|sorting|customs|handed|collected|being prepared)\b",
    re.I,
)
ON_ITS_WAY = re.compile(r"\bon (?:its|the) way\b", re.I)  # which says no place
CLOSING = re.compile(
    r"^(?:yours(?: \w+)?|sincerely(?: yours)?|(?:with )?(?:kind|best|warm)?(?:est)? ?(?:regards|wishes)"
    r"|(?:much |with )?love|(?:many )?thanks|cheers|signed(?: by)?)\W*$",
    re.I,
)
SIGNED = re.compile(r"^(?:(?:electronically |digitally )?signed(?: by)?|signature)\b\W+(?P<name>\w.*)", re.I)


def in_state(question: str, units: Sequence[Unit]) -> str:
    """ "Ipswich and Norwich"; "" where no row says so, or another question is asked."""
    found = ASKED.search(question)
    if not found:
        return ""
    state, kind = likeness.stems(found["state"]), likeness.stems(found["kind"])
    others = (one.name for unit in units for one in unit.pieces if one is not unit.title)
    if any(likeness.found(kind, name) for name in others):
        return ""  # "which gate is Oslo" asks for a cell
    names = [_name(unit) for unit in units if unit.kind != "stack" and _is_in(unit, state)]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _is_in(unit: Unit, state: set[str]) -> bool:
    cells = [piece for piece in unit.pieces if piece is not unit.title and len(piece.text.split()) <= STATE_WORDS]
    if state and any(likeness.found(state, cell.text) == state for cell in cells):
        return True
    planned = [cell.text for cell in unit.pieces if CLOCK.match(cell.text) and not EXPECTED.match(cell.name)]
    other = [cell.text for cell in unit.pieces if CLOCK.match(cell.text) and EXPECTED.match(cell.name)]
    return bool(state & LATE and planned and other and other[0] not in planned)


def _name(unit: Unit) -> str:
    title: Piece = unit.title or unit.pieces[0]
    return title.text.rstrip(":")


def way(question: str, sentences: Sequence[str]) -> str:
    """Where a parcel is that is asked for; the first that says so, as the newest stands first."""
    forms = (UNDER_WAY, ON_ITS_WAY) if SENT.search(question) else ()
    return next((text for form in forms for text in sentences if form.search(text)), "")


def signer(lines: Sequence[str]) -> str:
    """Of a letter: the name behind its closing words, in the order in which it is read."""
    named = (found["name"] for text in lines if (found := SIGNED.search(text)))
    behind = (after for text, after in pairwise(lines) if CLOSING.match(text))
    return next(named, "") or next(behind, "")
