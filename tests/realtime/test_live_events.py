"""What does each event of a Live client do? One chapter an event, by its effect on host and client."""

import pytest
from live_world import MODEL, NOW_UNIX_S, RESPONSES, World, base64_of, classes, pcm

from localvoice.realtime.live.session import SESSION_S
from localvoice.realtime.live.words import (
    Close,
    Failed,
    Form,
    Frame,
    Hear,
    Heard,
    Message,
    Mute,
    Note,
    Open,
    Play,
    Played,
    Tell,
)


def test_all_events_of_a_client_are_known():
    world = World({})
    for kind in classes("ClientEvent"):
        world.send(kind, surprise=1)
        assert "Supported values" not in world.error()["message"]


def test_nothing_is_done_before_the_session_begins():
    world = World()
    world.send("session.input_audio.append", audio=base64_of(pcm(20)), event_id="mine")
    assert world.error()["client_event_id"] == "mine"
    assert world.host(Frame(pcm(80)), Heard("hello", 0, 1)) == []
    assert world.orders == []


def test_a_session_begins_with_all_that_it_is():
    world = World()
    part = {"type": "input_text", "text": "I am Ann."}
    history = [
        {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "It is May."}]},
        {"role": "user", "content": [part], "id": "a", "status": "completed"},
        {"role": "assistant", "content": [{"text": "Hello Ann."}]},
    ]
    audio = {"format": {"type": "audio/pcm", "rate": 16_000}, "output": {"voice": {"id": "v"}}}
    world.start(instructions="Be kind.", input=history, audio=audio, store=True, safety_identifier="s")
    session = world.one("session.started")["session"]
    assert (session["model"], session["instructions"]) == (MODEL, "Be kind.")
    assert session["expires_at"] == NOW_UNIX_S + 24 * 3600
    assert session["delegation"] == {"type": "client", "acknowledgement_delay_ms": 0}
    assert session["store"] is False
    assert session["input"][0]["role"] == "developer"
    order = world.order(Open)
    assert order.form == Form("audio/pcm", 16_000)
    assert (order.voice, order.backend, order.target) == ("v", None, "client")
    assert [(one.role, one.text) for one in order.history] == [
        ("system", "It is May."),
        ("user", "I am Ann."),
        ("assistant", "Hello Ann."),
    ]


def test_a_beginning_that_is_refused_may_be_sent_again_and_only_one_is_taken():
    world = World()
    world.send("session.start", session={})
    assert world.error()["param"] == "session.model"
    world.start()
    assert world.kinds() == ["session.started"]
    world.start()
    assert world.error()["code"] == "invalid_event"


@pytest.mark.parametrize(
    ("session", "param"),
    [
        ({"audio": {"format": {"type": "audio/pcm", "rate": 8000}}}, "session.audio.format.rate"),
        ({"audio": {"format": {"type": "audio/pcmu", "rate": 24_000}}}, "session.audio.format.rate"),
        ({"audio": {"format": {"type": "audio/opus", "rate": 24_000}}}, "session.audio.format.type"),
        ({"delegation": {"type": "decisions"}}, "session.delegation.type"),
        ({"delegation": {"type": "responses"}}, "session.delegation.responses"),
        ({"delegation": {"type": "responses", "responses": {}}}, "session.delegation.responses.model"),
        ({"triggers": [{}]}, "session.triggers"),
        ({"client": {"data_channel": {}}}, "session.client"),
        ({"input": [{"role": "system", "content": [{"text": "x"}]}]}, "session.input[0].role"),
        ({"input": [{"role": "user", "content": []}]}, "session.input[0].content"),
        ({"input": [{"role": "user", "content": [{"text": "x"}]}] * 129}, "session.input"),
        ({"input": [{"role": "user", "content": [{"text": "x" * 70_000}]}]}, "session.input"),
        ({"instructions": "x" * 131_073}, "session.instructions"),
        ({"surprise": 1}, "session.surprise"),
    ],
)
def test_what_a_session_cannot_be_is_refused_with_its_place(session, param):
    world = World()
    world.start(**session)
    assert world.error()["param"] == param
    assert world.protocol.session is None


