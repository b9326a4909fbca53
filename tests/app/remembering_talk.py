"""A talk with the skills that has a real memory in a folder; a clock that is set by hand."""

import sys
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from localvoice.app.memory import Memory
from localvoice.memory.conversations import CONVERSATIONS, Conversations
from localvoice.memory.facts import FACTS, Facts
from localvoice.memory.shelf import SqliteShelf

sys.path.append(str(Path(__file__).parents[1] / "tools"))

from skill_talk import NOW, Talk


@cache
def toolbox_of_all():
    """One for all tests, as making it takes longer than a test."""
    return Talk()


@contextmanager
def remembering(folder, thinks=False, sources=()):
    """A `Talk` whose turns are kept as a conversation's are; `past` holds them."""
    talk = toolbox_of_all()
    talk.now, talk.toolbox.question = NOW, ""
    talk.world.said, talk.world.hears_all = "", True
    with (
        Facts(folder / FACTS, lambda: talk.now) as facts,
        SqliteShelf(folder / "memory.sqlite", lambda: talk.now) as shelf,
        Conversations(folder / CONVERSATIONS, print, lambda: talk.now) as past,
    ):
        talk.world.shelf = shelf
        talk.world.memory, talk.world.thinks, talk.past = Memory(folder, facts, past, sources), thinks, past
        yield talk


def turn(talk, said):
    """The intent and the answer of one turn, which is kept unless it is private."""
    call = talk.toolbox.match(said)
    answer = talk.run(call) if call else talk.toolbox.unknown()
    if call is None or not talk.toolbox.private(call.intent):
        talk.past.begin(said)
        talk.past.end(said, answer.text)
    return call.intent if call else "", answer.text
