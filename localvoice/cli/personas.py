"""The command for who writes a persona: list, show, check."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from localvoice.cli.ending import show
from localvoice.cli.options import Given
from localvoice.errors import BadInput

What = Annotated[Literal["list", "show", "check"], typer.Argument(help="What to do.")]
Which = Annotated[str, typer.Argument(help="A persona by name, its TOML file, or a file of replies to be checked.")]
Replies = Annotated[Path | None, typer.Option(help="Check these, too: text, or {asked, reply} as JSON, one a line.")]


def persona(given: Given, what: What = "list", which: Which = "", replies: Replies = None) -> None:
    """List personas, show one, or check how one speaks aloud."""
    from localvoice.app import personas

    if what != "list" and not which:
        raise BadInput(f"Which persona? localvoice persona {what} NAME, or a TOML file.")
    if what == "list":
        show(personas.listed(), given.json, personas.listed_text)
    elif what == "show":
        show(personas.shown_persona(which), given.json, personas.shown_text)
    else:
        found = personas.checked(which, replies)
        show(found, given.json, personas.checked_text)
        if not found["right"]:
            raise typer.Exit(1)


COMMANDS = (persona,)
