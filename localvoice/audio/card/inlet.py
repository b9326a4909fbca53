"""The microphone's side of PortAudio: a callback that copies into a ring, and 16 kHz frames out of it."""

from typing import Any

import numpy as np

from localvoice.audio.card.blocks import Blocks
from localvoice.audio.resample import Resampler
from localvoice.audio.ring import Ring
from localvoice.events import FRAME_SAMPLES, RATE_HZ

RING_S = 2.0  # the ear may be late by this much before microphone sound is lost


class Inlet:
    """One opening of a microphone at `rate_hz`; `latency_s` stands in where PortAudio gives no time."""

    def __init__(self, rate_hz: int, latency_s: float) -> None:
        self.rate_hz = rate_hz
        self._latency_s = latency_s
        self._ring = Ring(round(RING_S * rate_hz))
        self._scratch = np.zeros(round(RING_S * rate_hz), np.float32)
        self._blocks = Blocks(rate_hz)
        self._overflows = 0
        self._torn = False  # the last block did not fit into the ring
        self.beats = 0  # callbacks so far
        self.begin()

    def callback(self, indata: np.ndarray, frames: int, times: Any, status: Any) -> None:
        """PortAudio's: (frames, channels) float32; the first channel counts."""
        start, gap = self._ring.written, bool(status) or self._torn
        self._torn = self._ring.put(indata[:, 0]) < frames
        self._blocks.note(start, times.inputBufferAdcTime or times.currentTime - self._latency_s, gap)
        if status:
            self._overflows += 1
        self.beats += 1

    def begin(self) -> None:
        """Drop what waits: the next frame begins with the next sample that arrives."""
        self._ring.take(self._scratch)
        self._first = self._ring.taken
        self._to_16k = Resampler(self.rate_hz, RATE_HZ)
        self._kept = np.zeros(0, np.float32)

    def frame(self) -> np.ndarray | None:
        """The next (512,) float32 at 16 kHz, None while it has not arrived."""
        if count := self._ring.take(self._scratch):
            self._kept = np.concatenate([self._kept, self._to_16k.feed(self._scratch[:count])])
        if len(self._kept) < FRAME_SAMPLES:
            return None
        frame, self._kept = self._kept[:FRAME_SAMPLES], self._kept[FRAME_SAMPLES:]
        return frame

    @property
    def first_s(self) -> float | None:
        """When the first sample after `begin` was recorded, on PortAudio's clock; None before any came."""
        zero_s = self._blocks.zero_s()
        return None if zero_s is None else zero_s + self._first / self.rate_hz

    @property
    def overruns(self) -> int:
        """How often microphone sound was lost, in PortAudio or here."""
        return self._overflows + (self._ring.lost > 0)
