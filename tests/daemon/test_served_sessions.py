"""A program converses: in voice and text, with functions of its own, interrupting. The models are scripted."""

import base64
import json

import anyio
import pytest
from web_world import SILENCE, Ears, Model, given, person, serving, talking, within

from localvoice.models.roles import ToolCall

WEATHER = {
    "type": "function",
    "name": "weather",
    "description": "The weather somewhere.",
    "parameters": {"type": "object", "properties": {"place": {"type": "string"}}},
}


def converse(tmp_path, talk, *answers, ears=None):
    """Run `talk(talker, model)` against models that answer so."""
    models = given(*answers, ears=ears)

    async def main():
        async with serving(tmp_path, models) as port, talking(port) as talker:
            return await talk(talker, models["lm"])

    return within(main)


def test_what_is_said_is_heard_thought_about_and_answered_in_the_order_that_clients_rely_on(tmp_path):
    async def talk(talker, model):
        await talker.listens()
        await talker.say(person() + SILENCE)
        assert await talker.answer() == "Very well, thank you."
        kinds = talker.kinds()
        assert kinds[2:9] == [
            "input_audio_buffer.speech_started",
            "input_audio_buffer.speech_stopped",
            "input_audio_buffer.committed",
            "conversation.item.added",
            "conversation.item.input_audio_transcription.delta",
            "conversation.item.input_audio_transcription.completed",
            "conversation.item.done",
        ]
        assert kinds[9] == "response.created"
        assert model.asked[-1][2][-1].text == "how do you feel"
        assert len(talker.sound()) == 2 * 1200 * len("Verywell,thankyou.")

    converse(tmp_path, talk, "Very well, thank you.", ears=Ears("how do you feel"))


