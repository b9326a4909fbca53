"""What the benches share: the real recogniser, skills and turn rules, on sound from files or synthetic voices."""

import random
import time
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from localvoice.app.profile import family
from localvoice.audio.resample import resample
from localvoice.audio.wav import read_wav
from localvoice.events import FRAME_SAMPLES, RATE_HZ, Item, Manner, Transcript
from localvoice.hearing import clips
from localvoice.models import espeak, pocketsphinx
from localvoice.models.roles import Voice
from localvoice.tools.persona import persona
from localvoice.tools.skill import Call, World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.plausible import plausible

DATA = Path(__file__).parents[2].parent / "shared" / "data"


class Paper:
    """A shelf that keeps nothing: benches only look at what would be done."""

    def put(self, kind: str, text: str, due: datetime | None = None, data: dict[str, Any] | None = None) -> Item:
        return Item(1, kind, text, due, datetime.min, data or {})

    def all(self, kind: str = "") -> list[Item]:
        return []

    def change(self, item: Item, **fields: Any) -> Item:
        return replace(item, **{name: value for name, value in fields.items() if value is not None})

    def remove(self, item: Item) -> None: ...

    def mark(self) -> None: ...

    def undo(self) -> None: ...


@dataclass(frozen=True)
class Heard:
    """One turn of a sound, and what it was taken for."""

    transcript: Transcript
    call: Call | None
    voiced_s: float
    decode_s: float  # all decoding
    tail_s: float  # the part that is left when the turn has ended


class Ears:
    """A persona's grammar and skills behind the recogniser."""

    def __init__(self, name: str, also: tuple[str, ...] = ()) -> None:
        """`also`: sentences that may be said besides the skills'."""
        world = World(shelf=Paper(), now=lambda: datetime(2026, 3, 4, 10, 0, tzinfo=UTC), random=random.Random(1))
        self.toolbox = Toolbox(persona(name), world)
        self.recogniser, self._also = pocketsphinx.load(), also

    def hear(self, pcm: np.ndarray, one: bool = True) -> list[Heard]:
        """Every turn of (n,) float32 at 16 kHz; `one`: pauses do not end it, as in `localvoice hear`."""
        return [self.turn(clip) for clip in clips.turns(pcm, one=one)]

    def turn(self, clip: clips.Clip) -> Heard:
        started_s = time.perf_counter()
        utterance = self.recogniser.listen(self.toolbox.grammar(self._also))
        for start in range(0, len(clip.pcm), FRAME_SAMPLES):
            utterance.feed(clip.pcm[start : start + FRAME_SAMPLES])
        ended_s = time.perf_counter()
        transcript = utterance.transcript()
        now_s = time.perf_counter()
        call = self.toolbox.match(transcript.text) if plausible(transcript, clip.voiced_s) else None
        return Heard(transcript, call, clip.voiced_s, now_s - started_s, now_s - ended_s)


def recording(file: Path) -> np.ndarray:
    """(n,) float32 at 16 kHz."""
    return resample(*read_wav(file), RATE_HZ)


def say(text: str, voice: str, pace: float = 1.0) -> np.ndarray:
    """A synthetic voice, (n,) float32 at 16 kHz."""
    return sound_of(espeak.load(voice=voice), text, pace)


@cache
def voice_of(name: str) -> Voice:
    """The assistant's, by its family; loaded once, and it has spoken."""
    voice = family(name).load()
    sound_of(voice, "Good morning.")
    return voice


def sound_of(voice: Voice, text: str, pace: float = 1.0) -> np.ndarray:
    """What it says, (n,) float32 at 16 kHz."""
    pcm = np.concatenate([piece.pcm for piece in voice.say(text, Manner(pace=pace))])
    return resample(pcm, voice.rate_hz, RATE_HZ)


def spoken(text: str, voice: str, pace: float = 1.0) -> np.ndarray:
    """A synthetic person with half a second of faint noise (−62 dBFS) before and 0.7 s after, at 16 kHz."""
    return with_noise(say(text, voice, pace), f"{voice}{text}")


def with_noise(pcm: np.ndarray, seed: str) -> np.ndarray:
    """(n,) float32 at 16 kHz with such noise around."""
    noise = np.random.default_rng(zlib.crc32(seed.encode())).standard_normal(len(pcm) + 19_200)
    noise *= 10 ** (-62 / 20)
    noise[8000 : 8000 + len(pcm)] += 0.4 * pcm / np.abs(pcm).max()
    return noise.astype(np.float32)


def table(rows: list[tuple], head: tuple[str, ...]) -> str:
    """Plain columns."""
    cells = [tuple(str(cell) for cell in row) for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells)
