"""A whole talk about a screen in the starter: read aloud, interrupted, asked about; on a clock that skips waiting."""

import anyio
import pytest
from drawn_screen import article
from resident_rooms import VOICE, Knowing, Rooms, line, living, turns, until

from localvoice.events import Picture
from localvoice.settings import Settings

PAGE = article(
    "Rain in the north", "It will rain in the north tomorrow, and wind comes up.\nTake an umbrella with you.",
    "For questions call 555 123 4567.", "The south stays dry and warm until the weekend,\nwith sun on every day.",
)  # fmt: skip
STEP_MS, STEPS = 40.0, 12  # of reading a screen: half a second, as was measured for 1280 × 800


class Reads:
    def __init__(self):
        self.clock = None

    def read(self, pixels):
        for _ in range(STEPS):
            self.clock.spend(STEP_MS)
            yield None
        yield from PAGE.lines


class Drawn:
    name = "screen"

    async def take(self):
        return Picture(PAGE.pixels, "screen", 0.0)


@pytest.fixture(scope="module")
def talked(tmp_path_factory):
    lines = [
        line("read the screen to me", 1.0),
        line("stop", after="answer_start", delay_s=3.0),
        line("is there a phone number", delay_s=2.0),
        line("where is the cancel button", delay_s=2.0),
    ]
    rooms, reader, folder = Rooms(lines, end_s=60.0), Reads(), tmp_path_factory.mktemp("looked")

    async def main():
        given = {"recogniser": Knowing(rooms), "voice": VOICE, "open_ear": None, "lm": None, "reader": reader}
        settings = Settings(listen="always", idle_free_min=0, follow_up_s=4)
        async with living(folder, rooms, settings, given=given) as (house, shown):
            await until(lambda: house.toolboxes)
            reader.clock = house.clock
            house.toolboxes[0].world.eyes.sources["screen"] = Drawn
            await until(lambda: house.assistant.wanted.heard_out or house.assistant.trouble)
            return [turn for turn in turns(shown) if turn.heard], folder

    return anyio.run(main)


def test_the_screen_is_read_aloud_and_the_person_can_interrupt_it(talked):
    (read,) = [turn for turn in talked[0] if turn.heard == "read the screen to me"]
    assert read.barged_in
    assert "Rain in the north" in read.said
    assert "with sun" not in read.said
    assert read.first_audio_s


def test_questions_are_then_about_what_was_seen(talked):
    answers = {turn.heard: turn.said for turn in talked[0]}
    assert answers["is there a phone number"] == "I read 555 123 4567."
    assert answers["where is the cancel button"] == "I see no cancel there."


def test_no_picture_is_left_in_the_data_folder(talked):
    files = [file for file in talked[1].rglob("*") if file.is_file()]
    assert files
    assert not [file for file in files if file.suffix == ".png" or file.parent.name == "pictures"]
