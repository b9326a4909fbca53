"""When does an assistant that stays listen, and speak? In simulated rooms."""

from dataclasses import replace

import anyio
import pytest
from resident_rooms import ALWAYS, Rooms, line, living, turns, until

from localvoice.dialogue.shown import Failed, State
from localvoice.errors import BadInput, DeviceError
from localvoice.settings import Settings


def test_models_that_were_freed_come_back_while_the_first_word_is_said_and_nothing_of_it_is_lost(tmp_path):
    rooms = Rooms([line("set a timer for ten minutes", 1.0), line("what is on my shopping list", 16.0)], end_s=25.0)
    freed = []

    async def main():
        async with living(tmp_path, rooms, replace(ALWAYS, idle_free_min=0.1), given={}) as (house, shown):
            free = house.engine.free

            async def freeing():
                freed.append(rooms.rooms[0]._present.frames * 0.032)
                await free()

            house.engine.free = freeing
            await until(lambda: len(turns(shown)) == 2)
            return turns(shown)

    first, second = anyio.run(main)
    assert first.heard.startswith("set a timer for ten minute")
    assert 8 < freed[0] < 16
    assert second.heard == "what is on my shopping list"
    assert second.said


def test_with_a_key_the_microphone_is_closed_until_it_is_pressed_and_after_the_answer_it_listens_on_for_a_while(
    tmp_path,
):
    rooms = Rooms(
        [line("set a timer for ten minutes", 1.0), line("how much time is left on my timer", delay_s=1.0)], end_s=60
    )

    async def main():
        async with living(tmp_path, rooms, Settings(follow_up_s=4, idle_free_min=0)) as (house, shown):
            await until(lambda: house.assistant.state == "waiting")
            assert not rooms.orders
            await house.assistant.press()
            await until(lambda: house.assistant.state == "waiting")
            return turns(shown)

    first, second = anyio.run(main)
    assert [order.mic for order in rooms.orders] == ["default"]
    assert first.heard.startswith("set a timer for ten minute")
    assert "10 minute" in second.said
    room = rooms.rooms[0]
    assert room.first_audible_s(0.0) < 0.5  # the sign that it listens
    last_s = second.said_end_s
    assert 3 < room._present.frames * 0.032 - last_s < 6


def test_a_press_after_which_nobody_speaks_is_soon_over(tmp_path):
    rooms = Rooms([], end_s=60)

    async def main():
        async with living(tmp_path, rooms, Settings(idle_free_min=0)) as (house, shown):
            await until(lambda: house.assistant.state == "waiting")
            await house.assistant.press()
            assert house.assistant.status()["microphone_open"]
            await until(lambda: house.assistant.state == "waiting")
            assert not house.assistant.status()["microphone_open"]
            return [each.name for each in shown if isinstance(each, State)]

    assert anyio.run(main) == ["waiting", "listening", "waiting"]
    assert 7 < rooms.rooms[0]._present.frames * 0.032 < 10


def test_a_text_is_said_with_the_microphone_closed_and_two_come_one_after_the_other(tmp_path):
    rooms = Rooms([], end_s=60)

    async def main():
        async with living(tmp_path, rooms, Settings(idle_free_min=0)) as (house, shown):
            lengths = []

            async def say(text):
                lengths.append(await house.assistant.say(text))

            async with anyio.create_task_group() as tasks:
                tasks.start_soon(say, "Dinner is ready.")
                tasks.start_soon(say, "Come down now.")
            return lengths, [turn.said for turn in turns(shown)]

    lengths, texts = anyio.run(main)
    assert texts == ["Dinner is ready.", "Come down now."]
    assert all(0.5 < length < 3 for length in lengths)
    assert {order.mic for order in rooms.orders} == {"none"}


def test_what_cannot_be_said_is_refused_at_once(tmp_path):
    async def main():
        async with living(tmp_path, Rooms(), Settings()) as (house, _):
            with pytest.raises(BadInput, match="nothing in this text"):
                await house.assistant.say("---")

    anyio.run(main)


