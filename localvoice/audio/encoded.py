"""Sound as a file that is sent while it is made: WAV, FLAC, MP3, Ogg Opus, or the bare samples. libsndfile writes them.

What a header says of the whole file cannot be known before its end. WAV's lengths are left open, and MP3's table of
contents is left out, which players accept; of FLAC's header libsndfile does not, so it comes whole.
"""

import struct
from io import BytesIO

import numpy as np
import soundfile

from localvoice.audio.resample import Resampler
from localvoice.audio.wire import encoded

KINDS = {"mp3": "audio/mpeg", "opus": "audio/ogg", "flac": "audio/flac", "wav": "audio/wav", "pcm": "audio/pcm"}
OPEN = 0xFFFFFFFF  # a length that nobody knows yet
RATE_HZ = 24_000  # of all kinds
MP3_FRAME = b"\xff\xf3"  # how each begins, at this rate
LIBSNDFILE = {"mp3": ("MP3", "MPEG_LAYER_III"), "opus": ("OGG", "OPUS"), "flac": ("FLAC", "PCM_16")}


class Encoder:
    """(n,) float32 at `rate_hz` → the bytes of a file of one of KINDS."""

    def __init__(self, kind: str, rate_hz: int) -> None:
        self._resampler, self._file, self._written = Resampler(rate_hz, RATE_HZ), BytesIO(), None
        self._kind, self._taken, self._ended = kind, 0, False
        if kind in LIBSNDFILE:
            form, subtype = LIBSNDFILE[kind]
            self._written = soundfile.SoundFile(self._file, "w", RATE_HZ, 1, subtype, format=form)
        elif kind == "wav":
            self._file.write(wav_header())

    def feed(self, pcm: np.ndarray) -> bytes:
        """What can be written by now; perhaps nothing."""
        self._write(self._resampler.feed(pcm))
        return self._new()

    def finish(self) -> bytes:
        """The rest. Nothing can be fed any more."""
        self._write(self._resampler.finish())
        if self._written:
            self._written.close()
        self._ended = True
        return self._new()

    def _write(self, pcm: np.ndarray) -> None:
        if self._written:
            self._written.write(np.clip(pcm, -1, 1))
        else:
            self._file.seek(0, 2)
            self._file.write(encoded(pcm, "audio/pcm"))

    def _new(self) -> bytes:
        if self._kind == "mp3" and not self._taken:
            self._taken = max(0, self._file.getvalue().find(MP3_FRAME, len(MP3_FRAME)))  # the table, still empty
        if (self._kind == "mp3" and not self._taken) or (self._kind == "flac" and not self._ended):
            return b""
        some = self._file.getvalue()[self._taken :]
        self._taken += len(some)
        return some


def wav_header() -> bytes:
    """Of a mono file of 16 bits whose length is open (RIFF specification 1.0)."""
    about = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE_HZ, 2 * RATE_HZ, 2, 16)
    return struct.pack("<4sI4s", b"RIFF", OPEN, b"WAVE") + about + struct.pack("<4sI", b"data", OPEN)
