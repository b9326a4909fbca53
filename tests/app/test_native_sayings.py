"""What people do to a mind that hears by itself, in whole conversations in the simulated room; as test_native_mind."""

import anyio
import numpy as np
import pytest
from native_rooms import talk
from scripted_native import ScriptedNative
from test_cascade import Following

from localvoice.app.conversation import client
from localvoice.app.engine import Engine
from localvoice.audio.simulated.scene import SceneLine
from localvoice.audio.wav import write_wav
from localvoice.dialogue.session import Failed
from localvoice.errors import EngineError
from localvoice.models.roles import Ended, Read, Text, ToolCall
from localvoice.settings import Settings
from localvoice.understanding.mind import Occasion, Out, Said, Saying

SKY = "Why on earth is the sky so blue in summer?"
GRASS = "Why is grass green in the spring and not in winter?"
OCEAN = "I would rather hear about the moon and the tides of the ocean."
LIGHT = ["Sunlight is scattered ", 12, "by the air.", 20]
LOAN = ToolCall("think", {"question": "Which loan is cheaper, ten years or twenty?"})


class Behind:
    """A language model that says a lot, or that breaks."""

    def __init__(self, error=None):
        self.error = error

    def open(self, system, tools, budget_tokens=4096):
        return self

    def prefill(self, said):
        yield Read(1)

    def reply(self, said, how):
        yield Text("The shorter one, I think. ")
        if self.error:
            raise self.error
        for number in range(40):
            yield Text(f"It costs less in the year {number}. ")
        yield Ended("done", 1)

    def tool_result(self, name, text): ...

    def note(self, said, answered): ...

    def cut(self, heard): ...

    def retract(self): ...

    def settle(self):
        yield Read(0)

    def warm(self):
        yield Read(0)

    def close(self): ...


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """The model asks, and is answered in a word."""
    native = ScriptedNative(["Shall I tell you more about it?", 20], LIGHT)
    return talk(native, [SKY, "Yes.", "What did I say?"], tmp_path_factory.mktemp("asked"))


def test_a_short_answer_to_what_the_model_asked_goes_to_the_model_and_to_no_skill(asked):
    assert not asked.turns[1].intent
    assert asked.answers[1] == "Sunlight is scattered by the air."


def test_what_was_said_before_is_the_models_to_say(asked):
    assert not asked.turns[2].intent
    assert asked.answers[2] == "Sunlight is scattered by the air."


def test_a_whisper_and_german_are_heard_by_the_model(tmp_path):
    german = SceneLine("Warum ist der Himmel im Sommer so blau?", voice="de")
    done = talk(ScriptedNative(LIGHT), [SceneLine(SKY, voice="en-us+whisper"), german], tmp_path)
    assert done.answers == ["Sunlight is scattered by the air."] * 2


def test_who_goes_on_before_the_first_sound_is_answered_once_to_all_of_it(tmp_path):
    native = ScriptedNative(LIGHT)
    more = SceneLine("No, wait, tell me about the moon instead, please.", after="quiet", delay_s=0.3)
    done = talk(native, [SKY, more], tmp_path)
    assert done.answers == ["Sunlight is scattered by the air."]
    assert [each for each in native.chats[0].done if each[0] == "reply"][-1][1] > 5.0  # seconds heard
    assert native.chats[0].turns == [True]


def test_silence_is_no_turn(tmp_path):
    write_wav(tmp_path / "silence.wav", np.zeros(32_000, np.float32), 16_000)
    native = ScriptedNative(LIGHT)
    assert not talk(native, [SceneLine(wav=tmp_path / "silence.wav")], tmp_path).turns
    assert not native.chats[0].done


def test_a_timer_that_is_wanted_with_something_else_is_asked_about(tmp_path):
    calls = ["Sure. ", 6, ToolCall("timer_set", {"duration": "five minutes"}), ToolCall("joke", {})]
    done = talk(ScriptedNative(calls), ["Set a timer for five minutes and also tell me something funny."], tmp_path)
    assert done.answers[0].startswith("Sure.")
    assert done.answers[0].endswith("Shall I set a timer for 5 minutes?")


def test_who_interrupts_the_mind_behind_ends_its_work_and_is_answered(tmp_path):
    done = talk(
        ScriptedNative([LOAN], LIGHT), [SKY, SceneLine(OCEAN, after="answer_start", delay_s=3.0)], tmp_path, Behind()
    )
    assert done.turns[0].barged_in
    assert done.answers[0].startswith("Let me think about that. The shorter one, I think. It costs less")
    assert "year 30" not in done.captions
    assert done.answers[1] == "Sunlight is scattered by the air."


def test_a_mind_behind_that_fails_is_one_sentence_and_the_talk_goes_on(tmp_path):
    broken = Behind(EngineError("The language model broke; start again."))
    done = talk(ScriptedNative([LOAN], LIGHT), [SKY, GRASS], tmp_path, broken)
    assert {each.text for each in done.told if isinstance(each, Failed)} == {"The language model broke; start again."}
    assert done.answers[-1] == "Sunlight is scattered by the air."


def test_two_people_have_talks_of_their_own_and_a_model_that_was_freed_comes_back_knowing(tmp_path, monkeypatch):
    models, answers, mine = [], [], Settings(profile="native", persona="assistant")

    async def loader(settings, data, role, option):
        return lambda: models.append(ScriptedNative(LIGHT)) or models[-1]

    async def ask(engine, text, past=()):
        async with client(engine, mine, tmp_path / text, past=past) as ready:
            told = []
            await ready.mind.begin(Said(text=text), Occasion()).run(Out(told.append))
            answers.append(" ".join(each.text for each in told if isinstance(each, Saying)))

    async def main():
        given = {"recogniser": Following("mumble", False), "turn": None, "lm": None}
        async with Engine(mine, tmp_path, given=given) as engine:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(ask, engine, "why is the sky blue")
                tasks.start_soon(ask, engine, "why is grass green")
            await engine.free()
            await ask(engine, "and the sea", [("why is the sky blue", "The air.")])

    monkeypatch.setattr("localvoice.app.engine.loader", loader)
    anyio.run(main)
    assert answers == ["Sunlight is scattered by the air."] * 3
    before, after = models
    told = [[each for each in chat.done if each[0] in ("note", "reply")] for chat in (*before.chats, *after.chats)]
    assert sorted(told[:2]) == [[("reply", "why is grass green")], [("reply", "why is the sky blue")]]
    assert told[2] == [("note", "why is the sky blue", "The air."), ("reply", "and the sea")]
