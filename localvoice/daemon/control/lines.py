"""What may be said on the control socket? One command a line, as a JSON object or in plain words, checked here.

{"verb": "say", "text": "Dinner is ready."} or: say Dinner is ready. An "id" of any kind comes back with the answer.
"""

import json
import shlex
from dataclasses import dataclass, field
from typing import Annotated, Any

from localvoice import strict
from localvoice.errors import BadInput
from localvoice.strict import Within

LINE_BYTES = 1 << 18  # a quarter of a million characters to say are four hours of speech


@dataclass(frozen=True)
class Help:
    """What may be said here."""


@dataclass(frozen=True)
class Status:
    """What runs, since when, and what it is doing."""


@dataclass(frozen=True)
class Say:
    """Say a text aloud; answered when it was said. `sound`: give its sound back instead."""

    text: str
    sound: bool = False


@dataclass(frozen=True)
class Ask:
    """Ask by text; `then`: what is asked next, in the same conversation."""

    text: str
    then: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Hear:
    """Hear what is said in sound files, named by their whole paths."""

    files: list[str]


@dataclass(frozen=True)
class Press:
    """Listen now; while somebody speaks: that was all; while an answer is given: stop it and listen."""


@dataclass(frozen=True)
class Mute:
    """Close the microphone until `unmute`."""


@dataclass(frozen=True)
class Unmute:
    """Listen again, as before `mute`."""


@dataclass(frozen=True)
class Stop:
    """Be quiet: end what is said, what was still to be said, and listening."""


@dataclass(frozen=True)
class Skip:
    """End what is being said, and go on with what is next."""


@dataclass(frozen=True)
class Watch:
    """From now on tell everything that happens, one event a line."""


@dataclass(frozen=True)
class Talk:
    """As `watch`, and listen all the time until this connection ends. `keys`: each `press` opens or ends a turn."""

    keys: bool = False


@dataclass(frozen=True)
class Trace:
    """Where the milliseconds of the last turns went."""

    last: Annotated[int, Within(1, 10_000)] = 10


@dataclass(frozen=True)
class Settings:
    """What it was started with."""


@dataclass(frozen=True)
class Quit:
    """End the process, in order."""


@dataclass(frozen=True)
class Cancel:
    """End the command that is being done for this connection."""


Verb = (
    Help
    | Status
    | Say
    | Ask
    | Hear
    | Press
    | Mute
    | Unmute
    | Stop
    | Skip
    | Watch
    | Talk
    | Trace
    | Settings
    | Quit
    | Cancel
)
VERBS: dict[str, type[Verb]] = {kind.__name__.lower(): kind for kind in Verb.__args__}
ALLOWED = f"allowed are {' '.join(VERBS)}"


def helped() -> dict[str, str]:
    """Each verb, and what it does."""
    return {name: " ".join((kind.__doc__ or "").split()) for name, kind in VERBS.items()}


@dataclass(frozen=True)
class Command:
    verb: Verb
    id: Any = None  # anything that the other side put there


def command(line: bytes) -> Command:
    """What a line asks for. Raises BadInput."""
    text = line.strip()
    if not text.startswith(b"{"):
        return Command(_words(text))
    try:
        table = strict.json(text)
        given = {name: value for name, value in table.items() if name not in ("verb", "id")}
        name = table.get("verb")
        if not isinstance(name, str) or name not in VERBS:
            raise BadInput(f"The command has no verb that is known: {ALLOWED}.")
        return Command(strict.made(VERBS[name], given), table.get("id"))
    except strict.Unfit as error:
        raise BadInput(f"The command {error}.") from error


def _words(text: bytes) -> Verb:
    """Plain words: the verb, then what belongs to it."""
    try:
        name, _, rest = text.decode().partition(" ")
    except UnicodeDecodeError as error:
        raise BadInput("The command is no text in UTF-8.") from error
    kind, rest = VERBS.get(name.lower()), rest.strip()
    if kind is None:
        raise BadInput(f"“{name[:40]}” is no command: {ALLOWED}.")
    table: dict[str, Any] = {}
    if kind in (Say, Ask):
        table = {"text": rest}
    elif kind is Hear:
        table = {"files": _split(rest)}
    elif kind is Trace and rest.isdecimal():
        table = {"last": int(rest)}
    elif rest:
        raise BadInput(f"“{name}” takes nothing more here: write it as JSON for that.")
    if kind in (Say, Ask, Hear) and not rest:
        raise BadInput(f"“{name}” needs something to {name}, such as: {name} hello.")
    try:
        return strict.made(kind, table)
    except strict.Unfit as error:
        raise BadInput(f"The command {error}.") from error


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise BadInput(f"The files cannot be told apart ({error}): mind the quotes.") from error


def answer(id: Any, **result: Any) -> bytes:
    """A line that says how a command went."""
    return _line({"ok": True, **({"id": id} if id is not None else {}), **result})


def refusal(id: Any, error: Exception, sentence: str) -> bytes:
    """A line that says why it did not."""
    given = {"id": id} if id is not None else {}
    return _line({"ok": False, **given, "error": sentence, "kind": type(error).__name__})


def event(record: dict[str, Any]) -> bytes:
    """A line of `watch`."""
    return _line(record)


def _line(table: dict[str, Any]) -> bytes:
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"), default=str).encode("utf-8", "replace") + b"\n"
