"""Can a single message break the Live protocol? Random bytes, and right events of which one place is something else."""

import copy
import json

from hypothesis import given, settings
from hypothesis import strategies as st
from live_world import RESPONSES, World, base64_of, classes, pcm
from test_realtime_junk import JUNK, places

START = {
    "type": "session.start",
    "event_id": "mine",
    "session": {
        "model": "m",
        "instructions": "Be brief.",
        "safety_identifier": "s",
        "store": False,
        "audio": {"format": {"type": "audio/pcm", "rate": 16000}, "output": {"voice": "v"}},
        "delegation": {
            "type": "responses",
            "acknowledgement_delay_ms": 400,
            "responses": {
                **RESPONSES["responses"],
                "tool_choice": {"type": "function", "name": "weather"},
                "reasoning": {"effort": "low"},
                "text": {"verbosity": "low"},
            },
        },
        "input": [{"role": "user", "type": "message", "id": "a", "content": [{"type": "input_text", "text": "Hi."}]}],
        "triggers": [],
    },
}
RIGHT = [
    {"type": "session.update", "session": {"delegation": {"type": "responses", "responses": {"model": "b"}}}},
    {"type": "session.input_audio.append", "audio": base64_of(pcm(1))},
    {"type": "session.input_audio.mute"},
    {"type": "session.input_audio.unmute"},
    {"type": "session.instructions.append", "content": "c", "delegation_id": None},
    {"type": "session.thinking.append", "content": "c", "delegation_id": None},
    {"type": "session.commentary.append", "content": "c", "delegation_id": None},
    {
        "type": "response.item.create",
        "item": {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "t"}]},
    },
    {"type": "response.create"},
    {"type": "session.output_audio.fixture.play", "audio": base64_of(pcm(1))},
    {"type": "session.close"},
]
EVENTS = [START, *RIGHT]
WAYS = [(number, way) for number, event in enumerate(EVENTS) for way in places(event) if way]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(WAYS), JUNK, st.booleans()), min_size=1, max_size=4))
def test_an_event_with_something_else_in_one_place_is_refused_or_done_and_never_breaks(changes):
    for (number, way), junk, extra in changes:
        world = World()
        if number:
            world.raw(json.dumps(START))
        event = copy.deepcopy(EVENTS[number])
        inside = event
        for key in way[:-1]:
            inside = inside[key]
        inside[way[-1]] = junk
        if extra and isinstance(inside, dict):
            inside["extra"] = junk
        before = world.protocol.session
        world.raw(json.dumps(event))
        assert world.kinds().count("error") <= 1
        if "error" in world.kinds():
            assert world.kinds() == ["error"]
            assert world.fresh_orders == []
            assert world.protocol.session is before
            assert len(world.error()["message"]) < 600


def test_the_right_events_are_right_and_none_is_missing():
    world = World()
    for event in EVENTS:
        world.raw(json.dumps(event))
        assert "error" not in world.kinds(), world.fresh
    decisions = {"decision.create", "decision.item.create", "decision.item.delete"}
    assert {event["type"] for event in EVENTS} | decisions == set(classes("ClientEvent"))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.binary(max_size=60) | st.text(max_size=60))
def test_random_messages_are_refused_in_one_event(message):
    world = World({})
    world.raw(message)
    assert world.kinds() == ["error"]