@pytest.mark.parametrize(
    ("kind", "rate_hz", "bytes_a_ms"),
    [("audio/pcm", 16_000, 32), ("audio/pcm", 24_000, 48), ("audio/pcmu", 8000, 8), ("audio/pcma", 8000, 8)],
)
def test_the_clock_counts_the_sound_that_goes_out(kind, rate_hz, bytes_a_ms):
    world = World({"audio": {"format": {"type": kind, "rate": rate_hz}}})
    world.host(*(Frame(bytes(bytes_a_ms * 80)) for _ in range(5)))
    assert world.protocol.clock_ms == 400
    assert world.kinds() == ["session.output_audio.delta"] * 5


def test_silence_is_sent_as_speech_is_and_text_just_before_its_sound():
    world = World({})
    world.frames(2)
    world.frames(1, "It is")
    assert world.kinds() == ["session.output_transcript.delta", "session.output_audio.delta"]
    told = world.one("session.output_transcript.delta")
    assert (told["delta"], told["start_ms"], told["end_ms"]) == ("It is", 160, 240)
    assert world.one("session.output_audio.delta").keys() == {"type", "delta"}


def test_what_the_person_said_has_its_place_on_the_clock():
    world = World({})
    world.frames(10)
    world.host(Heard("what time is it", 100.4, 900.0))
    told = world.one("session.input_transcript.delta")
    assert (told["delta"], told["start_ms"], told["end_ms"]) == ("what time is it", 100, 800)


def test_sound_comes_in_whole_samples_of_any_length():
    world = World({})
    world.send("session.input_audio.append", audio=base64_of(b"\1\2\3"))
    assert world.order(Hear).sound == b"\1\2"
    world.send("session.input_audio.append", audio=base64_of(b"\4"))
    assert world.order(Hear).sound == b"\3\4"
    assert world.kinds() == []


def test_who_sends_faster_than_can_be_heard_is_told_when_it_is_too_much():
    world = World({})
    for _ in range(4):
        world.send("session.input_audio.append", audio=base64_of(pcm(15_000)))
        assert world.kinds() == []
    world.send("session.input_audio.append", audio=base64_of(pcm(1000)), event_id="e")
    assert world.error()["code"] == "input_audio_buffer_full"
    world.frames(1, waiting_ms=20_000)
    world.send("session.input_audio.append", audio=base64_of(pcm(1000)))
    assert world.kinds() == []
    assert len(world.order(Hear).sound) == len(pcm(1000))


def test_sound_that_is_no_base64_is_refused():
    world = World({})
    world.send("session.input_audio.append", audio="?")
    assert world.error()["param"] == "audio"


def test_the_microphone_is_muted_and_unmuted():
    world = World({})
    world.send("session.input_audio.mute", event_id="m")
    assert world.one("session.input_audio.muted")["client_event_id"] == "m"
    assert world.order(Mute) == Mute(True)
    world.send("session.input_audio.unmute")
    assert "client_event_id" not in world.one("session.input_audio.unmuted")
    assert world.order(Mute) == Mute(False)


@pytest.mark.parametrize("manner", ["instructions", "thinking", "commentary"])
def test_the_mind_is_told_something_in_one_of_three_manners(manner):
    world = World({})
    world.frames(3)
    world.send(f"session.{manner}.append", content="Bonn is warm.", delegation_id=None, event_id="a")
    event = world.one(f"session.{manner}.appended")
    assert (event["start_ms"], event["end_ms"], event["client_event_id"]) == (240, 240, "a")
    assert world.order(Tell) == Tell(manner, "Bonn is warm.")


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"delegation_id": None}, "content"),
        ({"content": "x"}, "delegation_id"),
        ({"content": " ", "delegation_id": None}, "content"),
        ({"content": "x" * 4001, "delegation_id": None}, "content"),
        ({"content": "x", "delegation_id": "dlg_7"}, "delegation_id"),
    ],
)
def test_what_cannot_be_told_is_refused(fields, param):
    world = World({})
    world.send("session.thinking.append", **fields)
    assert world.error()["param"] == param
    assert world.fresh_orders == []


