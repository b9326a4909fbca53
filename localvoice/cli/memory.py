"""The command `memory`: what is remembered, shown and erased (list, search, forget, export), and documents indexed."""

import sys
from enum import StrEnum
from typing import Annotated

import typer

from localvoice.cli.ending import document, note, show
from localvoice.cli.options import Given
from localvoice.errors import BadInput


class Action(StrEnum):
    list = "list"
    search = "search"
    forget = "forget"
    export = "export"
    documents = "documents"
    renew = "index"  # a text has a method of that name


What = Annotated[Action, typer.Argument(help="What to do.")]
Words = Annotated[
    list[str] | None,
    typer.Argument(help="To search: words. To forget: everything, facts, conversations, a number, or words."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Forget without asking.")]


def memory(given: Given, action: What = Action.list, words: Words = None, yes: Yes = False) -> None:
    """Show or forget what it remembers, index documents. Lists, notes and timers are no part of it."""
    from localvoice.app import remembered

    said = " ".join(words or [])
    match action:
        case Action.list:
            show(remembered.listed(given.folder), given.json, remembered.listed_text)
        case Action.search:
            from localvoice.app.documents import sources

            with sources(given.settings(), given.folder) as documents:
                show(remembered.searched(given.folder, said, documents), given.json, remembered.searched_text)
        case Action.documents | Action.renew:
            _documents(given, action is Action.renew)
        case Action.export:
            document(remembered.exported(given.folder))
        case Action.forget:
            with remembered.going(given.folder, said) as going:
                if not yes and not _agreed(f"Forget {going.said}?", given.json):
                    raise typer.Exit(1)
                show(going.forget(), given.json, remembered.forgotten_text)


def _documents(given: Given, renew: bool) -> None:
    """Those of the settings' folder: read what has changed, or list what is known."""
    from localvoice.app import documents
    from localvoice.cli.signals import run

    if renew:
        progress = documents.Progress(lambda text: note(text, end=""))
        done = run(documents.index, given.settled(), given.folder, note, progress.tell)
        show(done, given.json, documents.renewed_text)
    else:
        show(documents.listed(given.settings(), given.folder), given.json, documents.listed_text)


def _agreed(question: str, json: bool) -> bool:
    """The person says yes at the terminal. Raises BadInput where nobody can be asked."""
    if json or not sys.stdin.isatty():
        raise BadInput("Nobody can be asked whether to forget that: add --yes.")
    return typer.confirm(question)


COMMANDS = (memory,)
