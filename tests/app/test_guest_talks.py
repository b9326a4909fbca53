"""Whole talks of guests with the receptionist: their sentences are sound in a room, some of them said into its answers.

`scripts/bench guests --scripted` plays all twenty; the ear alone is told the words.
"""

import sys
from functools import cache, partial
from pathlib import Path

import anyio
import pytest

sys.path.append(str(Path(__file__).parents[2] / "scripts" / "benches"))

import guests  # pyright: ignore[reportMissingImports]
from _guest_talks import book  # pyright: ignore[reportMissingImports]

GUESTS = guests.scripts()
INTERRUPT = ["corrects twice", "changes her mind after the echo", "brings two hundred", "spells her name"]
LAG_MS = 1300  # of any answer: a thought that does not end is waited for until 1.2 s


@cache
def held(name, folder):
    guest = GUESTS[name]
    return anyio.run(partial(book, guest["says"], guest["interrupts"], guests.NOW, folder))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("guests")


@pytest.mark.parametrize("name", INTERRUPT)
def test_a_guest_who_interrupts_with_a_correction_gets_the_table_that_was_wanted(name, folder):
    talk = held(name, folder)
    assert talk.kept == [GUESTS[name]["form"]]
    corrections = [turn.heard for turn, before in zip(talk.turns[1:], talk.turns, strict=False) if before.barged_in]
    assert GUESTS[name]["interrupts"][0] in corrections, [(turn.heard, turn.said) for turn in talk.turns]


@pytest.mark.parametrize("name", INTERRUPT)
def test_nothing_that_is_said_aloud_asks_two_things_and_it_comes_soon(name, folder):
    talk = held(name, folder)
    assert [text for text in talk.said if text.count("?") > 1] == []
    assert max(turn.latency_ms for turn in talk.turns if turn.latency_ms is not None) < LAG_MS
