"""Files in place of devices: a microphone that is a sound file, a loudspeaker that becomes one."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Self

import numpy as np

from localvoice.audio import wav
from localvoice.audio.loudspeaker import Loudspeaker
from localvoice.audio.reporter import Reporter
from localvoice.audio.resample import resample
from localvoice.audio.timeline import Present, Timeline
from localvoice.clock import Clock
from localvoice.errors import BadInput
from localvoice.events import FRAME_SAMPLES, RATE_HZ, Captured

NOWHERE = "none"  # as a loudspeaker: what is played is dropped; as a microphone: silence
LATENCY_S = 0.020  # what a quick sound card would take
TAIL_S = 3.0  # silence after the file, so that a last turn can end and be answered


class FileMic:
    """Gives a file frame by frame, any rate, then `tail_s` of silence, then None. BadInput: `wav.read_speech`."""

    def __init__(self, path: str | Path, tail_s: float = TAIL_S) -> None:
        pcm, rate_hz = wav.read_speech(path)
        self._pcm = resample(pcm, rate_hz, RATE_HZ)
        self._end = len(self._pcm) + round(tail_s * RATE_HZ)
        self._at = 0

    def read(self) -> np.ndarray | None:
        if self._at >= self._end:
            return None
        frame = np.zeros(FRAME_SAMPLES, np.float32)
        piece = self._pcm[self._at : self._at + FRAME_SAMPLES]
        frame[: len(piece)] = piece
        self._at += FRAME_SAMPLES
        return frame


class NoMic:
    """Gives silence, for ever."""

    def read(self) -> np.ndarray:
        return np.zeros(FRAME_SAMPLES, np.float32)


def check_apart(mic: Path, speaker: Path) -> None:
    """Raises BadInput when what is played would be written over what is heard, under whatever names."""
    if os.path.realpath(mic) == os.path.realpath(speaker) or (
        mic.exists() and speaker.exists() and mic.samefile(speaker)
    ):
        raise BadInput(f"{speaker} is the recording that is heard; name another file for what is played.")


class Files:
    """A `Sound` of a file microphone ("none": silence, for ever) and a file loudspeaker (None: nowhere).

    `read` never blocks; the caller paces it. While `goes_on()`, silence follows the recording. The written file's
    sample clock is the microphone's. Raises BadInput or StoreError at once when a file cannot be used.
    """

    live = False

    def __init__(
        self, mic: str | Path, speaker: str | Path | None, rate_hz: int, clock: Clock, tail_s: float = TAIL_S
    ) -> None:
        if speaker is not None:
            check_apart(Path(mic), Path(speaker))
        self._mic = NoMic() if str(mic) == NOWHERE else FileMic(mic, tail_s)
        self._file = None if speaker is None else wav.Writer(speaker, rate_hz)
        self._present = Present(clock)
        sink = (lambda pcm: None) if self._file is None else self._file.write
        self._timeline = Timeline(rate_hz, self._present.now_s, LATENCY_S, sink)
        self.reporter = Reporter(self._timeline, rate_hz, self._timeline.heard_at_s)
        self.goes_on: Callable[[], bool] = lambda: False
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._closed = True
        if self._file is not None:
            file, self._file = self._file, None
            file.close()

    def read(self) -> Captured | None:
        mic = None if self._closed else self._mic.read()
        if mic is None and not self._closed and self.goes_on():
            mic = np.zeros(FRAME_SAMPLES, np.float32)
        if mic is None:
            return None
        self._present.advance()
        self.reporter.look()
        return Captured(mic, self._timeline.frame())

    @property
    def loudspeaker(self) -> Loudspeaker:
        return self.reporter.loudspeaker

    def notices(self) -> list[str]:
        return []

    def xruns(self) -> dict[str, int]:
        return {"overruns": 0, "underruns": 0}
