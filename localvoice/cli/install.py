"""The commands that make it be there from login on: install, uninstall."""

from typing import Annotated

import typer

from localvoice.cli.ending import note, show
from localvoice.cli.options import Given
from localvoice.errors import BadInput

AskMicrophone = Annotated[
    bool, typer.Option("--ask-microphone", help="Only ask for the microphone; what install has the app do.")
]
DEAF = (
    "The microphone gives nothing but zeros: allow localvoice in System Settings → Privacy & Security → Microphone, "
    "then localvoice install again."
)


def install(given: Given, ask_microphone: AskMicrophone = False) -> None:
    """Run in the background from login on, with these flags. By launchd on a Mac, by systemd on Linux."""
    settings = given.settings()
    if ask_microphone:
        _ask(given)
        return
    from localvoice.app.calling import check
    from localvoice.cli.life import flags_of
    from localvoice.daemon import life
    from localvoice.daemon.install import install as carry_out
    from localvoice.daemon.install.place import here

    check(settings, given.folder)
    life.stop(given.folder, note)  # that was started by hand
    carry_out(here(given.folder, tuple(flags_of(given.values))), note)
    show({"installed": True}, given.json, lambda _: "localvoice is installed, and there from login on.")


def uninstall(given: Given) -> None:
    """Run from login on no longer; your data stays."""
    from localvoice.daemon import life
    from localvoice.daemon.install import uninstall as carry_out
    from localvoice.daemon.install.place import here

    gone = carry_out(here(given.folder), note)
    if gone:
        life.stop(given.folder, note)
    said = f"localvoice is not there any more; your data stays in {given.folder}." if gone else "It was not installed."
    show({"uninstalled": gone}, given.json, lambda _: said)


def _ask(given: Given) -> None:
    from localvoice.app.microphone import hears
    from localvoice.cli.signals import run

    if not run(hears, given.settings().mic, note):
        raise BadInput(DEAF)
    note("The microphone may be used.")


COMMANDS = (install, uninstall)
