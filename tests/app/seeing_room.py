"""A person in a simulated room, and a screen that a test draws: real voice detection, skills, voice and lane.

What the person says is known to the recogniser, what stands on the screen to the reader; both take as long as declared.
"""

import sys
from functools import partial
from pathlib import Path

import anyio
import numpy as np
from resident_rooms import VOICE, Knowing, Rooms, living, turns, until

from localvoice.settings import Settings
from localvoice.vision.layout import view

sys.path.append(str(Path(__file__).parents[2] / "scripts" / "benches"))

STEP_MS, STEPS = 40.0, 12  # of reading a screen: half a second, as was measured for 1280 × 800
AUDIBLE = 0.003  # samples of the assistant above this are heard
FRAME_S = 0.032


class Eyes:
    """Looks at the screen that belongs to the line that was said last; its reader is a job in the lane."""

    brief = False

    def __init__(self, screens, rooms, lane, clock):
        self.screens, self.rooms, self.lane, self.clock, self.looked = screens, rooms, lane, clock, []

    async def view(self, where):
        screen = self.screens[len(self.rooms.rooms[-1].spoken) - 1]
        self.looked.append(where)
        async with self.lane.stream("read a picture", partial(self._read, screen), lambda: 0.0) as steps:
            lines = [line async for line in steps if line]
        return view("window Safari" if where == "window" else "screen", screen.pixels, lines)

    def _read(self, screen):
        for _ in range(STEPS):
            self.clock.spend(STEP_MS)
            yield None
        yield from screen.lines


def held(folder, persona, lines, screens, end_s=90.0):
    """The turns of a talk, the room, and whoever looked; `screens`: what is there while each line is answered."""
    rooms = Rooms(list(lines), end_s=end_s)

    async def main():
        given = {"recogniser": Knowing(rooms), "voice": VOICE, "open_ear": None, "lm": None}
        settings = Settings(listen="always", idle_free_min=0, follow_up_s=4, persona=persona)
        async with living(folder, rooms, settings, given=given) as (house, shown):
            await until(lambda: house.toolboxes)
            eyes = Eyes(screens, rooms, house.engine.lane, house.clock)
            house.toolboxes[0].world.eyes = eyes
            await until(lambda: house.assistant.wanted.heard_out or house.assistant.trouble)
            return [turn for turn in turns(shown) if turn.heard], rooms.rooms[-1], eyes

    return anyio.run(main)


def words_a_minute(turn):
    return 60 * len(turn.said.split()) / (turn.said_end_s - turn.first_audio_s)


def said_over_the_person_s(room):
    """For how long both are heard at once."""
    assistant, person = room.assistant, room.person
    frames = range(0, min(len(assistant), len(person)), 512)
    loud = max(np.abs(person).max(), 1e-9) * 10 ** (-45 / 20)
    both = [
        np.abs(assistant[at : at + 512]).max() > AUDIBLE and np.abs(person[at : at + 512]).max() > loud for at in frames
    ]
    return FRAME_S * sum(both)
