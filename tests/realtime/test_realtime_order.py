"""In which order do events come, and what must be in them? A cell of the table of four stock clients a test."""

import pytest
from realtime_world import World, of, pcm

from localvoice.realtime.words import (
    Answered,
    Called,
    Cancel,
    Commit,
    Failed,
    Heard,
    HeardPart,
    Phrase,
    Respond,
    Sound,
    SpeechStarted,
    SpeechStopped,
    TurnOver,
)


def kinds(events):
    return [event["type"] for event in events]


def test_a_spoken_turn_and_its_answer_come_in_the_order_that_all_clients_understand():
    world = World()
    assert kinds(world.events) == ["session.created"]
    world.listens(transcription={"model": "whisper-1"})
    assert world.kinds() == ["session.updated"]
    heard = world.speaks("What time is it?")
    answer = world.answers("Noon.")
    assert kinds(heard + answer) == [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.input_audio_transcription.delta",
        "conversation.item.input_audio_transcription.completed",
        "conversation.item.done",
        "response.created",
        "response.output_item.added",
        "conversation.item.added",
        "response.content_part.added",
        "response.output_audio_transcript.delta",
        "response.output_audio.delta",
        "response.output_audio.done",
        "response.output_audio_transcript.done",
        "response.content_part.done",
        "response.output_item.done",
        "conversation.item.done",
        "response.done",
    ]


def test_one_item_id_goes_through_a_whole_turn():
    world = World()
    world.listens(transcription={"model": "whisper-1"})
    events = world.speaks()
    about_it = [event for event in events if "item_id" in event] + of(events, "conversation.item.added")
    assert {event.get("item_id") or event["item"]["id"] for event in about_it} == {world.last(Commit).item_id}
    assert len(about_it) == 6


def test_transcripts_come_only_where_they_were_asked_for():
    assert not any("transcription" in kind for kind in kinds(World().speaks()))


def test_parts_of_a_transcript_are_not_told_twice():
    world = World()
    world.listens(transcription={"model": "whisper-1"})
    world.append()
    world.host(SpeechStarted(0), TurnOver(200))
    item_id = world.last(Commit).item_id
    world.host(HeardPart(item_id, "What "), HeardPart(item_id, "time?"), Heard(item_id, "What time?"))
    deltas = [event["delta"] for event in world.fresh if event["type"].endswith("transcription.delta")]
    assert deltas == ["What ", "time?"]


def test_the_transcript_s_usage_is_a_duration():
    world = World()
    world.listens(transcription={"model": "whisper-1"})
    (done,) = of(world.speaks(ms=1500), "conversation.item.input_audio_transcription.completed")
    assert done["usage"] == {"type": "duration", "seconds": 1.5}
    assert done["languages"] == [{"code": "en"}]


def test_the_metadata_of_a_response_is_echoed_from_its_beginning_to_its_end():
    world = World()
    world.writes()
    world.asks(metadata={"client_event_id": "response_create_7"})
    assert world.one("response.created")["response"]["metadata"] == {"client_event_id": "response_create_7"}
    world.answers("Hello.")
    assert world.one("response.done")["response"]["metadata"] == {"client_event_id": "response_create_7"}


def test_the_session_echoes_what_interrupts_and_in_which_format_it_speaks():
    world = World()
    detection = world.events[0]["session"]["audio"]["input"]["turn_detection"]
    assert detection["interrupt_response"] is True
    assert detection["create_response"] is True
    world.update(
        audio={
            "input": {"turn_detection": {"type": "semantic_vad", "interrupt_response": False}},
            "output": {"format": {"type": "audio/pcmu"}},
        }
    )
    audio = world.one("session.updated")["session"]["audio"]
    assert audio["input"]["turn_detection"]["interrupt_response"] is False
    assert audio["output"]["format"] == {"type": "audio/pcmu"}


def test_each_item_names_the_one_before_it_and_the_first_names_none():
    world = World()
    world.speaks()
    world.answers("Noon.")
    world.speaks("And now?")
    world.answers("Still noon.")
    added = [event for event in world.events if event["type"] == "conversation.item.added"]
    ids = [event["item"]["id"] for event in added]
    assert [event["previous_item_id"] for event in added] == [None, *ids[:-1]]
    done = [event for event in world.events if event["type"] == "conversation.item.done"]
    assert [event["previous_item_id"] for event in done] == [None, *ids[:-1]]
    committed = [event for event in world.events if event["type"] == "input_audio_buffer.committed"]
    assert [event["previous_item_id"] for event in committed] == [None, ids[1]]


