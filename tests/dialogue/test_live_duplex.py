"""A model that hears and speaks at once in a live session, and the mind of turns behind it. The model is a fake."""

import anyio
import numpy as np
from fake_duplex import Echoer
from live_minds import Program, Table

from localvoice.dialogue.live.duplex import DuplexMind
from localvoice.dialogue.live.mind import Spoken
from localvoice.models.roles import Entry

FRAME = 1920


class Stage:
    def __init__(self, table=None):
        self.table = table or Table(thinks=False, explained=("what time is it",), answers=False, frame_samples=FRAME)
        self.talk = Echoer(behind=1).open()
        self.mind = DuplexMind(self.step, 24_000, FRAME, self.table.program, self.table.mind)

    async def step(self, pcm):
        uttered = self.talk.step(pcm)
        return Spoken(uttered.pcm, uttered.text)

    def hear(self, *levels):
        """One frame for each level: what was said in it."""

        async def steps():
            frames = (None if level is None else np.full(FRAME, level, np.float32) for level in levels)
            return [await self.mind.step(pcm) for pcm in frames]

        spoken = anyio.run(steps)
        return [round(float(one.pcm.max()), 2) for one in spoken], "".join(one.text for one in spoken)


def test_the_model_speaks_while_it_hears():
    stage = Stage()
    assert stage.hear(0.5, 0.5, 0.0, 0.3) == ([0.0, 0.5, 0.5, 0.0], " one")
    assert stage.hear(0.0) == ([0.3], " two")


def test_time_passes_for_the_model_when_nothing_comes():
    stage = Stage()
    assert stage.hear(0.5, None, None) == ([0.0, 0.5, 0.0], " one")
    assert len(stage.talk.heard) == 3


def test_what_the_program_wants_said_is_said_in_the_model_s_place_which_hears_on():
    stage = Stage()
    stage.mind.tell("commentary", "It is sunny.")
    stage.table.makes("It is sunny.")
    levels, text = stage.hear(*[0.5] * 8)
    assert text.startswith("It is sunny.")
    assert 0.5 not in levels[:6]
    assert levels[7] == 0.5
    assert len(stage.talk.heard) == 8


def test_what_a_skill_explains_is_answered_beside_it_and_nothing_else():
    stage = Stage()
    stage.table.says("tell me a story")
    assert stage.table.served.asked == []
    stage.table.says("what time is it")
    stage.table.makes("It is noon.")
    assert stage.hear(*[0.0] * 6)[1] == "It is noon."
    assert stage.table.program.told == [("heard", "tell me a story"), ("heard", " what time is it")]


def test_a_model_that_cannot_be_told_anything_says_so_once():
    stage = Stage()
    stage.mind.tell("thinking", "Ann is ill.")
    stage.mind.tell("instructions", "Be brief.")
    assert stage.table.program.told == [("note", "cannot_be_told")]


def test_without_a_mind_behind_it_nothing_is_said_for_the_program():
    stage, program = Stage(), Program()
    stage.mind = DuplexMind(stage.step, 24_000, FRAME, program, None)
    stage.mind.tell("commentary", "It is sunny.")
    stage.mind.work((Entry("user", "x"),))
    stage.mind.stop()
    stage.mind.acknowledge()
    assert program.told == [("note", "cannot_be_said"), ("failed", program.told[1][1])]
    assert stage.hear(0.5, 0.0) == ([0.0, 0.5], " one")
