"""Who says what when in the simulated room? A person who speaks at given times or when the assistant did something."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from localvoice.events import FRAME_SAMPLES, RATE_HZ

AUDIBLE = 10 ** (-50 / 20)  # a loudspeaker's sample above −50 dBFS counts as heard
VOICED_DB = -45  # the person's own signal is voice down to this far below its peak
PAUSE_S = 0.2  # the assistant begins anew when it has been silent for this long; pauses inside a phrase are shorter


@dataclass(frozen=True, eq=False)
class Line:
    """One thing that the person says. Lines are spoken in order, each after the one before it has ended."""

    pcm: np.ndarray  # (n,) float32 in [-1, 1] at 16 kHz, as it arrives at the microphone
    text: str = ""  # what is said, for the report
    name: str = ""  # what it is for: "interruption"
    at_s: float | None = None  # at this time of the room; None: on the event
    # "answer_start": the assistant has begun to speak since the line before (speak into it)
    # "answer_end": the assistant has spoken since the line before and is quiet again
    # "quiet": nobody has spoken, whether or not there was an answer
    after: Literal["answer_start", "answer_end", "quiet"] = "answer_end"
    delay_s: float = 0.7  # this long after the event


@dataclass(frozen=True)
class Script:
    lines: Sequence[Line] = ()
    quiet_s: float = 3.0  # the scene ends when, after the last line, nobody has spoken for this long
    patience_s: float = 8.0  # an answer that has not come by then is no longer waited for
    end_s: float = 300.0  # the scene ends at this time at the latest


@dataclass(frozen=True)
class Spoken:
    """The truth about one line that was spoken."""

    text: str
    name: str
    start_s: float  # first sample of its sound, on the room's sample clock
    first_voiced_s: float  # its first and last sample above −45 dB of its own peak
    last_voiced_s: float


class Person:
    """Plays a script: takes what the loudspeaker plays frame by frame, gives what the person says meanwhile."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._next = 0  # line to be spoken next
        self._said = np.zeros(0, np.float32)  # rest of the line that is being spoken
        self._starts_at: int | None = None  # when that rest begins, in samples
        self._line_end = 0  # last voiced sample of the line before, end of its sound
        self._sound_end = 0
        self._audible_at: int | None = None  # the assistant's last audible sample
        self._onset_at: int | None = None  # where it last began to speak
        self.spoken: list[Spoken] = []

    def step(self, assistant: np.ndarray, start: int) -> np.ndarray:
        """(512,) of the loudspeaker at 16 kHz from sample `start` on → (512,) of the person, the same time."""
        self._listen(assistant, start)
        out = np.zeros(FRAME_SAMPLES, np.float32)
        if not len(self._said):
            self._begin(start)
        if len(self._said) and self._starts_at is not None:
            offset = max(0, self._starts_at - start)
            part = self._said[: max(0, FRAME_SAMPLES - offset)]
            out[offset : offset + len(part)] = part
            self._said = self._said[len(part) :]
        return out

    def over(self, now: int) -> bool:
        """Has the scene ended at sample `now`?"""
        if now >= self._script.end_s * RATE_HZ:
            return True
        done = self._next == len(self._script.lines) and not len(self._said)
        return done and now >= self._last_sound() + self._script.quiet_s * RATE_HZ

    def _listen(self, assistant: np.ndarray, start: int) -> None:
        audible = np.flatnonzero(np.abs(assistant) > AUDIBLE)
        if len(audible):
            first = start + int(audible[0])
            if self._audible_at is None or first - self._audible_at > PAUSE_S * RATE_HZ:
                self._onset_at = first
            self._audible_at = start + int(audible[-1])

    def _begin(self, start: int) -> None:
        """Start the next line if its moment lies within this frame or before."""
        if self._next == len(self._script.lines):
            return
        line = self._script.lines[self._next]
        due = self._due(line, start + FRAME_SAMPLES)
        if due is None or due >= start + FRAME_SAMPLES:
            return
        self._next += 1
        self._starts_at = max(due, start, self._sound_end)
        self._said = np.asarray(line.pcm, np.float32)
        first, last = voiced(self._said)
        self._line_end, self._sound_end = self._starts_at + last, self._starts_at + len(self._said)
        start_s, first_s, last_s = ((self._starts_at + offset) / RATE_HZ for offset in (0, first, last))
        self.spoken.append(Spoken(line.text, line.name, start_s, first_s, last_s))

    def _due(self, line: Line, known: int) -> int | None:
        """When is the line to begin, as far as one can say when the loudspeaker is known before sample `known`?"""
        if line.at_s is not None:
            return round(line.at_s * RATE_HZ)
        delay = round(line.delay_s * RATE_HZ)
        impatient = self._last_sound() + round(self._script.patience_s * RATE_HZ)
        if line.after == "answer_start":
            begun = self._onset_at is not None and self._onset_at >= self._line_end
            due = self._onset_at + delay if begun and self._onset_at is not None else impatient
        elif line.after == "answer_end":
            answered = self._audible_at is not None and self._audible_at > self._line_end
            due = self._last_sound() + delay if answered else impatient
        else:
            due = self._last_sound() + delay
        return due if due < known or line.after == "answer_start" else None

    def _last_sound(self) -> int:
        return max(self._line_end, self._audible_at or 0)


def voiced(pcm: np.ndarray) -> tuple[int, int]:
    """First and last sample above −45 dB of the peak; (0, n) when there is no sound at all."""
    level = np.abs(pcm)
    loud = np.flatnonzero(level > level.max(initial=0.0) * 10 ** (VOICED_DB / 20))
    return (int(loud[0]), int(loud[-1])) if len(loud) else (0, len(pcm))
