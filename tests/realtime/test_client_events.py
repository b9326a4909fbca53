"""What does each of the eleven events of a client do? One chapter an event, by its effect on host and conversation."""

import pytest
from realtime_world import World, base64_of, of, pcm

from localvoice.realtime.words import (
    Answered,
    Called,
    Cancel,
    Clear,
    Commit,
    Configure,
    Hear,
    Heard,
    HearingFailed,
    Message,
    Read,
    Recognise,
    Respond,
    Result,
    SpeechStarted,
    TurnOver,
)

COMMITS = {"turn_detection": None}


def texts(world):
    """What the model is shown at the next answer."""
    world.asks()
    shown = world.last(Respond).items
    world.answers("Yes.")
    return [item.text for item in shown if isinstance(item, Message)]


# session.update


def test_an_update_changes_what_it_names_and_leaves_the_rest():
    world = World()
    tool = {"type": "function", "name": "weather", "parameters": {"type": "object", "properties": {}}}
    world.update(instructions="Be brief.", tools=[tool])
    world.update(output_modalities=["text"])
    session = world.one("session.updated")["session"]
    assert (session["instructions"], session["tools"]) == ("Be brief.", [tool])
    assert world.order(Configure).tools == (tool,)
    world.writes()
    world.asks()
    assert world.last(Respond).spoken is False
    assert world.last(Respond).instructions == "Be brief."


# input_audio_buffer.append


def test_sound_goes_to_the_host_in_whole_samples():
    world = World()
    sound = bytes(range(100))
    world.send("input_audio_buffer.append", audio=base64_of(sound[:33]))
    world.send("input_audio_buffer.append", audio=base64_of(sound[33:]))
    heard = [order.sound for order in world.orders if isinstance(order, Hear)]
    assert [len(one) % 2 for one in heard] == [0, 0]
    assert b"".join(heard) == sound
    assert world.events[1:] == []


# input_audio_buffer.commit


def test_a_commit_makes_an_item_of_all_sound_since_the_last():
    world = World()
    world.listens(**COMMITS)
    world.append(300)
    world.send("input_audio_buffer.commit")
    assert world.kinds() == ["input_audio_buffer.committed", "conversation.item.added"]
    assert (world.order(Commit).from_ms, world.order(Commit).until_ms) == (0, 300)
    world.append(200)
    world.send("input_audio_buffer.commit")
    assert (world.order(Commit).from_ms, world.order(Commit).until_ms) == (300, 500)
    assert not of(world.events, "response.created")


def test_a_response_that_was_asked_for_too_soon_waits_until_all_has_been_heard():
    world = World()
    world.listens(**COMMITS)
    world.append(300)
    world.send("input_audio_buffer.commit")
    world.asks()
    assert world.fresh_orders == []
    world.host(Heard(world.last(Commit).item_id, "Hello there."))
    assert world.order(Respond).items[0].text == "Hello there."


def test_what_could_not_be_heard_is_said_and_the_session_goes_on():
    world = World()
    world.listens(transcription={"model": "whisper-1"})
    world.append(300)
    world.host(SpeechStarted(0), TurnOver(300))
    world.host(HearingFailed(world.last(Commit).item_id, "The recogniser has no memory left."))
    failed = world.one("conversation.item.input_audio_transcription.failed")
    assert failed["error"]["message"] == "The recogniser has no memory left."
    assert world.order(Respond).items[0].text == ""


def test_a_commit_in_the_middle_of_a_turn_ends_it():
    world = World()
    world.append(300)
    world.host(SpeechStarted(0))
    (turn,) = [event["item_id"] for event in world.fresh]
    world.send("input_audio_buffer.commit")
    assert world.kinds()[0] == "input_audio_buffer.speech_stopped"
    assert world.order(Commit).item_id == turn
    world.host(TurnOver(300))
    assert world.fresh == []


# input_audio_buffer.clear


def test_clear_forgets_the_sound_and_the_turn():
    world = World()
    world.listens(**COMMITS)
    world.append(300)
    world.send("input_audio_buffer.clear")
    assert world.kinds() == ["input_audio_buffer.cleared"]
    assert world.order(Clear)
    world.send("input_audio_buffer.commit")
    assert world.error()["code"] == "input_audio_buffer_commit_empty"


def test_clear_takes_back_a_turn_that_is_being_spoken():
    world = World()
    world.append(300)
    world.host(SpeechStarted(0))
    world.send("input_audio_buffer.clear")
    world.host(TurnOver(300))
    assert world.fresh == []


# output_audio_buffer.clear


