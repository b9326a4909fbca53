"""A house's engine sleeps when nobody uses it; the clock is a fake one, the models are those of the package."""

import anyio
import pytest
from hand_clock import HandClock

from localvoice.app.resident import House
from localvoice.app.watching import BEHIND, Watchers
from localvoice.dialogue.shown import Failed, State
from localvoice.errors import StoreError
from localvoice.settings import Settings


async def settled():
    for _ in range(20):
        await anyio.lowlevel.checkpoint()


async def freed(house):
    while house.engine.loaded:
        await anyio.lowlevel.checkpoint()


def test_models_are_freed_when_nobody_has_used_them_for_so_long_and_loaded_again_for_the_next(tmp_path):
    async def main():
        clock = HandClock()
        async with House(Settings(profile="tiny", idle_free_min=10), tmp_path, clock=clock) as house:
            async with house.awake() as engine:
                first = await engine.lm()
                clock.go_on(3600)
                await settled()
                assert house.engine.loaded
            clock.go_on(599)
            await settled()
            assert house.engine.loaded
            async with house.awake() as engine:
                assert await engine.lm() is first
            clock.go_on(599)
            await settled()
            assert house.engine.loaded
            clock.go_on(1)
            with anyio.fail_after(5):
                await freed(house)
            async with house.awake() as engine:
                assert await engine.lm() is not first

    anyio.run(main)


def test_with_0_minutes_models_stay(tmp_path):
    async def main():
        clock = HandClock()
        async with House(Settings(profile="tiny", idle_free_min=0), tmp_path, clock=clock) as house:
            async with house.awake() as engine:
                await engine.lm()
            clock.go_on(1e6)
            await settled()
            assert house.engine.loaded

    anyio.run(main)


def test_a_second_house_in_the_same_folder_is_refused_and_the_first_lives_on(tmp_path):
    async def main():
        async with House(Settings(), tmp_path):
            with pytest.raises(StoreError, match="another localvoice"):
                async with House(Settings(), tmp_path):
                    pass

    anyio.run(main)


def test_what_is_a_sentence_goes_into_the_log_and_everything_to_those_who_watch(tmp_path):
    async def main():
        log = []
        async with House(Settings(), tmp_path, log.append) as house:
            with house.watchers.watching() as seen:
                house.show(State("hearing"))
                house.show(Failed("The microphone is gone."))
                house.tell("It is back.")
                told = [seen.receive_nowait() for _ in range(3)]
        assert [one["kind"] for one in told] == ["state", "failed", "notice"]
        assert log == ["The microphone is gone.", "It is back."]

    anyio.run(main)


def test_a_slow_watcher_loses_its_own_view_and_nobody_else_s():
    async def main():
        watchers, kept = Watchers(), []
        with watchers.watching() as slow, watchers.watching() as quick:
            for _ in range(BEHIND + 1):
                watchers.tell(State("hearing"))
                kept.append(quick.receive_nowait())
            assert len([event async for event in slow]) == BEHIND
            watchers.tell(State("thinking"))
            assert quick.receive_nowait() == {"kind": "state", "name": "thinking"}
        assert len(kept) == BEHIND + 1
        assert not len(watchers)

    anyio.run(main)
