"""Can a single message break the protocol? Random bytes, and right events of which one place is something else."""

import copy
import json

from hypothesis import given, settings
from hypothesis import strategies as st
from realtime_world import World, base64_of, pcm

RIGHT = [
    {
        "type": "session.update",
        "event_id": "mine",
        "session": {
            "type": "realtime",
            "model": "m",
            "instructions": "Be brief.",
            "output_modalities": ["audio"],
            "max_output_tokens": 50,
            "tools": [{"type": "function", "name": "f", "description": "d", "parameters": {"type": "object"}}],
            "tool_choice": {"type": "function", "name": "f"},
            "tracing": {"workflow_name": "w", "metadata": {"a": [1]}},
            "truncation": {"type": "retention_ratio", "retention_ratio": 0.5, "token_limits": {"post_instructions": 9}},
            "include": ["item.input_audio_transcription.logprobs"],
            "reasoning": {"effort": "low"},
            "audio": {
                "input": {
                    "format": {"type": "audio/pcm", "rate": 24000},
                    "noise_reduction": {"type": "near_field", "strength": 0.5},
                    "transcription": {"model": "w", "language": "de", "prompt": "p", "keywords": ["k"]},
                    "turn_detection": {"type": "server_vad", "threshold": 0.5, "idle_timeout_ms": 6000},
                },
                "output": {"format": {"type": "audio/pcmu"}, "voice": {"id": "v"}, "speed": 1.0},
            },
        },
    },
    {"type": "input_audio_buffer.append", "audio": base64_of(pcm(1))},
    {
        "type": "conversation.item.create",
        "previous_item_id": "root",
        "item": {
            "type": "message",
            "id": "a",
            "object": "realtime.item",
            "status": "completed",
            "role": "user",
            "content": [{"type": "input_audio", "audio": "AAAA"}, {"type": "input_text", "text": "Hi."}],
        },
    },
    {
        "type": "conversation.item.create",
        "item": {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
    },
    {"type": "conversation.item.truncate", "item_id": "a", "content_index": 0, "audio_end_ms": 10},
    {
        "type": "response.create",
        "response": {
            "conversation": "none",
            "metadata": {"a": "b"},
            "input": [{"type": "item_reference", "id": "a"}, {"type": "message", "role": "system", "content": []}],
            "output_modalities": ["text"],
            "max_output_tokens": "inf",
            "audio": {"output": {"voice": "v", "format": {"type": "audio/pcm"}}},
        },
    },
    {"type": "response.cancel", "response_id": "r"},
]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([-1, 0, 1, 2**63, 2**70, 0.5, -1e308]),
    st.text(max_size=6),
    st.sampled_from(["x" * 5000, "\x00", "😀", "root", "audio/pcm", "mcp"]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.none(), max_size=2),
)


def places(found, where=()):
    """The ways to every value."""
    yield where
    inside = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for key, value in inside:
        yield from places(value, (*where, key))


WAYS = [(number, way) for number, event in enumerate(RIGHT) for way in places(event) if way]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(WAYS), JUNK, st.booleans()), min_size=1, max_size=4))
def test_an_event_with_something_else_in_one_place_is_refused_or_done_and_never_breaks(changes):
    world = World()
    for (number, way), junk, extra in changes:
        event = copy.deepcopy(RIGHT[number])
        inside = event
        for key in way[:-1]:
            inside = inside[key]
        inside[way[-1]] = junk
        if extra and isinstance(inside, dict):
            inside["extra"] = junk
        world.raw(json.dumps(event))
        assert world.kinds().count("error") <= 1
        if "error" in world.kinds():
            assert world.kinds() == ["error"]
            assert world.fresh_orders == []
            assert len(world.error()["message"]) < 600


def test_the_right_events_are_right():
    world = World()
    for event in RIGHT[:4]:
        world.raw(json.dumps(event))
        assert "error" not in world.kinds(), world.fresh


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.binary(max_size=60) | st.text(max_size=60))
def test_random_messages_are_refused_in_one_event(message):
    world = World()
    world.raw(message)
    assert world.kinds() == ["error"]