def test_a_timer_rings_though_nobody_talks(tmp_path):
    rooms = Rooms([], end_s=60)

    async def main():
        async with living(tmp_path, rooms, Settings(idle_free_min=0)) as (house, shown):
            await until(lambda: house.assistant.state == "waiting")
            toolbox = house.assistant._toolbox
            await toolbox.run(toolbox.match("set a timer for one second"))
            await until(lambda: turns(shown))
            return turns(shown)

    (turn,) = anyio.run(main)
    assert turn.unasked
    assert "timer is done" in turn.said


def test_stop_ends_what_is_said_and_what_was_still_to_be(tmp_path):
    rooms = Rooms([], end_s=60)

    async def main():
        async with living(tmp_path, rooms, Settings(idle_free_min=0)) as (house, shown):
            ended = []

            async def say(text):
                await house.assistant.say(text)
                ended.append(text)

            async with anyio.create_task_group() as tasks:
                tasks.start_soon(say, "One two three four five six seven eight nine ten. " * 5)
                tasks.start_soon(say, "And one thing more.")
                await until(lambda: rooms.rooms and rooms.rooms[0]._present.frames > 60)
                house.assistant.stop()
            return len(ended), turns(shown)

    ended, (turn,) = anyio.run(main)
    assert ended == 2
    assert turn.barged_in
    assert turn.said.startswith("One")
    assert rooms.rooms[0]._present.frames < 100


def test_the_sentence_that_is_begun_is_let_to_its_end_and_no_other_is_begun(tmp_path):
    rooms = Rooms([], end_s=60)

    async def main():
        async with living(tmp_path, rooms, Settings(idle_free_min=0)) as (house, shown):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(say, house, "We have bread. We have butter. We have cheese. We have wine.")
                await until(lambda: rooms.rooms and rooms.rooms[0]._present.frames > 20)
                house.assistant.end()
                await house.assistant.ended.wait()
                tasks.cancel_scope.cancel()
            return turns(shown)

    async def say(house, text):
        await house.assistant.say(text)

    (turn,) = anyio.run(main)
    assert turn.said.endswith(".")
    assert "wine" not in turn.said
    assert rooms.rooms[0]._present.frames * 0.032 < 4


def test_muted_it_is_deaf_and_still_speaks(tmp_path):
    rooms = Rooms([line("what time is it", 1.0)], end_s=12)

    async def main():
        async with living(tmp_path, rooms, ALWAYS) as (house, shown):
            house.assistant.mute(True)
            with pytest.raises(BadInput, match="muted"):
                await house.assistant.press()
            await house.assistant.say("I can still speak.")
            assert {order.mic for order in rooms.orders} == {"none"}
            return [turn.heard for turn in turns(shown)]

    assert anyio.run(main) == [""]


class Micless(Rooms):
    """No microphone, until one is connected."""

    connected = False

    def __call__(self, order, clock):
        if order.mic != "none" and not self.connected:
            raise DeviceError("This machine has no microphone; connect one.")
        return super().__call__(order, clock)


@pytest.mark.parametrize("listen", ["always", "wake"])
def test_without_a_microphone_it_still_says_texts_and_rings_and_it_listens_once_there_is_one(tmp_path, listen):
    rooms = Micless([], [], end_s=60)

    async def main():
        async with living(tmp_path, rooms, replace(ALWAYS, listen=listen)) as (house, shown):
            assistant = house.assistant
            await until(lambda: "no microphone" in assistant.trouble)
            await assistant.say("I can still speak.")
            assert "no microphone" in assistant.status()["trouble"]
            with pytest.raises(DeviceError, match="no microphone"):
                await assistant.press()
            await assistant._toolbox.run(assistant._toolbox.match("set a timer for one second"))
            await until(lambda: len(turns(shown)) == 2)
            rooms.connected = True
            await until(lambda: assistant.status()["microphone_open"])
            assert not assistant.trouble
            return [turn.said for turn in turns(shown)], [each.text for each in shown if isinstance(each, Failed)]

    (text, ring), failed = anyio.run(main)
    assert text == "I can still speak."
    assert "timer is done" in ring
    assert failed == ["This machine has no microphone; connect one."]
