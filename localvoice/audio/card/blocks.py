"""When did each block of a device stream pass the converter? Noted by the callback, asked by everyone else.

PortAudio stamps blocks on one clock for all streams. Under PulseAudio single stamps are wrong by up to 370 ms around
bursts, and all of them wander by 5 ms over seconds, by 20 ms in the first ones on a busy machine (measured against an
echo), so what is asked is always the median over many blocks.
"""

from bisect import bisect_right

import numpy as np

KEPT = 8192  # blocks of 10 ms: 82 s
MARGIN = 64  # the oldest blocks might be overwritten while they are read
# Blocks to each side that a median looks at: 30 s, over which two clocks that differ by 100 ppm shift it by 1.5 ms.
NEIGHBOURS = 3000
# The median of so many hardly moves with one more, and looking took half of a silent ear's processor time: it is looked
# again after a hundredth of what was looked at.
FEW = 100


class Blocks:
    def __init__(self, rate_hz: int) -> None:
        self.rate_hz = rate_hz
        self._start = np.zeros(KEPT, np.int64)
        self._time_s = np.zeros(KEPT)
        self._voice = np.zeros(KEPT, np.int64)
        self._voices = np.zeros(KEPT, np.int64)
        self._part = np.zeros(KEPT, np.int64)
        self._parts = 0
        self._count = 0
        self._newest_s = 0.0  # zero as it was looked at last, and at how many blocks that is done again
        self._again = 0
        self._since = 0  # blocks before the last gap

    def note(self, start: int, time_s: float, gap: bool, voice: int = 0, voices: int = 0) -> None:
        """For the callback: the block's first sample in the stream, when that passes the converter, and which samples
        of the voice it begins with. `gap`: samples were lost before it, so earlier stamps tell nothing about it."""
        at = self._count % KEPT
        self._parts += gap
        self._start[at], self._time_s[at], self._part[at] = start, time_s, self._parts
        self._voice[at], self._voices[at] = voice, voices
        self._count += 1
        if gap:
            self._since, self._again = self._count - 1, 0

    def zero_s(self) -> float | None:
        """When sample 0 of the stream passed the converter, as seen from the newest blocks; None before the first."""
        count, since = self._count, self._since
        if not count:
            return None
        if count >= self._again:
            self._newest_s = self._zero_s(count - 1)
            if since == self._since:  # no gap came meanwhile
                self._again = count + max(1, min(NEIGHBOURS, count - since) // FEW)
        return self._newest_s

    def voice_at_s(self, sample: int) -> float | None:
        """When this sample of the voice passed the converter; None: not yet, or too long ago."""
        kept = range(max(0, self._count - KEPT + MARGIN), self._count)
        found = bisect_right(kept, sample, key=lambda number: int(self._voice[number % KEPT])) - 1
        if found < 0:
            return None
        at = kept[found] % KEPT
        if sample >= self._voice[at] + self._voices[at]:
            return None
        position = self._start[at] + sample - self._voice[at]
        return self._zero_s(kept[found]) + float(position) / self.rate_hz

    def _zero_s(self, number: int) -> float:
        """When sample 0 passed the converter, as seen from the blocks around this one."""
        oldest = max(0, self._count - KEPT + MARGIN)
        near = np.arange(max(oldest, number - NEIGHBOURS), min(self._count, number + NEIGHBOURS + 1)) % KEPT
        near = near[self._part[near] == self._part[number % KEPT]]
        return float(np.median(self._time_s[near] - self._start[near] / self.rate_hz))
