"""Thirty turns with a small published language model, as they would be said: none is silent, all keep the manners.

A few are a skill's, so that the model is told what it did not answer itself, and upkeep falls between answers.
"""

import random
import re
from functools import partial

import anyio
import pytest
from still_clock import Still

from localvoice import wall
from localvoice.app.engine import Engine
from localvoice.app.fit import CONTEXT_TOKENS
from localvoice.app.profile import family
from localvoice.memory.shelf import SqliteShelf
from localvoice.models.roles import Sampling
from localvoice.settings import Settings
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.prompt import system
from localvoice.understanding.thinking import Thinker
from localvoice.understanding.written import Written
from localvoice.wording.manners.judging import judge

ASKED = """\
What is the capital of Australia?
And of France?
Set a timer for ten minutes.
Tell me a joke.
What colour do you get when you mix blue and yellow?
Yes.
How many legs does a spider have?
Add milk to the shopping list.
Is a tomato a fruit or a vegetable?
What is the opposite of hot?
I had a terrible day at work.
What's on the shopping list?
Who painted the Mona Lisa?
Are you a robot?
What language do they speak in Brazil?
What's your favourite colour?
Can you turn on the kitchen lights?
Good morning, how did you sleep?
What time is it?
Recommend a fruit.
Why that one?
Give me a list of three animals.
Go on.
No thanks.
What does CPU stand for?
Write a line of Python for me.
I just got a new job!
Count to ten.
Thank you.
Good night.
""".splitlines()
HOW = Sampling(temperature=0, max_tokens=56)
SIGNS = re.compile(r"[{}\[\]<>`*#|_]")
WHOLE = re.compile(r"[.!?…][\"'”’)]*$")

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def answers(real, tmp_path_factory):
    """What was said in each turn."""
    folder, data = real("smollm2-135m"), tmp_path_factory.mktemp("data")

    async def talk(engine, toolbox):
        lm = await engine.lane.call("load", partial(family("lm").load, folder))

        async def think():
            words = system(toolbox.persona, tools=False)
            chat = await engine.lane.call("open", partial(lm.open, words, [], CONTEXT_TOKENS))
            return Thinker(engine.lane, engine.clock, chat, toolbox, HOW)

        written = Written(toolbox, engine.clock, engine.costs, think, spoken=True)
        for asked in ASKED:
            engine.live(written, True)
            told.append((await written.ask(asked)).answer)
            engine.live(written, False)

    async def main():
        clock = Still()  # however slow the machine is, no step takes too long
        async with Engine(Settings(profile="tiny"), data, clock) as engine:
            with SqliteShelf(data / "memory.sqlite") as shelf:
                toolbox = Toolbox(persona("assistant"), World(shelf, wall.now, random.Random(1)))
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(talk, engine, toolbox)
                    while len(told) < len(ASKED):
                        await clock.until(clock.now_s() + 1.0)

    told = []
    anyio.run(main)
    return dict(zip(ASKED, told, strict=True))


def test_no_answer_of_thirty_turns_is_cut_to_nothing(answers):
    assert len(answers) == 30
    assert [asked for asked, answer in answers.items() if not answer.strip()] == []


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(judge, id="manners"),
        pytest.param(lambda told, asked: told.count("?") > 1, id="questions"),
        pytest.param(lambda told, asked: SIGNS.search(told), id="signs"),
        pytest.param(lambda told, asked: not WHOLE.search(told.strip()), id="half"),
    ],
)
def test_every_answer_of_thirty_turns_keeps_the_manners(answers, broken):
    assert {asked: told for asked, told in answers.items() if broken(told, asked)} == {}