def test_clearing_the_output_stops_the_answer():
    world = World()
    world.speaks()
    world.answers("It is noon in", done=False)
    response_id = world.last(Respond).response_id
    world.send("output_audio_buffer.clear")
    assert world.kinds()[-2:] == ["response.done", "output_audio_buffer.cleared"]
    assert world.one("output_audio_buffer.cleared")["response_id"] == response_id
    assert world.order(Cancel).response_id == response_id


# conversation.item.create


def test_items_of_each_kind_reach_the_model_in_their_order():
    world = World()
    world.writes("Weather?")
    call = {"type": "function_call", "call_id": "c1", "name": "weather", "arguments": "{}"}
    result = {"type": "function_call_output", "call_id": "c1", "output": "sunny"}
    said = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "It is sunny."}]}
    rule = {"type": "message", "role": "system", "content": [{"type": "input_text", "text": "It is evening now."}]}
    for item in (call, result, said, rule):
        world.send("conversation.item.create", item=item)
        assert world.kinds() == ["conversation.item.added", "conversation.item.done"]
    world.asks()
    shown = world.last(Respond).items
    assert [type(item).__name__ for item in shown] == ["Message", "Call", "Result", "Message", "Message"]
    assert shown[2] == Result(shown[2].item_id, "c1", "sunny")
    assert shown[4].role == "system"


def test_sound_inside_an_item_is_recognised_before_it_is_answered():
    world = World()
    part = {"type": "input_audio", "audio": base64_of(pcm(100))}
    world.send("conversation.item.create", item={"type": "message", "role": "user", "content": [part]})
    assert world.order(Recognise).sound == pcm(100)
    assert "audio" not in world.one("conversation.item.added")["item"]["content"][0]
    world.asks()
    world.recognises("Good morning.")
    assert world.order(Respond).items[0].text == "Good morning."


def test_a_transcript_that_comes_with_the_sound_is_believed():
    world = World()
    part = {"type": "input_audio", "audio": base64_of(pcm(100)), "transcript": "Good morning."}
    world.send("conversation.item.create", item={"type": "message", "role": "user", "content": [part]})
    assert texts(world) == ["Good morning."]


def test_the_host_may_read_a_changed_conversation_in_advance_when_nothing_is_answered():
    world = World()
    world.writes("Hello.")
    assert [item.text for item in world.order(Read).items] == ["Hello."]
    world.asks()
    world.writes("And more.")
    assert not [one for one in world.fresh_orders if isinstance(one, Read)]


# conversation.item.retrieve


def test_a_retrieved_item_shows_what_was_heard():
    world = World()
    world.speaks("What time is it?")
    item = world.item(world.last(Commit).item_id)
    assert item["content"] == [{"type": "input_audio", "transcript": "What time is it?"}]
    assert (item["role"], item["status"]) == ("user", "completed")


# conversation.item.delete


def test_a_deleted_item_is_gone_from_the_model_s_memory():
    world = World()
    world.writes("My name is Ada.")
    secret = world.writes("My pin is 1234.")
    world.send("conversation.item.delete", item_id=secret)
    assert world.one("conversation.item.deleted")["item_id"] == secret
    assert texts(world) == ["My name is Ada."]
    world.send("conversation.item.retrieve", item_id=secret)
    assert world.error()["code"] == "item_retrieve_invalid_item_id"


def test_nobody_waits_for_the_words_of_a_deleted_item():
    world = World()
    world.listens(**COMMITS)
    world.append(300)
    world.send("input_audio_buffer.commit")
    world.asks()
    world.send("conversation.item.delete", item_id=world.last(Commit).item_id)
    assert world.order(Respond).items == ()


# conversation.item.truncate


def spoken(world, *phrases, ms=1000):
    """The id of an answer that has been spoken."""
    world.speaks("Tell me.")
    world.answers(*phrases, ms=ms)
    return world.one("response.done")["response"]["output"][0]["id"]


