"""The commands: parse, call, print. Nothing heavy is imported before a command needs it."""

from localvoice.cli import (
    install,
    life,
    look,
    machine,
    memory,
    page,
    personas,
    signals,
    speech,
    tools,
    translate,
    weights,
    words,
)
from localvoice.cli.ending import prepare_output
from localvoice.cli.options import commands

rooms = (speech, translate, look, life, page, memory, install, machine, tools, personas, weights, words)
app = commands(*(command for room in rooms for command in room.COMMANDS))


def main() -> None:
    """The console script."""
    signals.heed()
    prepare_output()
    try:
        app()
    finally:
        signals.ignore()
