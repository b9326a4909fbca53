"""What may a client send that is wrong? What a stranger would try; each has its error and changes nothing."""

import json

import pytest
from realtime_world import World, base64_of

from localvoice.realtime import errors
from localvoice.realtime.conversation import ITEMS, Conversation
from localvoice.realtime.items import Said

SAID = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi."}]}


def updates(**session):
    return {"type": "session.update", "session": {"type": "realtime", **session}}


def hears(**heard):
    return updates(audio={"input": heard})


def creates(**item):
    return {"type": "conversation.item.create", "item": {**SAID, **item}}


def asks(**response):
    return {"type": "response.create", "response": response}


WRONG = [
    ({"type": "session.update", "session": {"instructions": "x"}}, "missing_required_parameter", "session.type"),
    ({"type": "session.update"}, "missing_required_parameter", "session"),
    ({"type": "session.update", "session": []}, "invalid_type", "session"),
    (updates(modalities=["text", "audio"]), "unknown_parameter", "session.modalities"),
    (updates(temperature=0.8), "unknown_parameter", "session.temperature"),
    (updates(type="translation"), "invalid_value", "session.type"),
    (updates(instructions=7), "invalid_type", "session.instructions"),
    (updates(output_modalities=["text", "audio"]), "invalid_value", "session.output_modalities"),
    (updates(output_modalities=[["text"]]), "invalid_value", "session.output_modalities"),
    (updates(max_output_tokens=0), "integer_below_min_value", "session.max_output_tokens"),
    (updates(max_output_tokens=5000), "integer_above_max_value", "session.max_output_tokens"),
    (updates(max_output_tokens=True), "invalid_type", "session.max_output_tokens"),
    (updates(audio={"output": {"speed": 3}}), "decimal_above_max_value", "session.audio.output.speed"),
    (updates(audio={"output": {"voice": 3}}), "invalid_type", "session.audio.output.voice"),
    (updates(tools=[{"type": "function"}]), "missing_required_parameter", "session.tools[0].name"),
    (updates(tools=[{"type": "function", "name": "f", "meta": 1}]), "unknown_parameter", "session.tools[0].meta"),
    (updates(tools=[{"type": "mcp", "server_label": "x"}]), "invalid_value", "session.tools[0].type"),
    (updates(tools=[{"type": "function", "name": "f"}] * 129), "array_above_max_length", "session.tools"),
    (updates(tools=["f"]), "invalid_type", "session.tools[0]"),
    (updates(tools=[{"type": "function", "name": ""}]), "invalid_value", "session.tools[0].name"),
    (updates(tool_choice="perhaps"), "invalid_value", "session.tool_choice"),
    (updates(tool_choice={"type": "function", "name": "f"}), "invalid_value", "session.tool_choice"),
    (updates(include=["everything"]), "invalid_value", "session.include[0]"),
    (updates(prompt={"id": "p"}), "invalid_value", "session.prompt"),
    (
        updates(truncation={"type": "retention_ratio"}),
        "missing_required_parameter",
        "session.truncation.retention_ratio",
    ),
    (updates(tracing="no"), "invalid_value", "session.tracing"),
    (updates(tracing={"metadata": False}), "invalid_type", "session.tracing.metadata"),
    (updates(reasoning={"effort": "huge"}), "invalid_value", "session.reasoning.effort"),
    (hears(format="pcm16"), "invalid_type", "session.audio.input.format"),
    (hears(format={"type": "pcm16"}), "invalid_value", "session.audio.input.format.type"),
    (hears(format={"type": "audio/pcm", "rate": 16000}), "integer_below_min_value", "session.audio.input.format.rate"),
    (hears(turn_detection={"type": "none"}), "invalid_value", "session.audio.input.turn_detection.type"),
    (
        hears(turn_detection={"type": "semantic_vad", "eagerness": "very_high"}),
        "invalid_value",
        "session.audio.input.turn_detection.eagerness",
    ),
    (
        hears(turn_detection={"type": "semantic_vad", "threshold": 0.5}),
        "unknown_parameter",
        "session.audio.input.turn_detection.threshold",
    ),
    (
        hears(turn_detection={"type": "server_vad", "threshold": 1.5}),
        "decimal_above_max_value",
        "session.audio.input.turn_detection.threshold",
    ),
    (hears(transcription={"model": 3}), "invalid_type", "session.audio.input.transcription.model"),
    (hears(noise_reduction={"type": "loud"}), "invalid_value", "session.audio.input.noise_reduction.type"),
    ({"type": "input_audio_buffer.append"}, "missing_required_parameter", "audio"),
    ({"type": "input_audio_buffer.append", "audio": "%%%"}, "invalid_value", "audio"),
    ({"type": "input_audio_buffer.append", "audio": "äöü"}, "invalid_value", "audio"),
    ({"type": "input_audio_buffer.append", "audio": "AAAA", "rate": 8000}, "unknown_parameter", "rate"),
    ({"type": "input_audio_buffer.commit"}, "input_audio_buffer_commit_empty", None),
    ({"type": "output_audio_buffer.clear"}, "invalid_event", "type"),
    ({"type": "conversation.item.create"}, "missing_required_parameter", "item"),
    (creates(type="picture"), "invalid_value", "item.type"),
    (creates(role="tool"), "invalid_value", "item.role"),
    (creates(content="Hi."), "invalid_type", "item.content"),
    (creates(content=[{"type": "text", "text": "Hi."}]), "invalid_value", "item.content[0].type"),
    (creates(content=[{"type": "input_text"}]), "missing_required_parameter", "item.content[0].text"),
    (creates(content=[{"type": "input_image", "image_url": "data:,"}]), "invalid_value", "item.content[0].image_url"),
    (creates(content=[{"type": "input_image"}]), "missing_required_parameter", "item.content[0].image_url"),
    (creates(content=[{"type": "input_audio"}]), "missing_required_parameter", "item.content[0].audio"),
    (creates(role="assistant"), "invalid_value", "item.content[0].type"),
    (creates(id="x" * 33), "string_above_max_length", "item.id"),
    ({**creates(), "previous_item_id": "gone"}, "item_create_invalid_previous_item_id", "previous_item_id"),
    (
        {"type": "conversation.item.create", "item": {"type": "function_call_output", "call_id": "c", "output": ""}},
        "invalid_tool_call_id",
        "item.call_id",
    ),
    ({"type": "conversation.item.delete"}, "missing_required_parameter", "item_id"),
    ({"type": "conversation.item.truncate", "item_id": "x"}, "missing_required_parameter", "content_index"),
    (
        {"type": "conversation.item.truncate", "item_id": "x", "content_index": 0, "audio_end_ms": -1},
        "integer_below_min_value",
        "audio_end_ms",
    ),
    (asks(modalities=["text"]), "unknown_parameter", "response.modalities"),
    (asks(conversation="mine"), "invalid_value", "response.conversation"),
    (asks(metadata={"a": 1}), "invalid_type", "response.metadata.a"),
    (asks(metadata={str(n): "" for n in range(17)}), "array_above_max_length", "response.metadata"),
    (asks(metadata={"a": "x" * 513}), "string_above_max_length", "response.metadata.a"),
    (asks(input=[{"type": "item_reference", "id": "gone"}]), "invalid_value", "response.input[0].id"),
    (asks(input=[{"type": "item_reference"}]), "missing_required_parameter", "response.input[0].id"),
    (asks(input="Hi."), "invalid_type", "response.input"),
    (asks(audio={"input": {}}), "unknown_parameter", "response.audio.input"),
    ({"type": "response.create", "instructions": "x"}, "unknown_parameter", "instructions"),
    ({"type": "response.cancel"}, "response_cancel_not_active", None),
    ({"type": "response.cancel", "response_id": 4}, "invalid_type", "response_id"),
    ({}, "invalid_event", "type"),
    ({"type": "response.say"}, "invalid_value", "type"),
    ({"type": 7}, "invalid_type", "type"),
    ({"type": "input_audio_buffer.clear", "event_id": "x" * 513}, "string_above_max_length", "event_id"),
]