def test_an_item_put_first_has_none_before_it_and_one_in_the_middle_names_its_place():
    world = World()
    first, second = world.writes("a"), world.writes("b")
    item = {"type": "message", "role": "system", "content": [{"type": "input_text", "text": "c"}]}
    world.send("conversation.item.create", item=item, previous_item_id="root")
    assert world.one("conversation.item.added")["previous_item_id"] is None
    world.send("conversation.item.create", item=item, previous_item_id=first)
    assert world.one("conversation.item.added")["previous_item_id"] == first
    world.asks()
    read = [item.item_id for item in world.last(Respond).items]
    assert (read.index(first), read.index(second), len(read)) == (1, 3, 4)


def test_a_function_call_is_added_to_the_conversation_before_its_arguments_are_done():
    world = World()
    world.speaks("Weather in Bonn?")
    world.host(Called(world.last(Respond).response_id, "weather", '{"city": "Bonn"}'))
    assert world.kinds() == [
        "response.output_item.added",
        "conversation.item.added",
        "response.function_call_arguments.delta",
        "response.function_call_arguments.done",
        "response.output_item.done",
        "conversation.item.done",
    ]
    done = world.one("response.function_call_arguments.done")
    assert (done["name"], done["arguments"]) == ("weather", '{"city": "Bonn"}')
    item = world.one("response.output_item.done")["item"]
    assert (item["status"], item["call_id"]) == ("completed", done["call_id"])
    assert world.one("conversation.item.added")["item"]["status"] == "in_progress"


def test_a_function_may_be_called_while_the_answer_is_still_spoken():
    world = World()
    world.speaks()
    world.answers("Let me see. ", done=False)
    response_id = world.last(Respond).response_id
    world.host(Called(response_id, "weather", "{}"))
    world.host(Phrase(response_id, "One moment."), Sound(response_id, pcm(500)))
    assert {event["output_index"] for event in world.fresh} == {0}
    world.host(Answered(response_id))
    output = world.one("response.done")["response"]["output"]
    assert [item["type"] for item in output] == ["message", "function_call"]
    assert output[0]["content"][0]["transcript"] == "Let me see. One moment."


def test_an_error_names_the_event_that_it_is_about():
    world = World()
    world.asks()
    world.send("response.create", event_id="mine_1")
    assert world.error()["event_id"] == "mine_1"
    assert world.error()["code"] == "conversation_already_has_active_response"
    assert world.fresh[0]["event_id"] != "mine_1"


def test_a_cancel_without_a_response_says_so_in_the_words_that_clients_look_for():
    world = World()
    world.send("response.cancel")
    assert world.error()["code"] == "response_cancel_not_active"
    assert world.error()["message"].startswith("Cancellation failed")


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        ("input_audio_buffer.commit", {}, "input_audio_buffer_commit_empty"),
        ("conversation.item.retrieve", {"item_id": "gone"}, "item_retrieve_invalid_item_id"),
        ("conversation.item.delete", {"item_id": "gone"}, "item_delete_invalid_item_id"),
        (
            "conversation.item.truncate",
            {"item_id": "gone", "content_index": 0, "audio_end_ms": 0},
            "item_truncate_invalid_item_id",
        ),
    ],
)
def test_refusals_have_the_codes_that_clients_look_for(kind, fields, code):
    world = World()
    world.send(kind, event_id="rci_1", **fields)
    assert (world.error()["code"], world.error()["event_id"]) == (code, "rci_1")


