"""Which of what is on a screen is late, cancelled or a starter? By its cells, and by the heading above it.

A state stands in a cell of its own. A train is late as well where another time is expected than the one that it has.
"""

import re
from collections.abc import Sequence

from localvoice.vision import likeness
from localvoice.vision.units import Piece, Unit

ASKED = re.compile(
    r"^(?:which|what|who)(?P<kind>(?: \w+){0,3}?) (?:are|is|were|was|has been|have been)(?: (?:all|already|being))? "
    r"(?P<state>\w+(?: (?:out|time|stock|off|up))?)$"
)
KINDS = re.compile(
    r"^(?:what|which) (?P<kind>[\w ]+?) (?:are|do (?:they|you|we) (?:have|offer|sell)"
    r"|can (?:i|you|we) (?:have|get|order|choose|buy))$"
)
STATE_WORDS = 3  # of a cell that says no more than the state
LATE = frozenset({"late", "delayed"})
CLOCK = re.compile(r"^\d{1,2}[:.]\d\d$")
EXPECTED = re.compile(r"^(?:expected|exp|expt|estimated|est|etd|eta|actual|revised)\b", re.I)


def in_state(question: str, units: Sequence[Unit]) -> str:
    """ "Ipswich and Norwich"; all of "Mains"; "" where no row says so, or another question is asked."""
    if (listed := KINDS.search(question)) and (names := _below(listed["kind"], units)):
        return _listed(names)
    found = ASKED.search(question)
    if not found:
        return ""
    state, kind = likeness.stems(found["state"]), likeness.stems(found["kind"])
    others = (one.name for unit in units for one in unit.pieces if one is not unit.title)
    if any(likeness.found(kind, name) for name in others):
        return ""  # "which gate is Oslo" asks for a cell
    names = [_name(unit) for unit in units if unit.kind != "stack" and _is_in(unit, state)]
    return _listed(names)


def _below(kind: str, units: Sequence[Unit]) -> list[str]:
    """What stands in rows below a heading that is called so."""
    wanted = likeness.stems(kind)
    return [_name(unit) for unit in units if wanted and likeness.stems(unit.section) == wanted]


def _listed(names: Sequence[str]) -> str:
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
