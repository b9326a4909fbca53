"""Which MCP servers does the person want? Those of the settings: a program to start, or an address on this machine."""

from collections.abc import Sequence

from localvoice.errors import BadInput
from localvoice.loopback import on_this_machine
from localvoice.settings import Mcp


def check(listed: Sequence[Mcp]) -> None:
    """Raises BadInput for what cannot be, in one sentence."""
    for one in listed:
        if bool(one.command) == bool(one.url):
            raise BadInput(f"The MCP server {one.name} needs either a command or a url.")
        if one.url and not on_this_machine(one.url):
            raise BadInput(
                f"The MCP server {one.name} is at {one.url}, which is not on this machine, and so localvoice would "
                "not be offline: give an address such as http://127.0.0.1:8000/mcp."
            )
    names = [one.name for one in listed]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BadInput(f"Two MCP servers are named {twice[0]}: give each a name of its own.")
