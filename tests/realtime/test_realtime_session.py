"""How can a session be set? Formats, turns, transcripts alone, silence, and what is kept only to be shown."""

import pytest
from realtime_world import SETTINGS, World, base64_of, of

from localvoice.realtime.protocol import Protocol
from localvoice.realtime.words import Commit, Configure, Heard, Respond, Send, Sound, SpeechStarted, TurnOver, Turns


def test_a_new_session_shows_all_that_it_is():
    world = World()
    session = world.one("session.created")["session"]
    assert session["instructions"] == "Be kind."
    assert session["audio"]["output"] == {
        "format": {"type": "audio/pcm", "rate": 24000},
        "voice": "marin",
        "speed": 1.0,
    }
    assert session["audio"]["input"]["turn_detection"]["silence_duration_ms"] == 500
    assert world.order(Configure).turns == Turns("server_vad", 0.5, 300, 500)


@pytest.mark.parametrize(("eagerness", "patience"), [("low", 2.0), ("medium", 1.0), ("high", 0.5), ("auto", 1.0)])
def test_eagerness_is_the_opposite_of_patience(eagerness, patience):
    world = World()
    world.listens(turn_detection={"type": "semantic_vad", "eagerness": eagerness})
    assert world.order(Configure).turns == Turns("semantic_vad", patience=patience)


def test_turns_of_the_host_end_when_the_client_takes_over():
    world = World()
    world.append(500)
    world.host(SpeechStarted(100))
    world.listens(turn_detection=None)
    assert world.kinds() == ["input_audio_buffer.speech_stopped", "session.updated"]
    assert world.order(Configure).turns is None
    world.host(TurnOver(500), SpeechStarted(500))
    assert world.fresh == []
    world.send("input_audio_buffer.commit")
    assert world.order(Commit).until_ms == 500


def test_the_client_s_words_help_the_recogniser():
    world = World()
    world.listens(transcription={"model": "gpt-transcribe", "language": "de", "prompt": "Köln", "keywords": ["Ahr"]})
    order = world.order(Configure)
    assert (order.language, order.hint, order.deltas) == ("de", "Köln, Ahr", True)
    world.listens(transcription=None)
    assert "transcription" not in world.one("session.updated")["session"]["audio"]["input"]
    assert world.order(Configure).deltas is False


