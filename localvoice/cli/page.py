"""The command that opens the page in the browser: page."""

from typing import Annotated

import typer

from localvoice.cli.ending import note, show
from localvoice.cli.options import Given

Print = Annotated[
    bool, typer.Option("--print", help="Only print the address; it lets one browser in, once, within a minute.")
]


def page(given: Given, print_: Print = False) -> None:
    """Open the page in the browser. Talk, history, memory, models, settings; it starts localvoice where none runs."""
    import webbrowser

    from localvoice.daemon import life
    from localvoice.daemon.client import connected

    given.settings()  # a mistake in the person's settings is told here
    found = connected(given.folder)
    if found is None:
        life.start(given.folder.absolute(), [])
        note("localvoice was started; end it with localvoice stop.")
        found = connected(given.folder)
    assert found
    with found:
        address = found.ask("page")["address"]
    opened = not (print_ or given.json) and webbrowser.open(address)
    text = f"The page opens in your browser; if it does not: {address}" if opened else address
    show({"address": address, "opened": opened}, given.json, lambda _: text)


COMMANDS = (page,)
