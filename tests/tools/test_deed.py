"""What changes something is said back in words before it is done, and only a yes does it."""

import asyncio
import inspect
import random
from datetime import timedelta
from itertools import combinations

import pytest
from sayable import parts

from localvoice.tools import schema
from localvoice.tools.deed import PLACE, in_words
from localvoice.tools.persona import names, persona
from localvoice.tools.reading.templates import read, sample
from localvoice.tools.toolbox import PROPOSAL

INTENTS = {intent.name: intent for who in map(persona, names()) for intent in who.intents()}
CHANGING = {name: intent for name, intent in INTENTS.items() if intent.deed}
HARMLESS = {name: intent for name, intent in INTENTS.items() if not intent.deed}
DRAWS = 4  # for each set of slots
DRAFTS = ("draft", "cafe draft")  # what waits for one more answer


def calls(intent):
    """The intent with each set of slots that one of its sentences can have."""
    chance, drawn = random.Random(intent.name), []
    for some in (some for size in range(len(intent.slots) + 1) for some in combinations(intent.slots, size)):
        for _ in range(DRAWS):
            words = {name: sample(read(intent.slots[name].rule), chance) for name in some}
            call = schema.call(intent, words)
            drawn += [call] if call and call.words == words else []
    assert drawn
    return drawn


def asked(talk, *wanted):
    """The question before these calls, each (intent, arguments), are done."""
    return talk.toolbox.propose([talk.toolbox.call(name, slots) for name, slots in wanted]).text


@pytest.mark.parametrize("name", CHANGING)
def test_what_changes_something_is_said_back_with_all_that_was_understood(name):
    intent = CHANGING[name]
    for call in calls(intent):
        said = in_words(intent.deed, call)
        assert not set("{}[]") & set(said)
        assert said == " ".join(said.split())
        assert said.split()[0].isalpha()
        assert len(said.split()) > 1
    assert set(PLACE.findall(intent.deed)) >= {name for name, slot in intent.slots.items() if slot.about}


def test_what_changes_something_waits_for_nothing_so_that_nobody_can_stop_it_halfway():
    reversible = {name: intent for name, intent in CHANGING.items() if intent.reversible}
    assert not [name for name, intent in reversible.items() if inspect.iscoroutinefunction(intent.run)]


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_done_unasked_changes_nothing(talk, name):
    for kind in ("timer", "alarm", "reminder", "rung", "shopping", "todo", "note"):
        talk.shelf.put(kind, "rest", talk.now + timedelta(hours=1), {"seconds": 3600})
    talk.shelf.put("order", "a latte", data={"open": True})
    before = list(talk.shelf.items)
    for call in calls(HARMLESS[name]):
        answer = HARMLESS[name].run(call.slots, talk.world)
        if inspect.iscoroutine(answer):
            asyncio.run(answer)
        kept = [item for item in talk.shelf.items if not item.kind.startswith(DRAFTS)]
        assert kept == before


@pytest.mark.parametrize(
    ("name", "slots", "question"),
    [
        ("timer_set", {"duration": "10 min"}, "Shall I set a timer for 10 minutes?"),
        ("timer_set", {"duration": "an hour", "name": "pizza"}, "Shall I set a timer for 1 hour, called pizza?"),
        ("timer_cancel", {}, "Shall I cancel the timer?"),
        ("timer_cancel", {"name": "tea"}, "Shall I cancel the tea timer?"),
        ("timer_add", {"duration": "5 minutes"}, "Shall I add 5 minutes to the timer?"),
        ("alarm_set", {"moment": "7:30 pm"}, "Shall I set an alarm today, Monday, May 4th, at 7:30 PM?"),
        ("alarm_set", {"moment": "tomorrow at seven"}, "Shall I set an alarm tomorrow, Tuesday, May 5th, at 7 AM?"),
        ("alarm_set", {"duration": "two hours"}, "Shall I set an alarm in 2 hours?"),
        ("alarm_repeat", {"time": "6:45", "repeat": "on weekdays"}, "Shall I set an alarm at 6:45 on weekdays?"),
        ("alarm_cancel", {"time": "noon"}, "Shall I cancel your alarm at noon?"),
        ("alarm_snooze", {}, "Shall I let the alarm ring again?"),
        (
            "reminder_set",
            {"task": "call my mom", "moment": "tonight"},
            "Shall I remind you to call your mom today, Monday, May 4th, at 9 PM?",
        ),
        ("reminder_set", {"task": "pay", "moment": "in 20 min"}, "Shall I remind you to pay in 20 minutes?"),
        (
            "reminder_set",
            {"event": "the meeting", "moment": "next friday at nine a m"},
            "Shall I remind you about the meeting on Friday, May 15th, at 9 AM?",
        ),
        (
            "reminder_set",
            {"task": "pay", "moment": "in the morning"},
            "Shall I remind you to pay tomorrow, Tuesday, May 5th, at 8 AM?",
        ),
        (
            "reminder_set",
            {"task": "pay", "moment": "the third of may"},
            "Shall I remind you to pay on Monday, May 3rd, 2027, at 9 AM?",
        ),
        ("shopping_add", {"things": "milk and two eggs"}, "Shall I add milk and two eggs to your shopping list?"),
        ("todo_add", {"task": "wash my car"}, "Shall I add to your to do list: wash your car?"),
        ("note_take", {"text": "the code is 12"}, "Shall I write down: the code is 12?"),
    ],
)
def test_a_question_reads_as_words(talk, name, slots, question):
    assert asked(talk, (name, slots)) == question


