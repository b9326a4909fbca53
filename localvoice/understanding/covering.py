"""What is heard while a tool takes long? One word after a moment, in English, so that nobody thinks it has died."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import anyio

from localvoice.clock import Clock
from localvoice.tools.skill import Answer
from localvoice.wording.phrase import Phrase

if TYPE_CHECKING:  # whoever has one has loaded it
    from localvoice.understanding.aloud import Aloud

FILLER_S, FILLER = 0.7, "One moment."  # a tool that takes longer is covered by a word; the time was chosen


async def covered(run: Callable[[], Awaitable[Answer]], aloud: "Aloud", clock: Clock) -> Answer:
    """What a tool answers."""

    async def cover() -> None:
        await clock.until(clock.now_s() + FILLER_S)
        aloud.say(Phrase(FILLER, FILLER, aloud.tongue.english))

    answer = Answer("")
    async with anyio.create_task_group() as tasks:
        if aloud.covers and not aloud.tongue.foreign:
            tasks.start_soon(cover)
        answer = await run()
        tasks.cancel_scope.cancel()
    return answer


async def covered_by(run: Callable[[], Awaitable[Answer]], clock: Clock, say: Callable[[], Awaitable[None]]) -> Answer:
    """What a skill answers, without a language model; `say` says the word, to its end once it is begun."""
    waiting = anyio.CancelScope()

    async def cover() -> None:
        with waiting:
            await clock.until(clock.now_s() + FILLER_S)
        if not waiting.cancel_called:
            await say()

    answer = Answer("")
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(cover)
        answer = await run()
        waiting.cancel()
    return answer
