"""What is asked: recordings of the person's own, or a few requests that synthetic people say, two of them in a way that
words do not tell."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from localvoice.app.hear import read
from localvoice.app.profile import family
from localvoice.app.rooms import PERSON_VOICE
from localvoice.audio.resample import resample
from localvoice.audio.wav import read_wav
from localvoice.engine.lane import Lane
from localvoice.events import RATE_HZ, Manner

HURRIED = 1.8  # times its usual pace: this voice is measured as fast then, and still understood
WHISPERED = "whispered.flac"  # espeak-ng's en-us+whisperf, once: its whisper is noise, another one every time


@dataclass(frozen=True)
class Synthetic:
    """A sentence, who says it, and how."""

    text: str
    voice: str  # of espeak-ng
    pace: float = 1.0
    file: str = ""  # beside this module, that holds it already


BY_DEFAULT = (  # what is whispered or hurried is said plainly, too, and gets the same answer
    Synthetic("What time is it?", "en-us+m7"),
    Synthetic("Add milk and eggs to the shopping list.", "en-us+f2"),
    Synthetic("What is twelve times eleven?", "en-us+m3"),
    Synthetic("What is on my shopping list?", "en-gb+f3"),
    Synthetic("What is on my shopping list?", "en-us+whisperf", file=WHISPERED),
    Synthetic("What is the date today?", "en-us+m7"),
    Synthetic("What is the date today?", "en-us+f2", HURRIED),
)
LONG = Synthetic("What can you do?", PERSON_VOICE)  # its answer is long enough to be interrupted
INTERRUPTION = Synthetic("Stop.", PERSON_VOICE)


@dataclass(frozen=True, eq=False)
class Request:
    """One thing that is asked."""

    title: str  # the sentence, or the file's name
    pcm: np.ndarray  # (n,) float32 at 16 kHz


def recorded(files: list[Path]) -> list[Request]:
    """The person's own. Raises BadInput."""
    return [Request(file.name, pcm) for file, pcm in read(files)]


async def spoken(sentences: tuple[Synthetic, ...], lane: Lane) -> list[Request]:
    """What synthetic people say."""
    return [await lane.call("the simulated person", lambda one=one: _said(one)) for one in sentences]


def _said(one: Synthetic) -> Request:
    if one.file:
        return Request(one.text, resample(*read_wav(Path(__file__).with_name(one.file)), RATE_HZ))
    speaker = family("espeak").load(voice=one.voice)
    pieces = [piece.pcm for piece in speaker.say(one.text, Manner(pace=one.pace))]
    return Request(one.text, resample(np.concatenate([*pieces, np.zeros(0, np.float32)]), speaker.rate_hz, RATE_HZ))