@pytest.mark.parametrize(("event", "code", "param"), WRONG, ids=[f"{code} {param}" for _, code, param in WRONG])
def test_what_is_wrong_is_said_and_changes_nothing(event, code, param):
    world = World()
    before = (world.protocol.session, world.protocol.due_s)
    world.raw(json.dumps({"event_id": "mine_9", **event}))
    assert world.kinds() == ["error"]
    assert (world.error()["code"], world.error()["param"]) == (code, param)
    assert world.error()["event_id"] == (None if param == "event_id" else "mine_9")
    assert world.error()["type"] == "invalid_request_error"
    assert world.error()["message"].endswith(".")
    assert world.fresh_orders == []
    assert (world.protocol.session, world.protocol.due_s) == before


@pytest.mark.parametrize(
    "message",
    [
        "hello",
        "",
        "[1]",
        "7",
        "null",
        '"x"',
        "{",
        '{"type": NaN}',
        b"\xff\xfe",
        "[" * 100_000,
        '{"a": 1e999}',
        '"\ud800"',
    ],
)
def test_what_is_no_event_is_refused_in_one_sentence(message):
    world = World()
    world.raw(message)
    assert world.error()["code"] in {"invalid_json", "invalid_event"}
    assert len(world.error()["message"]) < 400


def test_another_model_is_refused_once_the_session_has_begun():
    world = World()
    world.update(model="gpt-realtime-mini")
    assert world.one("session.updated")["session"]["model"] == "gpt-realtime-mini"
    world.writes()
    world.update(model="gpt-realtime-mini")
    assert world.kinds() == ["session.updated"]
    world.update(model="gpt-4o")
    assert (world.error()["code"], world.error()["param"]) == ("invalid_value", "session.model")


