"""Who does a command? The localvoice that runs with this data, where that is set as the command wants it."""

import os
import select
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from localvoice.cli.ending import note
from localvoice.cli.options import Given
from localvoice.errors import BadInput
from localvoice.settings import AUTO

if TYPE_CHECKING:
    from localvoice.daemon.client import Connection


@contextmanager
def running(given: Given, alone: bool = True) -> "Iterator[Connection | None]":
    """A connection to it; None where none runs, or where what was typed differs from what it was started with.

    Not `alone`: the command cannot do its work beside it then. Raises BadInput.
    """
    from localvoice.daemon.client import connected

    given.settings()  # a mistake in the person's settings is told whoever does the command
    found = connected(given.folder)
    if found is None:
        yield None
        return
    with found:
        other = differing(given.values, found.ask("settings")["settings"])
        said = f"The localvoice that runs uses another {' and another '.join(other)}"
        if other and not alone:
            option = f"--{other[0].replace(' ', '-')} {typed_as(given.values, other[0])}".rstrip()
            raise BadInput(
                f"{said}: let it use yours by `localvoice restart {option}`, or end it by `localvoice stop`."
            )
        if other:
            note(f"{said}, so this command does its work without it.")
        yield None if other else found


def differing(typed: Any, theirs: dict[str, Any]) -> list[str]:
    """The settings that were typed, where it has others."""
    same = [name for name, value in typed.items() if theirs.get(name) == value or (name, value) == ("profile", AUTO)]
    return [name.replace("_", " ") for name in typed if name not in same]


def typed_as(values: Any, name: str) -> str:
    """The value of an option in a line that can be typed; "" for a switch."""
    value = values[name.replace(" ", "_")]
    return "" if isinstance(value, bool) else shlex.quote(str(value))


def asked(found: "Connection", verb: str, **values: Any) -> dict[str, Any]:
    """A command's answer; Ctrl-C ends it there, too. Its notices are told."""
    try:
        answer = found.ask(verb, **values)
    except KeyboardInterrupt:
        found.send("cancel")
        raise
    for text in answer.get("notices", ()):
        note(text)
    return answer


def events(found: "Connection", keyboard: int | None) -> Iterator[dict[str, Any]]:
    """What happens there, until the connection ends, which raises LocalvoiceError; the space bar presses there."""
    while True:
        ready = select.select([found, keyboard] if keyboard is not None else [found], [], [])[0]
        if keyboard in ready:
            keys = os.read(keyboard or 0, 4096)
            keyboard = keyboard if keys else None
            for _ in range(keys.count(b" ")):
                found.send("press")
        if found in ready:
            yield from found.some()
