"""The command that looks at what a language model may use: lists the tools, tries one, shows what was called."""

from typing import Annotated

import typer

from localvoice.cli.ending import note, show
from localvoice.cli.options import Given
from localvoice.cli.signals import run

Name = Annotated[str | None, typer.Argument(help="A tool to be tried; without: all are listed.")]
Values = Annotated[list[str] | None, typer.Argument(help="Its arguments, such as room=kitchen.")]
Log = Annotated[int, typer.Option("--log", help="Show so many of the newest calls.", min=0)]


def tools(given: Given, name: Name = None, values: Values = None, log: Log = 0) -> None:
    """List own functions and MCP tools, try one, or show the log."""
    from localvoice.app import tried

    settings = given.settings()
    if log:
        show(tried.log(given.folder, log), given.json, tried.log_text)
    elif name is None:
        show(run(tried.listed, settings, given.folder, note), given.json, tried.listed_text)
    else:
        found = run(tried.tried, name, values or [], settings, given.folder, note)
        show(found, given.json, lambda answered: answered["answer"])
        if found["failed"]:
            raise typer.Exit(1)


COMMANDS = (tools,)
