"""A bridge for samples between a PortAudio callback and the rest: preallocated, no locks, what is lost is counted.

One side puts, the other takes; each counter is changed by one side alone, so under Python's interpreter lock neither
ever waits for the other. Counters are numbers of samples since the ring was made.
"""

import time

import numpy as np


class Ring:
    def __init__(self, capacity: int, buffer: np.ndarray | None = None) -> None:
        """`buffer`: (capacity,) float32 that is at hand, for example shared between two processes."""
        self._buffer = np.zeros(capacity, np.float32) if buffer is None else buffer
        self._taking = False
        self.written = 0  # samples put, changed by the putting side alone
        self.taken = 0  # samples taken, changed by the taking side alone
        self.lost = 0  # samples that did not fit

    @property
    def waiting(self) -> int:
        return max(0, self.written - self.taken)

    @property
    def free(self) -> int:
        return len(self._buffer) - self.waiting

    def put(self, pcm: np.ndarray) -> int:
        """Copy as many of the (n,) samples as fit, count the others as lost; returns how many fitted."""
        count = min(len(pcm), self.free)
        at = self.written % len(self._buffer)
        first = min(count, len(self._buffer) - at)
        self._buffer[at : at + first] = pcm[:first]
        self._buffer[: count - first] = pcm[first:count]
        self.written += count
        self.lost += len(pcm) - count
        return count

    def take(self, out: np.ndarray) -> int:
        """Copy up to len(out) samples into (n,) `out`; returns how many."""
        self._taking = True
        count = min(len(out), self.waiting)
        at = self.taken % len(self._buffer)
        first = min(count, len(self._buffer) - at)
        out[:first] = self._buffer[at : at + first]
        out[first:count] = self._buffer[: count - first]
        self.taken += count
        self._taking = False
        return count

    def retract(self) -> int:
        """For the putting side: take back all that was not taken yet; returns how many samples.

        A `take` that has begun is waited for (microseconds), so that the answer is exact.
        """
        before = self.written
        self.written = min(before, self.taken)
        while self._taking:
            time.sleep(0)  # hands over to the callback's thread
        self.written = self.taken
        return before - self.taken
