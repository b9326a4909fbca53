"""The sentences of scripts/benches/commands.txt, as people would say them, each with its intent and slots."""

from dataclasses import replace
from pathlib import Path

import pytest

from localvoice.tools.persona import persona
from localvoice.tools.reading.match import Matcher

COMMANDS = Path(__file__).parents[2] / "scripts" / "benches" / "commands.txt"
ROWS = [line.split("\t") for line in COMMANDS.read_text().splitlines()]
SHARE = 0.99  # of them are understood


@pytest.fixture(scope="module")
def active(intents):
    return [intent for intent in intents if not intent.question]


def right(call, intent, written, by_name):
    """Is it that intent with those slots, each written in the speaker's words?"""
    if call is None or call.intent != intent:
        return False
    words = dict(pair.split("=") for pair in written.split(";") if pair)
    slots = by_name[intent].slots
    return {name: slots[name].parse(said) for name, said in words.items()} == call.slots


def test_there_are_enough_of_them_and_none_twice():
    sentences = [sentence for sentence, _, _ in ROWS]
    assert len(set(sentences)) == len(sentences) >= 160


def test_they_are_understood(active):
    matcher, by_name = Matcher(active), {intent.name: intent for intent in active}
    wrong = [row for row in ROWS if not right(matcher.match(row[0]), row[1], row[2], by_name)]
    assert len(wrong) <= (1 - SHARE) * len(ROWS), wrong


def test_they_are_understood_when_typed_with_capitals_and_full_stops(active):
    matcher, by_name = Matcher(active), {intent.name: intent for intent in active}
    wrong = [row for row in ROWS if not right(matcher.match(f"{row[0].capitalize()}."), row[1], row[2], by_name)]
    assert len(wrong) <= (1 - SHARE) * len(ROWS), wrong


def test_the_recogniser_can_hear_every_one_of_them(active):
    """Without what only typed text may use: open slots and typed templates."""
    heard = [
        replace(
            intent,
            typed=(),
            slots={name: replace(slot, open_text=False) for name, slot in intent.slots.items()},
        )
        for intent in active
    ]
    matcher = Matcher(heard)
    assert [sentence for sentence, _, _ in ROWS if matcher.match(sentence) is None] == []


@pytest.mark.parametrize("module", persona("assistant").modules(), ids=lambda module: module.__name__)
def test_every_skill_has_its_share(module):
    names = {intent.name for intent in module.INTENTS}
    assert sum(intent in names for _, intent, _ in ROWS) >= 4
