"""Does OpenAI's own package talk with us through its Live resource? Speech both ways, delegation, a real socket."""

import base64
import re

from fake_duplex import Echoer
from live_talk import Hurried, talking
from web_world import SILENCE, Ears, given, person, serving, within

from localvoice.models.roles import ToolCall

WEATHER = {"type": "function", "name": "weather", "parameters": {"type": "object", "properties": {}}}
RESPONSES = {"type": "responses", "responses": {"model": "big", "tools": [WEATHER]}}


def converse(tmp_path, talk, models, **session):
    async def main():
        async with serving(tmp_path, models, clock=Hurried()) as port, talking(port, **session) as talker:
            return await talk(talker)

    return within(main)


def test_what_is_said_is_written_down_and_answered_while_silence_goes_on(tmp_path):
    async def talk(talker):
        await talker.speak(person() + SILENCE)
        heard = await talker.until("session.input_transcript.delta")
        assert heard.delta == "such a day"
        assert 0 <= heard.start_ms < heard.end_ms <= talker.ms
        assert await talker.says("Well.") == "Well."
        closed = await talker.close()
        assert closed.usage.seconds <= talker.ms / 1000

    converse(tmp_path, talk, given("Well."))


def test_the_back_end_s_functions_are_the_client_s(tmp_path):
    async def talk(talker):
        await talker.speak(person() + SILENCE)
        created = await talker.until("session.delegation.created")
        done = await talker.until("response.event", lambda one: one.event["type"] == "response.completed")
        assert done.delegation_id == created.delegation.id
        (item,) = [one["item"] for one in talker.nested() if one["type"] == "response.output_item.done"]
        result = {"type": "function_call_output", "call_id": item["call_id"], "output": "sunny"}
        await talker.connection.response.item.create(item=result)
        await talker.connection.response.create()
        await talker.says("It is sunny.")
        assert talker.told("output").strip() == "Let me see. It is sunny."

    models = given([ToolCall("weather", {"city": "Bonn"})], "It is sunny.")
    converse(tmp_path, talk, models, delegation=RESPONSES)
    entries = models["lm"].asked[-1][2]
    assert [entry.role for entry in entries] == ["user", "assistant", "tool"]


def test_a_task_is_handed_to_the_client_and_its_answer_is_said(tmp_path):
    async def talk(talker):
        await talker.speak(person() + SILENCE)
        created = await talker.until("session.delegation.created")
        assert created.delegation.target == "client"
        about = {"delegation_id": created.delegation.id}
        await talker.connection.session.thinking.append(content="Three flights are found.", **about)
        await talker.until("session.thinking.appended")
        await talker.connection.session.commentary.append(content="It is booked.", **about)
        await talker.until("session.commentary.appended")
        await talker.says("Your flight is booked.")

    models = given(["I will see to it.", ToolCall("hand_over", {})], "Your flight is booked.")
    converse(tmp_path, talk, models)
    texts = [entry.text for entry in models["lm"].asked[-1][2] if entry.role == "user"]
    assert texts[0] == "such a day"
    assert "Three flights are found." in texts[1]
    assert "It is booked." in texts[2]


def test_an_answer_that_is_interrupted_ends_at_once_and_the_next_one_knows_how_far_it_came(tmp_path):
    long = " ".join(["This is a long answer that goes on."] * 6)

    async def talk(talker):
        await talker.speak(person() + SILENCE)
        await talker.says("This is")
        await talker.speak(person() + SILENCE)
        await talker.says("Oh.")
        said = talker.told("output")
        assert said.endswith(" Oh.")
        assert len(said) < len(long)

    models = given(long, "Oh.", ears=Ears("such a day", "wait for me"))
    converse(tmp_path, talk, models)
    answered = models["lm"].asked[-1][2][1]
    assert answered.role == "assistant"
    assert long.startswith(answered.text)
    assert len(answered.text) < len(long)


def test_telephone_sound_is_heard_and_made(tmp_path):
    from localvoice.audio.resample import resample
    from localvoice.audio.wire import decoded, encoded

    async def talk(talker):
        sound = encoded(resample(decoded(person() + SILENCE, "audio/pcm"), 24_000, 8000), "audio/pcmu")
        await talker.speak(sound)
        await talker.says("Well.")
        deltas = [base64.b64decode(one.delta) for one in talker.events if one.type == "session.output_audio.delta"]
        assert {len(delta) for delta in deltas[1:]} == {320}

    converse(tmp_path, talk, given("Well."), audio={"format": {"type": "audio/pcmu", "rate": 8000}})


def test_who_has_no_language_model_is_told_that_its_functions_are_not_called(tmp_path):
    async def talk(talker):
        codes = {(await talker.until("info")).code, (await talker.until("info")).code}
        assert codes == {"turn_based", "no_functions"}

    converse(tmp_path, talk, {**given(), "lm": None}, delegation=RESPONSES)


def test_a_model_that_hears_and_speaks_at_once_is_heard_while_the_person_speaks(tmp_path):
    async def talk(talker):
        await talker.speak(person() + SILENCE)
        first = await talker.until("session.output_transcript.delta")
        heard = await talker.until("session.input_transcript.delta")
        assert first.delta == " one"
        assert first.start_ms < heard.end_ms
        assert not [one for one in talker.events if one.type == "info"]
        await talker.connection.session.commentary.append(content="It is sunny.", delegation_id=None)
        await talker.says("It is sunny.")
        await talker.close()

    models = {**given("It is sunny."), "duplex": Echoer()}
    converse(tmp_path, talk, models)
    (talked,) = models["duplex"].talks
    assert talked.closed
    assert talked.system


def test_a_second_session_cannot_have_the_model_that_is_in_one(tmp_path):
    models = {**given(), "duplex": Echoer()}

    async def main():
        async with serving(tmp_path, models, clock=Hurried()) as port, talking(port) as talker:
            async with port.websocket("/v1/live/sessions") as second:
                assert "in a conversation already" in await second.recv()
            await talker.until("session.output_audio.delta")

    within(main)


def test_a_mind_of_turns_says_that_it_is_one(tmp_path):
    async def talk(talker):
        assert (await talker.until("info")).code == "turn_based"

    converse(tmp_path, talk, given())


def test_the_starter_tells_the_time(tmp_path):
    async def main():
        async with serving(tmp_path) as port, talking(port) as talker:
            await talker.speak(person("What time is it?") + SILENCE)
            await talker.until("session.output_transcript.delta")
            while not re.search(r"It is \d.*[AP]M\.", talker.told("output")):
                await talker.until("session.output_transcript.delta")
            assert talker.told("input") == "what time is it"

    within(main)