def test_a_yes_does_it_and_answers_as_the_skill_would(talk):
    asked(talk, ("shopping_add", {"things": "milk"}))
    assert talk.shelf.all("shopping") == []
    assert talk.say("yes do it") == "I added milk to your shopping list."
    assert [item.text for item in talk.shelf.all("shopping")] == ["milk"]
    assert talk.toolbox.match("yes") is None


def test_two_things_are_asked_and_done_together(talk):
    question = asked(talk, ("shopping_add", {"things": "milk"}), ("timer_set", {"duration": "ten minutes"}))
    assert question == "Shall I add milk to your shopping list and set a timer for 10 minutes?"
    assert talk.say("sure") == "I added milk to your shopping list. Timer set for 10 minutes."


@pytest.mark.parametrize("said", ["no", "don't", "what time is it", "never mind"])
def test_nothing_is_done_without_a_yes(talk, said):
    asked(talk, ("shopping_add", {"things": "milk"}))
    talk.say(said)
    assert talk.toolbox.match("yes") is None
    assert talk.shelf.items == []


def test_a_dropped_proposal_cannot_be_done_any_more(talk):
    asked(talk, ("shopping_add", {"things": "milk"}))
    talk.toolbox.drop_proposal()
    assert talk.toolbox.match("yes") is None
    talk.say("set a timer")
    talk.toolbox.drop_proposal()  # another question
    assert talk.say("ten minutes") == "Timer set for 10 minutes."


def test_a_newer_proposal_takes_the_place_of_an_older_one(talk):
    asked(talk, ("shopping_add", {"things": "milk"}))
    question = asked(talk, ("shopping_add", {"things": "eggs"}))
    assert talk.toolbox.unknown().text == f"Sorry, I did not understand that. {question}"
    talk.say("yes")
    assert [item.text for item in talk.shelf.all("shopping")] == ["eggs"]


def test_a_model_cannot_say_yes_to_itself(talk):
    asked(talk, ("shopping_add", {"things": "milk"}))
    assert talk.toolbox.call(f"{PROPOSAL}_yes", {}) is None
    assert not [tool for tool in talk.toolbox.schemas() if PROPOSAL in tool["function"]["name"]]


def test_the_yes_and_the_no_can_be_heard_while_the_question_is_open(talk):
    before = talk.toolbox.grammar()
    asked(talk, ("shopping_add", {"things": "milk"}))
    assert f"ask_{PROPOSAL}_yes" in parts(talk.toolbox.grammar())
    assert f"ask_{PROPOSAL}_yes" not in parts(before)


def test_a_question_that_is_said_again_stays_open(talk):
    question = asked(talk, ("shopping_add", {"things": "milk"}))
    assert talk.say("what did you say") == question
    assert talk.say("yes") == "I added milk to your shopping list."


def test_a_proposal_is_open_again_when_the_answer_to_it_is_taken_back(talk):
    talk.shelf.mark = talk.shelf.undo = lambda: None
    asked(talk, ("timer_set", {"duration": "ten minutes"}))
    undo = talk.toolbox.mark()
    talk.say("no")
    undo()
    call = talk.toolbox.match("yes")
    assert asyncio.run(talk.toolbox.run(call)).text == "Timer set for 10 minutes."
