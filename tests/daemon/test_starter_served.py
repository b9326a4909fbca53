"""A program and the starter, with real speech: heard by the grammar, answered by the skills, said by the voice."""

import os
from pathlib import Path

import pytest
from web_world import SILENCE, Ears, given, person, serving, talking, within

from localvoice.app.person import MEMORY
from localvoice.audio.resample import resample
from localvoice.audio.wav import read_wav
from localvoice.audio.wire import encoded
from localvoice.settings import Settings

ORDERS = Path(__file__).parents[3] / "shared" / "data" / "picovoice-spoken-commands"
CLEAR = "en-us+f2"  # whose "ten minutes" is surely heard; of en-us+m7 what was heard before decides
REAL = sorted(ORDERS.rglob("*.wav"))[:3]


def test_four_spoken_turns_with_the_starter_s_own_models(tmp_path):
    """What is added in one turn is known in the next; none of it is the person's."""

    async def main():
        async with serving(tmp_path) as port, talking(port) as talker:
            await talker.listens()
            answers = []
            for words in (
                "Add milk to the shopping list.",
                "What is on my shopping list?",
                "Set a timer for ten minutes.",
                "How much time is left on my timer?",
            ):
                await talker.say(person(words, CLEAR) + SILENCE)
                answers.append((await talker.answer()).lower())
                assert len(talker.sound()) > 20_000
                talker.events.clear()
            return answers

    added, listed, timer, left = within(main)
    assert "milk" in added
    assert "milk" in listed
    assert "10 minutes" in timer
    assert "minutes" in left
    assert not os.path.exists(tmp_path / MEMORY)


@pytest.mark.skipif(not REAL, reason="the recordings are not here")
def test_people_who_order_coffee_are_understood_by_the_cafe(tmp_path):
    async def main():
        async with serving(tmp_path, settings=Settings(persona="cafe")) as port, talking(port) as talker:
            await talker.listens()
            for file in REAL:
                pcm, rate_hz = read_wav(file)
                await talker.say(encoded(resample(pcm, rate_hz, 24_000), "audio/pcm") + SILENCE + SILENCE)
                heard = await talker.until("conversation.item.input_audio_transcription.completed")
                assert "can i" in heard["transcript"] or len(heard["transcript"].split()) > 2
                assert await talker.answer()

    within(main)


def test_written_words_are_answered_by_the_skills_where_there_is_no_model(tmp_path):
    async def main():
        async with serving(tmp_path, given() | {"lm": None}) as port, talking(port) as talker:
            await talker.set(output_modalities=["text"])
            answers = []
            for words in ("set a timer for ten minutes", "cancel the timer", "tell me something about quarks"):
                await talker.write(words)
                await talker.send("response.create")
                answers.append(await talker.answer())
            return answers

    timer, gone, unknown = within(main)
    assert timer == "Timer set for 10 minutes."
    assert gone
    assert unknown


def test_what_a_skill_did_for_half_a_turn_is_undone_when_the_person_goes_on(tmp_path):
    """The pause could have been the end, so milk was added; it is added once all the same."""
    half, sentence = SILENCE[: len(SILENCE) // 2], "add milk to the shopping list"

    async def main():
        models = given(ears=Ears(sentence)) | {"lm": None}
        async with serving(tmp_path, models) as port, talking(port) as talker:
            await talker.listens(type="server_vad", silence_duration_ms=1500)
            for _ in range(3):
                await talker.say(person("Add milk.") + half)
            await talker.say(SILENCE + SILENCE)
            added = await talker.answer()
            await talker.set(output_modalities=["text"])
            await talker.write("what is on my shopping list")
            await talker.send("response.create")
            return added, await talker.answer()

    added, listed = within(main)
    assert "milk" in added
    assert listed.count("milk") == 1


def test_a_model_that_knows_only_our_own_tools_is_not_asked_by_programs(tmp_path):
    async def main():
        settings = Settings(profile="tiny")
        async with serving(tmp_path, given(), settings=settings) as port, port.http() as http:
            messages = [{"role": "user", "content": "what is three times four"}]
            return (await http.post("/v1/chat/completions", json={"messages": messages})).json()

    assert within(main)["choices"][0]["message"]["content"] == "3 times 4 is 12."


def test_a_timer_that_was_set_in_a_session_rings_in_it(tmp_path):
    """As an answer that nobody asked for, once; it is part of the conversation."""

    async def main():
        async with serving(tmp_path, given() | {"lm": None}) as port, talking(port) as talker:
            await talker.write("set a timer for one second")
            await talker.send("response.create")
            await talker.answer()
            rung = await talker.answer()
            spoken = len(talker.sound())
            await talker.set(output_modalities=["text"])
            await talker.write("how much time is left on my timer")
            await talker.send("response.create")
            return rung, spoken, await talker.answer()

    rung, spoken, left = within(main)
    assert rung == "Your 1 second timer is done."
    assert spoken
    assert "no timer" in left.lower()
