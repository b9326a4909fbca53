"""What a conversation is told between turns, and whether a summary may stand for what was said."""

from datetime import UTC, datetime

import pytest

from localvoice.events import FACT, Item
from localvoice.models.roles import Read, Text
from localvoice.tools.skill import World
from localvoice.understanding.upkeep import Upkeep, always, faithful

SAID = (
    "Person: my sister Clara moves to Lisbon on May 3rd\nYou: How nice.\nPerson: she has two cats and 1,500 books\n"
    "You: That is a lot to carry."
)


@pytest.mark.parametrize(
    "summary",
    [
        "The person's sister Clara moves to Lisbon on May 3rd. She has 2 cats and 1500 books.",
        "Clara has two cats.",
        "They told of Clara's move.",
    ],
)
def test_a_summary_with_the_names_and_numbers_that_were_said_is_faithful(summary):
    assert faithful(summary, SAID)


@pytest.mark.parametrize(
    "summary",
    [
        "",
        "Clara moves to Madrid.",
        "Clara has three cats.",
        "Anna moves to Lisbon.",
        "Clara moves on May 4th.",
        "She has 15 books.",
        "Clara moves. " * 60,
    ],
)
def test_one_with_others_is_not(summary):
    assert not faithful(summary, SAID)


class Known:
    """A memory with these facts."""

    def __init__(self, *facts):
        self.facts, self.count = facts, 0

    def known(self):
        return [
            Item(at, FACT, text, None, datetime(2026, 5, 4, tzinfo=UTC), {"always": marked})
            for at, (text, marked) in enumerate(self.facts)
        ]

    def erasures(self):
        return self.count


class Chat:
    """Remembers what it was asked to do; `busy`: an answer is on its way."""

    def __init__(self):
        self.log, self.busy = [], False

    def remind(self, facts):
        self.log.append(facts)

    def forget(self):
        self.log += [] if self.busy else ["forget"]
        return not self.busy

    def compact(self, faithful):
        self.log.append("compact")
        yield Text("")

    def settle(self):
        self.log.append("settle")
        yield Read(1)


def upkeep(chat, memory, thinks=True):
    world = World(None, None, None, memory=memory, thinks=thinks)
    return Upkeep(chat, world)


def test_only_facts_that_are_marked_are_always_told():
    memory = Known(("I'm vegan", True), ("my cat is black", False), ("I like short answers", True))
    assert always(memory) == "The person has told you, in their words: “I'm vegan”; “I like short answers”."
    assert always(Known(("my cat is black", False))) == always(None) == ""


def test_what_was_forgotten_by_whomever_is_forgotten_in_the_conversation_too_once():
    chat, memory = Chat(), Known(("I'm vegan", True))
    work = upkeep(chat, memory)
    list(work.steps())
    assert chat.log == [always(memory), "compact", "settle"]
    memory.facts, memory.count = (), 1
    list(work.steps())
    list(work.steps())
    assert chat.log[3:] == ["forget", "", "compact", "settle", "", "compact", "settle"]


def test_it_waits_for_an_answer_that_is_on_its_way():
    chat, memory = Chat(), Known()
    work = upkeep(chat, memory)
    list(work.steps())
    memory.count, chat.busy = 1, True
    list(work.steps())
    assert "forget" not in chat.log
    chat.busy = False
    list(work.steps())
    assert chat.log.count("forget") == 1


def test_a_model_that_is_too_small_sums_nothing_up():
    chat = Chat()
    list(upkeep(chat, None, thinks=False).steps())
    assert chat.log == ["settle"]
