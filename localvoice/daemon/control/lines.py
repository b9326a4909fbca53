"""How is a line of the control socket read and written? A command as a JSON object or in plain words, checked here.

{"verb": "say", "text": "Dinner is ready."} or: say Dinner is ready. An "id" of any kind comes back with the answer.
"""

import json
import re
import shlex
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

from localvoice import strict
from localvoice.daemon.control import commands
from localvoice.daemon.control.commands import Verb
from localvoice.errors import BadInput

LINE_BYTES = 1 << 18  # a quarter of a million characters to say are four hours of speech


def _name(kind: type) -> str:
    """ "history search" of HistorySearch."""
    return re.sub("(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()


VERBS: dict[str, type[Verb]] = {_name(kind): kind for kind in commands.VERBS}
ALLOWED = f"allowed are {', '.join(VERBS)}"


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
    """Plain words: the verb, then its first field."""
    try:
        words = text.decode()
    except UnicodeDecodeError as error:
        raise BadInput("The command is no text in UTF-8.") from error
    name, rest = _verb(words)
    kind = VERBS[name]
    table = _first(kind, name, rest) if rest else {}
    try:
        return strict.made(kind, table)
    except strict.Unfit as error:
        if not rest and fields(kind):
            raise BadInput(f"“{name}” needs something after it, such as: {name} hello.") from error
        raise BadInput(f"The command {error}.") from error


def _verb(words: str) -> tuple[str, str]:
    """The verb with which they begin, of one word or two, and the rest. Raises BadInput."""
    for count in (2, 1):
        first = words.split(maxsplit=count)
        name = " ".join(first[:count]).lower()
        if name in VERBS:
            return name, first[count].strip() if len(first) > count else ""
    raise BadInput(f"“{(words.split() or [''])[0][:40]}” is no command: {ALLOWED}.")


def _first(kind: type[Verb], name: str, rest: str) -> dict[str, Any]:
    """The words after a verb as the value of its first field. Raises BadInput."""
    field = next((one.name for one in fields(kind)), "")
    match get_type_hints(kind).get(field):
        case hint if hint is str:
            return {field: rest}
        case hint if hint is int and rest.isdecimal() and len(rest) < 10:
            return {field: int(rest)}
        case hint if hint == list[str]:
            return {field: _split(rest)}
    raise BadInput(f"“{name}” takes nothing more here: write it as JSON for that.")


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise BadInput(f"The files cannot be told apart ({error}): mind the quotes.") from error


def answer(id: Any, **result: Any) -> bytes:
    """A line that says how a command went."""
    return _line({"ok": True, **_same(id), **result})


def refusal(id: Any, error: Exception, sentence: str) -> bytes:
    """A line that says why it did not."""
    return _line({"ok": False, **_same(id), "error": sentence, "kind": type(error).__name__})


def progress(id: Any, told: dict[str, Any]) -> bytes:
    """A line that says how far a command has come."""
    return _line({**_same(id), "progress": told})


def event(record: dict[str, Any]) -> bytes:
    """A line of `watch`."""
    return _line(record)


def _same(id: Any) -> dict[str, Any]:
    return {"id": id} if id is not None else {}


def _line(table: dict[str, Any]) -> bytes:
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"), default=str).encode("utf-8", "replace") + b"\n"
