"""A skill that looks: what was asked is known before the look is over, and a long one is covered by a word."""

import random
from datetime import datetime

import anyio
import numpy as np
from still_clock import Still
from test_cascade import Beep, Paper, Scripted

from localvoice.engine.lane import Lane
from localvoice.events import FRAME_S, FRAME_SAMPLES, Block, Frame, View
from localvoice.tools.page.page import page
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.cascade import Cascade, Models
from localvoice.understanding.covering import FILLER
from localvoice.understanding.mind import Occasion, Out, Said, Saying, Understood

SEEN = View(
    "screen", (Block("heading", "Rain in the north", "at the top"), Block("text", "Take an umbrella. It pours."))
)


class Eyes:
    """Looks for so many seconds."""

    brief = fresh = False

    def __init__(self, clock, takes_s):
        self.clock, self.takes_s = clock, takes_s

    async def view(self, where):
        await self.clock.until(self.clock.now_s() + self.takes_s)
        return SEEN


def asked(words, takes_s, occasion=Occasion(), said=""):  # noqa: B008 (frozen)
    async def main():
        clock, ears = Still(), Scripted(words)
        world = World(Paper(), lambda: datetime(2026, 5, 4), random.Random(1), eyes=Eyes(clock, takes_s), said=said)
        world.page = page(SEEN) if said else None
        lane = Lane(clock)
        mind = Cascade(lane, clock, Models(ears, Beep()), Toolbox(persona("describer"), world))
        with lane:
            await mind.warm()
            send, receive = anyio.create_memory_object_stream[Frame](100)
            for number in range(30):
                send.send_nowait(Frame(np.zeros(FRAME_SAMPLES, np.float32), 0.9, number * FRAME_S))
            send.close()
            told = []
            async with anyio.create_task_group() as tasks, receive:
                tasks.start_soon(mind.begin(Said(receive), occasion).run, Out(told.append))
                await clock.until(clock.now_s() + 5)  # the lane goes on only while somebody waits
            return told, world

    return anyio.run(main)


def spoken(told):
    return " ".join(thing.text for thing in told if isinstance(thing, Saying))


def test_a_long_look_is_covered_by_a_word_and_a_short_one_is_not():
    short, _ = asked("what's on the screen", 0.3)
    assert spoken(short).startswith("Rain in the north.")
    waits, _ = asked("what's on the screen", 1.1)
    assert spoken(waits).startswith(f"{FILLER} Rain in the north.")


def test_what_was_asked_is_known_before_the_look_is_over():
    told, _ = asked("what's on the screen", 0.3)
    kinds = [type(thing) for thing in told if isinstance(thing, Understood | Saying)]
    assert kinds[0] is Understood
    assert kinds.count(Understood) == 1


def test_who_interrupts_hears_the_rest_of_the_sentence_when_they_want_to_go_on():
    cut = Occasion(interrupting=True, heard=lambda: "Rain in the north. Take an")
    _, world = asked("stop reading", 0.0, cut, "Rain in the north. Take an umbrella. It pours.")
    assert world.unheard == "Take an umbrella. It pours."
