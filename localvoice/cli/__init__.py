"""The commands: parse, call, print. Nothing heavy is imported before a command needs it."""

from localvoice.cli import install, life, machine, page, signals, speech, tools, weights
from localvoice.cli.ending import prepare_output
from localvoice.cli.options import commands

app = commands(
    *(*speech.COMMANDS, *life.COMMANDS, *page.COMMANDS, *install.COMMANDS),
    *(*machine.COMMANDS, *tools.COMMANDS, *weights.COMMANDS),
)


def main() -> None:
    """The console script."""
    signals.heed()
    prepare_output()
    try:
        app()
    finally:
        signals.ignore()
