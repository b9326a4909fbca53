"""Tools between a scripted model's phrases: quick and slow ones; virtual time, so nothing here waits."""

import itertools
import math
import random
from dataclasses import dataclass
from datetime import datetime

import anyio
import pytest
from test_cascade import Beep, Paper, Scripted, Still, turn
from test_confirming import MILK, QUESTION
from test_language import talk
from test_thinking import Chat, texts

from localvoice.engine.lane import Lane
from localvoice.events import FRAME_S
from localvoice.models.roles import Text, ToolCall
from localvoice.tools.persona import Persona, persona
from localvoice.tools.skill import Answer, Intent, World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.aloud import Aloud
from localvoice.understanding.cascade import Cascade, Models
from localvoice.understanding.covering import FILLER
from localvoice.understanding.mind import Known
from localvoice.understanding.thinking import THINK_AHEAD_S, Thinker

TIME, LOOK = ToolCall("time", {}), ToolCall("look", {})
ITS_TIME, SEEN = "It is 3:30 PM.", "There is nobody at the door."


@dataclass(frozen=True)
class Watchful(Persona):
    """Knows one thing more."""

    more: tuple[Intent, ...] = ()

    def intents(self):
        return self.more + super().intents()

    def tools(self):
        return self.more + super().tools()


class Door:
    """A tool that looks for so long."""

    def __init__(self, clock, look_s):
        self.clock, self.look_s, self.looking = clock, look_s, False

    async def look(self, slots, world):
        self.looking = True
        try:
            await self.clock.until(self.clock.now_s() + self.look_s)
        finally:
            self.looking = False
        return Answer(SEEN)


def watchful(clock, look_s):
    door = Door(clock, look_s)
    assistant = vars(persona("assistant"))
    who = Watchful(**assistant, more=(Intent("look", ("who is at the door",), door.look, "Look at the door."),))
    world = World(shelf=Paper(), now=lambda: datetime(2026, 5, 4, 15, 30), random=random.Random(1))
    return door, Toolbox(who, world, clock=clock)


def errand(look_s, *pieces, cut_s=math.inf):
    """(seconds, text) of what is said, when time passed for others meanwhile, the door, the toolbox and the chat's log.

    Whoever asked stops listening after `cut_s`.
    """
    said, ticks, chat = [], [], Chat(*(pieces or (LOOK,)))

    async def main():
        clock = Still()
        door, toolbox = watchful(clock, look_s)

        async def tick():
            while True:
                await clock.until(clock.now_s() + FRAME_S)
                ticks.append(clock.now_s())

        async def answer():
            note = lambda phrase: said.append((round(clock.now_s(), 3), phrase.text))  # noqa: E731
            with reply:
                aloud = Aloud(note, toolbox.world)
                await Thinker(lane, clock, chat, toolbox).answer("is anybody there", aloud, Known())

        reply = anyio.CancelScope()
        with Lane(clock) as lane:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(tick)
                tasks.start_soon(answer)
                await clock.until(min(cut_s, 3.0))
                reply.cancel()
                await clock.until(3.0)
                tasks.cancel_scope.cancel()
        return door, toolbox

    door, toolbox = anyio.run(main)
    return said, ticks, door, toolbox, chat.log


def spoken(said):
    return [text for _, text in said]


def test_a_tools_answer_is_said_where_the_model_called_it():
    chat = Chat(Text("Just a second. "), TIME, Text(" That is "), Text("quite late."))
    ((answer,), *_) = talk(chat, Beep(), ("is it late already", ""))
    assert [phrase for phrase, _ in answer] == [
        "Just a second.",
        "It is three thirty PM.",
        "That is quite late.",
    ]


def test_a_tool_is_run_when_its_call_arrives_while_the_model_goes_on():
    """What the model thinks after the call is not wanted yet, for so much is still to be played."""
    chat, told = Chat(Text("Just a second."), TIME, Text("That is quite late.")), []

    async def main(mind, clock, recogniser):
        recogniser.begin()
        told.extend(await turn(mind, clock, [0.9] * 50, ahead_s=lambda: THINK_AHEAD_S + 0.5))

    talk(chat, Beep(), ("is it late already", ""), then=main)
    assert texts(told) == ["Just a second.", ITS_TIME]
    assert ("time", ITS_TIME) in chat.log


def test_words_before_a_change_are_not_kept_until_the_question():
    chat = Chat(Text("Of course"), MILK, Text("Is that all"))
    ((answer,), *_) = talk(chat, Beep(), ("we have run out of milk", ""))
    assert [phrase for phrase, _ in answer] == ["Of course", "Is that all", QUESTION]


@pytest.mark.parametrize(("look_s", "said"), [(0.6, [(0.6, SEEN)]), (0.9, [(0.7, FILLER), (0.9, SEEN)])])
def test_a_word_covers_a_tool_that_takes_long(look_s, said):
    assert errand(look_s)[0] == said


def test_the_word_stands_between_the_models_phrases():
    said, *_ = errand(2.0, Text("I look."), LOOK, Text("All quiet."))
    assert spoken(said) == ["I look.", FILLER, SEEN, "All quiet."]


def test_everything_else_goes_on_while_a_tool_is_slow():
    _, ticks, *_ = errand(2.0)
    steps = [after - before for before, after in itertools.pairwise(ticks)]
    assert max(steps) == pytest.approx(FRAME_S)
    assert ticks[-1] > 2.9


@pytest.mark.parametrize("cut_s", [0.3, 0.8])
def test_who_interrupts_a_slow_tool_stops_it_and_nothing_is_left_of_it(cut_s):
    said, _, door, toolbox, log = errand(1.5, Text("I look."), LOOK, Text("All quiet."), cut_s=cut_s)
    assert spoken(said) == ["I look.", FILLER][: 1 + (cut_s > 0.7)]
    assert not door.looking
    assert toolbox.world.said == "I look."
    assert [kind for kind, _ in log] == ["reply"]


def test_the_word_is_no_answer_that_is_repeated():
    _, _, _, toolbox, _ = errand(0.9, Text("I look."), LOOK)
    assert toolbox.world.said == f"I look. {SEEN}"


def test_who_asks_something_else_meanwhile_is_still_asked_back():
    async def main():
        clock = Still()
        _, toolbox = watchful(clock, 0.5)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(toolbox.run, toolbox.match("who is at the door"))
            await clock.until(0.1)
            toolbox.mark()  # another turn
            await toolbox.run(toolbox.match("set a timer"))
        return toolbox

    toolbox = anyio.run(main)
    assert toolbox.match("ten minutes")
    assert toolbox.world.said == "For how long?"


def test_a_slow_skill_may_be_asked_for_without_the_model():
    async def main():
        clock = Still()
        _, toolbox = watchful(clock, 0.4)
        lane = Lane(clock)
        mind = Cascade(lane, clock, Models(Scripted("who is at the door"), Beep()), toolbox)
        with lane:
            return await turn(mind, clock, [0.9] * 50)

    assert texts(anyio.run(main)) == [SEEN]
