"""The loudspeaker's side of PortAudio: a callback that copies out of a ring and keeps a copy of what it played."""

from typing import Any

import numpy as np

from localvoice.audio.card.blocks import Blocks
from localvoice.audio.fade import Fade
from localvoice.audio.resample import Resampler
from localvoice.audio.ring import Ring
from localvoice.events import FRAME_SAMPLES, RATE_HZ

VOICE_S = 4.0  # of sound resampled in advance; the rest waits in `playback`
REFERENCE_S = 4.0  # of played sound that waits for its microphone frame
# The reference is handed over this much earlier than the converters' times say, which may be wrong by 20 ms in the
# first seconds (`blocks`): the canceller needs to know a sound before its echo, never after.
LEAD_S = 0.025
# Beyond this the pairing jumps to where the clocks say, at the next silence; less than the lead, so that the reference
# stays the earlier one. 100 ppm between two devices' clocks take 200 s to get there; AEC3 needs no constant delay, it
# is back at 43 dB after a jump of 30 ms.
SLACK_S = 0.020
KEPT_SAMPLES = RATE_HZ // 2  # played sound that stays at hand in case the pairing jumps back


class Outlet:
    """One opening of a loudspeaker at `rate_hz`; `latency_s` stands in where PortAudio gives no time."""

    def __init__(self, rate_hz: int, latency_s: float) -> None:
        self.rate_hz = rate_hz
        self.voice = Ring(round(VOICE_S * rate_hz))  # to be played
        self.blocks = Blocks(rate_hz)
        self._latency_s = latency_s
        self._reference = Ring(round(REFERENCE_S * rate_hz))  # was played, silence included
        self._scratch = np.zeros(round(REFERENCE_S * rate_hz), np.float32)
        self._to_16k = Resampler(rate_hz, RATE_HZ)
        self._kept = np.zeros(0, np.float32)  # at 16 kHz: around and after the frame that is due
        self._kept_from = 0  # number of its first sample since the stream was opened
        self._next: int | None = None  # number of the next frame's first sample
        self._lost = 0  # of the reference, as far as noticed
        self._position = 0  # samples given to the device, changed by the callback alone
        self._fade = Fade(0, 1.0, 1.0, rate_hz)  # by device samples, changed by the callback alone
        self._wish = self._heeded = (1.0, False)  # gain, at once; asked for, and seen by the callback
        self.underruns = 0
        self.beats = 0  # callbacks so far

    def callback(self, outdata: np.ndarray, frames: int, times: Any, status: Any) -> None:
        """PortAudio's: (frames, channels) float32 to be filled, the same in every channel."""
        column = outdata[:, 0]
        if self._wish is not self._heeded:
            self._heed(self._wish)
        voice = self.voice.taken
        count = self.voice.take(column[: self._fade.sounding(self._position, frames)])
        if not self._fade.full(self._position):
            column[:count] *= self._fade.gains(self._position, count)
        column[count:] = 0.0
        outdata[:, 1:] = outdata[:, :1]
        self._reference.put(column)
        time_s = times.outputBufferDacTime or times.currentTime + self._latency_s
        self.blocks.note(self._position, time_s, bool(status), voice, count)
        self._position += frames
        if status:
            self.underruns += 1
        self.beats += 1

    def fade(self, gain: float, at_once: bool = False) -> None:
        """See `Loudspeaker.fade`; from the next block on."""
        self._wish = (gain, at_once)

    def _heed(self, wish: tuple[float, bool]) -> None:
        gain, at_once = self._heeded = wish
        self._fade = Fade(self._position, gain if at_once else self._fade.gain(self._position), gain, self.rate_hz)

    def reference(self, start_s: float) -> np.ndarray:
        """(512,) float32 at 16 kHz of what left the loudspeaker from `start_s` on, on PortAudio's clock."""
        self._collect()
        zero_s = self.blocks.zero_s()
        if zero_s is None:
            return np.zeros(FRAME_SAMPLES, np.float32)
        due = round((start_s + LEAD_S - zero_s) * RATE_HZ)
        start = due if self._next is None else self._next
        frame = self._piece(start)
        wrong_s = abs(due - start) / RATE_HZ
        if wrong_s > 2 * SLACK_S or (wrong_s > SLACK_S and not frame.any()):
            start, frame = due, self._piece(due)
        self._next = start + FRAME_SAMPLES
        old = min(len(self._kept), max(0, self._next - KEPT_SAMPLES - self._kept_from))
        self._kept, self._kept_from = self._kept[old:], self._kept_from + old
        return frame

    def _collect(self) -> None:
        lost = self._reference.lost
        if count := self._reference.take(self._scratch):
            self._kept = np.concatenate([self._kept, self._to_16k.feed(self._scratch[:count])])
        if lost != self._lost:  # nobody read for seconds: begin anew behind the gap
            self._lost = lost
            self._to_16k, self._kept = Resampler(self.rate_hz, RATE_HZ), np.zeros(0, np.float32)
            self._kept_from = round((self._reference.taken + lost) * RATE_HZ / self.rate_hz)

    def _piece(self, start: int) -> np.ndarray:
        """(512,) from sample `start` on; silence before the first sample and after the last one so far."""
        out = np.zeros(FRAME_SAMPLES, np.float32)
        first = max(start, self._kept_from)
        piece = self._kept[first - self._kept_from : max(0, start + FRAME_SAMPLES - self._kept_from)]
        out[first - start : first - start + len(piece)] = piece
        return out
