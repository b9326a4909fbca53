"""The assistant must not hear itself, and must hear the person who speaks into it.

"auto" is a linear canceller (`linear`, with `delay` and `residual`) and a judgement of every frame: is this only me?
It is, where what is left still correlates with what was played, or where nearly all of it was expected to be echo.
WebRTC's AEC3 stands guard until the linear filter has converged, and again when it cannot; and while a room still rings
after the last played sample. In the first 3 s of the first answer both have to agree that it is not only me: AEC3 lets
some echo through there, which is where the linear filter expects it. Where it has been only me for a while, the quieter
of both is given. With headphones there is nothing to guard against: without that rule AEC3 swallowed "stop" until 5 s
into the first answer, and once at 8 s.

`scripts/bench floor` in four simulated rooms, 48 recorded interruptions a line, held at +5, 0, −5 and −10 dB of person
over echo: 48 each with a linear and with a clipped loudspeaker; at −5 and −10 dB 48 and 47 with 100 ppm of drift, 48
each where the delay jumps 3 s before. From 5 to 15 s the echo is 42 dB lower or more in every room; by AEC3 alone less
than 30 dB in two. Weak: one room (rir2), whose impulse response ends in 1.3 s of noise at −14 dB, more than twice what
the linear filter spans: with `residual.SURE_LATE` at 0.7 instead of 1.2 it was held 16 times in 150 s alone, and cut
once; now 0 times.

What lost while this was built, in the same rooms at −10 dB and not repeated since: AEC3 alone swallows persons, and the
linear filter alone is held by its own echo 2 to 29 times in 100 s. A jump that only the residual shows is no jump:
believing it lost 3 of 12 persons in a room with a diffuse tail. Waiting half as long for AEC3 after a jump changed
nothing (−5 dB, rir1 and rir2).
"""

from typing import Literal, Protocol

import numpy as np

from localvoice.audio.echo.aec3 import Echo
from localvoice.audio.echo.delay import BLOCK, SHORT, correlation, silent
from localvoice.audio.echo.kalman import Linear
from localvoice.audio.echo.rest import Resting
from localvoice.audio.echo.suppressor import DELAY, Residual
from localvoice.errors import EngineError
from localvoice.events import FRAME_SAMPLES, RATE_HZ

LIKE_ME = 7.0  # peak of their correlation over its root mean square; a person in double talk stays below in 95 %
NOTHING_LEFT = 0.12  # mean gain of the residual's filter below which hardly anything else than echo was there
LEARNT = 10 ** (-8 / 10)  # half a second with no more than this share of the echo left: the filter has converged
HALF = 16  # frames in half a second
LOST = 25  # frames that are like me, less a quarter of those that are not, after which it has no longer
MUCH, MISSED = 0.25, 0.5  # estimate over microphone, share of it that is not there: 64 to 89 % of frames in the first
# 0.3 s after a jump, at most 0.7 % while a person speaks
RINGS = 47  # frames after the last played sample, 1.5 s, in which the room may still ring
MUTED = 0.1  # share of the linear canceller's output that AEC3 leaves of a ringing room, not of a person who is alone
ALONE = 8  # frames of nothing but echo, 0.25 s, after which the quieter of both cancellers is given
LOUD = 1e-4  # mean square of what is played, −40 dBFS, whose echo would be noticed
RISES = 4.0  # times the power of the microphone's noise floor, 6 dB, that is no longer only noise
FORGETS = 1.001  # how fast the floor follows a room that gets louder: 0.14 dB a second
SURE = 24  # loud frames without a rise, 0.8 s: longer than any loudspeaker's delay
PATIENCE = 94  # frames of playback, 3 s, in which AEC3 converges everywhere

Aec = Literal["auto", "webrtc", "off"]
_SILENCE = np.zeros(FRAME_SAMPLES, np.float32)


class Canceller(Protocol):
    delay_s: float  # how much later a sound comes out than it went in
    only_echo: bool  # nobody but the assistant is in the frame that `clean` gave last
    notice: str  # what the person should know of it, as a sentence; "" when all is well

    def clean(self, mic: np.ndarray, reference: np.ndarray) -> np.ndarray:
        """(512,) float32 of the microphone and of the loudspeaker at the same time → (512,) without the echo."""
        ...


class Headphones:
    """Is there no echo at all? The microphone stays at its noise floor while the assistant is loud."""

    def __init__(self) -> None:
        self._floor, self._run = np.inf, 0

    def hear(self, mic: np.ndarray, reference: np.ndarray) -> bool:
        """One frame of both, (512,) float32; true when enough of them say so."""
        level = power(mic)
        self._floor = min(level or np.inf, FORGETS * self._floor)
        if level > RISES * self._floor:
            self._run = 0
        elif power(reference) > LOUD * len(reference):
            self._run += 1
        return self._run >= SURE


