"""What does somebody understand who reads no more than the lists of `--help`?"""

import pytest
import typer

from localvoice.cli import app

COLUMNS = 63  # what is left for a command's line in a terminal of 80


@pytest.mark.parametrize("name", sorted(typer.main.get_command(app).commands))  # pyright: ignore[reportAttributeAccessIssue]
def test_the_line_of_every_command_is_a_whole_sentence(name):
    command = typer.main.get_command(app).commands[name]  # pyright: ignore[reportAttributeAccessIssue]
    assert command.get_short_help_str(COLUMNS).endswith("."), command.help
    assert not command.get_short_help_str(COLUMNS).endswith("..."), command.help
