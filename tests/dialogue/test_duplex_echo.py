"""Does a model that says again what it hears go on for ever, where the microphone hears it? Not with these ears."""

import numpy as np
import pytest
from duplex_world import World

from localvoice.audio.echo.canceller import canceller
from localvoice.audio.resample import resample
from localvoice.audio.simulated.room import Acoustics, Room
from localvoice.audio.simulated.script import Line, Script
from localvoice.events import RATE_HZ, Manner
from localvoice.hearing.ear import Ear, frames
from localvoice.hearing.vad import Vad
from localvoice.models import espeak

SECONDS, ASKED_AT = 15.0, (1.0, 5.0, 9.0)


class Echoing(World):
    """With real ears."""

    def __init__(self, aec):
        super().__init__(SECONDS)
        voice = espeak.load()
        pcm = np.concatenate([piece.pcm for piece in voice.say("tell me about the sea", Manner())])
        lines = [Line(resample(pcm, voice.rate_hz, RATE_HZ), at_s=at_s) for at_s in ASKED_AT]
        script = Script(lines, quiet_s=SECONDS, end_s=SECONDS)
        self.room = Room(script, self.clock, self.model.rate_hz, Acoustics(gain_db=-9.0))
        self.ear = Ear(self.room, canceller(aec), Vad())

    async def frames(self):
        async for frame in frames(self.ear, False, self.clock):
            yield frame


def level_db(pcm, start_s, end_s):
    part = pcm[round(start_s * RATE_HZ) : round(end_s * RATE_HZ)]
    return 20 * np.log10(np.sqrt(np.mean(part**2)) + 1e-9)


@pytest.mark.parametrize(("aec", "rest_db"), [("off", -50), ("auto", -62)])
def test_it_hears_itself_only_where_nothing_removes_the_echo(aec, rest_db):
    """What it says 400 ms later is over 2.2 s after the question begins; the echo of it would come until then again."""
    out = Echoing(aec).go().room.assistant
    assert level_db(out, 9.6, 10.6) > -25
    again_db = level_db(out, 11.4, 12.4)
    assert again_db > rest_db if aec == "off" else again_db < rest_db
