"""Guests book a table by ear: three of the scripted ones, with the open ear."""

import sys
from functools import partial
from pathlib import Path

import anyio
import pytest

sys.path.append(str(Path(__file__).parents[2] / "scripts" / "benches"))

import guests  # pyright: ignore[reportMissingImports]

pytestmark = pytest.mark.real
EVERY = 20  # guests there are, so that one is taken at a time


@pytest.mark.parametrize("first", [0, 2, 14])
def test_a_guest_books_by_the_open_ear(first, real_folder):
    result = anyio.run(
        partial(guests.measure, "open", first, EVERY, ("hibari",), real_folder("open"), guests.scripts())
    )
    assert result["counts"]["hibari"]["right"] == 1, result["wrong"]