def test_the_answer_was_thought_before_the_turn_was_over_and_only_once(tmp_path):
    """The model was asked one time, at the pause, and with what was then really asked for."""

    async def talk(talker, model):
        await talker.set(instructions="Be kind.", tools=[WEATHER])
        await talker.listens(type="server_vad", silence_duration_ms=800)
        await talker.say(person("How are you?") + SILENCE[: len(SILENCE) // 2])
        with anyio.fail_after(10):
            while not model.asked:
                await anyio.sleep(0.01)
        assert "input_audio_buffer.speech_stopped" not in talker.kinds()
        await talker.say(SILENCE)
        assert await talker.answer() == "Well."
        assert len(model.asked) == 1
        assert model.asked[0][0] == "Be kind."
        assert model.asked[0][1][0]["function"]["name"] == "weather"

    converse(tmp_path, talk)


def test_who_pauses_and_goes_on_is_answered_once_and_what_was_begun_is_dropped(tmp_path):
    async def talk(talker, model):
        await talker.listens(type="server_vad", silence_duration_ms=1500)
        await talker.say(person() + SILENCE[: len(SILENCE) // 2])
        with anyio.fail_after(10):
            while not model.asked:
                await anyio.sleep(0.01)
        await talker.say(person() + SILENCE + SILENCE)
        await talker.answer()
        assert talker.kinds().count("response.created") == 1
        assert talker.kinds().count("input_audio_buffer.speech_started") == 1

    converse(tmp_path, talk)


def test_a_new_word_stops_the_answer_at_once_and_the_next_one_is_about_what_was_heard(tmp_path):
    long = " ".join(["This is a long answer that goes on."] * 5)

    async def talk(talker, model):
        await talker.listens()
        await talker.say(person() + SILENCE)
        added = await talker.until("response.output_item.added")
        await talker.say(person())
        await talker.until("input_audio_buffer.speech_started")
        item = added["item"]["id"]
        await talker.send("conversation.item.truncate", item_id=item, content_index=0, audio_end_ms=500)
        await talker.until("conversation.item.truncated")
        seen = len(talker.events)
        await talker.say(SILENCE)
        assert await talker.answer() == "Oh."
        assert all(event.get("response_id") != added["response_id"] for event in talker.events[seen:])
        told = [entry.text for entry in model.asked[-1][2]]
        assert told[1] in long
        assert len(told[1].split()) <= 3

    converse(tmp_path, talk, long, "Oh.", ears=Ears("such a day", "wait for me"))


def test_written_words_are_answered_in_writing_without_a_sound(tmp_path):
    async def talk(talker, model):
        await talker.set(output_modalities=["text"])
        await talker.write("hello")
        await talker.send("response.create")
        assert await talker.answer() == "# Well.\n- yes"
        assert talker.sound() == b""
        done = talker.events[-1]["response"]
        assert (done["usage"]["input_tokens"], done["usage"]["output_tokens"]) == (10, 3)
        assert done["usage"]["input_token_details"]["cached_tokens"] == 5

    converse(tmp_path, talk, "# Well.\n- yes")


def test_the_client_s_function_is_called_and_its_result_is_answered(tmp_path):
    async def talk(talker, model):
        await talker.set(tools=[WEATHER])
        await talker.write("what is the weather in Rome")
        await talker.send("response.create")
        called = await talker.until("response.function_call_arguments.done")
        assert (called["name"], json.loads(called["arguments"])) == ("weather", {"place": "Rome"})
        await talker.until("response.done")
        item = {"type": "function_call_output", "call_id": called["call_id"], "output": "sunny"}
        await talker.send("conversation.item.create", item=item)
        await talker.send("response.create")
        assert await talker.answer() == "It is sunny."
        entries = model.asked[-1][2]
        assert [entry.role for entry in entries] == ["user", "assistant", "tool"]
        assert (entries[1].text, entries[1].calls) == ("Let me look.", (ToolCall("weather", {"place": "Rome"}),))
        assert (entries[2].name, entries[2].text) == ("weather", "sunny")

    call = ToolCall("weather", {"place": "Rome"})
    converse(tmp_path, talk, ["Let me look.", call, "Never said."], "It is sunny.")


def test_a_function_that_must_be_called_is_asked_for_and_its_lack_is_told(tmp_path):
    async def talk(talker, model):
        await talker.set(tools=[WEATHER], tool_choice="required")
        await talker.write("what is the weather in Rome")
        await talker.send("response.create")
        done = await talker.until("response.done")
        assert done["response"]["status"] == "failed"
        assert "called no function" in done["response"]["status_details"]["error"]["message"]
        assert model.how.must_call
        await talker.send("response.create", response={"tool_choice": "auto"})
        assert await talker.answer() == "It is nice."
        assert not model.how.must_call

    converse(tmp_path, talk, "It is nice.")


def test_an_answer_may_be_no_longer_than_is_asked(tmp_path):
    async def talk(talker, model):
        await talker.write("hello")
        await talker.send("response.create", response={"max_output_tokens": 2})
        done = await talker.until("response.done")
        assert done["response"]["status"] == "incomplete"
        assert done["response"]["status_details"]["reason"] == "max_output_tokens"

    converse(tmp_path, talk, "one two three four")


def test_an_answer_beside_the_conversation_changes_nothing_in_it(tmp_path):
    async def talk(talker, model):
        await talker.write("hello")
        beside = {"conversation": "none", "output_modalities": ["text"], "metadata": {"topic": "mood"}}
        beside["instructions"] = "Is that polite?"
        await talker.send("response.create", response=beside)
        done = await talker.until("response.done")
        assert done["response"]["metadata"] == {"topic": "mood"}
        await talker.send("response.create")
        await talker.answer()
        assert model.asked[0][0] == "Is that polite?"
        assert [entry.text for entry in model.asked[1][2]] == ["hello"]

    converse(tmp_path, talk, "Yes.", "Hello.")


def test_a_program_that_commits_itself_is_heard_and_answered_when_it_asks(tmp_path):
    async def talk(talker, model):
        await talker.set(audio={"input": {"turn_detection": None, "transcription": {"model": "any"}}})
        await talker.say(person() + SILENCE + person())
        await talker.send("input_audio_buffer.commit")
        heard = await talker.until("conversation.item.input_audio_transcription.completed")
        assert heard["transcript"] == "two sentences"
        await talker.send("response.create")
        assert await talker.answer() == "Well."
        assert "input_audio_buffer.speech_started" not in talker.kinds()

    converse(tmp_path, talk, ears=Ears("two sentences"))


def test_what_is_cleared_was_never_said(tmp_path):
    async def talk(talker, model):
        await talker.set(audio={"input": {"turn_detection": None, "transcription": {"model": "any"}}})
        await talker.say(person())
        await talker.send("input_audio_buffer.clear")
        await talker.until("input_audio_buffer.cleared")
        await talker.say(SILENCE)
        await talker.send("input_audio_buffer.commit")
        heard = await talker.until("conversation.item.input_audio_transcription.completed")
        assert heard["transcript"] == ""

    converse(tmp_path, talk)


@pytest.mark.parametrize("form", ["audio/pcmu", "audio/pcma"])
def test_a_telephone_s_sound_is_heard_and_made(tmp_path, form):
    async def talk(talker, model):
        from localvoice.audio.resample import resample
        from localvoice.audio.wire import decoded, encoded

        form_of = {"format": {"type": form}}
        detection = {"turn_detection": {"type": "semantic_vad"}}
        await talker.set(audio={"input": {**form_of, **detection}, "output": form_of})
        pcm = resample(decoded(person() + SILENCE, "audio/pcm"), 24_000, 8_000)
        sound = encoded(pcm, form)
        await talker.send("input_audio_buffer.append", audio=base64.b64encode(sound).decode())
        await talker.answer()
        assert len(talker.sound()) == 400 * len("Well.")

    converse(tmp_path, talk)


def test_a_voice_item_of_the_client_s_is_recognised(tmp_path):
    async def talk(talker, model):
        content = [{"type": "input_audio", "audio": base64.b64encode(person()).decode()}]
        await talker.send("conversation.item.create", item={"type": "message", "role": "user", "content": content})
        await talker.send("response.create")
        await talker.answer()
        assert model.asked[-1][2][-1].text == "from a file"

    converse(tmp_path, talk, ears=Ears("from a file"))


def test_a_model_that_fails_fails_one_answer_and_the_next_one_is_made(tmp_path):
    async def talk(talker, model):
        model.broken = True
        await talker.write("hello")
        await talker.send("response.create")
        done = await talker.until("response.done")
        assert done["response"]["status"] == "failed"
        model.broken = False
        await talker.send("response.create")
        assert await talker.answer() == "Well."

    converse(tmp_path, talk)


def test_a_cough_is_no_turn(tmp_path):
    async def talk(talker, model):
        await talker.listens()
        await talker.say(person("Uh.") + SILENCE)
        await talker.write("hello")
        assert "response.created" not in talker.kinds()

    converse(tmp_path, talk, ears=Ears(""))


def test_a_session_that_only_transcribes_answers_nothing(tmp_path):
    async def talk(talker, model):
        heard = {"input": {"transcription": {"model": "any"}, "turn_detection": {"type": "server_vad"}}}
        await talker.send("session.update", session={"type": "transcription", "audio": heard})
        await talker.until("session.updated")
        await talker.say(person() + SILENCE)
        assert (await talker.until("conversation.item.input_audio_transcription.completed"))[
            "transcript"
        ] == "such a day"
        assert not model.asked

    converse(tmp_path, talk)


def test_two_programs_have_conversations_of_their_own(tmp_path):
    models = given("Well.")
    assert isinstance(models["lm"], Model)

    async def main():
        async with serving(tmp_path, models) as port, talking(port) as one, talking(port) as other:
            for talker, text in ((one, "my name is Ann"), (other, "my name is Bob")):
                await talker.write(text)
                await talker.send("response.create")
            assert await one.answer() == await other.answer() == "Well."

    within(main)
    assert sorted(entries[0].text for _, _, entries in models["lm"].asked) == ["my name is Ann", "my name is Bob"]


def test_what_a_session_asks_for_in_vain_is_told_in_the_log_once_and_the_session_lives(tmp_path):
    """Not by an error: some clients end a session for any."""

    async def main():
        async with serving(tmp_path, given() | {"lm": None}) as port, talking(port) as talker:
            for _ in range(2):
                transcription = {"model": "any", "language": "de"}
                await talker.set(tools=[WEATHER], audio={"input": {"transcription": transcription}})
            await talker.write("hello")
            await talker.send("response.create")
            assert await talker.answer()
            return port.log

    log = within(main)
    assert len(log) == len(set(log)) == 2
    assert "hears only en, not de" in log[0]
    assert "functions (weather)" in log[1]


def test_where_nobody_calls_functions_the_session_says_so_and_one_that_must_be_called_fails(tmp_path):
    async def main():
        for lm, told in ((None, True), (Model("Well."), False)):
            async with serving(tmp_path, given() | {"lm": lm}) as port, talking(port) as talker:
                assert "localvoice" not in talker.events[0]["session"]
                await talker.set(tools=[WEATHER])
                session = talker.events[-1]["session"]
                assert ("no language model" in session.get("localvoice", {}).get("notice", "")) is told
                if told:
                    await talker.write("what is the weather in Rome")
                    await talker.send("response.create", response={"tool_choice": "required"})
                    done = await talker.until("response.done")
                    assert done["response"]["status"] == "failed"
                    assert "no language model" in done["response"]["status_details"]["error"]["message"]

    within(main)


class Busy(Ears):
    """Never comes to an end."""

    def listen(self, grammar):
        utterance = super().listen(grammar)

        def transcript_steps():
            while True:
                yield ""

        utterance.transcript_steps = transcript_steps
        return utterance


def test_words_that_take_too_long_are_said_to_be_lost_and_the_session_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr("localvoice.dialogue.served.TOO_LATE_S", -3.0)  # and more, as it came at once

    async def talk(talker, model):
        await talker.listens(type="server_vad")
        await talker.say(person() + SILENCE)
        failed = await talker.until("conversation.item.input_audio_transcription.failed")
        assert "too busy" in failed["error"]["message"]
        assert await talker.answer() == "Well."
        assert model.asked[-1][2][-1].text == "(not understood)"

    converse(tmp_path, talk, ears=Busy())