@pytest.mark.parametrize("form", ["audio/pcmu", "audio/pcma"])
def test_telephone_sound_has_eight_bytes_a_millisecond_in_both_directions(form):
    world = World()
    world.update(
        audio={"input": {"format": {"type": form}, "turn_detection": None}, "output": {"format": {"type": form}}}
    )
    assert (world.order(Configure).heard_as, world.order(Configure).spoken_as) == (form, form)
    world.send("input_audio_buffer.append", audio=base64_of(bytes(8 * 250)))
    world.send("input_audio_buffer.commit")
    assert world.order(Commit).until_ms == 250
    world.asks()
    world.host(Heard(world.last(Commit).item_id, "Hello."))
    response_id = world.last(Respond).response_id
    world.answers("Good day.", done=False)  # 48000 bytes
    item_id = of(world.events, "response.output_item.added")[-1]["item"]["id"]
    world.host(Sound(response_id, bytes(8)))
    world.send("conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=6000)
    assert world.kinds() == ["conversation.item.truncated"]


def test_half_a_sample_of_one_format_is_not_the_beginning_of_another():
    world = World()
    world.send("input_audio_buffer.append", audio=base64_of(b"\1\2\3"))
    world.listens(format={"type": "audio/pcmu"})
    world.send("input_audio_buffer.append", audio=base64_of(b"\4"))
    assert [order.sound for order in world.fresh_orders] == [b"\4"]


def test_what_changes_nothing_here_is_kept_and_shown():
    world = World()
    world.update(
        tracing={"workflow_name": "w", "metadata": {"a": 1}},
        truncation={"type": "retention_ratio", "retention_ratio": 0.8, "token_limits": {"post_instructions": 5000}},
        include=["item.input_audio_transcription.logprobs"],
        reasoning={"effort": "low"},
        parallel_tool_calls=False,
        audio={"input": {"noise_reduction": {"type": "near_field", "strength": 0.5}}},
    )
    world.update(instructions="More.")
    session = world.one("session.updated")["session"]
    assert session["tracing"] == {"workflow_name": "w", "metadata": {"a": 1}}
    assert session["truncation"]["token_limits"] == {"post_instructions": 5000}
    assert session["include"] == ["item.input_audio_transcription.logprobs"]
    assert (session["reasoning"], session["parallel_tool_calls"]) == ({"effort": "low"}, False)
    assert session["audio"]["input"]["noise_reduction"] == {"type": "near_field", "strength": 0.5}


def test_a_session_of_transcripts_alone_answers_nothing():
    world = World()
    heard = {"transcription": {"model": "gpt-4o-transcribe"}, "turn_detection": {"type": "server_vad"}}
    world.send("session.update", session={"type": "transcription", "audio": {"input": heard}})
    session = world.one("session.updated")["session"]
    assert (session["type"], session["object"]) == ("transcription", "realtime.transcription_session")
    assert world.order(Configure).transcribing_only
    events = world.speaks("Take a letter.")
    assert of(events, "conversation.item.input_audio_transcription.completed")[0]["transcript"] == "Take a letter."
    assert not of(events, "response.created")
    world.send("response.create")
    assert world.error()["code"] == "invalid_event"
    world.update(instructions="Answer.")
    assert world.error()["param"] == "session.type"


def test_a_session_of_transcripts_has_no_voice_and_no_instructions():
    world = World()
    for wrong in ({"instructions": "x"}, {"audio": {"output": {}}}):
        world.send("session.update", session={"type": "transcription", **wrong})
        assert world.error()["code"] == "unknown_parameter"


def test_after_an_answer_and_so_much_silence_there_is_another_one():
    world = World()
    world.listens(turn_detection={"type": "server_vad", "idle_timeout_ms": 6000})
    assert world.protocol.due_s is None
    world.speaks()
    assert world.protocol.due_s is None
    world.answers("It is noon in Bonn.", ms=2000)
    assert world.protocol.due_s == world.now_s + 8  # two seconds of it are still to be heard
    world.append(9000)
    world.tick(7.9)
    assert world.fresh == []
    world.tick(0.2)
    assert world.kinds() == [
        "input_audio_buffer.timeout_triggered",
        "input_audio_buffer.committed",
        "conversation.item.added",
    ]
    triggered = world.one("input_audio_buffer.timeout_triggered")
    assert triggered["audio_end_ms"] - triggered["audio_start_ms"] == 6000
    assert world.protocol.due_s is None
    world.host(Heard(world.last(Commit).item_id, ""))
    assert world.kinds()[-1] == "response.created"
    assert world.order(Respond).items[-1].silent


def test_where_no_answer_is_created_the_silence_is_told_once():
    world = World()
    world.listens(turn_detection={"type": "server_vad", "idle_timeout_ms": 6000, "create_response": False})
    world.writes()
    world.asks()
    world.answers("Noon.")
    world.tick(10)
    assert world.kinds()[0] == "input_audio_buffer.timeout_triggered"
    world.host(Heard(world.last(Commit).item_id, ""))
    world.tick(10)
    assert world.fresh == []


def test_who_speaks_ends_the_silence():
    world = World()
    world.listens(turn_detection={"type": "server_vad", "idle_timeout_ms": 6000})
    world.speaks()
    world.answers("Noon.")
    world.append(500)
    world.host(SpeechStarted(1100))
    assert world.protocol.due_s is None
    world.tick(60)
    assert world.fresh == []


def test_the_voice_s_speed_and_own_id_are_taken():
    world = World()
    world.update(audio={"output": {"voice": {"id": "voice_1"}, "speed": 1.25}})
    assert (world.order(Configure).voice, world.order(Configure).speed) == ("voice_1", 1.25)


def test_answers_may_be_written():
    world = World()
    world.update(output_modalities=["text"])
    world.writes("Hi.")
    world.asks()
    events = world.answers("Hello ", "there.")
    assert [event["delta"] for event in of(events, "response.output_text.delta")] == ["Hello ", "there."]
    assert not [event for event in events if "audio" in event["type"]]
    assert of(events, "response.done")[0]["response"]["output"][0]["content"] == [
        {"type": "output_text", "text": "Hello there."}
    ]


def test_no_two_sessions_share_an_id():
    def ids(out):
        return {one.event["event_id"] for one in out if isinstance(one, Send)} | {
            one.event["session"]["id"] for one in out if isinstance(one, Send)
        }

    first, second = (Protocol(SETTINGS) for _ in range(2))
    assert len(ids(first.opened(0.0)) | ids(second.opened(0.0))) == 4
    assert all(len(one) <= 32 for one in ids(Protocol(SETTINGS).opened(0.0)))