class DualCanceller:
    """The linear canceller, guarded. Where AEC3's library does not load: unguarded, and deaf until it has converged.

    While AEC3 stands guard the sound is 12 ms later than `delay_s` says. It need not be given every frame (`rest`).
    """

    delay_s = DELAY / RATE_HZ

    def __init__(self) -> None:
        self.only_echo = False
        self.notice = ""
        self._guard: Echo | None = None
        try:
            self._guard = Echo()
        except EngineError as error:
            self.notice = (
                f"Half of the echo cancellation is missing, so speak to me between my answers at first: {error}"
            )
        self._linear, self._residual = Linear(), Residual()
        self._window = np.hanning(SHORT).astype(np.float32)
        self._left = np.zeros(SHORT, np.float32)  # what was left by the linear filter, the newest last
        self._headphones = Headphones()
        self._free = False  # of echo: the microphone passes as it is, which the linear filter would only spoil
        self._late = np.zeros(DELAY, np.float32)  # what of it is still to be given
        self._converged = False
        self._powers = np.zeros(2)  # of what is left and of the echo's estimate, in this half second
        self._played = 0  # frames in which the assistant was heard
        self._believed = 0  # of these, from which on somebody is believed to speak: later when it was misled
        self._alike = 0.0  # frames that were like me, less a quarter of those that were not
        self._rung = RINGS  # frames since the assistant was heard
        self._alone = 0  # frames since there was anything but echo

    def clean(self, mic: np.ndarray, reference: np.ndarray) -> np.ndarray:
        guarded = self._guard.clean(mic, reference) if self._guard else None
        cleaned, gains, estimate = [], [], []
        for start in range(0, FRAME_SAMPLES, BLOCK):
            left, echo = self._linear.block(mic[start : start + BLOCK], reference[start : start + BLOCK])
            seen = mic[start : start + BLOCK] if self._free else left
            self._left = np.concatenate([self._left[BLOCK:], seen])
            self._powers += np.dot(left, left), np.dot(echo, echo)
            pcm, gain = self._residual.block(left, echo)
            cleaned.append(pcm)
            gains.append(gain)
            estimate.append(echo)
        pcm = np.concatenate(cleaned)
        self._free = self._headphones.hear(mic, reference) or self._free
        late = np.concatenate([self._late, mic])
        self._late = late[FRAME_SAMPLES:]
        played = self._linear.alignment.reference[-SHORT:]
        if silent(played):
            self._rung += 1
            ringing = self._rung < RINGS and not self._free
            self.only_echo = ringing and muted(guarded, pcm, gains)
        else:
            self._rung = 0
            alike = self._like_me(played, float(np.mean(gains)))
            self.only_echo = alike or (not self._free and misled(mic, np.concatenate(estimate)))
        self._alone = self._alone + 1 if self.only_echo else 0
        if self._free:
            return late[:FRAME_SAMPLES]
        if guarded is None:
            return pcm
        if self._alone > ALONE:
            return min(pcm, guarded, key=power)
        return pcm if self._converged or not self._played else guarded

    @property
    def still(self) -> bool:
        """See `rest.Restful`."""
        guarded = self._guard and self._played and not self._converged
        return self._rung >= RINGS and (self._free or (not guarded and self._residual.open))

    def miss(self, mic: np.ndarray) -> None:
        """See `rest.Restful`."""
        self._free = self._headphones.hear(mic, _SILENCE) or self._free
        self._linear.alignment.drift_on(FRAME_SAMPLES)
        self._residual.fade(FRAME_SAMPLES // BLOCK)

    def _like_me(self, played: np.ndarray, gain: float) -> bool:
        self._played += 1
        left, far = np.fft.rfft(np.stack([self._left, played]) * self._window)
        clear, lag = correlation(left * far.conj())
        if self._linear.alignment.suspect(clear, lag):
            self._linear.jumped()
            self._left[:] = 0
        alike = clear > LIKE_ME
        self._alike = self._alike + 1 if alike else max(0.0, self._alike - 0.25)
        if self._played % HALF == 0:
            if self._powers[0] < LEARNT * self._powers[1]:
                self._converged, self._free, self._alike = True, False, 0.0
            self._powers[:] = 0
        if self._alike > LOST and (self._converged or self._free):
            self._converged, self._free, self._believed = False, False, self._played + PATIENCE
        if self._free:
            return alike
        if self._converged:
            return alike or gain < NOTHING_LEFT
        if self._guard is None or self._played < self._believed:
            return True
        return alike or (self._played < PATIENCE and gain < NOTHING_LEFT)


def muted(guarded: np.ndarray | None, pcm: np.ndarray, gains: list[float]) -> bool:
    """Whether hardly anything is left of a room that rings: by AEC3, or else by the residual's filter."""
    return power(guarded) < MUTED * power(pcm) if guarded is not None else float(np.mean(gains)) < NOTHING_LEFT


def misled(mic: np.ndarray, estimate: np.ndarray) -> bool:
    """Whether much echo was expected in the microphone and is not there: the path has just changed."""
    expected = power(estimate)
    return expected > MUCH * power(mic) and float(np.dot(mic, estimate)) < (1 - MISSED) * expected


def power(pcm: np.ndarray) -> float:
    return float(np.dot(pcm, pcm))


class NoEcho:
    """Nothing to cancel: headphones, or no loudspeaker at all."""

    delay_s = 0.0
    only_echo = False
    notice = ""

    def clean(self, mic: np.ndarray, reference: np.ndarray) -> np.ndarray:
        return mic


def canceller(aec: Aec = "auto") -> Canceller:
    """The canceller for a choice. Raises EngineError for "webrtc" where its library does not load."""
    if aec == "off":
        return NoEcho()
    return Echo() if aec == "webrtc" else Resting(DualCanceller())
