"""The command for names and words that only this person uses: words."""

from typing import Annotated, Literal

import typer

from localvoice.cli.ending import show
from localvoice.cli.options import Given

What = Annotated[Literal["list", "add", "forget"], typer.Argument(help="What to do.")]
Written = Annotated[str, typer.Argument(help="The name as it is written.")]
Said = Annotated[str, typer.Option(help="How it is said, in English letters: “kuh senya”.")]
Heard = Annotated[list[str] | None, typer.Option(help="What is heard instead; may be given more than once.")]
Kind = Annotated[str, typer.Option(help="person or thing: where commands may name it.")]


def words(
    given: Given,
    what: What = "list",
    written: Written = "",
    said: Said = "",
    heard: Heard = None,
    kind: Kind = "",
) -> None:
    """List, add or forget names that only you use. They are kept in words.toml, in the data folder."""
    from localvoice.app import names
    from localvoice.errors import BadInput

    if what != "list" and not written:
        raise BadInput(f"Which name? localvoice words {what} NAME.")
    data = given.folder
    if what == "add":
        found = names.teach(data, written, said, heard or (), kind)
    else:
        found = names.forget(data, written) if what == "forget" else names.names(data)
    show(found, given.json, names.names_text)


COMMANDS = (words,)
