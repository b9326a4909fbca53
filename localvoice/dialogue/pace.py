"""When is the next frame of a talk without turns wanted, and what plays when it does not come? Pure: time is given.

Each frame that was heard is answered by one that is said. What is written plays without a gap, so a frame is in time
when it comes before the loudspeaker runs dry. Where it does not, the sound fades to silence, and the frame fades in as
soon as it comes; once the talk would be a whole frame behind, a frame is lost instead. So it is never further behind.
The loudspeaker's clock is not the microphone's, and what was late stays late: where frames come earlier or later than
they should for long, each is made a little shorter or longer.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

START_S = 0.040  # of silence before the first frame: those that follow come up to 16 ms later than their beat
# That the latest of WATCHED frames comes before silence is due, and by how much that may be off.
SPARE_S, FREE_S = 0.010, 0.006
WATCHED = 64  # frames, 5 s
STRETCHED = 4  # samples of a frame at most: 0.2 %, which nobody hears, and ten times what two clocks differ
HURRIED = 480  # samples of a frame in which nothing is said
QUIET = 10 ** (-50 / 20)  # below which nothing is
GAP_S = 0.020  # of silence at once, where the loudspeaker would run dry
FADE_S = 0.005  # to it and from it
MARGIN_S = 0.015  # that it takes to be written and to reach the device
LOOKS = 8  # at how far the loudspeaker has come: the news may be old, but not all of it


@dataclass(frozen=True)
class Tally:
    """Frames that were said so far."""

    on_time: int = 0
    late: int = 0  # they faded in after a gap
    lost: int = 0  # nothing of them was played

    @property
    def all(self) -> int:
        return self.on_time + self.late + self.lost

    @property
    def missed(self) -> int:
        return self.late + self.lost

    def since(self, before: "Tally") -> "Tally":
        return Tally(self.on_time - before.on_time, self.late - before.late, self.lost - before.lost)

    def __str__(self) -> str:
        return f"{self.on_time} of {self.all} frames on time, {self.late} late, {self.lost} lost"


class Pace:
    """Of frames of `frame_samples`. Times are seconds on the microphone's sample clock."""

    def __init__(self, rate_hz: int, frame_samples: int) -> None:
        self._rate_hz, self._frame_s = rate_hz, frame_samples / rate_hz
        self.tally = Tally()
        self._written = 0  # samples
        self._starts_s: deque[float] = deque(maxlen=LOOKS)  # when the first sample played, if it has played on since
        self._spares_s: deque[float] = deque(maxlen=WATCHED)
        self._way_s = 0.0  # from when the first frame had been heard to when its answer began to play
        self._gap = False  # before the frame that is wanted next
        self._last = np.float32(0)  # sample that was written

    @property
    def begun(self) -> bool:
        return self._written > 0

    @property
    def dry_s(self) -> float:
        """When all that was written has been played, as far as is known."""
        return min(self._starts_s) + self._written / self._rate_hz

    @property
    def gap_due_s(self) -> float:
        """When silence must be written if the next frame has not come; only when it has begun."""
        return self.dry_s - MARGIN_S

    def follow(self, now_s: float, played: int) -> None:
        """So many samples of all have been played by now, or more."""
        if 0 < played < self._written:
            self._starts_s.append(now_s - played / self._rate_hz)

    def too_late(self, heard_s: float, now_s: float) -> bool:
        """Is a frame that is made now, for one that had been heard at `heard_s`, a whole frame behind?"""
        return self.begun and max(self.dry_s, now_s) - heard_s > self._way_s + self._frame_s + GAP_S

    def lose(self) -> None:
        """A frame will never be."""
        self.tally = Tally(self.tally.on_time, self.tally.late, self.tally.lost + 1)

    def frame(self, pcm: np.ndarray, heard_s: float, now_s: float) -> np.ndarray | None:
        """What is to be written for this frame, (frame_samples,) float32, the answer to one that had been heard at
        `heard_s`; None: it is lost."""
        if self.too_late(heard_s, now_s):
            self.lose()
            return None
        if not self.begun:
            self._way_s = now_s + START_S - heard_s
            pcm = np.concatenate([np.zeros(round(START_S * self._rate_hz), np.float32), pcm])
        elif self._gap:
            ramp = round(FADE_S * self._rate_hz)
            pcm = np.concatenate([pcm[:ramp] * np.linspace(0, 1, ramp, dtype=np.float32), pcm[ramp:]])
        else:
            pcm = self._in_step(pcm, self.gap_due_s - now_s)
        tally, late = self.tally, self._gap
        self.tally = Tally(tally.on_time + (not late), tally.late + late, tally.lost)
        self._gap = False
        return self._wrote(pcm, now_s)

    def gap(self, now_s: float) -> np.ndarray:
        """What is to be written when `gap_due_s` has passed without the frame that is wanted: a little silence."""
        silence = np.zeros(round(GAP_S * self._rate_hz), np.float32)
        ramp = round(FADE_S * self._rate_hz)
        silence[:ramp] = self._last * np.linspace(1, 0, ramp, dtype=np.float32) ** 2
        self._gap = True
        return self._wrote(silence, now_s)

    def _in_step(self, pcm: np.ndarray, spare_s: float) -> np.ndarray:
        """The frame, a little longer or shorter where frames do not come as they are played."""
        self._spares_s.append(spare_s)
        off = round((min(self._spares_s) - SPARE_S) * self._rate_hz)
        if len(self._spares_s) < WATCHED or abs(off) <= FREE_S * self._rate_hz:
            return pcm
        most = HURRIED if np.abs(pcm).max() < QUIET else STRETCHED
        more = -max(-most, min(most, off))
        self._spares_s = deque((each + more / self._rate_hz for each in self._spares_s), maxlen=WATCHED)
        at = np.arange(1, len(pcm) + more + 1) * (len(pcm) / (len(pcm) + more))
        known = np.concatenate([[self._last], pcm])
        return np.interp(at, np.arange(len(known)), known).astype(np.float32)

    def _wrote(self, pcm: np.ndarray, now_s: float) -> np.ndarray:
        if not self.begun or now_s > self.dry_s:
            self._starts_s.clear()
            self._starts_s.append(now_s - self._written / self._rate_hz)
        self._written += len(pcm)
        self._last = pcm[-1]
        return pcm