def test_who_speaks_over_an_answer_ends_it_at_once_and_everything_begun_is_closed():
    world = World()
    world.speaks()
    world.answers("It is noon in Bonn.", done=False)
    response_id = world.last(Respond).response_id
    world.append()
    world.host(SpeechStarted(1000))
    assert world.kinds() == [
        "input_audio_buffer.speech_started",
        "response.output_audio.done",
        "response.output_audio_transcript.done",
        "response.content_part.done",
        "response.output_item.done",
        "conversation.item.done",
        "response.done",
    ]
    assert world.order(Cancel).response_id == response_id
    ended = world.one("response.done")["response"]
    assert (ended["status"], ended["status_details"]["reason"]) == ("cancelled", "turn_detected")
    assert world.one("response.output_item.done")["item"]["status"] == "incomplete"
    world.host(Sound(response_id, pcm(500)), Phrase(response_id, "Late."), Answered(response_id))
    assert world.fresh == []


def test_where_nothing_interrupts_the_answer_goes_on_and_the_next_waits_for_it():
    world = World()
    world.listens(turn_detection={"type": "server_vad", "interrupt_response": False})
    world.speaks()
    world.answers("It is", done=False)
    events = world.speaks("Never mind.")
    assert not of(events, "response.done")
    assert not of(events, "response.created")
    world.host(Answered(world.last(Respond).response_id))
    assert world.kinds()[-2:] == ["response.done", "response.created"]
    assert [item.text for item in world.last(Respond).items] == ["What time is it?", "It is", "Never mind."]


def test_where_no_response_is_created_by_itself_the_turn_is_only_committed():
    world = World()
    world.listens(turn_detection={"type": "server_vad", "create_response": False})
    events = world.speaks()
    assert kinds(events)[-1] == "conversation.item.done"
    world.asks()
    assert world.last(Respond).items[0].text == "What time is it?"


def test_a_cough_is_taken_back_and_the_answer_that_waited_behind_it_comes():
    world = World()
    world.append(1000)
    world.host(SpeechStarted(0), TurnOver(500), SpeechStarted(600))
    world.host(Heard(world.last(Commit).item_id, "What time is it?"))
    assert "response.created" not in world.kinds()
    world.host(SpeechStopped(800))
    assert world.kinds() == ["input_audio_buffer.speech_stopped", "response.created"]


def test_who_goes_on_before_the_answer_began_gets_one_answer_to_both():
    world = World()
    world.append(1000)
    world.host(SpeechStarted(0), TurnOver(400))
    first = world.last(Commit).item_id
    world.host(SpeechStarted(500), Heard(first, "What time is it"), TurnOver(900))
    world.host(Heard(world.last(Commit).item_id, "in Bonn?"))
    assert kinds(world.events).count("response.created") == 1
    assert [item.text for item in world.last(Respond).items] == ["What time is it", "in Bonn?"]


def test_a_failure_of_the_host_ends_the_response_and_not_the_session():
    world = World()
    world.speaks()
    world.host(Failed(world.last(Respond).response_id, "The model has no memory left."))
    assert world.kinds() == ["response.done"]
    response = world.one("response.done")["response"]
    assert response["status"] == "failed"
    assert response["status_details"]["error"]["message"] == "The model has no memory left."
    world.writes()
    assert world.asks()


def test_an_answer_that_became_too_long_is_incomplete():
    world = World()
    world.speaks()
    world.answers("Once upon a", done=False)
    world.host(Answered(world.last(Respond).response_id, "length", 9, 3))
    response = world.one("response.done")["response"]
    assert response["status"] == "incomplete"
    assert response["status_details"]["reason"] == "max_output_tokens"


def test_the_end_of_a_response_counts_tokens_and_leaves_the_sound_out():
    world = World()
    world.speaks()
    world.answers("Noon.")
    response = world.one("response.done")["response"]
    assert (response["usage"]["total_tokens"], response["usage"]["input_tokens"]) == (25, 20)
    assert response["output"][0]["content"] == [{"type": "output_audio", "transcript": "Noon."}]
    assert response["conversation_id"].startswith("conv_")


def test_an_answer_of_nothing_still_ends():
    world = World()
    world.speaks()
    world.host(Answered(world.last(Respond).response_id))
    assert world.one("response.done")["response"]["output"] == []


def test_sound_has_a_transcript_in_all_events_even_before_it_is_known():
    world = World()
    world.append()
    world.host(SpeechStarted(0), TurnOver(200))
    assert world.one("conversation.item.added")["item"]["content"] == [{"type": "input_audio", "transcript": ""}]
