"""Guests book a table by ear: the demo's scene with the starter's own engines, and three guests with the open ear."""

import json
import sys
from functools import partial
from pathlib import Path

import anyio
import pytest
from typer.testing import CliRunner

from localvoice.cli import app

sys.path.append(str(Path(__file__).parents[2] / "scripts" / "benches"))

import guests  # pyright: ignore[reportMissingImports]

pytestmark = pytest.mark.real
EVERY = 20  # guests there are, so that one is taken at a time


def test_a_table_is_booked_by_the_starter_though_it_is_interrupted(tmp_path):
    done = CliRunner().invoke(app, ["demo", "--persona", "receptionist", "--json", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    turns = json.loads(done.stdout)["turns"]
    assert sum(turn["barged_in"] for turn in turns) >= 1
    echo = next(turn["said"] for turn in reversed(turns) if turn["said"].endswith("Shall I book it?"))
    assert echo.startswith("A table for five on Friday, ")
    assert echo.endswith(
        " at 7:30 PM, outside, for Smith; allergic to nuts and milk; phone 5 5 5, 1 2 3 4. Shall I book it?"
    )
    assert any(turn["said"].startswith("It is booked.") for turn in turns)


@pytest.mark.parametrize("first", [0, 2, 14])
def test_a_guest_books_by_the_open_ear(first, real_folder):
    result = anyio.run(partial(guests.measure, "open", first, EVERY, ("hibari",), real_folder("open")))
    assert result["counts"]["hibari"]["right"] == 1, result["wrong"]