def test_an_event_id_that_is_no_text_is_refused_and_not_echoed():
    world = World()
    world.send("input_audio_buffer.clear", event_id=5)
    assert (world.error()["param"], world.error()["event_id"]) == ("event_id", None)


def test_an_item_id_can_be_used_once():
    world = World()
    world.writes(id="mine")
    world.send("conversation.item.create", item={**SAID, "id": "mine"})
    assert world.error()["code"] == "item_create_duplicate_item_id"


def test_only_answers_that_were_spoken_can_be_truncated_and_not_beyond_their_end():
    world = World()
    written = world.writes()
    world.send("conversation.item.truncate", item_id=written, content_index=0, audio_end_ms=0)
    assert world.error()["message"] == "Only model output audio messages can be truncated."
    world.asks()
    world.answers("It is noon.", ms=900)
    item_id = world.one("response.done")["response"]["output"][0]["id"]
    world.send("conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=5000)
    assert world.error()["message"] == "Audio content of 900ms is already shorter than 5000ms."
    world.send("conversation.item.truncate", item_id=item_id, content_index=3, audio_end_ms=0)
    assert world.error()["param"] == "content_index"
    assert world.item(item_id)["content"][0]["transcript"] == "It is noon."


def test_an_update_that_is_half_wrong_changes_nothing():
    world = World()
    before = world.protocol.session
    world.update(instructions="Be brief.", audio={"input": {"turn_detection": None}, "output": {"speed": 9}})
    assert world.error()["param"] == "session.audio.output.speed"
    assert world.protocol.session == before


def test_sound_that_is_never_committed_does_not_fill_the_memory():
    world = World()
    world.listens(turn_detection=None, format={"type": "audio/pcmu"})
    minute = base64_of(bytes(8 * 60_000))
    for _ in range(10):
        world.send("input_audio_buffer.append", audio=minute)
    assert not world.fresh
    world.send("input_audio_buffer.append", audio=minute)
    assert world.error()["code"] == "input_audio_buffer_full"
    world.send("input_audio_buffer.clear")
    world.send("input_audio_buffer.append", audio=minute)
    assert world.fresh == []


def test_more_responses_beside_the_conversation_than_are_allowed_are_refused():
    world = World()
    for _ in range(4):
        world.asks(conversation="none", input=[])
    world.send("response.create", response={"conversation": "none"})
    assert world.error()["code"] == "rate_limit_exceeded"
    assert world.asks()


def test_a_conversation_that_a_client_fills_has_an_end():
    conversation = Conversation("conv_1")
    for number in range(ITEMS):
        conversation.add(Said(str(number), "user", []))
    with pytest.raises(errors.Refused, match="too many"):
        conversation.check(Said("mine", "user", []), None)
