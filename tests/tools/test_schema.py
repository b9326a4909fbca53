"""The skills as a language model sees them."""

import json
from datetime import timedelta

import pytest

from localvoice.tools.times import ClockTime, Moment


def test_every_intent_but_small_talk_and_answers_is_a_function_of_strings(talk):
    tools = talk.toolbox.schemas()
    names = {tool["function"]["name"] for tool in tools}
    assert {"time", "timer_set", "shopping_add", "convert"} <= names
    assert not names & {"thanks", "greeting", "stop", "help", "shopping_clear_yes"}
    for tool in tools:
        assert tool["type"] == "function"
        parameters = tool["function"]["parameters"]
        assert set(parameters["required"]) <= set(parameters["properties"])
        assert all(each["type"] == "string" and each["description"] for each in parameters["properties"].values())
    assert json.loads(json.dumps(tools)) == tools


def test_what_every_sentence_has_is_required(talk):
    required = {tool["function"]["name"]: tool["function"]["parameters"]["required"] for tool in talk.toolbox.schemas()}
    assert required["timer_set"] == ["duration"]
    assert required["reminder_set"] == ["moment"]
    assert required["time"] == []
    assert required["calculate"] == ["a", "b", "op"]
    assert required["timer_ask"] == required["alarm_cancel"] == required["reminder_forget"] == []


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
    ],
)
def test_a_call_that_makes_no_sense_is_none(talk, name, arguments):
    assert talk.toolbox.call(name, arguments) is None
