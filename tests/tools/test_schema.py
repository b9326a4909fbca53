"""The skills as a language model sees them."""

import asyncio
import json
import random
from datetime import timedelta
from itertools import combinations

import pytest
from skill_talk import Talk

from localvoice.tools.persona import names
from localvoice.tools.reading.templates import read, sample
from localvoice.tools.reading.times import ClockTime, Moment


def functions(talk):
    return {tool["function"]["name"]: tool["function"] for tool in talk.toolbox.schemas()}


def test_what_a_language_model_cannot_do_itself_is_a_function_of_strings(talk):
    found = functions(talk)
    assert {"time", "timer_set", "shopping_add", "convert"} <= set(found)
    assert not set(found) & {"thanks", "greeting", "stop", "help", "shopping_clear_yes", "timer_ask", "two_dice"}
    assert all(tool["type"] == "function" for tool in talk.toolbox.schemas())
    for function in found.values():
        if parameters := function.get("parameters"):
            assert set(parameters.get("required", ())) <= set(parameters["properties"])
            assert all(each["type"] == "string" for each in parameters["properties"].values())
    assert json.loads(json.dumps(found)) == found


def test_a_slot_is_described_where_it_first_occurs(talk):
    found = functions(talk)
    slots = [found[name]["parameters"]["properties"]["duration"] for name in ("timer_set", "timer_add", "alarm_snooze")]
    assert [slot.get("description", "") for slot in slots] == ["a span of time such as 'ten minutes'", "", ""]


def test_what_every_sentence_has_is_required(talk):
    required = {name: each.get("parameters", {}).get("required", []) for name, each in functions(talk).items()}
    assert required["timer_set"] == ["duration"]
    assert required["reminder_set"] == ["moment"]
    assert required["time"] == []
    assert required["calculate"] == ["a", "b", "op"]
    assert required["alarm_cancel"] == required["reminder_forget"] == []


def test_a_second_name_for_a_slot_is_not_shown_but_read(talk):
    shown = functions(talk)["shopping_add"]["parameters"]
    assert (list(shown["properties"]), shown["required"]) == (["things"], ["things"])
    assert talk.toolbox.call("shopping_add", {"goods": "milk"}).slots == {"goods": ("milk",)}


@pytest.mark.parametrize("name", names())
def test_every_call_that_a_model_may_make_can_be_run(name):
    talk = Talk(name)
    for intent in talk.toolbox.persona.tools():
        drawn, run = {slot: _drawn(kind) for slot, kind in intent.slots.items()}, 0
        for size in range(len(drawn) + 1):
            for some in combinations(drawn, size):
                if call := talk.toolbox.call(intent.name, {slot: drawn[slot] for slot in some}):
                    asyncio.run(talk.toolbox.run(call))
                    talk.toolbox.question, run = "", run + 1
        assert run or intent.question


def _drawn(slot):
    """Words that the slot can read."""
    drawn = (sample(read(slot.rule), random.Random(seed)) for seed in range(100))
    return next(words for words in drawn if slot.parse(words) is not None)


@pytest.mark.parametrize(
    ("name", "arguments", "slots"),
    [
        ("timer_set", {"duration": "10 min"}, {"duration": timedelta(minutes=10)}),
        ("timer_set", {"duration": "ten minutes", "name": "Ofen"}, {"duration": timedelta(minutes=10), "name": "Ofen"}),
        ("timer_set", {"duration": "ten minutes", "name": ""}, {"duration": timedelta(minutes=10)}),
        ("timer_set", {"duration": "ten minutes", "name": None, "colour": 1}, {"duration": timedelta(minutes=10)}),
        ("dice", {"count": 2}, {"count": 2}),
        ("alarm_set", {"moment": "7:30 pm"}, {"moment": Moment(clock=ClockTime(19, 30, vague=False))}),
        ("time", {}, {}),
        ("shopping_add", {"things": ["milk", "eggs"]}, {"things": ("milk", "eggs")}),
        ("shopping_add", {"things": '["milk", "mac and cheese"]'}, {"things": ("milk", "mac and cheese")}),
        (
            "shopping_add",
            {"things": [{"name": "milk"}, {"quantity": 2, "item": "eggs"}]},
            {"things": ("milk", "2 eggs")},
        ),
        ("shopping_add", {"things": {"items": ["milk"]}}, {"things": ("milk",)}),
        ("shopping_add", {"things": "milk and eggs to the shopping list"}, {"things": ("milk", "eggs")}),
        ("timer_set", {"duration": "ten minutes", "name": "null"}, {"duration": timedelta(minutes=10)}),
        ("timer_set", {"duration": "ten minutes", "name": "None"}, {"duration": timedelta(minutes=10)}),
        ("timer_set", {"duration": "ten minutes", "name": False}, {"duration": timedelta(minutes=10)}),
        ("timer_set", {"duration": {"minutes": 10}}, {"duration": timedelta(minutes=10)}),
        ("timer_set", {"duration": {"amount": 10, "unit": "minutes"}}, {"duration": timedelta(minutes=10)}),
        ("timer_set", {"duration": ["ten minutes"]}, {"duration": timedelta(minutes=10)}),
        (
            "timer_set",
            {"duration": "ten minutes", "name": "the pasta timer"},
            {"duration": timedelta(minutes=10), "name": "pasta"},
        ),
        ("dice", {"count": 2.0, "sides": "6"}, {"count": 2, "sides": 6}),
        ("todo_add", {"task": "to call mom"}, {"task": "call mom"}),
        ("todo_add", {"task": "remind me to to call mom"}, {"task": "call mom"}),
        ("calculate", {"a": 0.000001, "op": "times", "b": 3}, {"a": 0.000001, "op": "times", "b": 3}),
        ("calculate", {"a": 2, "op": "plus", "b": 3, "op2": "times"}, {"a": 2, "op": "plus", "b": 3}),
    ],
)
def test_a_models_arguments_are_read(talk, name, arguments, slots):
    assert talk.toolbox.call(name, arguments).slots == slots


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("timer_set", {}),
        ("timer_set", {"duration": "soon"}),
        ("make_coffee", {}),
        ("timer_length", {"duration": "ten minutes"}),
        ("shopping_add", {}),
        ("shopping_add", {"things": True}),
        ("shopping_add", {"things": []}),
        ("shopping_add", {"things": "null"}),
        ("shopping_add", {"things": {"type": "string", "description": "what to buy"}}),
        ("timer_set", {"duration": ["ten minutes", "two hours"]}),
        ("timer_set", {"duration": float("inf")}),
        ("timer_set", {"duration": [[[]]]}),
        ("reminder_set", {"moment": "in ten minutes"}),
    ],
)
def test_a_call_that_makes_no_sense_is_none(talk, name, arguments):
    assert talk.toolbox.call(name, arguments) is None


def test_what_a_model_listed_is_asked_about_as_things(talk):
    read = talk.toolbox.call("shopping_add", {"things": ["milk", "two eggs"]})
    assert talk.toolbox.propose([read]).text == "Shall I add milk and two eggs to your shopping list?"
