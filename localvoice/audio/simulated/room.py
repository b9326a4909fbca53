"""A room without hardware: a loudspeaker that the microphone hears, noise, and a person who follows a script."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from localvoice.audio.loudspeaker import Loudspeaker
from localvoice.audio.reporter import Reporter
from localvoice.audio.simulated.script import AUDIBLE, Person, Script, Spoken
from localvoice.audio.timeline import Present, Timeline
from localvoice.clock import Clock
from localvoice.events import FRAME_SAMPLES, RATE_HZ, Captured


@dataclass(frozen=True, eq=False)
class Acoustics:
    """How sound travels in the room."""

    delay_s: float = 0.040  # loudspeaker → microphone, hardware buffers included
    gain_db: float = -12.0  # of the echo; −inf for headphones
    impulse: np.ndarray | None = (
        None  # (n,) room impulse response at 16 kHz, scaled to unit energy; None: no reflections
    )
    noise: np.ndarray | None = None  # (n,) at 16 kHz, repeated; None: white noise
    noise_db: float = -66.0  # its level in dBFS (root mean square); −inf for none
    latency_s: float = 0.020  # written sample → loudspeaker


class Room:
    """A `Sound`. `read` never blocks: it moves the room on by exactly one frame; the caller paces it.

    The room's zero is its first sample; the clock and the room agree at the end of the first frame read. What is
    written at a later clock time than the room has reached plays at that later time plus the latency.
    """

    live = False

    def __init__(self, script: Script, clock: Clock, rate_hz: int, acoustics: Acoustics | None = None) -> None:
        acoustics = acoustics or Acoustics()
        self._present = Present(clock)
        self._timeline = Timeline(rate_hz, self._present.now_s, acoustics.latency_s)
        self.reporter = Reporter(self._timeline, rate_hz, self._timeline.heard_at_s)
        self._echo = EchoPath(acoustics)
        self._noise = Noise(acoustics)
        self._script = Person(script)
        self._person: list[np.ndarray] = []
        self._heard: list[np.ndarray] = []
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._closed = True

    def read(self) -> Captured | None:
        start = self._present.frames * FRAME_SAMPLES
        if self._closed or self._script.over(start):
            return None
        self._present.advance()
        self.reporter.look()
        assistant = self._timeline.frame()
        person = self._script.step(assistant, start)
        self._person.append(person)
        self._heard.append(assistant)
        mic = person + self._echo.step(assistant) + self._noise.step()
        return Captured(np.clip(mic, -1.0, 1.0).astype(np.float32), assistant)

    @property
    def loudspeaker(self) -> Loudspeaker:
        return self.reporter.loudspeaker

    def notices(self) -> list[str]:
        return []

    def xruns(self) -> dict[str, int]:
        return {"overruns": 0, "underruns": 0}

    @property
    def spoken(self) -> list[Spoken]:
        """The truth about the lines spoken so far."""
        return list(self._script.spoken)

    @property
    def person(self) -> np.ndarray:
        """What the person has said, (n,) float32 at 16 kHz from the room's zero on."""
        return np.concatenate([*self._person, np.zeros(0, np.float32)])

    @property
    def assistant(self) -> np.ndarray:
        """What left the loudspeaker, (n,) float32 at 16 kHz from the room's zero on."""
        return np.concatenate([*self._heard, np.zeros(0, np.float32)])

    def first_audible_s(self, after_s: float) -> float | None:
        """When the first sample above −50 dBFS left the loudspeaker at or after a time; None: never."""
        start = max(0, int(np.ceil(after_s * RATE_HZ - 1e-6)))
        audible = np.flatnonzero(np.abs(self.assistant[start:]) > AUDIBLE)
        return (start + int(audible[0])) / RATE_HZ if len(audible) else None


class EchoPath:
    """Loudspeaker → microphone, frame by frame: delay, gain and impulse response by overlap-add."""

    def __init__(self, acoustics: Acoustics) -> None:
        impulse = np.ones(1) if acoustics.impulse is None else np.asarray(acoustics.impulse, np.float64)
        gain = 10 ** (acoustics.gain_db / 20) / np.sqrt(np.sum(impulse**2))
        path = np.concatenate([np.zeros(round(acoustics.delay_s * RATE_HZ)), gain * impulse])
        self._size = 1 << (len(path) + FRAME_SAMPLES - 2).bit_length()
        self._path = np.fft.rfft(path, self._size)
        self._rest = np.zeros(self._size)

    def step(self, frame: np.ndarray) -> np.ndarray:
        if frame.any():
            self._rest += np.fft.irfft(np.fft.rfft(frame, self._size) * self._path, self._size)
        out, self._rest = self._rest[:FRAME_SAMPLES], np.append(self._rest[FRAME_SAMPLES:], np.zeros(FRAME_SAMPLES))
        return out.astype(np.float32)


class Noise:
    """The room's noise, the same at every run."""

    def __init__(self, acoustics: Acoustics) -> None:
        noise = acoustics.noise
        if noise is None:
            noise = np.random.default_rng(0).standard_normal(
                10 * RATE_HZ
            )  # 10 s: too long for the ear to find the seam
        self._sound = (noise * 10 ** (acoustics.noise_db / 20) / max(np.sqrt(np.mean(noise**2)), 1e-9)).astype(
            np.float32
        )
        self._at = 0

    def step(self) -> np.ndarray:
        out = self._sound[(self._at + np.arange(FRAME_SAMPLES)) % len(self._sound)]
        self._at += FRAME_SAMPLES
        return out
