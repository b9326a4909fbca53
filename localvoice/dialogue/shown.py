"""What is shown of a conversation can be sent: each event becomes a JSON object that names its kind, and back.

{"kind": "saying", "text": "It is noon.", "spoken": "It is noon."}; the other keys are the event's fields.
"""

from dataclasses import dataclass
from typing import Any, get_args

from localvoice import strict
from localvoice.trace import Turn
from localvoice.understanding.mind import Partial, Saying, Understood


@dataclass(frozen=True)
class State:
    """What the conversation is doing, for the screen."""

    name: str  # "waiting" for a key or a word, "listening", "hearing", "thinking", "speaking"


@dataclass(frozen=True)
class Failed:
    """An answer could not be given: one sentence why."""

    text: str


@dataclass(frozen=True)
class Notice:
    """One sentence about the machinery, for the person."""

    text: str


Shown = State | Partial | Understood | Saying | Failed | Notice | Turn
KINDS: dict[str, type] = {kind.__name__.lower(): kind for kind in get_args(Shown)}


def record(event: Shown) -> dict[str, Any]:
    """The event as a JSON object."""
    import msgspec  # 30 ms, and a conversation that is not sent needs none

    return {"kind": type(event).__name__.lower(), **msgspec.to_builtins(event)}


def event(record: dict[str, Any]) -> Shown:
    """The event that a JSON object is. Raises strict.Unfit, also for an unknown kind or field."""
    rest = dict(record)
    kind = KINDS.get(str(rest.pop("kind", None)))
    if kind is None:
        raise strict.Unfit(f"has no known kind; allowed are {', '.join(KINDS)}")
    return strict.made(kind, rest)
