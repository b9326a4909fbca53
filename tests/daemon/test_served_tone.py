"""A program's person whispers: is the answer whispered, too? And the next one, to typed words, is not."""

from contextlib import suppress

import anyio
import pytest
from web_world import SILENCE, Beep, Ears, given, person, serving, talking, within

from localvoice.settings import Settings


class Asked(Beep):
    """Keeps how it was to speak."""

    def __init__(self):
        self.manners = []

    def say(self, phrase, manner):
        self.manners.append(manner)
        return super().say(phrase, manner)


@pytest.mark.parametrize(("settings", "whispered"), [(Settings(), True), (Settings(tone="-whispered"), False)])
def test_who_whispers_is_answered_in_a_whisper(tmp_path, settings, whispered):
    voice = Asked()
    models = given("Very well, thank you.", "Hello.", ears=Ears("such a day")) | {"voice": voice}

    async def main():
        async with serving(tmp_path, models, settings=settings) as port, talking(port) as talker:
            await talker.listens()
            voice.manners.clear()
            await talker.say(person.__wrapped__(voice="en-us+whisper") + SILENCE)
            with anyio.fail_after(8):
                assert await talker.answer() == "Very well, thank you."
            spoken = voice.manners[-1]
            await talker.write("hello")
            await talker.send("response.create")
            with anyio.fail_after(20):
                await talker.answer()
            return spoken, voice.manners[-1]

    for _ in range(5):  # espeak-ng's whisper is noise, never the same twice, and now and then no voice to anybody
        with suppress(TimeoutError):
            spoken, typed = within(main)
            break
    else:
        pytest.fail("no whisper was heard")
    assert (spoken.whispered, spoken.volume < 0.5, spoken.pace < 0.9) == (whispered,) * 3
    assert (typed.whispered, typed.volume, typed.pace) == (False, 1.0, 1.0)
