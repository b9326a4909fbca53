"""What is done for a conversation between turns? What it always knows of the person, what is to be forgotten, room.

Steps for the lane, parked while a turn is live; the memory's file is read there, too.
"""

import re
from collections.abc import Generator
from typing import Any

from localvoice.models.roles import Compacting, Personal
from localvoice.tools.reading.normal import spoken
from localvoice.tools.reading.numbers import DIGITS, ORDINALS, TEENS, TENS
from localvoice.tools.skill import Memory, World

TOLD = "The person has told you, in their words: {facts}."
LONGEST_SUMMARY = 90  # words
ORDERS = {"first", "second"}  # "first they said" counts nothing
NUMBERS = {*DIGITS, *TEENS, *TENS, *ORDINALS, "hundred", "thousand", "million"} - ORDERS
NAME = re.compile(r"[^\W\d_a-z][\w'’-]*")
# That begin a sentence of a summary and name nobody
OPENERS = (
    "a after all also an and as at before both but earlier finally first for he her his however i in it its later next"
    " on our she so some that the their then there these they this those to we what when while with you your person"
    " user assistant"
)
NOBODY = set(OPENERS.split())


def always(memory: Memory | None) -> str:
    """What a language model is always told of the person; "" for nothing."""
    facts = [item.text for item in memory.known() if item.data.get("always")] if memory else []
    return TOLD.format(facts="; ".join(f"“{fact}”" for fact in facts)) if facts else ""


class Upkeep:
    """That of one conversation with a language model."""

    def __init__(self, chat: Any, world: World) -> None:
        self._chat, self._world = chat, world
        self._erasures: int | None = None  # when it was looked at last

    def steps(self) -> Generator[object, None, None]:
        """Each is short, and may be the last one."""
        personal, compacting = isinstance(self._chat, Personal), isinstance(self._chat, Compacting)
        if personal:
            self._know()
        if compacting and self._world.thinks:  # one that is too small sums up wrongly
            yield from self._chat.compact(faithful)
        yield from self._chat.settle()

    def _know(self) -> None:
        chat, memory = self._chat, self._world.memory
        if memory is None:
            return
        erasures = memory.erasures()
        if self._erasures in (None, erasures) or chat.forget():
            self._erasures = erasures
        chat.remind(always(memory))


def faithful(summary: str, said: str) -> bool:
    """Do all names and numbers of a summary stand in what was said? What it makes of them nobody can check."""
    if not summary or len(summary.split()) > LONGEST_SUMMARY:
        return False
    had = {word.text for word in spoken(said)}
    numbers = {word.text for word in spoken(summary)} & NUMBERS
    return numbers <= had and all(_plain(name) in had | NOBODY for name in NAME.findall(summary))


def _plain(name: str) -> str:
    return re.sub(r"['’]s?$", "", name.lower())
