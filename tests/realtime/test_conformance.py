"""Are the judges themselves whole, and does the protocol know every event by the API's own names?"""

import ast
from pathlib import Path

import pytest
from conformance import check_class, check_openapi, classes, names, needs_openapi
from pydantic import ValidationError
from realtime_world import World

import localvoice.realtime

SOURCES = sorted(Path(localvoice.realtime.__file__).parent.glob("*.py"))


def test_all_eleven_events_of_a_client_are_known_and_no_others():
    known = classes("RealtimeClientEvent").keys()
    assert len(known) == 11
    for kind in known:
        world = World()
        world.send(kind)
        assert not [event for event in world.fresh if "Supported values" in str(event.get("error"))]
    world = World()
    world.send("response.say")
    assert set(world.error()["message"].split("'")) >= known


def test_the_judges_know_forty_six_events_of_a_server():
    assert len(classes()) == 46


@needs_openapi
def test_both_judges_know_the_same_events():
    assert names().keys() == classes().keys()


def test_every_event_that_the_source_names_is_one_of_the_api_s():
    named = set()
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in classes():
                named.add(node.value)
            is_event = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "event"
            if is_event and isinstance(node.args[0], ast.Constant):
                assert node.args[0].value in classes(), f"{file.name} sends {node.args[0].value}"
    assert len(named) >= 25


WRONG = [
    {"type": "response.output_audio.delta", "event_id": "e", "delta": "AAAA"},
    {"type": "input_audio_buffer.committed", "event_id": "e", "item_id": "i", "previous": None},
    {"type": "response.audio.delta", "event_id": "e"},
]


@pytest.mark.parametrize("event", WRONG, ids=["keys are missing", "a key is misspelt", "an old name"])
def test_the_first_judge_sees_what_is_wrong(event):
    with pytest.raises((ValidationError, AssertionError, KeyError)):
        check_class(event)


@needs_openapi
def test_the_second_judge_sees_what_is_wrong():
    import jsonschema

    with pytest.raises(jsonschema.ValidationError, match="is a required property"):
        check_openapi(WRONG[0])