def test_a_fixture_is_played_whole_and_nothing_is_heard_or_told_meanwhile():
    world = World({"audio": {"format": {"type": "audio/pcmu", "rate": 8000}}})
    world.send("session.output_audio.fixture.play", audio=base64_of(pcm(1000)), event_id="f")
    assert world.one("session.output_audio.fixture.playing")["client_event_id"] == "f"
    assert len(world.order(Play).sound) == 48_000
    world.send("session.commentary.append", content="x", delegation_id=None)
    assert world.error()["code"] == "fixture_active"
    world.send("session.output_audio.fixture.play", audio=base64_of(pcm(10)))
    assert world.error()["code"] == "fixture_active"
    world.send("session.input_audio.append", audio=base64_of(bytes(800)))
    assert (world.fresh, world.fresh_orders) == ([], [])
    world.host(Played())
    assert world.one("session.output_audio.fixture.played")["client_event_id"] == "f"
    world.send("session.input_audio.append", audio=base64_of(bytes(800)))
    assert world.order(Hear)


@pytest.mark.parametrize("audio", ["", "?", base64_of(b"\1"), base64_of(pcm(30_001))])
def test_a_fixture_that_cannot_be_played_interrupts_nothing(audio):
    world = World({})
    world.send("session.output_audio.fixture.play", audio=audio)
    assert world.error()["param"] == "audio"
    assert world.fresh_orders == []


def test_the_session_closes_when_it_is_asked_to_and_then_says_nothing():
    world = World({})
    world.frames(20)
    world.send("session.close", event_id="c")
    closed = world.one("session.closed")
    assert (closed["reason"], closed["usage"]["seconds"], closed["client_event_id"]) == ("close_requested", 1.0, "c")
    assert world.order(Close)
    assert world.frames(1) == world.send("session.close") == []


def test_the_session_s_length_is_told_now_and_then():
    world = World({})
    world.frames(125)
    assert world.kinds()[-1] == "session.usage.updated"
    assert world.fresh[-1]["usage"]["seconds"] == 10.0
    world.frames(124)
    assert "session.usage.updated" not in world.kinds()


def test_after_a_day_the_session_has_expired(monkeypatch):
    assert SESSION_S == 24 * 3600
    monkeypatch.setattr("localvoice.realtime.live.session.SESSION_S", 2)
    world = World({})
    world.frames(24)
    assert not world.protocol.closed
    world.frames(1)
    assert world.one("session.closed")["reason"] == "expired"


def test_the_back_end_may_change_and_nothing_else():
    world = World({"delegation": RESPONSES})
    changed = {"type": "responses", "responses": {"tools": []}, "acknowledgement_delay_ms": 400}
    world.send("session.update", session={"delegation": changed}, event_id="u")
    updated = world.one("session.updated")
    assert updated["client_event_id"] == "u"
    assert updated["session"]["delegation"]["responses"] == {
        "model": "big",
        "instructions": "Be right.",
        "tools": [],
        "tool_choice": "auto",
    }
    for wrong in ({"model": "x"}, {"delegation": {"type": "client"}}, {"instructions": "x"}, {"triggers": [1]}):
        world.send("session.update", session=wrong)
        assert world.error()


@pytest.mark.parametrize("kind", ["decision.create", "decision.item.create", "decision.item.delete"])
def test_no_decisions_are_made_here(kind):
    world = World({})
    world.send(kind, event_id="d", item={}, item_id="x")
    assert "Decisions" in world.error()["message"]


def test_a_failure_of_the_host_is_told_and_the_session_goes_on():
    world = World({})
    world.host(Failed("The model has no memory left."))
    assert (world.error()["type"], world.error()["message"]) == ("server_error", "The model has no memory left.")
    world.host(Note("turn_based", "It takes turns."))
    assert world.one("info")["code"] == "turn_based"
    world.frames(1)
    assert world.kinds() == ["session.output_audio.delta"]


def test_a_refused_event_says_which_it_was_and_an_unreadable_one_is_refused_too():
    world = World({})
    world.send("session.close", surprise=1, event_id="mine")
    assert world.error() == {
        "type": "invalid_request_error",
        "code": "unknown_parameter",
        "message": "Unknown parameter: 'surprise'.",
        "param": "surprise",
        "client_event_id": "mine",
    }
    for message in ("", "[]", '{"type": 1}', "{}", '{"type": "session.start", "event_id": 3}', b"\xff"):
        world.raw(message)
        assert world.kinds() == ["error"]


def test_messages_keep_the_ids_that_the_client_gave_them():
    world = World()
    world.start(input=[{"role": "user", "content": [{"text": "x"}], "id": "mine"}])
    assert world.order(Open).history == (Message("mine", "user", "x"),)