@pytest.mark.parametrize(
    ("end_ms", "kept"),
    [(0, ""), (249, ""), (250, "One"), (600, "One two"), (1000, "One two three four.")],
)
def test_truncate_cuts_the_memory_to_the_words_that_had_come_out(end_ms, kept):
    world = World()
    item_id = spoken(world, "One two three four.")
    world.send("conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=end_ms)
    assert world.one("conversation.item.truncated")["audio_end_ms"] == end_ms
    content = world.item(item_id)["content"]
    assert content == [{"type": "output_audio", "transcript": kept}]
    assert texts(world) == ["Tell me.", *([kept] if kept else [])]


def test_a_second_truncate_can_only_cut_more():
    world = World()
    item_id = spoken(world, "One two three four.")
    for end_ms in (500, 900):
        world.send("conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=end_ms)
    assert world.item(item_id)["content"][0]["transcript"] == "One two"


def test_what_comes_after_a_truncation_of_a_living_answer_was_not_heard_either():
    world = World()
    world.listens(turn_detection={"type": "semantic_vad", "interrupt_response": False})
    world.speaks("Tell me.")
    world.answers("One two ", done=False)
    item_id = of(world.events, "response.output_item.added")[-1]["item"]["id"]
    world.send("conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=600)
    world.send("response.cancel")
    assert texts(world) == ["Tell me.", "One"]


# response.create


def test_a_response_has_instructions_tools_and_a_voice_of_its_own_and_only_once():
    world = World()
    world.writes()
    tool = {"type": "function", "name": "joke"}
    world.asks(
        instructions="Tell a joke.",
        tools=[tool],
        tool_choice="required",
        max_output_tokens=50,
        audio={"output": {"voice": "cedar", "format": {"type": "audio/pcma"}}},
    )
    order = world.last(Respond)
    assert (order.instructions, order.tools, order.tool_choice) == ("Tell a joke.", (tool,), "required")
    assert (order.max_tokens, order.voice, order.spoken_as) == (50, "cedar", "audio/pcma")
    world.answers("Ha.")
    world.asks()
    order = world.last(Respond)
    assert (order.instructions, order.tools, order.tool_choice) == ("Be kind.", (), "auto")
    assert (order.max_tokens, order.voice, order.spoken_as) == (None, "marin", "audio/pcm")


def test_a_response_beside_the_conversation_sees_only_its_input_and_leaves_nothing_behind():
    world = World()
    kept = world.writes("My name is Ada.")
    world.writes("I like tea.")
    question = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Is a name told?"}]}
    reference = {"type": "item_reference", "id": kept}
    beside = world.asks(conversation="none", input=[reference, question], output_modalities=["text"])
    assert [item.text for item in world.last(Respond).items] == ["My name is Ada.", "Is a name told?"]
    assert "conversation_id" not in world.one("response.created")["response"]
    main = world.asks()  # at once with it
    world.answers("Hello Ada.", response_id=main)
    events = world.answers("Yes.", response_id=beside)
    assert not of(events, "conversation.item.added")
    assert of(events, "response.output_text.done")[0]["text"] == "Yes."
    assert texts(world) == ["My name is Ada.", "I like tea.", "Hello Ada."]


def test_sound_in_the_input_of_one_response_is_recognised_and_not_told_of():
    world = World()
    world.listens(transcription={"model": "whisper-1"})
    part = {"type": "input_audio", "audio": base64_of(pcm(100))}
    world.asks(conversation="none", input=[{"type": "message", "role": "user", "id": "a", "content": [part]}])
    world.recognises("Is it late?")
    assert world.order(Respond).items[0].text == "Is it late?"
    assert world.fresh == []


def test_the_result_of_a_function_goes_on_with_the_answer():
    world = World()
    world.speaks("Weather?")
    response_id = world.last(Respond).response_id
    world.host(Called(response_id, "weather", "{}"), Answered(response_id))
    call_id = of(world.events, "response.function_call_arguments.done")[0]["call_id"]
    result = {"type": "function_call_output", "call_id": call_id, "output": "sunny"}
    world.send("conversation.item.create", item=result)
    world.asks()
    kinds = [type(item).__name__ for item in world.last(Respond).items]
    assert kinds == ["Message", "Call", "Result"]


def test_an_empty_input_is_no_input_and_not_the_conversation():
    world = World()
    world.writes("Hello.")
    world.asks(conversation="none", input=[])
    assert world.last(Respond).items == ()


# response.cancel


def test_cancel_ends_the_answer_the_host_and_what_was_begun():
    world = World()
    world.speaks()
    world.answers("It is noon", done=False)
    world.send("response.cancel")
    response = world.one("response.done")["response"]
    assert (response["status"], response["status_details"]["reason"]) == ("cancelled", "client_cancelled")
    assert world.order(Cancel).response_id == response["id"]
    assert response["output"][0]["status"] == "incomplete"


def test_cancel_by_id_may_end_one_beside_the_conversation_alone():
    world = World()
    world.writes()
    main = world.asks()
    beside = world.asks(conversation="none")
    world.send("response.cancel", response_id=beside)
    assert world.one("response.done")["response"]["id"] == beside
    world.send("response.cancel")
    assert world.one("response.done")["response"]["id"] == main


def test_an_answer_that_was_not_yet_begun_can_be_cancelled():
    world = World()
    world.append(300)
    world.host(SpeechStarted(0), TurnOver(300))
    world.send("response.cancel")
    assert world.kinds() == ["response.created", "response.done"]
    world.host(Heard(world.last(Commit).item_id, "Hello."))
    assert "response.created" not in world.kinds()
