"""Who tells the loudspeaker how far a device in this process has come? A reporter that looks at it once a frame."""

import threading
from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np

from localvoice.audio.loudspeaker import Loudspeaker, Reached, Report, Stretch

GAP_S = 0.001  # stamps of the card's blocks differ by less; where a stream ran dry there are 10 ms at the least


class Playing(Protocol):
    """What plays in this process, and can be looked at without a wait: a `Timeline`, or the card's `Playback`.

    Its own indices count what it played: those of dropped samples are given again to what is written next.
    """

    def write(self, pcm: np.ndarray) -> int:
        """Queue (n,) float32 mono samples; returns the index of the first of them."""
        ...

    def flush(self) -> int:
        """Drop all that has not been played yet, within one device block; return how many samples were dropped."""
        ...

    def fade(self, gain: float) -> None:
        """See `Loudspeaker.fade`; a `flush` brings the gain back to 1 at once."""
        ...

    @property
    def played(self) -> int:
        """How many written samples the device has taken, to the sample (silence between them does not count).

        They cannot be recalled and leave the loudspeaker within its latency. So right after a `flush` this is exactly
        what is heard of everything written.
        """
        ...


class Reporter:
    """The `Device` of everything that plays in this process. Any thread may call anything."""

    def __init__(self, playing: Playing, rate_hz: int, heard_at_s: Callable[[int], float | None]) -> None:
        """`heard_at_s`: when the sample with this index of `playing` left the loudspeaker; None: not known (yet)."""
        self.loudspeaker = Loudspeaker(rate_hz, self)
        self.tell: Callable[[Report], None] = self.loudspeaker.take
        self._playing, self._rate_hz, self._heard_at_s = playing, rate_hz, heard_at_s
        self._lock = threading.Lock()
        self._shift = 0  # from the indices of `playing` to the loudspeaker's
        self._dated = 0  # everything before this index of `playing` was told with its time, or has none
        self._told = 0
        self.looks = 0  # so far

    def write(self, index: int, pcm: np.ndarray) -> None:
        with self._lock:
            self._shift = index - self._playing.write(pcm)

    def flush(self) -> None:
        with self._lock:
            self._playing.flush()
            self._look()
            self._dated = self._told
            self.tell(Reached(self._told + self._shift))

    def fade(self, gain: float) -> None:
        self._playing.fade(gain)

    def look(self) -> None:
        """Tell what is new. To be called whenever somebody might want to know, best once a frame."""
        with self._lock:
            self.looks += 1
            self._look()

    def _look(self) -> None:
        played = self._playing.played
        if played == self._dated:
            return
        for stretch in self._stretches(self._dated, played):
            if stretch.at_s is not None or played > self._told:
                self.tell(Stretch(stretch.first + self._shift, stretch.end + self._shift, stretch.at_s))
            if stretch.at_s is not None:
                self._dated = stretch.end
        self._told = played

    def _stretches(self, first: int, end: int) -> Iterator[Stretch]:
        """The samples from `first` to `end`, divided where there was a gap between them."""
        begin_s, last_s = self._heard_at_s(first), self._heard_at_s(end - 1)
        if begin_s is None or last_s is None:
            whole = begin_s is last_s
        else:
            whole = abs(last_s - begin_s - (end - 1 - first) / self._rate_hz) < GAP_S
        if whole or end - first == 1:
            yield Stretch(first, end, begin_s)
            return
        middle = (first + end) // 2
        yield from self._stretches(first, middle)
        yield from self._stretches(middle, end)
