"""Which sentences on a screen tell of an error? The plainest one, with what goes on there and where in a file it is."""

import re
from collections.abc import Sequence
from itertools import takewhile

from localvoice.vision.layout import ERROR
from localvoice.vision.units import Unit

# The plainer first: what is raised, what calls itself an error, what went wrong; a warning where there is no other.
PLAIN = (
    re.compile(r"\w(?:Error|Exception)\b ?:"),
    re.compile(r"^\W*(?:error|fatal|panic)\b", re.I),
    re.compile(r"^(?!.*\bwarning\b).*\b(?:error|fatal|failed|problem|exception)\b", re.I),
    re.compile(r"^(?!.*\bwarning\b)", re.I),
    re.compile(r""),
)
# In forms, where nothing is called an error.
TO_MEND = re.compile(r"^(?:please )?(?:enter|choose|select|fill in)\b|\bmust\b|\bis required\b|\bmissing\b", re.I)
WARNING = re.compile(r"\bwarning", re.I)
IN_A_FILE = re.compile(r"[\w./\\-]+\.\w+:\d+|\bline \d+", re.I)
WHERE = re.compile(r"\b(?:file|line|where)\b")
TRACE = re.compile(r"^Traceback \(")  # what was raised stands at its end
RAISED = re.compile(r"^(?:\w+\.)*[A-Z]\w+(?:: .+)?$")  # KeyError: 'name', subprocess.TimeoutExpired: …
PROMPT = re.compile(r"^\W*[\w.-]+@[\w.-]+[: ].*[$#%>]\W*$|^[$#%>]")  # of a terminal; what was written has ended
SENTENCES = 3
SHORT_WORDS = 5  # what is no longer is a name, and the next sentence tells


def fault(question: str, units: Sequence[Unit]) -> str:
    """ "" for none."""
    told = [(at, piece.text) for at, unit in enumerate(units) if unit.kind == "stack" for piece in unit.pieces]
    told = told or [(at, unit.said) for at, unit in enumerate(units)]
    known = [at for at, (_, text) in enumerate(told) if ERROR.search(text)]
    known = known or [at for at, (_, text) in enumerate(told) if TO_MEND.search(text)]
    if not known:
        return ""
    warned = [at for at in known if WARNING.search(told[at][1])]
    best = warned[0] if warned and WARNING.search(question) else min(known, key=lambda at: _rank(told[at][1]))
    best = _raised(told) or best
    said = _with_next(told, _begin(told, best))
    if WHERE.search(question) and not any(IN_A_FILE.search(each) for each in said):
        said += _nearest_place(told, best)
    return " ".join(said)


def _raised(told: Sequence[tuple[int, str]]) -> int:
    """The line at the end of the last traceback; 0 for none."""
    traces = [at for at, (_, text) in enumerate(told) if TRACE.match(text)]
    calls = [at for at, (_, text) in enumerate(told) if traces and at > traces[-1] and IN_A_FILE.search(text)]
    return next((at for at in range(calls[-1] + 1, len(told)) if RAISED.match(told[at][1])), 0) if calls else 0


def _rank(text: str) -> int:
    return next(rank for rank, form in enumerate(PLAIN) if form.search(text))


def _begin(told: Sequence[tuple[int, str]], at: int) -> int:
    """Of running text, its first sentence."""
    first = max(at - SENTENCES + 1, 0)
    while at > first and told[at - 1][0] == told[at][0] and told[at - 1][1].endswith((".", "!", "?")):
        at -= 1
    return at


def _with_next(told: Sequence[tuple[int, str]], first: int) -> list[str]:
    """Of its own stack; of the next one where it is a name alone."""
    unit, text = told[first]
    if len(text.split()) <= SHORT_WORDS and first + 1 < len(told):
        unit = max(unit, told[first + 1][0])
    rest = [each for at, each in told[first + 1 : first + SENTENCES] if at == unit]
    return [text, *takewhile(lambda each: not PROMPT.match(each), rest)]


def _nearest_place(told: Sequence[tuple[int, str]], at: int) -> list[str]:
    places = [other for other, (_, text) in enumerate(told) if IN_A_FILE.search(text)]
    return [told[min(places, key=lambda other: abs(other - at))][1]] if places else []
