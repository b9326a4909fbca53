"""Who else has a say in when it listens: a talk at a terminal, a wake word, a missing sound; and what it remembers."""

from dataclasses import replace

import anyio
import pytest
from resident_rooms import ALWAYS, VOICE, Knowing, Rooms, line, living, turns, until

from localvoice.errors import DeviceError, EngineError
from localvoice.memory.conversations import CONVERSATIONS, Conversations
from localvoice.models.roles import Read
from localvoice.settings import Settings


def test_a_talk_that_is_attached_makes_it_listen_and_afterwards_it_is_as_before(tmp_path):
    rooms = Rooms([line("what time is it", 5.0)], end_s=60)

    async def main():
        async with living(tmp_path, rooms, Settings(idle_free_min=0)) as (house, shown):
            await until(lambda: house.assistant.state == "waiting")
            with house.assistant.attached(keys=False):
                await until(lambda: any(turn.heard for turn in turns(shown)))
                assert house.assistant.status()["microphone_open"]
            await until(lambda: house.assistant.state == "waiting")
            assert not house.assistant.status()["microphone_open"]
            return [(turn.unasked, turn.heard) for turn in turns(shown)]

    assert anyio.run(main) == [(True, ""), (False, "what time is it")]


def test_a_talk_by_key_takes_what_is_said_between_two_presses(tmp_path):
    rooms = Rooms([line("what time is it", 5.0)], end_s=60)

    async def main():
        async with living(tmp_path, rooms, Settings(idle_free_min=0)) as (house, shown):
            with house.assistant.attached(keys=True):
                await until(lambda: rooms.rooms and rooms.rooms[-1].spoken)
                await house.assistant.press()
                frames = rooms.rooms[-1]._present.frames
                await until(lambda: rooms.rooms[-1]._present.frames > frames + 60)
                await house.assistant.press()
                await until(lambda: any(turn.heard for turn in turns(shown)))
            return [turn.heard for turn in turns(shown) if turn.heard]

    assert anyio.run(main) == ["what time is it"]


def test_where_there_is_no_sound_it_says_so_once_and_goes_on(tmp_path):
    def none(order, clock):
        raise DeviceError("This machine has no microphone.")

    async def main():
        async with living(tmp_path, none, Settings(idle_free_min=0)) as (house, shown):
            for _ in range(2):
                with pytest.raises(DeviceError, match="no microphone"):
                    await house.assistant.press()
            return [each.text for each in shown if hasattr(each, "text")]

    assert anyio.run(main) == ["This machine has no microphone."]


def test_a_fault_of_its_own_is_one_sentence_and_it_goes_on(tmp_path):
    rooms = Rooms([], end_s=60)

    async def main():
        async with living(tmp_path, rooms, Settings(idle_free_min=0)) as (house, _):
            await until(lambda: house.assistant.state == "waiting")
            keep, house.assistant._keep = house.assistant._keep, None
            with pytest.raises(EngineError, match="report"):
                await house.assistant.say("Hello.")
            house.assistant._keep = keep
            assert await house.assistant.say("Hello.") > 0

    anyio.run(main)


class Heard:
    """A wake word that is noticed in one frame."""

    def __init__(self, at):
        self.at, self.frames = at, 0

    def hear(self, pcm):
        self.frames += 1
        return "okay nabu" if self.frames == self.at else ""


def test_after_the_wake_word_it_listens_and_before_it_is_deaf(tmp_path):
    rooms = Rooms([line("what time is it", 1.0), line("what time is it", 7.0)], end_s=60)

    async def main():
        async with living(tmp_path, rooms, replace(ALWAYS, listen="wake")) as (house, shown):
            house.assistant._wake = lambda words: Heard(200) if words == ["okay nabu"] else None
            await until(lambda: len(turns(shown)) == 1)
            assert house.assistant.status()["listen"] == "wake"
            return [turn.heard for turn in turns(shown)], rooms.rooms[0].spoken

    heard, spoken = anyio.run(main)
    assert heard == ["what time is it"]
    assert len(spoken) == 2


def test_a_text_that_is_said_opens_no_ear_where_the_word_does(tmp_path):
    rooms = Rooms([line("what time is it", 4.0)], end_s=60)

    async def main():
        async with living(tmp_path, rooms, replace(ALWAYS, listen="wake")) as (house, shown):
            house.assistant._wake = lambda words: Heard(10_000)
            await until(lambda: house.assistant.state == "waiting")
            await house.assistant.say("Dinner is ready.")
            await until(lambda: rooms.rooms[0].spoken and rooms.rooms[0]._present.frames > 200)
            assert house.assistant.state == "waiting"
            return [turn.heard for turn in turns(shown)]

    assert anyio.run(main) == [""]


def test_what_was_said_is_on_disk_as_it_was_heard(tmp_path):
    rooms = Rooms([line("set a timer for ten minutes", 1.0)], end_s=60)

    async def main():
        async with living(tmp_path, rooms, ALWAYS) as (_, shown):
            await until(lambda: turns(shown))
            return turns(shown)

    (turn,) = anyio.run(main)
    with Conversations(tmp_path / CONVERSATIONS) as past:
        assert past.turns() == [(turn.heard, turn.said)]
    assert (tmp_path / CONVERSATIONS).stat().st_mode & 0o777 == 0o600


class Opener:
    """A language model that remembers what its conversations were told."""

    def __init__(self):
        self.told = []

    def open(self, system, tools, budget_tokens):
        return self

    def note(self, heard, said):
        self.told.append((heard, said))

    def prefill(self, said):
        yield Read(1)

    def settle(self):
        yield Read(1)

    def warm(self):
        yield Read(1)


def test_after_a_new_start_the_language_model_knows_what_was_said_before(tmp_path):
    with Conversations(tmp_path / CONVERSATIONS) as past:
        past.begin("my name is Anna")
        past.end("my name is Anna", "Hello Anna.")
        past.begin("and I live in Rome")
    rooms, lm = Rooms(), Opener()

    async def main():
        given = {"recogniser": Knowing(rooms), "voice": VOICE, "open_ear": None, "lm": lm}
        async with living(tmp_path, rooms, Settings(profile="tiny"), given=given) as (house, _):
            await until(lambda: house.assistant.state == "waiting")
            await house.engine.lane.call("wait", lambda: None)
            await until(lambda: len(lm.told) == 2)

    anyio.run(main)
    assert lm.told == [("my name is Anna", "Hello Anna."), ("and I live in Rome", "")]
