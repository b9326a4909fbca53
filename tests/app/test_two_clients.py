"""Two people on one engine at the same time: one lane and one set of models, and nothing else in common."""

import sys
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import anyio
import numpy as np

from localvoice.app.conversation import client
from localvoice.app.engine import Engine
from localvoice.app.rooms import room
from localvoice.audio.echo.canceller import canceller
from localvoice.audio.simulated.scene import Scene, SceneLine
from localvoice.events import Manner, Speech
from localvoice.hearing.ear import Ear, frames
from localvoice.hearing.vad import Vad
from localvoice.models.roles import Ended, OneAtATime, Read, Text
from localvoice.settings import Settings
from localvoice.trace import Turn

sys.path.append(str(Path(__file__).parents[2] / "scripts" / "benches"))
from _costed import SimulatedClock


class Beep:
    rate_hz = 16_000

    def say(self, phrase, manner):
        assert isinstance(manner, Manner)
        yield Speech(np.full(1600, 0.1, np.float32))


class Opener:
    """A language model that remembers the conversations that were opened in it."""

    def __init__(self):
        self.chats = []

    def open(self, system, tools, budget_tokens):
        self.chats.append(Chat())
        return self.chats[-1]


class Chat:
    """Answers everything with one word, and remembers what it was asked and told."""

    def __init__(self):
        self.said = []

    def prefill(self, said):
        yield Read(1)

    def reply(self, said, how):
        self.said.append(said)
        yield Text("Well.")
        yield Ended("done", 1)

    def note(self, said, answered):
        self.said.append(said)

    def tool_result(self, name, text): ...

    def cut(self, heard): ...

    def retract(self):
        self.said.pop()

    def settle(self):
        yield Read(1)

    def warm(self):
        yield Read(1)


async def converse(ready, lines, turns):
    scene = Scene(tuple(SceneLine(line) for line in lines))
    with await room(scene, ready.engine, ready.rate_hz) as sound:
        keep = lambda told: turns.append(told) if isinstance(told, Turn) and not told.unasked else None  # noqa: E731
        session, clock = ready.session(sound.loudspeaker, keep), ready.engine.clock
        await session.run(frames(Ear(sound, canceller(), Vad()), False, clock))


def together(tmp_path, *people, **options):
    """What was heard of each person and what was answered, when all speak at once."""
    told = [[] for _ in people]

    async def main():
        async with AsyncExitStack() as stack:
            engine = await stack.enter_async_context(Engine(Settings(), tmp_path, SimulatedClock(), **options))
            clients = [
                await stack.enter_async_context(client(engine, Settings(), tmp_path / str(number)))
                for number in range(len(people))
            ]
            engine.clock.restart()
            async with anyio.create_task_group() as tasks:
                for ready, lines, turns in zip(clients, people, told, strict=True):
                    tasks.start_soon(converse, ready, lines, turns)

    anyio.run(main)
    return [[(turn.heard, turn.said) for turn in turns] for turns in told]


def test_two_people_are_heard_at_once_and_each_has_things_of_their_own(tmp_path):
    milk, timer = "Add milk to the shopping list.", "Set a timer for ten minutes."
    one, two = together(
        tmp_path,
        [timer, "What is on my shopping list?"],
        [milk, "How much time is left on my timer?"],
    )
    assert [heard.rstrip("s") for heard, _ in one] == ["set a timer for ten minute", "what is on my shopping list"]
    assert [heard for heard, _ in two] == ["add milk to the shopping list", "how much time is left on my timer"]
    assert "milk" not in one[1][1]
    assert "no timer" in two[1][1].lower()


def test_each_has_a_conversation_of_their_own_with_the_language_model(tmp_path):
    lm = Opener()
    together(tmp_path, ["What time is it?"], ["Thank you."], given={"lm": lm, "voice": Beep()})
    assert sorted(chat.said for chat in lm.chats) == [["thank you"], ["what time is it"]]


class Single:
    """A recogniser for one at a time."""

    def __init__(self, made):
        made.append(self)
        self.made = made

    def another(self):
        return Single(self.made)


def test_what_serves_one_at_a_time_is_made_again_only_while_it_is_lent(tmp_path, monkeypatch):
    made = []

    async def loader(settings, data, role, option):
        return partial(Single, made)

    async def main():
        async with Engine(Settings(), tmp_path) as engine:
            async with engine.recogniser() as first:
                assert isinstance(first, OneAtATime)
                async with engine.recogniser() as second:
                    assert first is not second
            async with engine.recogniser() as third, engine.recogniser() as fourth:
                assert {third, fourth} == {first, second}

    monkeypatch.setattr("localvoice.app.engine.loader", loader)
    anyio.run(main)
    assert len(made) == 2


def test_what_is_wanted_by_two_at_once_is_loaded_once(tmp_path, monkeypatch):
    loaded = []

    async def loader(settings, data, role, option):
        return lambda: loaded.append(role) or object()

    async def main():
        async with Engine(Settings(profile="tiny"), tmp_path) as engine, anyio.create_task_group() as tasks:
            tasks.start_soon(engine.lm)
            tasks.start_soon(engine.lm)

    monkeypatch.setattr("localvoice.app.engine.loader", loader)
    anyio.run(main)
    assert loaded == ["lm"]
