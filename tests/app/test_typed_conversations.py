"""Typed conversations of other programs: each with its own question, few at once, and none holds models for ever."""

from contextlib import asynccontextmanager

import anyio
import pytest
from hand_clock import HandClock

from localvoice.app.resident import House
from localvoice.app.typed import AT_ONCE, CHARS, FORGOTTEN_S, conversations
from localvoice.errors import BadInput
from localvoice.settings import Settings


@asynccontextmanager
async def talking(folder):
    house = House(Settings(), folder, clock=HandClock(), given={"lm": None})
    with anyio.fail_after(10):
        async with house, conversations(house, house.engine.lane.guest()) as typed:
            yield house, typed


async def ask(typed, name, text="what time is it"):
    return await typed.answer(text, name, lambda told: None)


def in_talk(test, folder):
    async def main():
        async with talking(folder) as (house, typed):
            await test(house, typed)
        assert house._users == 0

    anyio.run(main)


def test_a_conversation_holds_the_models_until_it_has_been_silent_for_long(tmp_path):
    async def test(house, typed):
        await ask(typed, "a")
        house.clock.go_on(FORGOTTEN_S - 1)
        await anyio.wait_all_tasks_blocked()
        await ask(typed, "a")
        house.clock.go_on(FORGOTTEN_S - 1)
        await anyio.wait_all_tasks_blocked()
        assert house._users == 1
        house.clock.go_on(1)
        await anyio.wait_all_tasks_blocked()
        assert house._users == 0

    in_talk(test, tmp_path)


def test_the_one_that_was_silent_for_longest_makes_room(tmp_path):
    async def test(house, typed):
        for number in range(AT_ONCE):
            await ask(typed, str(number))
        await ask(typed, "0")
        await ask(typed, "more")
        assert house._users == AT_ONCE
        assert set(typed._known) == {"0", *map(str, range(2, AT_ONCE)), "more"}

    in_talk(test, tmp_path)


def test_who_leaves_while_room_is_made_leaves_no_models_held(tmp_path):
    async def test(house, typed):
        for number in range(AT_ONCE):
            await ask(typed, str(number))
        answering = typed._known["0"]._one
        await answering.acquire()
        async with anyio.create_task_group() as leaving:
            leaving.start_soon(ask, typed, "more")
            await anyio.wait_all_tasks_blocked()
            leaving.cancel_scope.cancel()
            answering.release()
        assert house._users == AT_ONCE

    in_talk(test, tmp_path)


def test_a_text_of_any_length_is_refused_in_one_sentence(tmp_path):
    async def test(house, typed):
        with pytest.raises(BadInput, match=str(CHARS)):
            await ask(typed, "a", "why " * CHARS)
        assert house._users == 0

    in_talk(test, tmp_path)
