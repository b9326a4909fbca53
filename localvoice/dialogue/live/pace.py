"""How does sound go both ways? A piece at a time as real time passes, silence where nobody speaks, from one clock."""

from typing import Protocol

import numpy as np

from localvoice.audio.wire import Format, Incoming, Outgoing
from localvoice.clock import Clock
from localvoice.dialogue.live.mind import Mind, Spoken

PLAYED_HZ = 24_000  # of what a program wants played in the mind's place
LATE_S = 1.0  # a machine that slept does not make up for it: the clock goes on from there
CATCH_UP_S = 0.4  # of sound that waits; then silences in it are left out, so that a stall is not heard for ever
OFTEN_LATE = 25  # frames of a session: then its program is told, once
BUSY = "This machine is not in time with its sound, so pieces of it come late: close other sessions or programs."
QUIET = 0.002  # root mean square: −54 dBFS, a quiet room; speech is 20 dB louder


class Told(Protocol):
    """Who gets what goes out."""

    def frame(self, sound: bytes, text: str, waiting_ms: float) -> None:
        """The next piece, in the program's form; `waiting_ms` of sound wait to be heard."""
        ...

    def played(self) -> None:
        """What was to be played is over."""
        ...

    def note(self, code: str, sentence: str) -> None:
        """Something that the program should know."""
        ...


class Pace:
    """One live session. `form` and `form_hz`: how the program's sound comes and goes."""

    def __init__(self, mind: Mind, form: Format, form_hz: int, clock: Clock, told: Told) -> None:
        self._mind = mind
        self._clock = clock
        self._told = told
        self._incoming = Incoming(form, mind.rate_hz, form_hz)
        self._outgoing = Outgoing(mind.rate_hz, form, form_hz)
        self._waiting = np.zeros(0, np.float32)  # to be heard, at the mind's rate
        self._muted = False
        self._playing: np.ndarray | None = None  # in the mind's place, at the mind's rate
        self.late = 0  # frames that the mind made too late

    def hear(self, sound: bytes) -> None:
        """Whole samples, any number."""
        if self._playing is None:
            self._waiting = np.concatenate([self._waiting, self._incoming.feed(sound)])

    def mute(self, muted: bool) -> None:
        self._muted = muted

    def play(self, sound: bytes) -> None:
        """16-bit PCM at PLAYED_HZ, in the mind's place, which hears nothing and is not heard meanwhile."""
        incoming = Incoming("audio/pcm", self._mind.rate_hz, PLAYED_HZ)
        self._playing = np.concatenate([incoming.feed(sound), incoming.finish()])
        self._waiting = self._waiting[:0]
        self._mind.stop()

    async def run(self) -> None:
        """Until it is cancelled."""
        mind, clock = self._mind, self._clock
        frame_s = mind.frame_samples / mind.rate_hz
        due_s = clock.now_s()
        while True:
            due_s += frame_s
            await clock.until(due_s)
            if clock.now_s() > due_s + LATE_S:
                due_s = clock.now_s()
            if self._playing is None:
                self._tell(await mind.step(self._next()))
            else:
                self._play()
            if clock.now_s() > due_s + frame_s:
                self.late += 1
                if self.late == OFTEN_LATE:
                    self._told.note("late", BUSY)

    def _next(self) -> np.ndarray | None:
        """The next frame that is heard; None: it has not come."""
        size = self._mind.frame_samples
        while len(self._waiting) > CATCH_UP_S * self._mind.rate_hz and _quiet(self._waiting[:size]):
            self._waiting = self._waiting[size:]
        if len(self._waiting) < size:  # a part of a frame waits for its rest: so who sends unevenly is cut up once
            return np.zeros(size, np.float32) if self._muted else None
        frame, self._waiting = self._waiting[:size], self._waiting[size:]
        return np.zeros(size, np.float32) if self._muted else frame

    def _play(self) -> None:
        assert self._playing is not None
        size = self._mind.frame_samples
        frame, rest = self._playing[:size], self._playing[size:]
        self._tell(Spoken(np.concatenate([frame, np.zeros(size - len(frame), np.float32)])))
        self._playing = rest if len(rest) else None
        if self._playing is None:
            self._told.played()

    def _tell(self, spoken: Spoken) -> None:
        waiting_ms = 1000 * len(self._waiting) / self._mind.rate_hz
        self._told.frame(self._outgoing.feed(spoken.pcm), spoken.text, waiting_ms)


def _quiet(pcm: np.ndarray) -> bool:
    return float(np.sqrt(np.mean(pcm**2))) < QUIET
