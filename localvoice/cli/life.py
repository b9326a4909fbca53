"""The commands of what is always there: start, stop, status, logs, restart."""

import os
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from localvoice.cli.ending import document, note, show
from localvoice.cli.options import COMMAND_LINE, Given
from localvoice.errors import BadInput
from localvoice.settings import override

Foreground = Annotated[bool, typer.Option("--foreground", help="Stay here, as a service manager wants it.")]
Lines = Annotated[int, typer.Option("-n", "--lines", min=1, help="How many lines.")]
Follow = Annotated[bool, typer.Option("-f", "--follow", help="Go on with what is written, until Ctrl-C.")]
PATHS = ("mic", "speaker", "persona")  # settings that may be files


def start(given: Given, foreground: Foreground = False) -> None:
    """Run in the background, until `localvoice stop`.

    It listens (--listen) after `localvoice press`, after a wake word, or always; its timers ring, other programs reach
    it, and the models stay warm.
    """
    settings = given.settings()  # a mistake in the person's settings is told here
    if foreground:
        _stay(given)
        return
    from localvoice.app.calling import check
    from localvoice.daemon import life

    check(settings, given.folder)

    show(life.start(given.folder.absolute(), list(flags_of(given.values))), given.json, life.status_text)


def stop(given: Given) -> None:
    """End what runs in the background. A sentence that it has begun is let to its end."""
    from localvoice.app.waiting import silent
    from localvoice.daemon import life

    stopped = life.stop(given.folder, note)
    if stopped and (waits := silent(given.folder)):
        note(waits)
    show({"stopped": stopped}, given.json, lambda _: "localvoice has stopped." if stopped else life.status_text(NONE))


NONE = {"running": False}


def restart(given: Given) -> None:
    """Stop it, and start it with the same flags. Those that are given now come on top; where none runs, start it."""
    settings = given.settings()
    from localvoice.app.calling import check
    from localvoice.daemon import life
    from localvoice.daemon.client import connected

    values = dict(given.values)
    found = connected(given.folder)
    if found:
        with found:
            values = found.ask("settings")["typed"] | values
    check(override(settings, values, COMMAND_LINE), given.folder)
    if found:
        life.stop(given.folder, note)
    show(life.start(given.folder.absolute(), list(flags_of(values))), given.json, life.status_text)


def status(given: Given) -> None:
    """Say whether it runs, and what it does. The exit code is 1 when it does not."""
    from localvoice.daemon import life

    found = life.status(given.folder)
    show(found, given.json, life.status_text)
    if not found["running"]:
        raise typer.Exit(1)


def logs(given: Given, lines: Lines = 50, follow: Follow = False) -> None:
    """Show what it wrote down last while it ran in the background."""
    from localvoice.daemon import life

    if given.json and follow:
        raise BadInput("--json is one document, and --follow has no end: leave one of them out.")
    found = life.logs(given.folder, lines)
    if given.json:
        document({"lines": found})
        return
    print("\n".join(found), flush=True)
    if follow:
        for line in life.more_logs(given.folder):
            print(line, flush=True)


def _stay(given: Given) -> None:
    import anyio

    from localvoice.daemon.log import Log, dated, log_file
    from localvoice.daemon.main import live

    settings, log = given.settled(), Log(log_file(given.folder))
    with dated(log):
        again = anyio.run(live, settings, given.folder, given.values, log)
    if again:
        os.execv(sys.executable, [sys.executable, "-P", "-m", "localvoice", *sys.argv[1:]])


def flags_of(values: Any) -> Iterator[str]:
    """As they would be typed in another folder."""
    for name, value in values.items():
        flag = name.replace("_", "-")
        if isinstance(value, bool):
            yield f"--{flag}" if value else f"--no-{flag}"
        else:
            text = str(value)
            there = name in PATHS and (os.path.exists(text) or os.path.dirname(text))
            yield from (f"--{flag}", os.path.abspath(text) if there else text)


def press(given: Given) -> None:
    """Make the localvoice that runs listen now. While you speak: that was all; while it speaks: listen instead."""
    _command(given, "press")


def mute(given: Given) -> None:
    """Close the microphone of the localvoice that runs, until unmute."""
    _command(given, "mute")


def unmute(given: Given) -> None:
    """Let the localvoice that runs listen as before mute."""
    _command(given, "unmute")


def hush(given: Given) -> None:
    """Make the localvoice that runs be quiet; it goes on running."""
    _command(given, "stop")


def _command(given: Given, verb: str) -> None:
    from localvoice.daemon.client import connected

    found = connected(given.folder)
    if found is None:
        raise BadInput("localvoice is not running: start it with localvoice start.")
    with found:
        answer = found.ask(verb)
    told = {"state": answer["state"], "muted": answer["muted"]}
    show(told, given.json, lambda _: "muted" if answer["muted"] else answer["state"])


COMMANDS = (start, stop, status, logs, restart, press, mute, unmute, hush)
