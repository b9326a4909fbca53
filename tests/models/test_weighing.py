"""What words ask for, weighed by the tiny language model, and that arguments are words which were said."""

from datetime import timedelta
from pathlib import Path

import pytest

from localvoice.models.lm import conversation as lm
from localvoice.models.weighed import Argument
from localvoice.tools.persona import persona
from localvoice.tools.reading.repair import vocabulary
from localvoice.tools.skill import Slot

FOLDER = Path(lm.__file__).parents[2] / "tiny"
ASKING = frozenset(vocabulary(persona("assistant").intents(), slots=False))
INTENTS = {intent.name: intent for intent in persona("assistant").intents()}


def last(steps):
    try:
        while True:
            next(steps)
    except StopIteration as end:
        return end.value


@pytest.fixture(scope="module")
def chat():
    return lm.load(FOLDER).open("", [{"type": "function", "function": {"name": "any", "description": "x"}}], 1024)


def filled(chat, words, tool, calls=lambda done: True, asking=ASKING):
    arguments = {name: Argument(slot.parse, slot.open_text) for name, slot in INTENTS[tool].slots.items()}
    return last(last(chat.weigh(words)).fill(tool, arguments, calls, asking))


def test_the_shares_of_all_tools_and_of_none_add_up_to_at_most_one(chat):
    shares = last(chat.weigh("please set a timer for ten minutes")).shares
    assert max(shares, key=shares.get) == "timer_set"
    assert 0.99 < sum(shares.values()) < 1.001
    nothing = last(chat.weigh("the emperor of rome had a horse")).shares
    assert max(nothing, key=nothing.get) == ""


@pytest.mark.parametrize("thing", ["cereal", "zwieback", "brombeeren", "brown rice"])
def test_what_was_never_seen_is_copied_whole(chat, thing):
    found, score = filled(chat, f"put {thing} on my shopping list", "shopping_add")
    assert found == {"things": thing}
    assert score < 0


@pytest.mark.parametrize(
    ("words", "tool", "argument", "value"),
    [
        ("start another timer this one for six minutes", "timer_set", "duration", timedelta(minutes=6)),
        ("put it on for eight thirty", "alarm_set", "moment", "eight thirty"),
        ("wake me on sunday at ten past nine", "alarm_set", "moment", "sunday at ten past nine"),
    ],
)
def test_a_number_is_taken_whole(chat, words, tool, argument, value):
    read = INTENTS[tool].slots[argument].parse
    found, _ = filled(chat, words, tool)
    assert read(found[argument]) == (read(value) if isinstance(value, str) else value)


def test_an_argument_may_stand_in_two_places_but_a_name_may_not(chat):
    arguments = {"duration": Argument(INTENTS["timer_add"].slots["duration"].parse, False)}
    look = last(chat.weigh("give the timer four more minutes"))
    assert last(look.fill("timer_add", arguments, lambda done: "duration" in done, ASKING))[0] == {
        "duration": "four minutes"
    }
    named = {"things": Argument(lambda words: words if words == "milk butter" else None, True)}
    assert last(last(chat.weigh("add milk and butter")).fill("shopping_add", named, bool, ASKING)) is None


def test_no_word_is_in_two_arguments(chat):
    any_number = Slot("number", "x", INTENTS["multiply"].slots["a"].parse).parse
    arguments = {name: Argument(any_number, False) for name in ("a", "b")}
    found, _ = last(
        last(chat.weigh("what is six times seven")).fill("multiply", arguments, lambda done: len(done) == 2, ASKING)
    )
    assert sorted(found.values()) == ["seven", "six"]


def test_too_few_arguments_are_no_call(chat):
    assert filled(chat, "set a timer", "timer_set", calls=lambda done: "duration" in done) is None


def test_words_beside_a_name_that_one_does_not_ask_with_rather_belong_to_it(chat):
    words = "make a quick note for me plumber charges eighty dollars"
    assert filled(chat, words, "note_take", asking=set(words.split()))[0] != {"text": "plumber charges eighty dollars"}
    assert filled(chat, words, "note_take")[0] == {"text": "plumber charges eighty dollars"}


def test_nothing_is_remembered_of_what_was_weighed(chat):
    before = chat.entries(), list(chat.context.ids)
    last(chat.weigh("put milk on my list"))
    assert (chat.entries(), list(chat.context.ids)) == before
