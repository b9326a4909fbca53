"""When did each block of a device stream pass the converter? Noted by the callback, asked by everyone else.

PortAudio stamps blocks on one clock for all streams; single stamps are wrong by up to 370 ms around bursts (measured
under PulseAudio), so what is asked is always the median over neighbouring blocks.
"""

import numpy as np

KEPT = 8192  # blocks of 10 ms: 82 s
MARGIN = 64  # the oldest blocks might be overwritten while they are read
NEIGHBOURS = 50  # blocks to each side that a median looks at: half a second of clock drift at 100 ppm is 0.05 ms


class Blocks:
    def __init__(self, rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self._start = np.zeros(KEPT, np.int64)
        self._time_s = np.zeros(KEPT)
        self._voice = np.zeros(KEPT, np.int64)
        self._voices = np.zeros(KEPT, np.int64)
        self._count = 0

    def note(self, start: int, time_s: float, voice: int = 0, voices: int = 0) -> None:
        """For the callback: the block's first sample in the stream, when that passes the converter, and which samples
        of the voice it begins with."""
        at = self._count % KEPT
        self._start[at], self._time_s[at], self._voice[at], self._voices[at] = start, time_s, voice, voices
        self._count += 1

    def zero_s(self) -> float | None:
        """When sample 0 of the stream passed the converter, as seen from the newest blocks; None before the first."""
        return self._zero_s(self._count - 1) if self._count else None

    def voice_at_s(self, sample: int) -> float | None:
        """When this sample of the voice passed the converter; None: not yet, or too long ago."""
        count = self._count
        kept = np.arange(max(0, count - KEPT + MARGIN), count) % KEPT
        voice = self._voice[kept]
        found = int(np.searchsorted(voice, sample, side="right")) - 1
        if found < 0 or sample >= voice[found] + self._voices[kept[found]]:
            return None
        position = self._start[kept[found]] + sample - voice[found]
        return self._zero_s(count - len(kept) + found) + float(position) / self.rate_hz

    def _zero_s(self, number: int) -> float:
        """When sample 0 passed the converter, as seen from the blocks around this one."""
        oldest = max(0, self._count - KEPT + MARGIN)
        near = np.arange(max(oldest, number - NEIGHBOURS), min(self._count, number + NEIGHBOURS + 1)) % KEPT
        return float(np.median(self._time_s[near] - self._start[near] / self.rate_hz))
