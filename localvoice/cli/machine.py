"""The commands that look at this machine and at what can be said: devices, skills, voices, doctor, version."""

from pathlib import Path
from typing import Annotated

import typer

from localvoice import __version__
from localvoice.cli.ending import note, show
from localvoice.cli.options import Given
from localvoice.cli.signals import run
from localvoice.settings import Settings

Chip = Annotated[str | None, typer.Option(help="Ask about another Mac, such as m1-pro.")]
Memory = Annotated[float, typer.Option(help="The memory of that Mac in GB.")]
Wavs = Annotated[list[Path] | None, typer.Argument(help="Recordings, one request each; without: some come with it.")]
Page = Annotated[Path | None, typer.Option("--html", help="Write a page that can be played with, and heard.")]
OtherChip = Annotated[str, typer.Option(help="Whose figures are computed, such as m1-pro; without: this machine's.")]


def devices(given: Given) -> None:
    """List microphones and loudspeakers."""
    from localvoice.app import doctor as look

    show(look.devices(), given.json, look.devices_text)


def skills(given: Given) -> None:
    """Show what can be said, with examples."""
    from localvoice.app import skills as look

    show(look.skills(given.over(Settings()).persona), given.json, look.skills_text)


def voices(given: Given) -> None:
    """List the voices of a profile, for --voice."""
    from localvoice.app.voices import voices as find

    show(find(given.settled(), given.folder), given.json, lambda found: "\n".join(found["voices"]))


def doctor(given: Given, chip: Chip = None, memory: Memory = 8) -> None:
    """Check this machine: sound, disk, engines, what profiles fit."""
    from localvoice.app import doctor as look

    found = look.imagined(chip, memory) if chip else look.doctor(given.settings(), given.folder)
    show(found, given.json, look.text)
    if not found.get("ready", True):
        raise typer.Exit(1)


def compare(given: Given, files: Wavs = None, html: Page = None, chip: OtherChip = "") -> None:
    """Ask the same requests each way there is to answer. As it is, the traditional way, and one native model."""
    from localvoice.app.compare import compare as side_by_side

    if html:
        side_by_side.refuse_unwritable(html)
    found = run(side_by_side.compare, files or [], given.settings(), given.folder, chip, note)
    if html:
        side_by_side.write_page(found, html)
        note(f"wrote {html}")
    if given.json or not html:
        show(side_by_side.as_json(found), given.json, lambda _: side_by_side.text(found))


def version(given: Given) -> None:
    """Print the version."""
    show({"version": __version__}, given.json, lambda found: found["version"])


COMMANDS = (devices, skills, voices, doctor, compare, version)
